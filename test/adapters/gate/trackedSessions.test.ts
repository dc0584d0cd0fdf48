import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { mustBeSeen } from "../../../src/core/review/proposal/proposal.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

const tasks = ".workflow/WFS-auth/TODO_LIST.md";
const record = ".workflow/WFS-auth/workflow-session.json";
const files = {
  "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
  [tasks]: "- [ ] one\n",
  [record]: '{"session_id":"WFS-auth","status":"active","progress":{"current_tasks":["IMPL-1"]}}\n',
  ".workflow/archives/WFS-old/workflow-session.json": '{"session_id":"WFS-old","status":"completed"}\n',
};

/** A repository that commits its sessions, and a proposal that changes some of them beside a file of the project. */
async function tracked(changes: Readonly<Record<string, string>>): Promise<GateScene> {
  scene = await GateScene.make({ files });
  scene.commitInFork(changes);
  return scene;
}

const reasons = async (): Promise<readonly string[]> => {
  const gate = await scene.gate();
  return (await gate.prepare((await scene.askMerge()).id)).obstacles.map(({ reason }) => reason);
};

describe("a proposal that changes files of sessions", () => {
  const ticked = {
    [tasks]: "- [x] one\n",
    [record]: '{"session_id":"WFS-auth","status":"completed","progress":{"current_tasks":[]}}\n',
    ".workflow/WFS-auth/.task/IMPL-1.json": '{"id":"IMPL-1","status":"completed"}\n',
  };

  it("shows them first, to be opened, and is granted and undone with exactly these", async () => {
    const { repository, workspace } = await tracked(ticked);
    const gate = await scene.gate();
    const active = await workspace.sessions.active();
    const before = scene.checkout();
    const view = await scene.askMerge();
    const action = await gate.prepare(view.id);
    expect(action.obstacles).toEqual([]);
    const first = action.files.slice(0, 3);
    expect(first.map(({ path }) => path)).toEqual(Object.keys(ticked).toSorted());
    expect(first.every((file) => file.ofSessions && mustBeSeen(file))).toBe(true);
    expect(action.files.slice(3).some(({ ofSessions }) => ofSessions)).toBe(false);
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({ outcome: "executed", safety_session: base });
    for (const [path, text] of Object.entries(ticked)) expect([path, repository.read(path)]).toEqual([path, text]);
    expect(await workspace.sessions.active()).toEqual(active);
    expect(repository.git("status", "--porcelain", "--", "WFS-auth", "a.txt")).toBe("");
    await gate.undo(view.id, "ada");
    expect(scene.checkout()).toEqual(before);
    expect(repository.read(tasks)).toBe(files[tasks]);
  });

  it("is in the way of edits in them, under that name", async () => {
    const { repository } = await tracked(ticked);
    repository.write(tasks, "- [ ] mine\n");
    const gate = await scene.gate();
    const { obstacles } = await gate.prepare((await scene.askMerge()).id);
    expect(obstacles).toMatchObject([{ reason: "edits", paths: [tasks] }]);
    repository.git("checkout", "--quiet", "--", tasks);
    expect(await reasons()).toEqual([]);
  });

  it.each([
    [".workflow/.active-WFS-auth", "session-state"],
    [`.workflow/${fork}/approvals/20260101T000000Z-merge-00000000/decision.json`, "session-state"],
    [".workflow/WFS-auth/annotations/x.json", "session-state"],
    [".Workflow/.active-WFS-auth", "session-path"],
    [".workflow /.active-WFS-auth", "session-path"],
    [".work\u200Bflow/.active-WFS-auth", "session-path"],
    ["WORKFL~1/.active-WFS-auth", "session-path"],
  ])("%s cannot be granted (%s)", async (path, reason) => {
    const { repository } = await tracked({ [path]: "{}\n" });
    const gate = await scene.gate();
    const before = [scene.at("main"), scene.checkout()];
    const action = await gate.prepare((await scene.askMerge()).id);
    expect(action.obstacles).toMatchObject([{ reason, paths: [path] }]);
    await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "refused" });
    expect([scene.at("main"), scene.checkout()]).toEqual(before);
    expect(existsSync(repository.path(path))).toBe(false);
    // Where the branch is checked out nowhere, too.
    scene.leaveMain();
    const elsewhere = await gate.prepare((await scene.askMerge({ into: "main" })).id);
    expect(elsewhere.obstacles).toMatchObject([{ reason, paths: [path] }]);
  });

  it.each([
    [
      "a second directory of a session that lies elsewhere",
      ".workflow/WFS-old/workflow-session.json",
      "session-in-use",
    ],
    ["another spelling of a session", ".workflow/WFS-AUTH/notes.md", "session-path"],
    ["another spelling of a file", ".workflow/WFS-auth/todo_list.md", "session-path"],
    ["a short name of Windows", ".workflow/WFS-auth/APPROV~1/x", "session-path"],
  ])("cannot bring %s", async (_what, path, reason) => {
    await tracked({ [path]: "{}\n" });
    expect(await reasons()).toEqual([reason]);
  });

  it("cannot take away the record of the active session", async () => {
    const { repository, workspace } = await tracked({ "b.txt": "b\n" });
    await workspace.sessions.resume(sessionIdFromSlug("auth"));
    const worktree = repository.path(".worktrees", fork);
    repository.gitIn(worktree, "rm", "--quiet", record);
    repository.gitIn(worktree, "commit", "--quiet", "-m", "take it away");
    expect(await reasons()).toEqual(["session-in-use"]);
    await workspace.sessions.resume(base);
    // What the switch has written into the record is an edit like any other.
    expect(await reasons()).toEqual(["edits"]);
    repository.git("checkout", "--quiet", "--", record);
    expect(await reasons()).toEqual([]);
  });
});
