import { describe, expect, it } from "vitest";
import { WorkflowError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import type { Problem } from "../../../../src/core/sessions/model/session.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import type { WorkspaceModel } from "../../../../src/host/workspaces/workspaceModel.ts";
import { sessionSections } from "../../../../src/host/sections/sections.ts";
import { pageSize, SessionsModel } from "../../../../src/host/views/sessionsModel.ts";
import type { TreeRow } from "../../../../src/host/rows/treeRow.ts";
import { treeText } from "../../../support/treeText.ts";
import { checkpoint } from "../plainGitFeatures.ts";
import { workspace, session } from "../plainSessions.ts";
import { plainWording } from "../plainWording.ts";

function modelOf(...workspaces: readonly WorkspaceModel[]): SessionsModel {
  return new SessionsModel({ workspaces: () => workspaces, sections: sessionSections, wording: plainWording });
}

async function textOf(model: SessionsModel, unfold: (row: TreeRow) => boolean = () => false): Promise<string> {
  return await treeText(
    model.roots(),
    ({ label, description = "", icon, expand }) => ({ label, description, icon: icon?.name ?? "", expand }),
    async (row) => (await row.children?.()) ?? [],
    unfold,
  );
}

const working = session("user-profile", "active", {
  current_phase: "IMPLEMENT",
  progress: { completed_phases: ["PLAN"], current_tasks: ["impl-1", "impl-2"] },
});

describe("the sessions view", () => {
  it("shows the active session first and open, then the others by state", async () => {
    const repo = workspace({
      sessions: [
        session("search", "completed", { meta: { created: "", updated: "2025-09-01T10:00:00Z" } }),
        session("oauth"),
        working,
        session("old", "archived", { meta: { created: "", updated: "2024-01-01T10:00:00Z" } }),
        session("billing", "paused", { meta: { created: "", updated: "2025-09-07T09:00:00Z" } }),
      ],
      artifacts: ["IMPL_PLAN.md", "notes/a.md"],
      transitions: [
        {
          phase_completed: "PLAN",
          next_phase: "IMPLEMENT",
          completed_at: "2025-09-07T10:00:00Z",
          artifacts: { plan_document: "IMPL_PLAN.md" },
        },
      ],
    });
    expect(await textOf(modelOf(repo), ({ contextValue }) => contextValue === "section")).toBe(
      `
▾ [circle-filled] WFS-user-profile (IMPLEMENT · 2 tasks · 3 min)
  ▾ [checklist] Tasks (2)
      [circle-small] impl-1
      [circle-small] impl-2
  ▾ [milestone] Phases (1)
      [pass] PLAN done (IMPL_PLAN.md · 2 hr)
  ▾ [files] Artifacts (2)
      [file] IMPL_PLAN.md
      [file] notes/a.md
▾ Paused (2)
  ▸ [circle-outline] WFS-oauth (PLAN · 3 min)
  ▸ [circle-outline] WFS-billing (PLAN · 3 hr)
▸ Completed (1)
▸ Archived (1)`.trim(),
    );
  });

  it("puts a level for folders above only when there are several", async () => {
    const shop = workspace({ name: "shop", sessions: [working] });
    const docs = workspace({ name: "docs", sessions: [session("guide")] });
    const empty = workspace({ name: "empty", exists: false });
    expect(await textOf(modelOf(shop, docs, empty))).toBe(
      `
▾ [root-folder] shop (WFS-user-profile)
  ▾ [circle-filled] WFS-user-profile (IMPLEMENT · 2 tasks · 3 min)
    ▾ [checklist] Tasks (2)
        [circle-small] impl-1
        [circle-small] impl-2
▾ [root-folder] docs (no active session)
  ▾ Paused (1)
    ▸ [circle-outline] WFS-guide (PLAN · 3 min)
  [root-folder] empty (no sessions yet)`.trim(),
    );
  });

  it("says why there is nothing to show", () => {
    expect(modelOf(workspace({ exists: false })).state()).toBe("noWorkflow");
    expect(modelOf(workspace()).state()).toBe("empty");
    expect(modelOf(workspace({ loaded: false, exists: false })).state()).toBe("loading");
    expect(modelOf(workspace({ sessions: [working] }), workspace({ name: "b", loaded: false })).state()).toBe("ready");
  });

  it("keeps more than a page of a group behind a row that shows the next page", async () => {
    const many = Array.from({ length: pageSize * 2 + 3 }, (_, number) => session(`s${number}`));
    const model = modelOf(workspace({ sessions: many }));
    const children = async (): Promise<readonly TreeRow[]> => (await model.roots()[0]?.children?.()) ?? [];
    expect(await children()).toHaveLength(pageSize + 1);
    expect((await children()).at(-1)?.label).toBe("Show more (503 left)");
    model.showMore("repo", "paused");
    expect((await children()).at(-1)?.label).toBe("Show more (3 left)");
    model.showMore("repo", "paused");
    expect(await children()).toHaveLength(many.length);
  });

  it("shows problems as rows that lead to the repair", async () => {
    const repo = workspace({
      sessions: [session("broken", "paused", {}, say`The record is no JSON.`)],
      problems: [
        {
          code: "orphan-marker",
          message: say`The marker names a session without a directory.`,
          path: "/repo/.workflow/.active-WFS-gone",
          repair: say`The marker will be removed.`,
        },
      ],
    });
    const model = modelOf(repo);
    expect(await textOf(model)).toBe(
      `
▾ Problems (1)
    [warning] Orphan marker (.active-WFS-gone)
▾ Paused (1)
  ▸ [warning] WFS-broken (needs repair)`.trim(),
    );
    const [problem] = (await model.roots()[0]?.children?.()) ?? [];
    expect(problem?.command).toBe("workflowSessions.checkAndRepair");
    expect(problem?.spoken).toBe("Problem: Orphan marker, .active-WFS-gone");
  });

  it("never says that there is no session yet where some are lost, and brings them back", async () => {
    const lost = ["base", "fork"].map((slug): Problem => ({
      code: "lost-session",
      message: say`It is gone.`,
      path: `/repo/.workflow/WFS-${slug}`,
      session: sessionIdFromSlug(slug),
    }));
    const all = `
▾ [warning] 2 sessions are lost (the .workflow directory is gone, branches and worktrees are still here)
    [warning] Lost session (WFS-base)
    [warning] Lost session (WFS-fork)`.trim();
    for (const exists of [false, true]) {
      const model = modelOf(workspace({ exists, problems: lost }));
      expect(model.state()).toBe("ready");
      expect(await textOf(model)).toBe(all);
      const [row] = model.roots();
      expect(row).toMatchObject({ command: "workflowSessions.adoptSessions", target: { workspace: "repo" } });
      const [single] = (await row?.children?.()) ?? [];
      expect(single).toMatchObject({ command: "workflowSessions.adoptSessions", contextValue: "lost" });
      expect(single?.target.problem?.session).toBe("WFS-base");
    }
    const several = modelOf(workspace({ exists: false, problems: lost }), workspace({ name: "b", exists: false }));
    expect(several.roots().map(({ label, expand }) => `${label} ${expand}`)).toEqual(["repo expanded", "b never"]);
    expect(await textOf(modelOf(workspace({ sessions: [working], problems: lost.slice(1) })))).toContain(
      `▾ Problems (1)
    [warning] Lost session (WFS-fork)`,
    );
  });

  it("shows the other sections when one cannot be read", async () => {
    const failure = new WorkflowError("file", say`The directory is a link.`, say`Remove the link.`);
    expect(await textOf(modelOf(workspace({ sessions: [working], artifacts: failure })))).toContain(
      "[warning] The directory is a link.",
    );
  });

  it("says so when a session has nothing below it yet", async () => {
    expect(await textOf(modelOf(workspace({ sessions: [session("new", "active")] })))).toContain(
      "(No tasks, phases or artifacts yet)",
    );
  });

  it("offers to keep what was done without a session, and tells of a watcher that failed", async () => {
    const temporary = session("temporary", "paused", {
      progress: { completed_phases: [], current_tasks: ["try it"] },
    });
    const model = modelOf(workspace({ temporary, artifacts: ["notes.md"], watchError: say`EMFILE` }));
    expect(await textOf(model)).toBe(
      `
  [warning] Changes are not noticed by themselves (click to look again)
▸ [beaker] Temporary workspace (PLAN · 1 task · 3 min)`.slice(1),
    );
    expect(await textOf(model, ({ icon }) => icon?.name === "beaker")).toContain(`
▾ [beaker] Temporary workspace (PLAN · 1 task · 3 min)
  ▾ [checklist] Tasks (1)
      [circle-small] try it
  ▸ [files] Artifacts (1)`);
    expect(model.state()).toBe("ready");
  });

  it("shows the checkpoints of the temporary workspace", async () => {
    const temporary = session("temporary", "paused");
    const model = modelOf(workspace({ temporary, checkpoints: [checkpoint(2), checkpoint(1)] }));
    expect(await textOf(model, ({ icon }) => icon?.name === "beaker")).toContain("▸ [history] Checkpoints (2)");
  });
});

describe("the filter", () => {
  const sessions = [
    working,
    session("oauth", "paused", { tags: ["security"] }),
    session("search", "completed", { project: "Volltextsuche über alles" }),
  ];

  it.each([
    ["oauth", ["WFS-oauth"]],
    ["SECURITY", ["WFS-oauth"]],
    ["impl-2", ["WFS-user-profile"]],
    ["implement", ["WFS-user-profile"]],
    ["ÜBER volltext", ["WFS-search"]],
    ["medium", ["WFS-user-profile", "WFS-oauth", "WFS-search"]],
    ["medium nothing", []],
  ])("finds sessions by “%s”, open in their groups", async (text, found) => {
    const model = modelOf(workspace({ sessions }));
    model.setFilter(` ${text} `);
    const shown = await textOf(model);
    expect([...shown.matchAll(/WFS-[\w-]+/gu)].map(([id]) => id)).toEqual(found);
    expect(model.counts()).toEqual({ shown: found.length, all: 3 });
  });

  it("says that nothing matches and leads back", () => {
    const model = modelOf(workspace({ sessions }));
    model.setFilter("nothing");
    expect(model.roots().map(({ label, command }) => [label, command])).toEqual([
      ["No session matches the filter", "workflowSessions.clearFilter"],
    ]);
  });
});
