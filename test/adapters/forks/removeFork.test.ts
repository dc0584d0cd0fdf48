import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, ForkScene } from "./forkScene.ts";
import { english } from "../../support/english.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

class ImpatientClock extends SystemClock {
  override async sleep(): Promise<void> {
    return this.yieldToEventLoop();
  }
}

const a = sessionIdFromSlug("a");

async function opened(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n", ".gitignore": "ignored\n" } });
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  return scene;
}

test("nothing on it: gone at once with its name, files in the background", async () => {
  const { sessions } = await opened();
  const forks = scene?.forks();
  const removed = await forks?.remove(a);
  expect(removed).toMatchObject({ id: a, branch_deleted: true, checkpoint: null, session: "deleted" });
  expect(await forks?.whenDiscarded()).toEqual([]);
  expect(scene?.worktrees()).toEqual([]);
  expect(scene?.branches()).toEqual([]);
  expect(scene?.repository.git("worktree", "list").split("\n")).toHaveLength(1);
  expect((await sessions.list()).map(({ id }) => id)).toEqual([base]);
  await expect(forks?.create({ slug: "a" })).resolves.toMatchObject({ id: a });
});

test("merged into the baseline is merged, and a session with artifacts is archived", async () => {
  const { repository, sessions } = await opened();
  scene?.commitIn(a, "new.txt", "1\n");
  repository.git("merge", "--quiet", "--ff-only", "session/WFS-a");
  repository.write(".workflow/WFS-a/IMPL_PLAN.md", "plan\n");
  const removed = await scene?.forks().remove(a);
  expect(removed).toMatchObject({ branch_deleted: true, checkpoint: null, session: "archived" });
  expect((await sessions.get(a)).state).toBe("archived");
  expect(existsSync(repository.path(".workflow/completed/WFS-a/IMPL_PLAN.md"))).toBe(true);
});

test("a commit on no other branch is refused, changes nothing, and with force stays reachable", async () => {
  const { repository } = await opened();
  const head = scene?.commitIn(a, "new.txt", "1\n") ?? "";
  const before = [repository.userState(), repository.tree(), await scene?.ids()];
  const forks = scene?.forks();
  const refused = await forks?.remove(a).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "refused",
    message: "Removing WFS-a would lose 1 commit that no other branch has.",
  });
  expect([repository.userState(), repository.tree(), await scene?.ids()]).toEqual(before);
  expect((await forks?.loss(a))?.commits).toEqual({ count: 1, newest: [{ id: head, subject: "change new.txt" }] });
  const removed = await forks?.remove(a, { force: true });
  expect(removed).toMatchObject({ branch_deleted: true, checkpoint: { n: 1 }, session: "archived" });
  expect(scene?.branches()).toEqual([]);
  repository.git("reflog", "expire", "--expire=now", "--all");
  repository.git("gc", "--quiet", "--prune=now");
  expect(repository.git("rev-parse", "refs/workflow/WFS-a/removed-head")).toBe(head);
  expect(repository.git("show", `${head}:new.txt`)).toBe("1");
});

test.each<[string, (scene: ForkScene) => void, number]>([
  ["an untracked file", ({ repository }) => repository.write(".worktrees/WFS-a/u", "u"), 1],
  ["an edited file", ({ repository }) => repository.write(".worktrees/WFS-a/a.txt", "2\n"), 1],
  [
    "a staged and a deleted file",
    ({ repository }) => {
      repository.write(".worktrees/WFS-a/s", "s");
      repository.gitIn(repository.path(".worktrees/WFS-a"), "add", "s");
      repository.remove(".worktrees/WFS-a/a.txt");
    },
    2,
  ],
])("%s is refused, and with force is in the checkpoint", async (_name, change, count) => {
  const { repository } = await opened();
  if (scene !== undefined) change(scene);
  const tree = repository.tree(repository.path(".worktrees/WFS-a"));
  await expect(scene?.forks().remove(a)).rejects.toMatchObject({ code: "refused" });
  expect((await scene?.forks().loss(a))?.uncommitted).toHaveLength(count);
  const removed = await scene?.forks().remove(a, { force: true });
  const checkout = repository.beside("restored");
  repository.git("worktree", "add", "--quiet", "--detach", checkout, removed?.checkpoint?.commit ?? "");
  expect(repository.tree(checkout)).toEqual(tree);
});

test("ignored files alone do not hold a removal up", async () => {
  const { repository } = await opened();
  repository.write(".worktrees/WFS-a/ignored", "x");
  await expect(scene?.forks().remove(a)).resolves.toMatchObject({ session: "deleted" });
});

test("a commit made on a detached HEAD counts as unmerged", async () => {
  const { repository } = await opened();
  repository.gitIn(repository.path(".worktrees/WFS-a"), "checkout", "--quiet", "--detach");
  const head = scene?.commitIn(a, "new.txt", "1\n") ?? "";
  await expect(scene?.forks().remove(a)).rejects.toMatchObject({ code: "refused" });
  await scene?.forks().remove(a, { force: true });
  repository.git("reflog", "expire", "--expire=now", "--all");
  repository.git("gc", "--quiet", "--prune=now");
  expect(repository.git("show", `${head}:new.txt`)).toBe("1");
});

test("commits in a submodule that were never pushed are refused", async () => {
  scene = await ForkScene.make();
  const { repository } = scene;
  repository.git("clone", "--quiet", ".", repository.beside("library"));
  repository.git(
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    repository.beside("library"),
    "lib",
  );
  repository.commitAll("submodule");
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  const lib = repository.path(".worktrees/WFS-a/lib");
  writeFileSync(join(lib, "x"), "x");
  repository.gitIn(lib, "add", "x");
  repository.gitIn(lib, "commit", "--quiet", "-m", "inside");
  repository.gitIn(repository.path(".worktrees/WFS-a"), "commit", "--quiet", "-am", "bump");
  repository.git("merge", "--quiet", "--ff-only", "session/WFS-a");
  await expect(scene.forks().remove(a)).rejects.toMatchObject({
    message: "Removing WFS-a would lose commits in the submodule lib that were never pushed.",
  });
});

test("a fork from a checkpoint that still stands has nothing of its own", async () => {
  scene = await ForkScene.make();
  const { repository } = scene;
  repository.write("u.txt", "u\n");
  const { ref, commit } = await scene.checkpoints.take(base);
  await scene.forks().create({ slug: "a", checkpoint: 1 });
  repository.git("update-ref", "-d", ref);
  await expect(scene.forks().remove(a)).rejects.toMatchObject({ code: "refused" });
  repository.git("update-ref", ref, commit);
  await expect(scene.forks().remove(a)).resolves.toMatchObject({ branch_deleted: true });
});

test("the end of the session by its removal keeps nothing of the main checkout", async () => {
  const { repository } = await opened();
  const workspace = await openWorkspace(repository.root, { logger: repository.logger, git: () => repository.port() });
  const gitFeatures = await workspace.git?.();
  repository.write(".workflow/WFS-a/IMPL_PLAN.md", "plan\n");
  repository.write("main.txt", "work in the main checkout\n");
  await expect(gitFeatures?.forks.remove(a)).resolves.toMatchObject({ session: "archived" });
  expect(await gitFeatures?.checkpoints.list(a)).toEqual([]);
});

test("a branch that somebody else has checked out stays", async () => {
  const { repository } = await opened();
  repository.gitIn(repository.path(".worktrees/WFS-a"), "checkout", "--quiet", "--detach");
  repository.git("worktree", "add", "--quiet", repository.beside("elsewhere"), "session/WFS-a");
  await expect(scene?.forks().remove(a)).resolves.toMatchObject({ branch_deleted: false, branch_kept: "used" });
  expect(scene?.branches()).toEqual(["session/WFS-a"]);
});

test("a branch that moves while the fork is removed stays", async () => {
  const { repository, sessions } = await opened();
  const moved = repository.git("commit-tree", "-m", "meanwhile", "-p", "HEAD", "HEAD^{tree}");
  await expect(
    scene?.forks().remove(a, {
      agreed() {
        repository.git("update-ref", "refs/heads/session/WFS-a", moved);
      },
    }),
  ).resolves.toMatchObject({ branch_deleted: false, branch_kept: "moved", session: "archived" });
  expect(repository.git("rev-parse", "session/WFS-a")).toBe(moved);
  expect(await sessions.get(a)).toMatchObject({ state: "archived" });
});

test("a branch that is gone is not said to be kept", async () => {
  const { repository } = await opened();
  repository.gitIn(repository.path(".worktrees/WFS-a"), "checkout", "--quiet", "--detach");
  repository.git("branch", "--quiet", "-D", "session/WFS-a");
  await expect(scene?.forks().remove(a)).resolves.toMatchObject({ branch_deleted: false, branch_kept: null });
});

test("an active fork is paused by its removal", async () => {
  const { sessions } = await opened();
  await sessions.switchTo(a);
  await scene?.forks().remove(a);
  expect((await sessions.active()).active).toBeUndefined();
});

test("a session that is not a fork is not removed", async () => {
  await opened();
  await expect(scene?.forks().remove(base, { force: true })).rejects.toMatchObject({ code: "refused" });
  await expect(scene?.forks().remove(sessionIdFromSlug("none"))).rejects.toMatchObject({ code: "not-found" });
});

test("files that another program keeps open are tried again, and what stays is said and swept later", async () => {
  const current = await opened();
  const { random } = current.options;
  let refusals = 0;
  class StubbornFileSystem extends NodeFileSystem {
    override async removeTree(directory: string): Promise<void> {
      refusals += 1;
      return Promise.reject(new FileError("busy", join(directory, "open.dll"), say`open.dll is in use.`));
    }
  }
  const forks = scene?.forks({
    fs: new StubbornFileSystem(random),
    clock: new ImpatientClock(),
  });
  const removed = await forks?.remove(a, { force: true });
  expect(english(await forks?.whenDiscarded())).toEqual(
    removed?.set_aside.map((path) => ({ path, reason: "open.dll is in use." })),
  );
  expect(refusals).toBe(14);
  const findings = (await scene?.forks().sweep()) ?? [];
  expect(findings.map(({ code, certain }) => `${code} ${String(certain)}`)).toEqual([
    "removed-directory true",
    "removed-directory true",
  ]);
  await scene?.forks().applySweep(findings);
  expect(scene?.worktrees()).toEqual([]);
});

test("a worktree that cannot be renamed leaves everything as it was", async () => {
  const current = await opened();
  const { repository } = current;
  const { random } = current.options;
  class LockedFileSystem extends NodeFileSystem {
    override async rename(from: string, to: string): Promise<boolean> {
      if (to.includes(".removed-")) throw new FileError("busy", from, say`The directory is in use.`);
      return super.rename(from, to);
    }
  }
  const before = [repository.userState(), repository.tree(), await scene?.ids()];
  const forks = scene?.forks({ fs: new LockedFileSystem(random), clock: new ImpatientClock() });
  await expect(forks?.remove(a)).rejects.toMatchObject({ reason: "busy" });
  expect([repository.userState(), repository.tree(), await scene?.ids()]).toEqual(before);
  mkdirSync(repository.path(".worktrees/WFS-a/more"));
  await expect(scene?.forks().remove(a)).resolves.toMatchObject({ id: a });
});

test("a locked worktree is refused before anything is touched, with force too", async () => {
  const { repository } = await opened();
  const worktree = repository.path(".worktrees/WFS-a");
  repository.write(".worktrees/WFS-a/u", "u");
  repository.git("worktree", "lock", "--reason", "on a stick", worktree);
  const before = [repository.userState(), repository.tree(), await scene?.ids()];
  await expect(scene?.forks().remove(a, { force: true })).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("locked: on a stick") as string,
  });
  expect([repository.userState(), repository.tree(), await scene?.ids()]).toEqual(before);
});
