import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";

const login = sessionIdFromSlug("login");
const worktree = ".claude/worktrees/login";

let scene: GateScene;
beforeEach(async () => {
  scene = await GateScene.make();
  const { repository, workspace, gitFeatures } = scene;
  // Nobody has worked here with sessions.
  for (const id of [fork, base]) await workspace.sessions.complete(id, { archive: true, force: true });
  repository.git("worktree", "add", "--quiet", "-b", "claude/login", worktree, "main");
  repository.write(`${worktree}/login.txt`, "new\n");
  repository.gitIn(repository.path(worktree), "add", "-A");
  repository.gitIn(repository.path(worktree), "commit", "--quiet", "-m", "Sign in");
  await gitFeatures.forks.adoptBranch({ branch: "claude/login", baseline: branchRef("main") });
});
afterEach(() => scene.dispose());

test("work that another tool began is merged, and taken back, though no session works in the main checkout", async () => {
  const { repository, workspace } = scene;
  repository.write("b.txt", "my edit\n");
  const before = scene.at("main");
  const { gate } = await scene.open();
  const { id } = await scene.requests.ask("merge", login, { summary: "Sign in", requestedBy: "ada" });
  const prepared = await gate.prepare(id);
  expect(prepared.obstacles).toEqual([]);
  const { receipt } = await gate.grant(prepared, "ada");
  expect(receipt).toMatchObject({ outcome: "executed", safety_session: "WFS-temporary" });
  expect(repository.read("login.txt")).toBe("new\n");
  expect(repository.git("status", "--porcelain", "b.txt")).toBe(" M b.txt");
  expect(await workspace.sessions.temporaryCheckpoints()).toBeGreaterThan(0);
  expect(await scene.gitFeatures.forks.get(login)).toMatchObject({ merged: true, branch: "claude/login" });
  await gate.undo(id, "ada");
  expect(scene.at("main")).toBe(before);
  expect(repository.read("b.txt")).toBe("my edit\n");
});

test("it is taken back although the throwaway workspace was thrown away since", async () => {
  const before = scene.at("main");
  const { gate } = await scene.open();
  const { id } = await scene.requests.ask("merge", login, { summary: "Sign in", requestedBy: "ada" });
  await gate.grant(await gate.prepare(id), "ada");
  await scene.workspace.sessions.discardTemporary(true);
  await gate.undo(id, "ada");
  expect(scene.at("main")).toBe(before);
});

test("an open session that works there keeps what was before, ahead of the throwaway workspace", async () => {
  const { gate } = await scene.open();
  await scene.workspace.sessions.create({ slug: "other", project: "Something else" });
  const { id } = await scene.requests.ask("merge", login, { summary: "Sign in", requestedBy: "ada" });
  const { receipt } = await gate.grant(await gate.prepare(id), "ada");
  expect(receipt).toMatchObject({ outcome: "executed", safety_session: "WFS-other" });
});

test("a request is stale once its branch has moved, whatever that is called", async () => {
  const { repository } = scene;
  const { id } = await scene.requests.ask("merge", login, { summary: "Sign in", requestedBy: "ada" });
  repository.gitIn(repository.path(worktree), "commit", "--quiet", "--allow-empty", "-m", "More");
  expect(await scene.requests.get(id)).toMatchObject({ state: "stale" });
});

test("its removal, asked for and granted, ends the session and leaves another tool's worktree and the branch", async () => {
  const { gate } = await scene.open();
  const { repository } = scene;
  repository.write(`${worktree}/draft.txt`, "draft\n");
  const { id } = await scene.requests.ask("teardown", login, { summary: "Not wanted", requestedBy: "ada" });
  const prepared = await gate.prepare(id);
  expect(prepared.document).toMatchObject({
    branch: "refs/heads/claude/login",
    worktree: null,
    tree: null,
    stays: { worktree: repository.path(worktree) },
    lost: { uncommitted: [], commit_count: 0 },
  });
  expect(prepared.obstacles).toEqual([]);
  expect(await gate.differing(prepared)).toEqual([]);
  const head = scene.at("claude/login");
  const { receipt, message } = await gate.grant(prepared, "ada");
  expect(receipt).toMatchObject({ outcome: "executed", safety: null });
  expect(String(message)).toBe(
    `WFS-login was removed and is archived. The branch claude/login and the worktree ${repository.path(worktree)} stay: they are not Workflow Sessions' own.`,
  );
  expect(scene.at("claude/login")).toBe(head);
  expect(repository.read(`${worktree}/draft.txt`)).toBe("draft\n");
});

test("a worktree that was made for it goes with the grant, and only if it is as it was shown", async () => {
  const { gate } = await scene.open();
  const { repository, gitFeatures } = scene;
  repository.git("branch", "codex/done", "claude/login");
  const { session } = await gitFeatures.forks.adoptBranch({ branch: "codex/done", baseline: branchRef("main") });
  const own = (await gitFeatures.forks.open(session.id)).worktree;
  repository.write(`.worktrees/${session.id}/draft.txt`, "draft\n");
  const { id } = await scene.requests.ask("teardown", session.id, { summary: "Not wanted", requestedBy: "ada" });
  const prepared = await gate.prepare(id);
  expect(prepared.document).toMatchObject({
    worktree: own,
    stays: { worktree: null },
    lost: { uncommitted: ["draft.txt"] },
  });
  const { receipt, message } = await gate.grant(prepared, "ada");
  expect(receipt).toMatchObject({ outcome: "executed", safety: 1 });
  expect(String(message)).toContain("The branch codex/done stays: it is not Workflow Sessions' own.");
  expect(existsSync(own)).toBe(false);
});
