import { execFileSync } from "node:child_process";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Gate, PreparedAction } from "../../../src/core/review/gate.ts";
import { hasHttpBackend, HttpGit } from "../../support/httpGit.ts";
import { ownBranch, PublishScene } from "./publishScene.ts";

// A git without its own CGI program says so here, and fails: what these hold is held nowhere else.
beforeAll(() => {
  expect(hasHttpBackend(), "git http-backend is not installed").toBe(true);
});

let made: PublishScene;
let server: HttpGit;
let gate: Gate;
beforeEach(async () => {
  made = await PublishScene.make();
  server = await HttpGit.serve(made.served);
  made.turnOn(server.url("shop.git"));
  gate = await made.gate();
});
afterEach(async () => {
  await server.close().catch(() => undefined);
  made.dispose();
});

const reasons = ({ obstacles }: PreparedAction): readonly string[] => obstacles.map(({ reason }) => reason);

const texts = ({ obstacles }: PreparedAction): string =>
  obstacles.map(({ text, help }) => `${String(text)} ${String(help)}`).join("\n");

describe("over git's smart HTTP", () => {
  it("is pushed, and read back", async () => {
    const { receipt } = await gate.grant(await gate.prepare((await made.ask()).id), "ada");
    expect(receipt).toMatchObject({ outcome: "executed", to: made.commit, published: { url: server.url("shop.git") } });
    expect(made.at(ownBranch)).toBe(made.commit);
    expect(server.asked.at(-1)).toContain("upload-pack");
    expect(server.asked.filter((asked) => asked === "POST git-receive-pack")).toHaveLength(1);
  });

  it("asks a remote that is not turned on nothing, neither when it is asked for nor when it is shown", async () => {
    made.turnedOn = [];
    await gate.prepare((await made.ask()).id);
    await made.scene.requests.list();
    expect(server.asked).toEqual([]);
  });

  it("a reply that was dropped is settled by reading the ref back, and nothing is pushed twice", async () => {
    const shown = await gate.prepare((await made.ask()).id);
    server.behaviour = (service, method) =>
      service === "git-receive-pack" && method === "POST" ? "hang up afterwards" : "serve";
    const { receipt } = await gate.grant(shown, "ada");
    expect(receipt).toMatchObject({ outcome: "executed", ref: ownBranch, to: made.commit });
    expect(made.at(ownBranch)).toBe(made.commit);
    expect(server.asked.filter((asked) => asked === "POST git-receive-pack").length).toBeLessThanOrEqual(2);
  });

  it("a connection that ended without an answer: nothing is said of what may still arrive, and what came of it is said later", async () => {
    const view = await made.ask({ to: "main" });
    const shown = await gate.prepare(view.id);
    const main = made.at("refs/heads/main");
    server.behaviour = (service, method) =>
      service === "git-receive-pack" && method === "POST" ? "hang up before" : "serve";
    const grant = gate.grant(shown, "ada");
    await expect(grant).rejects.toMatchObject({ code: "conflict" });
    await expect(grant).rejects.toThrow(/connection ended.*stands where it stood.*may still arrive/su);
    expect(await gate.recover()).toEqual([]);
    expect((await made.scene.requests.get(view.id)).state).toBe("deciding");
    made.scene.clock.ahead = 11 * 60_000;
    const [receipt] = await gate.recover();
    expect(receipt).toMatchObject({ outcome: "failed", ref: null });
    expect(receipt?.message).toMatch(/stands where it stood.*nothing of it runs any more/su);
    expect(made.at("refs/heads/main")).toBe(main);
  });

  it("a reply that was dropped, and a remote that cannot be asked afterwards: it is read back later, and nothing is run again", async () => {
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    let pushed = false;
    server.behaviour = (service, method) => {
      if (service === "git-receive-pack" && method === "POST") {
        pushed = true;
        return "hang up afterwards";
      }
      return pushed ? 500 : "serve";
    };
    await expect(gate.grant(shown, "ada")).rejects.toThrow(/not known.*git ls-remote/su);
    expect((await made.scene.requests.get(view.id)).state).toBe("deciding");
    server.behaviour = () => "serve";
    const later = await made.gate();
    expect(await later.recover()).toMatchObject([{ outcome: "executed", ref: ownBranch, to: made.commit }]);
    expect(await later.recover()).toEqual([]);
    expect(made.at(ownBranch)).toBe(made.commit);
    expect(server.asked.filter((asked) => asked === "POST git-receive-pack").length).toBeLessThanOrEqual(2);
  });

  it.each([401, 403] as const)(
    "somebody who may read and not push (%d) is told that, and nothing has changed",
    async (status) => {
      const shown = await gate.prepare((await made.ask()).id);
      server.behaviour = (service) => (service === "git-receive-pack" ? status : "serve");
      const { receipt } = await gate.grant(shown, "ada");
      expect(receipt.outcome).toBe("failed");
      expect(receipt.message).toMatch(/Sign in.*Nothing has changed|Sign in|right to/su);
      expect(receipt.message).toContain("Nothing has changed.");
      expect(made.at(ownBranch)).toBe("");
    },
  );

  it.each([
    [401, /Sign in/u],
    [403, /Sign in/u],
    [500, /connection ended/u],
  ] as const)(
    "somebody who may not even read (%d) sees the proposal, and why it cannot be granted",
    async (status, says) => {
      server.behaviour = () => status;
      const shown = await gate.prepare((await made.ask()).id);
      expect(reasons(shown)).toEqual(["remote-silent"]);
      expect(texts(shown)).toMatch(says);
      expect(shown.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
      // What a server counts as attacks is not repeated every second by an open page.
      const asked = server.asked.length;
      await gate.prepare(shown.approval.id);
      expect(server.asked).toHaveLength(asked);
    },
  );

  it("a page that is open asks for nothing that was answered a moment ago, and the last look asks all the same", async () => {
    const { id } = await made.ask();
    await gate.prepare(id);
    const asked = server.asked.length;
    const shown = await gate.prepare(id);
    await gate.differing(shown);
    expect(server.asked).toHaveLength(asked);
    server.behaviour = () => 500;
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect(server.asked.length).toBeGreaterThan(asked);
  });

  it("without a network the proposal is shown; one that goes away before the click leaves the request waiting", async () => {
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    await server.close();
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect((await made.scene.requests.get(view.id)).state).toBe("waiting");
    const silent = await (await made.gate()).prepare(view.id);
    expect(reasons(silent)).toEqual(["remote-silent"]);
    expect(texts(silent)).toMatch(/could not be asked.*online/su);
  });

  it("a history that is not taken is shown as what is in the way, and not fetched again at each look", async () => {
    const inBare = (args: readonly string[], input: string): string =>
      execFileSync("git", args, { cwd: made.bare, input, env: made.scene.repository.environment() })
        .toString("utf8")
        .trim();
    const blob = inBare(["hash-object", "-w", "--stdin"], "x");
    const tree = inBare(["mktree"], `100644 blob ${blob}\t.GIT\n`);
    const evil = inBare(["commit-tree", tree, "-p", made.at("refs/heads/main"), "-m", "evil"], "");
    made.scene.repository.gitIn(made.bare, "update-ref", "refs/heads/main", evil);
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    expect(reasons(shown)).toEqual(["remote-silent"]);
    expect(texts(shown)).toMatch(/could not be asked.*fsck/su);
    const asked = server.asked.length;
    for (let look = 0; look < 3; look += 1) await gate.prepare(view.id);
    expect(server.asked).toHaveLength(asked);
  });

  it("a branch that moves while it is fetched is shown so", async () => {
    const view = await made.ask({ to: "main" });
    made.moveRemote("main");
    server.behaviour = (_service, method) => {
      // The first POST asks for the refs, the second one for the objects.
      if (method === "POST" && server.asked.filter((one) => one === "POST git-upload-pack").length === 2) {
        made.scene.repository.gitIn(made.bare, "update-ref", "refs/heads/main", first);
      }
      return "serve";
    };
    const first = made.scene.at("refs/heads/main");
    const shown = await gate.prepare(view.id);
    expect(reasons(shown)).toEqual(["remote-silent"]);
    expect(texts(shown)).toMatch(/main has moved while it was asked/u);
  });

  it("a server that leads elsewhere is not followed: the address that was shown is the one that is used", async () => {
    const shown = await gate.prepare((await made.ask()).id);
    const other = await HttpGit.serve(made.served);
    server.redirect = other.url("shop.git");
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect(other.asked).toEqual([]);
    expect(texts(await (await made.gate()).prepare(shown.approval.id))).toContain("leads to another address");
    expect(other.asked).toEqual([]);
    await other.close();
  });
});
