import { silentSay } from "../../support/silentSay.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Command } from "../../../src/cli/base/command.ts";
import { groups } from "../../../src/cli/commandLine.ts";
import { readWithProgram } from "../../../src/cli/program.ts";

/** Verbs about the whole workspace, about what is no session yet, or about none. */
const aboutNone = ["audit verify", "discard", "doctor", "found", "init", "keep", "list", "new", "sweep"];

/** Verbs whose operand may name the session. */
const eitherWay =
  "complete|delete|fork diff|fork open|fork remove|fork sync|pause|phase|resume|show|switch|task add|task done|trace".split(
    "|",
  );

let commands: readonly Command[] = [];
beforeAll(async () => {
  commands = (await Promise.all(groups.map(async ({ load }) => load()))).flat();
});

const opened = new Error("what was typed is right");

/** What becomes of a command line: `opened`, or the error it is refused with. */
async function typed(...argv: readonly string[]): Promise<unknown> {
  const read = readWithProgram(argv, [["All:", commands]], () => undefined);
  return read?.command.execute(read.input, () => Promise.reject(opened), silentSay).catch((error: unknown) => error);
}

describe("--session", () => {
  it("is taken by every verb about a session, in one way", () => {
    const without = commands.filter(({ options = [] }) => !options.some(({ flags }) => flags === "--session <id>"));
    expect(without.map(({ name }) => name).toSorted()).toEqual(aboutNone);
    const spelled = commands.flatMap(({ options = [] }) => options.filter(({ flags }) => flags.includes("session")));
    expect(new Set(spelled.map(({ flags }) => flags))).toEqual(new Set(["--session <id>"]));
  });

  it("names the session where the operand may, and must not name another one", async () => {
    const either = commands.filter(({ operands }) => operands.endsWith("[id]"));
    expect(either.map(({ name }) => name).toSorted()).toEqual(eitherWay);
    for (const { name, operands } of either) {
      const verb = [...name.split(" "), ...(operands === "[id]" ? [] : ["PLAN"])];
      expect([name, await typed(...verb, "one")]).toEqual([name, opened]);
      expect([name, await typed(...verb, "--session", "one")]).toEqual([name, opened]);
      expect([name, await typed(...verb, "WFS-one", "--session", "one")]).toEqual([name, opened]);
      const both = "Two sessions are named: WFS-one and, with --session, WFS-two.";
      expect(await typed(...verb, "one", "--session", "two")).toMatchObject({ code: "usage", message: both });
    }
  });

  it.each(["switch", "resume", "delete", "fork remove", "fork compare"])(
    "or the operand is needed by %s",
    async (verb) => {
      const refused = { code: "usage", message: expect.stringContaining("or --session.") };
      expect(await typed(...verb.split(" "))).toMatchObject(refused);
    },
  );

  it("is no session's name", async () => {
    await expect(typed("pause", "--session", "a b")).resolves.toMatchObject({ code: "invalid-name" });
  });
});
