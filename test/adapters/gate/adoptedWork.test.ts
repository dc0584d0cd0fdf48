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

test("its removal is asked for and refused as long as its worktree is another tool's", async () => {
  const { gate } = await scene.open();
  const { id } = await scene.requests.ask("teardown", login, { summary: "Not wanted", requestedBy: "ada" });
  const prepared = await gate.prepare(id);
  expect(prepared.document).toMatchObject({
    branch: "refs/heads/claude/login",
    worktree: scene.repository.path(worktree),
  });
  expect(prepared.obstacles).toHaveLength(1);
});
