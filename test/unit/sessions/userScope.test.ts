import { describe, expect, it } from "vitest";
import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { isUserScope, nobodysScope, scopeSaid, userScopeIn } from "../../../src/core/sessions/model/userScope.ts";
import { parseRecord } from "../../../src/core/sessions/record/loadRecord.ts";
import { parseSessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

const id = parseSessionId("WFS-a");
if (id === undefined) throw new Error("no id");

describe("user_scope of a record", () => {
  it("is one line that is not blank at its ends", () => {
    expect(["user:ada", "a b", "é".repeat(200)].map(isUserScope)).toEqual([true, true, true]);
    expect(["", " a", "a ", "a\nb", "a\u2028", "x".repeat(201)].map(isUserScope)).toEqual(Array(6).fill(false));
  });

  it("is everybody's where it is absent, and nobody's where it cannot be one", () => {
    expect([undefined, null].map(userScopeIn)).toEqual([undefined, undefined]);
    expect([7, "", "a\nb", ["user:ada"], { user: "ada" }].map(userScopeIn)).toEqual(Array(5).fill(nobodysScope));
  });

  it.each([
    ['{"user_scope": "user:ada", "project": "x"', "user:ada"],
    ['{"project": "x", "user_scope": user:ada}', nobodysScope],
    ['{"project": "x"', undefined],
  ])("outlives a record that is broken: %s", async (text, scope) => {
    const { record, rebuilt } = await parseRecord(new TextEncoder().encode(text), id, 0);
    expect(record.user_scope).toBe(scope);
    expect((JSON.parse(rebuilt ?? "") as { user_scope?: string }).user_scope).toBe(scope);
  });
});

it("a setting is read as wfs reads its variable, and one that cannot be used is nobody's", () => {
  expect(["user:ada ", " user:ada", "  ", "", undefined].map(scopeSaid)).toEqual([
    "user:ada",
    "user:ada",
    undefined,
    undefined,
    undefined,
  ]);
  expect([7, "a\nb", "x".repeat(201), {}].map(scopeSaid)).toEqual(Array(4).fill(nobodysScope));
});

it("a window whose scope becomes another shows and withholds what has not changed on the disk", async () => {
  const clock = new FakeClock();
  const fs = new MemoryFileSystem({ now: () => clock.now() });
  const directory = "/project/.workflow";
  const record = { session_id: "WFS-a", project: "Adas", user_scope: "user:ada", agent: { name: "claude" } };
  fs.disk.file(`${directory}/WFS-a/workflow-session.json`, JSON.stringify(record));
  clock.set(clock.now() + 60_000);
  let caller = "user:ada";
  const scanner = new SessionScanner({ directory, fs, clock, logger: new MemoryLogger(), scope: () => caller });
  const look = async (): Promise<unknown> => (await scanner.scan()).sessions[0];
  expect(await look()).toMatchObject({ record: { project: "Adas" } });
  caller = "user:bob";
  const withheld = await look();
  expect(withheld).toMatchObject({ withheld: true, record: { project: undefined, user_scope: "user:ada" } });
  expect(withheld).not.toHaveProperty("record.agent");
  expect(await look()).toBe(withheld);
  caller = nobodysScope;
  expect(await look()).toMatchObject({ withheld: true });
  caller = "user:ada";
  expect(await look()).not.toHaveProperty("withheld");
});
