import { expect, it } from "vitest";
import { paintFor } from "../../../src/cli/base/paint.ts";
import { eventLines } from "../../../src/cli/text/eventText.ts";
import { event, run, twoAttempts } from "../events/traceScene.ts";

const plain = paintFor({ isTerminal: false, write: () => undefined, flush: async () => true }, {});
const linesOf = (events: Parameters<typeof eventLines>[0], columns?: number): readonly string[] =>
  eventLines(events, plain, columns).trimEnd().split("\n");

it("a call whose start and end are both told has one line, with what the end says", () => {
  const lines = linesOf(twoAttempts);
  expect(lines).toHaveLength(twoAttempts.length - 2);
  expect(lines[3]).toBe(
    '2026-01-01T10:00:11.000Z  WFS-a  claude-code  tool ran: task fix, lane repo-fix, attempt 1, tool npm, exit 1, in 4.0 s, changed ["a.ts"]',
  );
  expect(lines.at(-1)).toMatch(/tool started: .*call c3/u);
  const [ended] = linesOf([
    event(1, "tool.ended", { ...run(), call: "c", tool: "sh", exit: 0, ms: 1, changed: [], more: 0 }),
  ]);
  expect(ended).toMatch(/tool ended: task fix, lane repo-fix, attempt 1, call c, tool sh, exit 0, in 0\.0 s$/u);
  const other = event(2, "tool.ended", { ...run(1, "other"), call: "c1", tool: "npm", exit: 0 });
  expect(linesOf([...twoAttempts.slice(0, 4), other])).toHaveLength(5);
});

it("ids of objects have ten digits, and lines the width of the terminal", () => {
  expect(linesOf(twoAttempts)[2]).toContain("base bbbbbbbbbb, worktree");
  const narrow = linesOf(twoAttempts, 60);
  expect(narrow.every(({ length }) => length <= 60)).toBe(true);
  expect(narrow[3]).toBe("2026-01-01T10:00:11.000Z  WFS-a  claude-code  tool ran: tas…");
  expect(linesOf(twoAttempts, 10).every(({ length }) => length <= 12)).toBe(true);
});
