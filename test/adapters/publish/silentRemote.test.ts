import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PublishScene } from "./publishScene.ts";

let made: PublishScene;
let server: Server;
let url: string;
let asked: number;
beforeEach(async () => {
  made = await PublishScene.make();
  asked = 0;
  server = createServer(() => (asked += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop.git`;
  made.turnOn(url);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  made.dispose();
});

const processes = (): readonly string[] =>
  execFileSync("ps", ["-eo", "args"])
    .toString("utf8")
    .split("\n")
    .filter((line) => line.includes(url));

it.skipIf(process.platform === "win32")(
  "nothing runs any more once a look at a silent remote is cancelled",
  async () => {
    const cancel = new AbortController();
    const gate = await made.gate();
    const view = await made.ask({ to: "main" });
    const looking = gate.prepare(view.id, cancel.signal);
    await expect.poll(() => asked, { timeout: 10_000 }).toBe(1);
    expect(processes().some((line) => line.includes("remote-http"))).toBe(true);
    cancel.abort();
    await expect(looking).rejects.toMatchObject({ code: "cancelled" });
    await expect.poll(processes).toEqual([]);
  },
);
