import { describe, expect, it } from "vitest";
import type { SessionView } from "../../../../src/core/sessions/model/session.ts";
import { sessionSections } from "../../../../src/host/sections/sections.ts";
import { SessionsModel } from "../../../../src/host/views/sessionsModel.ts";
import { sessionTooltip } from "../../../../src/host/rows/sessionTooltip.ts";
import { overviewPage } from "../../../../src/host/overview/overview.ts";
import { plainMessage } from "../../../../src/host/wording/plainMessage.ts";
import { shortened } from "../../../../src/host/wording/shortened.ts";
import { workspace, session } from "../plainSessions.ts";
import { plainWording } from "../plainWording.ts";
import { threadTime } from "../../../support/threadTime.ts";

/** Among the slowest text to draw: every character is hidden or begins an emoji. */
const megabyte = "\u202E😀#".repeat(250_000);
const manyTasks = Array.from({ length: 240_000 }, (_, number) => `task-${number}`);

function heavy(): SessionView {
  return session("heavy", "active", {
    project: megabyte,
    progress: { completed_phases: [], current_tasks: [megabyte, ...manyTasks] },
    tags: Array.from({ length: 100_000 }, (_, number) => `tag-${number}`),
    workspace: megabyte,
  });
}

function milliseconds(work: () => unknown): number {
  const began = threadTime();
  work();
  return threadTime() - began;
}

function hoverWithTasks(count: number): string {
  const current_tasks = manyTasks.slice(0, count);
  return sessionTooltip(session("a", "active", { progress: { completed_phases: [], current_tasks } }), plainWording);
}

describe("very long foreign text", () => {
  it("ends with … and never inside a pair", () => {
    expect(shortened("abc", 3)).toBe("abc");
    expect(shortened("abcd", 3)).toBe("abc…");
    expect(shortened("ab😀d", 3)).toBe("ab…");
  });

  it("is drawn in a hover, a page and a message without holding anything up", () => {
    const view = heavy();
    const page = { session: view, transitions: [], artifacts: manyTasks, linkTo: (name: string) => `/${name}` };
    sessionTooltip(view, plainWording);
    expect(milliseconds(() => sessionTooltip(view, plainWording))).toBeLessThan(5000);
    expect(milliseconds(() => overviewPage(page, plainWording))).toBeLessThan(5000);
    expect(milliseconds(() => plainMessage(megabyte))).toBeLessThan(5000);
    expect(sessionTooltip(view, plainWording).length).toBeLessThan(100_000);
    expect(overviewPage(page, plainWording)).toContain("- … 239500 more");
  });

  it("shows up to 100 tasks in a hover and says how many more there are", () => {
    expect(hoverWithTasks(100).match(/^- task/gmu)).toHaveLength(100);
    expect(hoverWithTasks(100)).not.toContain("more");
    expect(hoverWithTasks(150)).toContain("- 50 more");
  });

  it("is 500 rows of tasks and phases, and one that says how many more there are and opens them", async () => {
    const transitions = Array.from({ length: 700 }, (_, number) => ({
      phase_completed: "PLAN" as const,
      next_phase: "IMPLEMENT" as const,
      completed_at: `2025-09-07T10:00:00.${String(number).padStart(3, "0")}Z`,
      artifacts: {},
    }));
    const repo = workspace({ sessions: [heavy()], transitions });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    const [row] = model.roots();
    const sections = (await row?.children?.()) ?? [];
    const below = await Promise.all(sections.map(async ({ children }) => (await children?.()) ?? []));
    expect(sections.map(({ label, description }) => [label, description])).toEqual([
      ["Tasks", "240001"],
      ["Phases", "700"],
    ]);
    expect(below.map((rows) => rows.length)).toEqual([501, 501]);
    expect(below.map((rows) => rows.at(-1))).toMatchObject([
      { label: "239501 more in the record", command: "workflowSessions.openRecord" },
      { label: "200 earlier ones in the directory", command: "workflowSessions.openDirectory" },
    ]);
    expect(below[1]?.[0]?.id).toMatch(/\/history\/699$/u);
  });
});
