import { expect, test } from "vitest";
import { pendingClaims } from "../../../src/core/gate/pendingClaims.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const directory = "/home/claims/workspace";
const id = (n: number): string => `20250907T10${String(n).padStart(2, "0")}00Z-merge-1a2b3c4d`;
const granted = { root: "/work", host: "here", process: 7, time: "2025-09-07T10:00:00Z", action: "{}" };

/** The requests that are named, by what the files beside the claims are and say. */
async function named(
  files: Readonly<Record<string, string | object>>,
  living: readonly number[] = [],
): Promise<string[]> {
  const clock = new FakeClock();
  const fs = new MemoryFileSystem({ now: () => clock.now() });
  for (const [name, content] of Object.entries(files)) {
    fs.disk.file(`${directory}/${name}`, typeof content === "string" ? content : JSON.stringify(content));
  }
  const processes = { host: "here", pid: 1, alive: (pid: number) => living.includes(pid) };
  const pending = await pendingClaims({ directory, root: "/work", fs, clock, processes });
  for (const one of pending) expect(one).toMatchObject({ log: "claims", path: `${directory}/${one.id}` });
  return pending.map((one) => one.id);
}

test("a grant without a receipt whose window is gone is named, whoever signed it", async () => {
  expect(await named({})).toEqual([]);
  expect(await named({ [id(1)]: granted, [id(2)]: { ...granted, decision: {}, more: 1 } })).toEqual([id(1), id(2)]);
});

test.for<readonly [string, Readonly<Record<string, string | object>>]>([
  ["has its receipt", { [id(1)]: granted, [`${id(1)}.receipt.json`]: "{}" }],
  ["was declined", { [id(1)]: { ...granted, action: null } }],
  ["is of another workspace", { [id(1)]: { ...granted, root: "/elsewhere" } }],
  ["is this process's own", { [id(1)]: { ...granted, process: 1 } }],
  [
    "may still be executed on another machine",
    { [id(1)]: { ...granted, host: "there", time: "2999-01-01T00:00:00Z" } },
  ],
  ["is cut off or is none", { [id(1)]: '{"root": "/wo', [id(2)]: { root: "/work" }, "notes.txt": granted }],
])("nothing is said of what %s", async ([, files]) => {
  expect(await named(files)).toEqual([]);
});

test("nothing is said of a window that lives", async () => {
  expect(await named({ [id(1)]: granted, [id(2)]: { ...granted, process: 8 } }, [7])).toEqual([id(2)]);
});

test("only the newest are read, however many were declined", async () => {
  const many = Array.from({ length: 30 }, (_, n) => [id(n), granted] as const);
  expect(await named(Object.fromEntries(many))).toEqual(Array.from({ length: 20 }, (_, n) => id(n + 10)));
});
