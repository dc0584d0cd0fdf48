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
    '2026-01-01T10:00:11.000Z  WFS-a  claude-code  tool ran: exit 1, tool npm, in 4.0 s, changed ["a.ts"], task fix, attempt 1, lane repo-fix',
  );
  expect(lines.at(-1)).toMatch(/tool started: .*call c3/u);
  const [ended] = linesOf([
    event(1, "tool.ended", { ...run(), call: "c", tool: "sh", exit: 0, ms: 1, changed: [], more: 0 }),
  ]);
  expect(ended).toMatch(/tool ended: exit 0, tool sh, in 0\.0 s, task fix, attempt 1, lane repo-fix, call c$/u);
  const other = event(2, "tool.ended", { ...run(1, "other"), call: "c1", tool: "npm", exit: 0 });
  expect(linesOf([...twoAttempts.slice(0, 4), other])).toHaveLength(5);
});

it("ids of objects have ten digits, and lines the width of the terminal", () => {
  expect(linesOf(twoAttempts)[2]).toContain("base bbbbbbbbbb, enforcement none, worktree");
  const narrow = linesOf(twoAttempts, 60);
  expect(narrow.every(({ length }) => length <= 60)).toBe(true);
  expect(narrow[3]).toBe("2026-01-01T10:00:11Z  tool ran: exit 1, tool npm, in 4.0 s,…");
  expect(linesOf(twoAttempts, 10).every(({ length }) => length <= 12)).toBe(true);
});

it("a narrow line names the session behind what ran and how it ended, and leaves out who did it", () => {
  const session = "WFS-fix-login-timeout";
  const command = "npm run test:unit";
  const ran = { ...run(1, "fix-login-timeout"), call: "c", tool: "exec", command };
  const events = [
    event(0, "session.created", {}, session),
    event(1, "run.started", { ...run(1, "fix-login-timeout"), base: "b".repeat(40), worktree: "/w" }, session),
    event(2, "tool.started", ran, session),
    event(3, "tool.ended", { ...ran, exit: 127, ms: 1000, changed: ["a".repeat(300)], more: 0 }, session),
  ];
  const tool = "tool ran: exit 127, command npm run test:unit, tool exec, in 1.0 s";
  expect(linesOf(events, 80)).toEqual([
    `2026-01-01T10:00:00Z  session created: session ${session}`,
    `2026-01-01T10:00:01Z  run started: session ${session}, task fix-logi…`,
    `2026-01-01T10:00:02Z  ${tool.slice(0, 57)}…`,
  ]);
  expect(linesOf(events, 100)[2]).toBe(`2026-01-01T10:00:02Z  ${tool}, session W…`);
  expect(linesOf(events, 101)[2]).toBe(`2026-01-01T10:00:02Z  ${session}  ${tool.slice(0, 55)}…`);
  for (const columns of [140, 400]) {
    expect(linesOf(events, columns)[2]).toContain(`2026-01-01T10:00:02.000Z  ${session}  claude-code  ${tool}`);
  }
  for (let columns = 24; columns < 160; columns += 1) {
    expect(linesOf(events, columns).filter(({ length }) => length > columns)).toEqual([]);
  }
});

it("a name of somebody that is too long takes no room from the others", () => {
  const told = { ...event(1, "save.written", { trigger: "user_request" }), actor: "x".repeat(190) };
  const [long, short] = linesOf([told, event(2, "task.added", { text: "a" })], 100);
  expect(long).toContain(`WFS-a  ${"x".repeat(23)}…  save written: trigger user_request`);
  expect(short).toMatch(/WFS-a {2}claude-code {15}task added: text a$/u);
});
