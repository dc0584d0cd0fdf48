import { beforeAll, describe, expect, it } from "vitest";
import { groups } from "../../../src/cli/commandLine.ts";
import { unknownVerb } from "../../../src/cli/unknownVerb.ts";

let verbs: readonly string[] = [];
beforeAll(async () => {
  const commands = await Promise.all(groups.map(async ({ load }) => load()));
  verbs = commands.flat().map(({ name }) => name);
});

const hint = (line: string): string => {
  const error = unknownVerb(line.split(" "), verbs);
  expect(error).toMatchObject({ code: "usage" });
  return String(error?.hintText);
};

describe("a verb there is none of", () => {
  it.each([
    ["stauts", "status"],
    ["swich WFS-a", "switch"],
    ["ls", "list"],
    ["start", "new"],
    ["rm WFS-a", "delete"],
    ["grant 1", "approvals list"],
    ["checkpoint ls", "checkpoint list"],
    ["checkpoint crate -m x", "checkpoint create"],
    ["fork rm x", "fork remove"],
    ["chekpoint list", "checkpoint list"],
    ["chekpoint", "checkpoint list"],
    ["request mrge", "request merge"],
    ["done", "task done"],
    ["sync", "fork sync"],
    ["verify", "audit verify"],
    ["--json --root . stauts --help", "status"],
    ["help stauts", "status"],
  ])("is told with the one that is meant: %s", (line, meant) => {
    expect(hint(line)).toBe(`Did you mean “wfs ${meant}”? “wfs --help” lists the verbs.`);
  });

  it.each(["bogus --help", "xyzzy", "--root . bogus", "help bogus", "toString", "constructor x"])(
    "leads to the list of verbs where none is near: %s",
    (line) => {
      expect(hint(line)).toBe("“wfs --help” lists the verbs.");
    },
  );

  it("is none of what stands for a verb, a group, or nothing", () => {
    for (const line of [
      ...verbs,
      "",
      "--help",
      "-h",
      "fork",
      "fork --help",
      "help",
      "help fork",
      "help status",
      "status extra",
    ]) {
      expect([line, unknownVerb(line === "" ? [] : line.split(" "), verbs)]).toEqual([line, undefined]);
    }
  });

  it("is never suggested itself", () => {
    const all = [...verbs, "complete --archive", "doctor --fix"];
    for (const word of ["ls", "start", "rm", "fix", "archive", "merge", "tasks", "approve", "comment", "log"]) {
      const meant = /“wfs ([^”]*)”\?/u.exec(hint(word))?.[1];
      expect(all).toContain(meant);
    }
  });
});
