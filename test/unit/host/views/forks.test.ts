import { say } from "../../../../src/core/base/text.ts";
import { describe, expect, it } from "vitest";
import type { ComparedFork } from "../../../../src/core/forks/compareForks.ts";
import type { ChangedFile } from "../../../../src/core/git/objects/changedFiles.ts";
import type { SessionRecord, SessionState, SessionView } from "../../../../src/core/sessions/model/session.ts";
import { comparisonPage } from "../../../../src/host/forks/comparisonPage.ts";
import { forkDescription } from "../../../../src/host/rows/forkRow.ts";
import { keptLines, lossLines } from "../../../../src/host/forks/lossText.ts";
import { nestForks } from "../../../../src/host/views/nesting.ts";
import { sessionSections } from "../../../../src/host/sections/sections.ts";
import { SessionsModel } from "../../../../src/host/views/sessionsModel.ts";
import { refName } from "../../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import type { ForkView } from "../../../../src/core/forks/model/fork.ts";
import type { TreeRow } from "../../../../src/host/rows/treeRow.ts";
import { TreeMirror } from "../../../../src/host/rows/treeMirror.ts";
import { treeText } from "../../../support/treeText.ts";
import { workspace, session } from "../plainSessions.ts";
import { fork, objectId } from "../plainGitFeatures.ts";
import { plainWording } from "../plainWording.ts";

function forked(
  slug: string,
  baseline: string,
  state: SessionState = "paused",
  record: Partial<SessionRecord> = {},
): SessionView {
  return session(slug, state, { forked_from: { session: `WFS-${baseline}`, commit: objectId }, ...record });
}

async function text(model: SessionsModel): Promise<string> {
  return await treeText(
    model.roots(),
    ({ label, description = "", icon, expand }) => ({ label, description, icon: icon?.name ?? "", expand }),
    async (row) => (await row.children?.()) ?? [],
    ({ label, contextValue }) => label === "Forks" || contextValue.startsWith("fork."),
  );
}

describe("forks in the tree", () => {
  const sessions = [
    session("profile", "active"),
    forked("profile-a", "profile"),
    forked("profile-b", "profile", "paused", { meta: { created: "", updated: "2025-09-07T11:59:00Z" } }),
    forked("profile-a-2", "profile-a"),
    forked("profile-old", "profile", "completed"),
    session("oauth"),
  ];

  it("hang below their baseline with where they stand, forks of forks below those", async () => {
    const repo = workspace({
      sessions,
      forks: [
        fork("profile-a", "profile", { ahead: 3, files: 4, uncommitted: 2 }),
        fork("profile-b", "profile", { ahead: 1, behind: 2, files: 1, uncommitted: 1, not_looked_at: 2 }),
        fork("profile-a-2", "profile-a", { ahead: 2, behind: 1, files: 2, merged: true }),
      ],
    });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    expect(await text(model)).toBe(
      `
▾ [circle-filled] WFS-profile (PLAN · 3 min)
  ▾ [repo-forked] Forks (2)
    ▾ [repo-forked] WFS-profile-b (+1 ahead · 2 behind · 1 file · uncommitted · 2 files not looked at · 5 min)
        (No tasks, phases or artifacts yet)
    ▾ [repo-forked] WFS-profile-a (+3 ahead · 4 files · uncommitted · 5 min)
      ▾ [repo-forked] Forks (1)
        ▾ [git-merge] WFS-profile-a-2 (merged · 5 min)
            (No tasks, phases or artifacts yet)
▾ Paused (1)
  ▸ [circle-outline] WFS-oauth (PLAN · 3 min)
▸ Completed (1)`.trim(),
    );
  });

  it("are shown from their records alone where there is no git", async () => {
    const model = new SessionsModel({
      workspaces: () => [workspace({ sessions })],
      sections: sessionSections,
      wording: plainWording,
    });
    expect(await text(model)).toContain("[repo-forked] WFS-profile-a (PLAN · 3 min)");
  });

  it("are found in their groups while a filter is on", async () => {
    const model = new SessionsModel({
      workspaces: () => [workspace({ sessions })],
      sections: sessionSections,
      wording: plainWording,
    });
    model.setFilter("profile-a");
    expect(model.roots().map(({ label }) => label)).toEqual(["Paused"]);
    expect(await text(model)).toContain("[circle-outline] WFS-profile-a-2");
  });

  it("make their baseline be drawn again when one comes, goes or changes", async () => {
    const repo = workspace({ sessions });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    const mirror = new TreeMirror(() => model.roots());
    await mirror.give();
    expect(await mirror.update(() => false)).toEqual([]);
    repo.parts = { sessions: [...sessions, forked("profile-c", "profile-a")] };
    const redraw = await mirror.update(() => false);
    expect(redraw === "everything" ? redraw : redraw.map(({ row }) => row.label)).toEqual(["WFS-profile"]);
  });

  it("never get lost: rings, finished baselines, unknown baselines, the active one and the own one", () => {
    const odd = [
      forked("ring-1", "ring-2"),
      forked("ring-2", "ring-1"),
      forked("self", "self"),
      session("done", "completed"),
      forked("of-done", "done"),
      forked("of-nobody", "nobody"),
      session("base", "active"),
      forked("below", "base"),
      forked("own", "base"),
    ];
    const { nested, below } = nestForks(odd, session("own").id);
    expect([...nested]).toEqual(["WFS-below"]);
    expect(below.get("WFS-base")?.map(({ id }) => id)).toEqual(["WFS-below"]);
  });

  it.each([
    ["merged into main", "merged", mergedInto("refs/heads/main"), true, undefined],
    ["merged into origin/main", "merged", mergedInto("refs/remotes/origin/main"), true, undefined],
    ["merged into main, 1 commit since", "", mergedInto("refs/heads/main", 1), false, undefined],
    ["merged into main, 3 commits since", "", mergedInto("refs/heads/main", 3), false, undefined],
    ["merged into main by pull", "merged", mergedInto("refs/heads/main"), true, { branch: "main", pulled: true }],
    ["merged without review", "unreviewed", mergedInto("refs/heads/main"), true, { branch: "main", pulled: false }],
  ])("say where they were merged: %s", async (words, context, merged_into, merged, arrived) => {
    const repo = workspace({
      sessions,
      forks: [fork("profile-a", "profile", { ahead: 1, files: 1, merged, merged_into })],
      ...(arrived === undefined ? {} : { arrived: new Map([[sessionIdFromSlug("profile-a"), arrived]]) }),
    });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    const row = (await below(model.roots(), "WFS-profile", "Forks")).find(({ label }) => label === "WFS-profile-a");
    expect(row?.description).toBe(`${words} · 5 min`);
    expect(row?.spoken).toContain(words);
    expect(row?.contextValue).toBe(["fork.paused", context].filter((part) => part !== "").join("."));
    expect(row?.icon).toEqual(
      context === "unreviewed"
        ? { name: "git-merge", color: "list.warningForeground" }
        : merged
          ? { name: "git-merge", color: "charts.purple" }
          : { name: "repo-forked" },
    );
    expect((await row?.tooltip?.())?.replaceAll("\\", "")).toContain(`Merge: ${words}`);
  });

  it("say where their pull request stands, until they are merged", () => {
    const pullRequest = { state: "open", checks: "fail" } as const;
    const open = fork("a", "b", { ahead: 1, files: 1 });
    expect(forkDescription(open, plainWording, { pullRequest })).toContain(
      "+1 ahead · 1 file · pull request open, checks fail",
    );
    const merged = { ...open, merged: true, merged_into: mergedInto("refs/remotes/origin/main") };
    expect(forkDescription(merged, plainWording, { pullRequest })).not.toContain("pull request");
  });

  it("are drawn anew when their pull request stands otherwise", () => {
    const repo = workspace({ sessions, forks: [fork("profile-a", "profile", { ahead: 1, files: 1 })] });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    const belowNow = (): readonly (string | undefined)[] => model.roots().map((one) => one.below);
    const before = belowNow();
    const pullRequests = new Map([[sessionIdFromSlug("profile-a"), { state: "merged", checks: null } as const]]);
    repo.parts = { ...repo.parts, pullRequests };
    expect(belowNow()).not.toEqual(before);
  });

  it("say that they need repair when their branch is gone", () => {
    expect(forkDescription(fork("a", "b", { problem: say`The branch is gone.`, head: null }), plainWording)).toBe(
      "needs repair",
    );
  });
});

const mergedInto = (ref: "refs/heads/main" | "refs/remotes/origin/main", since = 0): ForkView["merged_into"] => ({
  ref: refName(ref),
  how: "squash",
  commit: objectId,
  since,
});

/** The rows below those with these labels. */
async function below(rows: readonly TreeRow[], ...labels: readonly string[]): Promise<readonly TreeRow[]> {
  const [label, ...more] = labels;
  if (label === undefined) return rows;
  return below((await rows.find((row) => row.label === label)?.children?.()) ?? [], ...more);
}

describe("what removing a fork would lose", () => {
  it("is named, a few of each kind", () => {
    const lines = lossLines(
      {
        uncommitted: Array.from({ length: 10 }, (_, at) => ({ path: `f${at}.py`, kind: "untracked" as const })),
        commits: { count: 1, newest: [{ id: objectId, subject: "Check the password" }] },
        submodules: ["lib"],
        operations: ["rebase"],
        repositories: ["vendor"],
        unkept: [],
        ignored: [],
      },
      plainWording.t,
    );
    expect(lines.slice(0, 4)).toEqual([
      "1 commit on no other branch:",
      "  0123456789 Check the password",
      "10 uncommitted paths:",
      "  f0.py",
    ]);
    expect(lines.slice(-6)).toEqual([
      "  2 more",
      "Submodules with commits that were never pushed:",
      "  lib",
      "In progress in its worktree: rebase",
      "Repositories inside its worktree:",
      "  vendor",
    ]);
  });

  it("says what not even git keeps", () => {
    const nothing = { uncommitted: [], commits: { count: 0, newest: [] }, submodules: [], operations: [] };
    const kept = "Git keeps it in a checkpoint and private refs.";
    expect(keptLines({ ...nothing, repositories: [], unkept: [], ignored: [] }, plainWording.t)).toEqual([kept]);
    const gone = keptLines({ ...nothing, repositories: ["vendor"], unkept: ["secret"], ignored: [] }, plainWording.t);
    expect(gone).toEqual([kept, "Not kept, gone for good:", "  vendor", "  secret"]);
  });
});

const file = (path: string, added: number | null = 1): ChangedFile => ({
  path,
  exact: true,
  status: "changed",
  oldMode: "100644",
  newMode: "100644",
  oldId: objectId,
  newId: objectId,
  added,
  removed: added,
});
const compared = (slug: string, parts: Partial<ComparedFork> = {}): ComparedFork => ({
  id: session(slug).id,
  branch: `session/WFS-${slug}`,
  head: objectId,
  base: objectId,
  files: [],
  added: 0,
  removed: 0,
  merged: false,
  uncommitted: 0,
  not_looked_at: 0,
  conflicts: [],
  checks: { passed: 0, skipped: 0, failed: [], unreadable: [] },
  ...parts,
});

describe("the page that compares forks", () => {
  const a = compared("a", {
    files: [file("src/login.py", 3), file("logo.png", null)],
    added: 3,
    removed: 3,
    conflicts: ["src/login.py"],
    checks: { passed: 41, skipped: 1, failed: ["test: pytest"], unreadable: [] },
  });
  const b = compared("b", { files: [file("src/login.py")], added: 1, removed: 1, uncommitted: 2, not_looked_at: 3 });
  const page = comparisonPage(
    {
      comparison: {
        forks: [a, b],
        pairs: [{ forks: [a.id, b.id], overlap: ["src/login.py"], conflicts: ["src/login.py"] }],
      },
      projects: new Map([
        [a.id, "One | form"],
        [b.id, "<b>Two</b>"],
      ]),
    },
    plainWording,
  );

  it("has a column for each fork and a row for each file", () => {
    const lines = page.split("\n");
    expect(lines).toContain(String.raw`|  | **WFS\-a** | **WFS\-b** |`);
    expect(lines).toContain("| Files | 2 | 1 |");
    expect(lines).toContain("| Lines | +3 −3 | +1 −1 |");
    expect(lines).toContain("| Uncommitted paths | none | ⚠ 2 |");
    expect(lines).toContain("| Not looked at, their filter is the repository's own | none | ⚠ 3 |");
    expect(lines).toContain("| Conflicts with the baseline | ⚠ 1 file | none |");
    expect(lines).toContain("| Checks | ✘ 1 failed, ✔ 41 passed, 1 skipped | – |");
    expect(lines).toContain(String.raw`| WFS\-a · WFS\-b | 1 file | ⚠ 1 file |`);
    expect(lines).toContain(String.raw`| src\/login\.py | +3 −3 | +1 −1 |`);
    expect(lines).toContain(String.raw`| logo\.png | binary |  |`);
    expect(lines).toContain(String.raw`- WFS\-a: ✘ test\: pytest`);
  });

  it("has no section for files when no fork has changed one", () => {
    const forks = [a, b].map((fork) => ({ ...fork, files: [] }));
    const empty = comparisonPage({ comparison: { forks, pairs: [] }, projects: new Map() }, plainWording);
    expect(empty).toContain("| Files | 0 | 0 |");
    expect(empty).not.toContain("## Files");
    expect(empty.endsWith("\n")).toBe(true);
    expect(page).toContain("## Files");
  });

  it("shows foreign text as text", () => {
    expect(page).toContain(String.raw`| For | One \| form | \<b\>Two\<\/b\> |`);
  });
});
