import { describe, expect, it } from "vitest";
import type { WorkflowEvent } from "../../../../src/core/events/model/event.ts";
import type { TreeRow } from "../../../../src/host/rows/treeRow.ts";
import { type Timeline, timelineRows } from "../../../../src/host/rows/timelineRows.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { TimelineEntries } from "../../../../src/host/timeline/timelineEntries.ts";
import { treeText } from "../../../support/treeText.ts";
import { plainWording } from "../plainWording.ts";

const session = sessionIdFromSlug("oauth");
const request = "20250907T100000Z-merge-0a1b2c3d";

function event(type: string, members: Partial<WorkflowEvent> = {}): WorkflowEvent {
  return { at: "2025-09-07T11:57:00Z", session, actor: "agent-1", type, ...members };
}

/** Of events, the newest first. */
function rowsOf(events: readonly WorkflowEvent[], parts: Partial<Timeline> = {}, shown = 200): readonly TreeRow[] {
  const all = new TimelineEntries(events.toReversed());
  const entries = { entries: all.page(shown), count: all.count() };
  return timelineRows(
    { workspace: "repo", session, ...entries, filtered: false, stands: () => true, ...parts },
    plainWording,
  );
}

async function text(events: readonly WorkflowEvent[], parts: Partial<Timeline> = {}): Promise<string> {
  return await treeText(
    rowsOf(events, parts),
    ({ label, description = "", icon, expand }) => ({ label, description, icon: icon?.name ?? "", expand }),
    async (row) => (await row.children?.()) ?? [],
  );
}

async function only(one: WorkflowEvent): Promise<TreeRow> {
  const [day] = rowsOf([one]);
  const [row] = (await day?.children?.()) ?? [];
  if (row === undefined) throw new Error("there is no row");
  return row;
}

/** What a click on an event runs, and of what. */
const opened = async (type: string, members: Partial<WorkflowEvent>): Promise<string> => {
  const { command, target } = await only(event(type, members));
  const { workspace: _workspace, session: of, ...about } = target;
  return `${command?.replace("workflowSessions.", "")} ${of} ${JSON.stringify(about)}`;
};

const ids = async (events: readonly WorkflowEvent[]): Promise<readonly string[]> => {
  const [day] = rowsOf(events, {}, 1000);
  return ((await day?.children?.()) ?? []).map(({ id }) => id);
};

describe("a timeline", () => {
  it("has the days, the newest first, and in each what has happened, by whom and how long ago", async () => {
    const yesterday = { at: "2025-09-06T12:00:00Z", actor: "person" };
    const many = Array.from({ length: 40 }, () => event("save.written", yesterday));
    expect(
      await text([
        event("checkpoint.taken", { n: 7, trigger: "switch" }),
        event("phase.entered", { phase: "IMPLEMENT", from: "PLAN" }),
        ...many.slice(0, 1),
        event("task.added", { text: "impl-2", at: "2025-09-03T12:00:00Z" }),
        event("session.created", { at: "2024-09-03T12:00:00Z" }),
      ]),
    ).toBe(
      `
▾ Today (2)
    [history] Checkpoint #7, before switch (agent-1 · 3 min)
    [milestone] Phase IMPLEMENT entered (agent-1 · 3 min)
▾ Yesterday (1)
    [save] Progress saved (a person, as noted · 1 day)
▾ Wednesday, September 3 (1)
    [circle-small] Task added: impl-2 (agent-1 · 4 days)
▾ September 3, 2024 (1)
    [add] Session created (agent-1 · 1 yr)`.trim(),
    );
    expect(await text([event("session.paused"), ...many])).toMatch(/^▾ Today \(1\)\n.*\n▸ Yesterday \(40\)$/u);
  });

  it.each<readonly [string, Partial<WorkflowEvent>, string]>([
    ["session.activated", { from: "WFS-billing" }, "Made active, in place of WFS-billing"],
    ["session.activated", { from: null }, "Made active"],
    ["session.completed", { archived: true }, "Archived"],
    ["session.renamed", { from: "WFS-auth" }, "Renamed, was WFS-auth"],
    ["checkpoint.restored", { n: 3, operation: "restore" }, "Files restored from checkpoint #3"],
    ["checkpoint.restored", { n: null, operation: "undo" }, "Restore undone"],
    ["checkpoint.pruned", { count: 1 }, "1 checkpoint deleted"],
    ["fork.created", { baseline: "WFS-main" }, "Forked from WFS-main"],
    ["fork.created", { session: "WFS-oauth-a", baseline: session }, "Fork WFS-oauth-a made"],
    ["fork.opened", { worktree: "/w", setup: 2 }, "Worktree made; its setup command ended with 2"],
    ["request.asked", { request, kind: "merge" }, "Review asked for: merge"],
    ["request.decided", { request, kind: "publish", decision: "changes" }, "Changes asked for: publication"],
    ["request.settled", { request, kind: "teardown", outcome: "executed" }, "Done: removal of the fork"],
    ["request.settled", { request, kind: "rocket", outcome: "odd" }, "Ended (odd): rocket"],
    ["comment.added", { comment: "c", file: "src/a.py" }, "Comment on src/a.py"],
    ["comment.resolved", { thread: "c", resolved: false }, "Comment reopened"],
    ["run.started", { task: "fix", lane: "repo-fix" }, "Run fix started"],
    ["run.reset", { task: "fix", checkpoint: 4 }, "Run fix back at its base"],
    ["tool.ended", { tool: "pytest", exit: 1, changed: ["a"], more: 2 }, "pytest ended with 1, 3 files changed"],
    ["tool.ended", { tool: "make", exit: 0, changed: null, more: 0 }, "make done, nobody looked at its files"],
    ["tool.started", { tool: "terminal", command: "/bin/bash" }, "Terminal opened"],
    ["tool.ended", { tool: "terminal", command: "/bin/bash", exit: 130, changed: null }, "Terminal closed"],
    ["check.ended", { name: "tests", status: "passed", by: "required" }, "Check tests: passed, as noted"],
    ["check.ended", { name: "tests", status: "passed", by: "claimed" }, "Check tests: passed, as claimed"],
    ["memory.granted", { of: 1 }, "memory.granted"],
    ["task.added", { text: 7 }, "task.added"],
    ["", {}, "Something without a name"],
  ])("says of %s %j: %s", async (type, members, sentence) => {
    const { label, spoken } = await only(event(type, members));
    const beside = type === "run.started" ? ", repo-fix" : "";
    expect([label, spoken]).toEqual([sentence, `${sentence}${beside}, agent-1, 3 minutes ago`]);
  });

  it("opens what an event is about", async () => {
    expect(await opened("checkpoint.taken", { n: 7 })).toBe('diffCheckpoint WFS-oauth {"checkpoint":7}');
    expect(await opened("fork.removed", { checkpoint: 2 })).toBe('diffCheckpoint WFS-oauth {"checkpoint":2}');
    expect(await opened("request.decided", { request })).toBe(`openReview WFS-oauth {"request":"${request}"}`);
    expect(await opened("comment.replied", { comment: "2", thread: "1" })).toBe(
      'openAnnotation WFS-oauth {"annotation":"1"}',
    );
    expect(await opened("comment.added", { comment: "2" })).toBe('openAnnotation WFS-oauth {"annotation":"2"}');
    expect(await opened("run.started", { task: "fix" })).toBe('run.show WFS-oauth {"run":"fix"}');
    expect(await opened("fork.created", { session: "WFS-oauth-a", baseline: session })).toBe(
      "openSession WFS-oauth-a {}",
    );
    expect(await opened("phase.entered", { phase: "PLAN" })).toBe("openSession WFS-oauth {}");
    expect(await opened("request.asked", { request: "../../x" })).toBe("undefined WFS-oauth {}");
    expect(await opened("memory.granted", {})).toBe("undefined WFS-oauth {}");
  });

  it("gives no line the look of a fact, because anybody can write one", async () => {
    const forged: readonly (readonly [string, Partial<WorkflowEvent>])[] = [
      ["check.ended", { name: "Slow", by: "required", status: "passed" }],
      ["request.decided", { request, kind: "merge", decision: "granted" }],
      ["request.settled", { request, kind: "merge", outcome: "executed" }],
    ];
    for (const [type, members] of forged) {
      const row = await only(event(type, { ...members, actor: "person" }));
      expect([row.icon?.name, row.icon?.color]).toEqual([expect.not.stringMatching(/pass|check/u), undefined]);
      expect(row.spoken).toContain("a person, as noted");
      expect(await row.tooltip?.()).toMatch(/As noted.{1,2} not signed/u);
    }
    expect(await rowsOf([])[0]?.tooltip?.()).toContain("As noted; not signed");
  });

  it("opens nothing of a session that is gone", async () => {
    const made = event("fork.created", { session: "WFS-oauth-a", baseline: session });
    const events = [made, event("phase.entered", { phase: "PLAN" })];
    const [day] = rowsOf(events, { stands: (id) => id === session });
    const rows = (await day?.children?.()) ?? [];
    expect(rows.map(({ command }) => command)).toEqual([undefined, "workflowSessions.openSession"]);
    const [gone] = rowsOf([event("fork.created", { baseline: "WFS-main" })], { stands: () => false });
    expect(((await gone?.children?.()) ?? []).map(({ command }) => command)).toEqual([undefined]);
  });

  it("shows hostile text as text", async () => {
    const evil = "[x](command:evil) $(flame)\u202e\n<b>";
    const row = await only(event("task.added", { text: evil, actor: evil, more: evil, [evil]: [evil] }));
    expect(row.label).toBe("Task added: [x](command:evil) $(flame)⟨U+202E⟩ <b>");
    expect(row.description).toContain("⟨U+202E⟩␊<b> · 3 min");
    const tooltip = (await row.tooltip?.()) ?? "";
    expect(tooltip).not.toMatch(/[^\\]\]\(|[^\\]<b|\u202e/u);
    expect(tooltip).toContain(String.raw`\[x\]\(command\:evil\)`);
    expect((await only(event("task.added", { text: "x".repeat(5000) }))).label.length).toBeLessThan(120);
    expect((await only(event("\u001b[31m"))).label).toBe("␛[31m");
  });

  it("waits with what is older behind “Show more”, and keeps each row when others come", async () => {
    const older = Array.from({ length: 250 }, (_, number) => event("save.written", { trigger: String(number) }));
    const lines = (await text(older)).split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([202, "  [ellipsis] Show more (50 left)"]);
    const before = await ids(older);
    expect(new Set(before).size).toBe(250);
    expect((await ids([event("save.written"), ...older])).slice(1)).toEqual(before);
  });

  it("tells all members of an event in its hover, whatever they are called", async () => {
    expect(await (await only(event("task.added", { text: "x", key: "K-1" }))).tooltip?.()).toContain("key: K\\-1");
  });

  it("says when something will come", async () => {
    expect(await text([])).toBe("  [info] What happens from now on appears here");
    expect(await text([], { filtered: true })).toBe("  [info] Nothing of these kinds yet");
  });
});
