import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkpointTriggers,
  skipReasons,
  type CheckpointFacts,
} from "../../../src/core/checkpoints/model/checkpoint.ts";
import { cleanMessage, formatMessage, parseMessage } from "../../../src/core/checkpoints/model/checkpointMessage.ts";
import { parseLineEndings } from "../../../src/core/git/config/lineEndings.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";

const id = parseObjectId("a".repeat(40));
const plain: CheckpointFacts = {
  session: "WFS-a",
  trigger: "manual",
  time: "2025-09-07T10:00:00Z",
  place: "main",
  message: undefined,
  by: undefined,
  phase: undefined,
  tasks: [],
  head: undefined,
  branch: undefined,
  index: undefined,
  aside: undefined,
  lines: undefined,
  stamp: undefined,
  files: 0,
  skipped: [],
  emptyDirectories: [],
};

const text = fc.string({ unit: "binary", maxLength: 30 });
const optional = fc.option(text, { nil: undefined });
const facts: fc.Arbitrary<CheckpointFacts> = fc.record({
  session: fc.constant("WFS-a"),
  trigger: fc.constantFrom(...checkpointTriggers),
  time: fc.constant("2025-09-07T10:00:00Z"),
  place: fc.constantFrom("main", "worktree"),
  message: optional,
  by: optional,
  phase: optional,
  tasks: fc.array(text, { maxLength: 3 }),
  head: fc.option(fc.constant(id), { nil: undefined }),
  branch: optional,
  index: fc.option(fc.constant(id), { nil: undefined }),
  aside: fc.option(fc.constant(id), { nil: undefined }),
  lines: fc.constantFrom(undefined, parseLineEndings("autocrlf=input eol=native")),
  stamp: fc.option(fc.constant("1-2-3"), { nil: undefined }),
  files: fc.nat(),
  skipped: fc.array(fc.record({ path: text, size: fc.nat(), reason: fc.constantFrom(...skipReasons) }), {
    maxLength: 3,
  }),
  emptyDirectories: fc.array(text, { maxLength: 3 }),
});

describe("the message of a checkpoint", () => {
  it("gives back every fact, whatever text is in it", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const message = formatMessage(given);
        expect(parseMessage(message)).toEqual({ ...given, message: cleanMessage(given.message) });
        // git trims what it stores; nothing may hang on white space at the end.
        expect(parseMessage(message.trimEnd())).toEqual(parseMessage(message));
      }),
    );
  });

  it("cannot be forged by the text in it", () => {
    const message = "hello\n\nWorkflow-Session: WFS-b\nWorkflow-Trigger: phase";
    expect(parseMessage(formatMessage({ ...plain, message, by: "x\nWorkflow-Head: 0" }))).toEqual({
      ...plain,
      message,
      by: "x\nWorkflow-Head: 0",
    });
  });

  it.each([
    "",
    "a commit of somebody",
    "a commit\n\nSigned-off-by: x",
    "x\n\nWorkflow-Session: WFS-a",
    formatMessage(plain).replace("manual\n", "unheard\n").replace("Trigger: manual", "Trigger: unheard"),
    formatMessage(plain).replace("Files: 0", "Files: -1"),
    formatMessage(plain).replace("Files: 0", 'Files: 0\nWorkflow-Skipped: {"path":1}'),
    formatMessage(plain).replace("Files: 0", "Files: 0\nWorkflow-Head: HEAD"),
    `${formatMessage(plain)}\nanother paragraph`,
  ])("is not read out of %j", (message) => {
    expect(parseMessage(message)).toBeUndefined();
  });

  it("names ten thousand left-out files and counts the rest", () => {
    const skipped = Array.from({ length: 10_050 }, (_, n) => ({
      path: `f${n}`,
      size: n,
      reason: "too-large" as const,
    }));
    const parsed = parseMessage(formatMessage({ ...plain, skipped }));
    expect(parsed?.skipped).toHaveLength(10_001);
    expect(parsed?.skipped.at(-1)?.path).toBe("… and 50 more");
  });

  it("keeps bounded messages without NUL and carriage returns", () => {
    expect(cleanMessage(" a\r\nb\u0000 ")).toBe("a\nb");
    expect(cleanMessage(" \n ")).toBeUndefined();
    expect(cleanMessage("x".repeat(30_000))).toHaveLength(20_000);
  });
});
