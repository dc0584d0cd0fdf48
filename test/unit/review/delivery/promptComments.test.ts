import { describe, expect, it } from "vitest";
import type { Note } from "../../../../src/core/annotations/annotation.ts";
import type { PlacedThread } from "../../../../src/core/annotations/placeThreads.ts";
import { branchOfRecord } from "../../../../src/core/worktrees/forkBranch.ts";
import { answerPrompt, promptLimits } from "../../../../src/core/review/delivery/answerPrompt.ts";
import { declined, note, thread } from "../../../support/answers.ts";
import { fork } from "../../../support/requests.ts";

const { argument } = promptLimits;
const prompt = (threads: readonly PlacedThread[], change = {}) => {
  const view = { ...declined(), ...change };
  return answerPrompt({ session: fork, branch: branchOfRecord(fork, undefined), view, threads, most: argument });
};

const long = (number: number, kind: Note["author"]["kind"] = "agent", length = 8000): Note =>
  note(number, kind, "x".repeat(length));
const claimed = (number: number): Note => ({
  ...long(number, "person"),
  author: { kind: "person", name: "Ada", voice: "claimed" },
});
const asked = { thread: thread([note(30, "person", "Why nine?")]) };

describe("what has room in a prompt", () => {
  it.each<readonly [string, readonly PlacedThread[]]>([
    ["an early thread of agents", [{ thread: thread([long(1), long(2), long(3), long(4), long(5)]) }]],
    ["many early threads of agents", Array.from({ length: 90 }, (_, at) => ({ thread: thread([long(at)]) }))],
    ["what says to be a person's", Array.from({ length: 9 }, (_, at) => ({ thread: thread([claimed(at)]) }))],
    ["what is drawn longer than it is", [{ thread: thread([note(1, "agent", "\u202e".repeat(8000))]) }]],
    ["backticks, which make fences long", [{ thread: thread([note(1, "agent", "`".repeat(8000))]) }]],
  ])("is not taken from a person by %s", (_what, early) => {
    const { text, comments } = prompt([...early, asked]);
    expect(text.length).toBeLessThanOrEqual(argument);
    expect(text).toContain(
      "### 1. On the whole\n\nComment `00000000001e`\n\n`Ada` (person):\n\n```text\nWhy nine?\n```",
    );
    expect(comments[0]).toBe(note(30, "person").id);
  });

  it("is not taken from a person by what agents say in the same thread, which says what it leaves out", () => {
    const talk = Array.from({ length: 40 }, (_, at) => long(at + 2));
    const { text, comments } = prompt([
      { thread: thread([note(1, "person", "First"), ...talk, note(50, "person", "Last")]) },
    ]);
    expect(text.length).toBeLessThanOrEqual(argument);
    expect(text).toContain("```text\nFirst\n```");
    expect(text).toContain("```text\nLast\n```");
    expect(text).toContain(
      `40 notes of this thread left out: \`wfs annotate list --session ${fork} --unresolved\` shows all.`,
    );
    expect(comments).toEqual([note(50, "person").id]);
  });

  it("is not taken from a person by what was summed up for the request", () => {
    const { request } = declined();
    const summary = "\u202e".repeat(16_000);
    const { text } = prompt([asked], { request: request && { ...request, summary } });
    expect(text).toContain("Why nine?");
    expect(text.length).toBeLessThanOrEqual(argument);
  });

  it("goes to the next thread where one does not fit", () => {
    const huge = {
      thread: thread(Array.from({ length: 9 }, (_, at) => long(at + 1, "person")) as unknown as [Note, ...Note[]]),
    };
    const { text, comments } = prompt([huge, asked]);
    expect(text).toContain("Why nine?");
    expect(text).toContain("1 thread more: ");
    expect(comments).toEqual([note(30, "person").id]);
  });

  it("says of a long note that it is cut, and after how much", () => {
    const { text } = prompt([{ thread: thread([long(1, "person", 5000), long(2)]) }]);
    expect(text).toContain("`Ada` (person), cut after 4000 characters:");
    expect(text).toContain(
      `\`claude\` (agent), cut after 1000 characters:\n\n\`\`\`text\n${"x".repeat(1000)}\n… (cut)\n`,
    );
    expect(prompt([asked]).text).not.toContain("cut");
  });
});
