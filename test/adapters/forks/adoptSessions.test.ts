import { rmSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { Found } from "../../../src/core/found/found.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { Sessions } from "../../../src/core/sessions/model/sessions.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { base, ForkScene } from "./forkScene.ts";

let repository: GitRepository | undefined;
afterEach(() => repository?.dispose());

const a = sessionIdFromSlug("a");
const b = sessionIdFromSlug("b");
const c = sessionIdFromSlug("c");

async function make(): Promise<ForkScene> {
  const scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  repository = scene.repository;
  return scene;
}

const loseAll = (scene: ForkScene): void => rmSync(scene.sessions.directory, { recursive: true });

const originOf = async (scene: ForkScene, id: typeof a): Promise<unknown> =>
  (await scene.sessions.get(id)).record.forked_from;

test("a fork's start and baseline are told by its log, its first commit and the branches that have it", async () => {
  const scene = await make();
  const { repository: git } = scene;
  const first = git.git("rev-parse", "HEAD");
  git.write("a.txt", "2\n");
  await scene.checkpoints.take(base, { trigger: "manual" });
  await scene.forks().create({ slug: a });
  await scene.forks().open(a);
  const onA = scene.commitIn(a, "x", "1\n");
  await scene.forks().create({ slug: b, baseline: a });
  await scene.forks().create({ slug: c, checkpoint: 1 });
  const onC = git.git("rev-parse", "session/WFS-c");
  loseAll(scene);
  const { adopted, left } = await scene.forks().adopt();
  expect([adopted.map(({ id }) => id), left]).toEqual([["WFS-a", "WFS-b", "WFS-base", "WFS-c"], []]);
  expect(await originOf(scene, a)).toEqual({ session: base, commit: first });
  expect(await originOf(scene, b)).toEqual({ session: a, commit: onA });
  expect(await originOf(scene, c)).toEqual({ session: base, commit: onC, checkpoint: 1 });
});

/** Whatever asks for the time, it is two seconds later than when it was asked last. */
class SlowClock extends SystemClock {
  #asked = 0;

  override now(): number {
    this.#asked += 1;
    return super.now() + this.#asked * 2000;
  }
}

test("those that come back in one call do so in one moment, in the order of their names, however long it takes", async () => {
  const scene = await make();
  for (const slug of [a, b, c]) await scene.forks().create({ slug });
  loseAll(scene);
  await scene.forks({ clock: new SlowClock() }).adopt();
  expect((await scene.forks().list()).map(({ id }) => id)).toEqual([a, b, c]);
});

test("where nothing tells the baseline, it is the branch of the main checkout, from where the fork left it", async () => {
  const scene = await make();
  const first = scene.repository.git("rev-parse", "HEAD");
  await scene.forks().create({ slug: a });
  await scene.forks().open(a);
  scene.commitIn(a, "x", "1\n");
  loseAll(scene);
  scene.repository.remove(".git/logs");
  await scene.forks().adopt();
  // The baseline left nothing behind that git knows of.
  expect(await originOf(scene, a)).toEqual({ session: "main", commit: first });
  expect(await scene.forks().get(a)).toMatchObject({ ahead: 1, behind: 0, problem: null });
});

test("a session begins with the oldest sign of it, and has the record's own words where the repository tracks that", async () => {
  const scene = await make();
  scene.repository.git("add", "--force", ".workflow/WFS-base");
  await scene.checkpoints.take(base, { trigger: "manual" });
  const { record } = await scene.sessions.get(base);
  loseAll(scene);
  scene.repository.write("a.txt", "2\n");
  await scene.forks().adopt();
  const again = (await scene.sessions.get(base)).record;
  expect(again).toMatchObject({ project: "The baseline", status: "paused", meta: { created: record.meta.created } });
});

test("one that appears meanwhile is left alone, and the others come back", async () => {
  const scene = await make();
  for (const slug of [a, b]) await scene.forks().create({ slug });
  loseAll(scene);
  await scene.sessions.init();
  const { sessions: real } = scene;
  const create: Sessions["create"] = async (input) => {
    if (input.slug === a) await real.create({ slug: a, project: "Mine", activate: false, isBack: true });
    return real.create(input);
  };
  const sessions: Sessions = {
    root: real.root,
    directory: real.directory,
    list: async () => real.list(),
    create,
  } satisfies Partial<Sessions> as Partial<Sessions> as Sessions;
  const { adopted, left } = await scene.forks({ sessions }).adopt();
  expect(adopted.map(({ id }) => id)).toEqual([b]);
  expect(left).toEqual([]);
  expect((await scene.sessions.get(a)).record.project).toBe("Mine");
});

test("a fork whose removal keeps its branch is archived, not lost", async () => {
  const scene = await make();
  await scene.forks().create({ slug: a });
  scene.repository.git("checkout", "--quiet", "session/WFS-a");
  expect(await scene.forks().remove(a)).toMatchObject({ branch_kept: "used", session: "archived" });
  expect(await scene.sessions.lost()).toEqual([]);
});

test("of working trees of a bare repository, each brings back what no other has", async () => {
  repository = new GitRepository({ files: { "a.txt": "1\n" } });
  const bare = repository.beside("bare.git");
  repository.git("clone", "--quiet", "--bare", repository.root, bare);
  const opened = async (name: string): ReturnType<typeof openWorkspace> => {
    const path = repository?.beside(name) ?? "";
    repository?.gitIn(bare, "worktree", "add", "--quiet", path, "-b", name);
    const git = repository?.port();
    if (repository === undefined || git === undefined) throw new Error("no repository");
    return openWorkspace(path, { logger: repository.logger, git: () => git });
  };
  const [one, two] = [await opened("one"), await opened("two")];
  for (const workspace of [one, two]) {
    await workspace.sessions.create({ slug: workspace === one ? "mine" : "yours", project: "p" });
    await (
      await workspace.git?.()
    )?.checkpoints.take((await workspace.sessions.list())[0]?.id as typeof a, {
      trigger: "manual",
    });
  }
  const lost = async (): Promise<readonly string[]> => (await one.sessions.lost()).map(({ id }) => id);
  expect(await lost()).toEqual([]);
  rmSync(one.sessions.directory, { recursive: true });
  expect(await lost()).toEqual(["WFS-mine"]);
  // What cannot be looked into may have any name.
  rmSync(two.root, { recursive: true });
  expect(await lost()).toEqual([]);
  repository.gitIn(bare, "worktree", "prune");
  expect(await lost()).toEqual(["WFS-mine", "WFS-yours"]);
});

/** An adopted fork of `codex/done` with a worktree that was made for it, and one of another tool's worktree; both have a checkpoint. */
async function adopted(scene: ForkScene): Promise<{ readonly foreign: string }> {
  const { repository: git } = scene;
  git.git("branch", "codex/done");
  git.git("worktree", "add", "--quiet", "-b", "claude/login", ".claude/worktrees/login");
  for (const branch of ["codex/done", "claude/login"])
    await scene.forks().adoptBranch({ branch, baseline: branchRef("main") });
  const [done, login] = [sessionIdFromSlug("done"), sessionIdFromSlug("login")];
  await scene.forks().open(done);
  for (const id of [done, login]) {
    await scene.checkpoints.take(id, { trigger: "manual" });
    git.write(id === done ? ".worktrees/WFS-done/x" : ".claude/worktrees/login/x", "1\n");
    await scene.checkpoints.take(id, { trigger: "manual" });
  }
  return { foreign: git.path(".claude/worktrees/login") };
}

test("a fork that was made of a branch comes back as one, on that branch and in that worktree", async () => {
  const scene = await make();
  const { foreign } = await adopted(scene);
  const before = scene.repository.git("for-each-ref");
  const main = scene.repository.git("rev-parse", "main");
  loseAll(scene);
  expect((await scene.forks().adopt()).adopted.map(({ id }) => id).toSorted()).toEqual(["WFS-done", "WFS-login"]);
  expect((await scene.sessions.get(sessionIdFromSlug("done"))).record).not.toHaveProperty("workspace");
  expect((await scene.sessions.get(sessionIdFromSlug("login"))).record).toMatchObject({
    branch: "claude/login",
    workspace: foreign,
    forked_from: { session: "main", commit: main },
  });
  // Records that were made in one second have no order.
  const listed = (await scene.forks().list()).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  expect(listed).toMatchObject([
    { id: "WFS-done", branch: "codex/done", worktree: scene.worktree(sessionIdFromSlug("done")), uncommitted: 1 },
    { id: "WFS-login", branch: "claude/login", worktree: foreign, uncommitted: 1 },
  ]);
  expect(scene.repository.git("for-each-ref")).toBe(before);
});

test("without a checkpoint, its own worktree tells the branch, where anything tells that it was a session", async () => {
  const scene = await make();
  await adopted(scene);
  const [done] = [sessionIdFromSlug("done")];
  for (const ref of scene.repository.git("for-each-ref", "--format=%(refname)", "refs/workflow/WFS-done/").split("\n"))
    scene.repository.git("update-ref", "-d", ref);
  scene.repository.git("update-ref", "refs/workflow/WFS-done/undo/1", "main");
  loseAll(scene);
  await scene.forks().adopt([done]);
  expect(await scene.forks().get(done)).toMatchObject({ branch: "codex/done", problem: null });
});

test("a branch that is gone, or another session's by now, is not taken again, and its worktree is found", async () => {
  const scene = await make();
  await adopted(scene);
  loseAll(scene);
  await scene.forks().adoptBranch({ branch: "claude/login", baseline: branchRef("main"), slug: "again" });
  scene.repository.gitIn(scene.worktree(sessionIdFromSlug("done")), "branch", "--move", "codex/done", "codex/over");
  await scene.forks().adopt();
  for (const slug of ["done", "login"])
    expect((await scene.sessions.get(sessionIdFromSlug(slug))).record).not.toHaveProperty("forked_from");
  const { git, fs, clock } = scene.options;
  const { found } = await new Found({ git, fs, clock, root: scene.repository.root }).list();
  expect(found.map(({ kind, branch }) => `${kind} ${branch}`)).toContain("worktree codex/over");
});
