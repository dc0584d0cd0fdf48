import * as fc from "fast-check";
import { silentSay } from "../../support/silentSay.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Command, Headed, Invocation } from "../../../src/cli/base/command.ts";
import { groups } from "../../../src/cli/commandLine.ts";
import { readPlainly } from "../../../src/cli/plainLine.ts";
import { readWithProgram } from "../../../src/cli/program.ts";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { runs } from "../../support/effort.ts";

let headed: Headed = [];
let commands: readonly Command[] = [];
beforeAll(async () => {
  headed = await Promise.all(groups.map(async ({ heading, load }) => [heading, await load()] as const));
  commands = headed.flatMap(([, some]) => some);
});

/** As commander reads it; `undefined` for help and for what it refuses. */
function withCommander(argv: readonly string[]): Invocation | undefined {
  try {
    return readWithProgram(argv, headed, () => undefined);
  } catch (error) {
    if (error instanceof WorkflowError) return undefined;
    throw error;
  }
}

describe("groups of verbs", () => {
  it.each(groups)("$words are the first words of a file's verbs", async ({ words, load }) => {
    expect(new Set((await load()).map(({ name }) => name.split(" ")[0]))).toEqual(new Set(words));
  });

  it("name no verb twice", () => {
    const names = commands.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** As a shell splits a line without variables. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

describe("a right command line", () => {
  it("stands in every example of every help", async () => {
    const opened = new Error("what was typed is right");
    for (const command of commands) {
      expect([command.name, command.examples.length > 0]).toEqual([command.name, true]);
      for (const line of command.examples) {
        const read = withCommander(words(line));
        expect([line, read?.command.name]).toEqual([line, command.name]);
        const executed = command.execute(read?.input, () => Promise.reject(opened), silentSay);
        await expect(executed, line).rejects.toBe(opened);
      }
    }
  });

  it("of every example is read at once, as commander reads it", () => {
    const lines = commands.flatMap(({ name, examples }) => examples.map((line) => [name, line] as const));
    const quick = lines.filter(([name, line]) => line.startsWith(name));
    expect(quick.length).toBeGreaterThan(lines.length * 0.9);
    for (const [, line] of quick) {
      const argv = words(line);
      expect([line, readPlainly(argv, commands)]).toEqual([line, withCommander(argv)]);
      expect([line, readPlainly(argv, commands)]).not.toEqual([line, undefined]);
    }
  });

  it.each(["--json status", "--root /r list", "--root=/r --json checkpoint list", "--json --root /r status --root /s"])(
    "with options before its verb is read at once too: %s",
    (line) => {
      const plain = readPlainly(line.split(" "), commands);
      expect(plain).toBeDefined();
      expect(plain).toEqual(withCommander(line.split(" ")));
    },
  );

  it("is never read as something else than commander reads", () => {
    const words = fc.constantFrom(
      "",
      ..."a WFS-x - -- -m -mtext -m=x --json --root --root=/r --session -h -5 --session=s --no-activate".split(" "),
      ..."--activate --project --all --label --from --wait --help --path --path=p --line --force --json=1".split(" "),
      ..."--nonsense status list add -V -mh -jm".split(" "),
    );
    const before = fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(fc.constantFrom("--json", "--root", "--root=/r", "/r", "-j"), { maxLength: 3 }),
      },
    );
    let read = 0;
    fc.assert(
      fc.property(before, fc.nat(), fc.array(words, { maxLength: 6 }), (first, which, more) => {
        const command = commands[which % commands.length];
        const argv = [...first, ...(command?.name.split(" ") ?? []), ...more];
        const plain = readPlainly(argv, commands);
        if (plain === undefined) return;
        read += 1;
        expect(plain).toEqual(withCommander(argv));
      }),
      { numRuns: runs(3000) },
    );
    expect(read).toBeGreaterThan(100);
  });

  it("asks commander when words are missing or nothing is meant", () => {
    for (const line of [
      "--json",
      "--root",
      "--root status",
      "",
      "nonsense",
      "checkpoint",
      "checkpoint --json list",
      "keep",
      "new x",
    ]) {
      expect([line, readPlainly(line.split(" "), commands)]).toEqual([line, undefined]);
    }
  });
});
