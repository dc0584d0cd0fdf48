import { describe, expect, it } from "vitest";
import {
  isResumeTemplate,
  resumeCommand,
  writerOf,
  type ResumeTemplate,
} from "../../../../src/core/review/delivery/resumeCommand.ts";
import { laterId, waiting } from "../../../support/answers.ts";
import { fork, mergeRequestOf } from "../../../support/requests.ts";

const conversation = "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c";
const none: ReadonlyMap<string, ResumeTemplate> = new Map();
const line = (name: string, templates = none): readonly string[] => {
  const { program, args } = resumeCommand(fork, { name, conversation }, templates);
  return [program, ...args('# $(id) `x` ${conversation} "\n--help')];
};

const failing = (writer: Parameters<typeof resumeCommand>[1]): unknown => {
  try {
    return resumeCommand(fork, writer, none);
  } catch (error) {
    return error;
  }
};

const asked = (id: typeof laterId, name: string | undefined) =>
  waiting({ id, request: mergeRequestOf({ id, agent: name === undefined ? undefined : { name, conversation } }) });

describe("how an agent is continued", () => {
  it.each(["claude-code", "claude", "Claude Code", "claude_code"])("as Claude Code's resume takes it: %s", (name) => {
    expect(line(name)).toEqual(["claude", "--resume", conversation, "-p", '# $(id) `x` ${conversation} "\n--help']);
  });

  it.each(["codex", "Codex CLI"])("as Codex's resume takes it: %s", (name) => {
    expect(line(name)).toEqual(["codex", "exec", "resume", conversation, '# $(id) `x` ${conversation} "\n--help']);
  });

  it("as the person's own settings say, which come first", () => {
    const own = new Map([["Claude Code", ["/opt/agent", "--chat=${conversation}", "--say", "${prompt}"]]]);
    expect(line("claude-code", own).slice(0, 3)).toEqual(["/opt/agent", `--chat=${conversation}`, "--say"]);
    expect(line("claude-code", own)).toHaveLength(4);
  });

  it("says what to do where nobody knows the agent, its conversation, or how it is continued", () => {
    expect(failing(undefined)).toMatchObject({
      code: "not-found",
      hint: expect.stringContaining("wfs adopt WFS-a --agent NAME --conversation ID") as string,
    });
    expect(failing({ name: "codex", conversation: null })).toMatchObject({
      code: "not-found",
      hint: expect.stringContaining("WORKFLOW_CONVERSATION") as string,
    });
    expect(failing({ name: "toString", conversation })).toMatchObject({
      code: "not-found",
      hint: expect.stringContaining("workflowSessions.agents.resume") as string,
    });
  });

  it.each<readonly [string, ResumeTemplate, boolean]>([
    ["a program with both", ["a", "${conversation}", "${prompt}"], true],
    ["both in one argument", ["a", "${conversation}: ${prompt}"], true],
    ["nothing", [], false],
    ["no program", [" ", "${conversation}", "${prompt}"], false],
    ["a program that the agent names", ["${prompt}", "${conversation}", "${prompt}"], false],
    ["no conversation", ["a", "${prompt}"], false],
    ["no prompt", ["a", "${conversation}"], false],
  ])("takes a template with %s or not", (_what, template, fits) => {
    expect(isResumeTemplate(template)).toBe(fits);
  });
});

describe("who wrote the change", () => {
  const recorded = { name: "codex", conversation: "c" };

  it("is who asked last and can be continued, else who the record names", () => {
    const first = "20260101T090000Z-merge-0a1b2c3e" as typeof laterId;
    expect(writerOf([asked(first, "one"), asked(laterId, "two")], recorded)?.name).toBe("two");
    expect(writerOf([asked(first, "one"), asked(laterId, undefined)], recorded)?.name).toBe("one");
    expect(writerOf([asked(laterId, undefined)], recorded)).toBe(recorded);
    expect(writerOf([], undefined)).toBeUndefined();
  });

  it("is never somebody whose conversation could be an option", () => {
    for (const bad of ["-p", "--x", "a b", "", "a\n"]) {
      expect(() => mergeRequestOf({ agent: { name: "claude", conversation: bad } })).toThrow();
    }
    expect(() => mergeRequestOf({ agent: { name: "a\u0007", conversation } })).toThrow();
    expect(() => mergeRequestOf({ agent: { name: "claude", conversation, more: 1 } })).toThrow();
  });
});
