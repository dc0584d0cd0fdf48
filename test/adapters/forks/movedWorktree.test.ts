import { cpSync, existsSync, renameSync, utimesSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const [a, b] = [sessionIdFromSlug("a"), sessionIdFromSlug("b")] as const;
const clock = new ShiftedClock();
clock.ahead = 24 * 60 * 60 * 1000;
const later = { clock };

/** A fork with a staged and an unstaged edit in its worktree. */
async function edited(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  scene.repository.write(".worktrees/WFS-a/a.txt", "staged\n");
  scene.repository.gitIn(scene.worktree(a), "add", "a.txt");
  scene.repository.write(".worktrees/WFS-a/work.txt", "w\n");
  return scene;
}

const nothing = (): void => undefined;
const status = (current: ForkScene, worktree: string): string =>
  current.repository.gitIn(worktree, "status", "--porcelain");
const work = "M  a.txt\n?? work.txt";

/** As a process that opens that directory has it. */
async function versionsAt({ repository }: ForkScene, directory: string) {
  const git = new SimpleGit({ workspace: directory, logger: repository.logger });
  const workspace = await openWorkspace(directory, { logger: repository.logger, git: () => git });
  const gitFeatures = await workspace.git?.();
  if (gitFeatures === undefined) throw new Error("There is git.");
  return { ...gitFeatures, root: workspace.root, here: workspace.here };
}

test("one that git moved is the fork's worktree for every verb, and is never removed", async () => {
  const current = await edited();
  const { repository } = current;
  const moved = repository.beside("elsewhere");
  repository.git("worktree", "move", ".worktrees/WFS-a", moved);
  expect(await current.forks().list()).toMatchObject([{ id: a, worktree: moved, uncommitted: 2, problem: null }]);
  expect(await current.forks().open(a)).toMatchObject({ worktree: moved, created: false });
  await current.checkpoints.take(a);
  expect(repository.git("show", "refs/workflow/WFS-a/checkpoints/1:work.txt")).toBe("w");
  expect(await versionsAt(current, moved)).toMatchObject({ root: repository.root, here: a });
  const refused = { code: "refused", message: expect.stringContaining(moved) as string };
  await expect(current.forks().remove(a)).rejects.toMatchObject(refused);
  await expect(current.forks().rename(a, "b")).rejects.toMatchObject(refused);
  expect(await current.forks(later).sweep()).toEqual([]);
  repository.commitAll("on main");
  await expect(current.forks().sync(a)).rejects.toMatchObject({ code: "refused" });
  expect(await current.forks().remove(a, { force: true })).toMatchObject({
    worktree_left: moved,
    branch_deleted: false,
    set_aside: [],
  });
  expect(await current.forks(later).sweep()).toEqual([]);
  expect(status(current, moved)).toBe(work);
  expect(current.branches()).toEqual(["session/WFS-a"]);
});

test("a clean one that git moved is not removed without a word either", async () => {
  const current = await edited();
  const { repository } = current;
  repository.gitIn(current.worktree(a), "reset", "--quiet", "--hard");
  repository.gitIn(current.worktree(a), "clean", "--quiet", "-f");
  const moved = repository.beside("elsewhere");
  repository.git("worktree", "move", ".worktrees/WFS-a", moved);
  for (const options of [{}, { force: true, agreed: nothing }]) {
    await expect(current.forks().remove(a, options)).rejects.toMatchObject({ code: "refused" });
  }
  repository.git("worktree", "move", moved, ".worktrees/WFS-a");
  expect(await current.forks().remove(a)).toMatchObject({ worktree_left: null, branch_deleted: true });
  await current.forks().whenDiscarded();
});

test("one in which the branch is being rebased is found where it is", async () => {
  const current = await edited();
  const { repository } = current;
  const moved = repository.beside("elsewhere");
  repository.gitIn(current.worktree(a), "commit", "--quiet", "-m", "work");
  repository.git("worktree", "move", ".worktrees/WFS-a", moved);
  repository.gitIn(moved, "-c", "sequence.editor=echo break >", "rebase", "--quiet", "-i", "HEAD");
  expect(await current.forks().list()).toMatchObject([{ worktree: moved, uncommitted: 1 }]);
  expect(await current.forks().remove(a, { force: true })).toMatchObject({ branch_deleted: false });
  repository.gitIn(moved, "rebase", "--continue");
  expect(repository.gitIn(moved, "status", "--porcelain", "--branch")).toBe("## session/WFS-a\n?? work.txt");
});

test("one that was moved by hand is waited for as git waits: repair is offered, nothing is cut off", async () => {
  const current = await edited();
  const { repository } = current;
  const moved = repository.beside("elsewhere");
  renameSync(current.worktree(a), moved);
  const [view] = await current.forks().list();
  expect(view).toMatchObject({ worktree: null, uncommitted: null });
  expect(String(view?.problem)).toContain("git worktree repair");
  const forks = current.forks();
  for (const verb of [
    async () => forks.open(a),
    async () => forks.remove(a),
    async () => forks.remove(a, { force: true }),
    async () => forks.rename(a, "b"),
  ]) {
    await expect(verb()).rejects.toMatchObject({ message: expect.stringContaining("git worktree repair") as string });
  }
  const findings = await current.forks(later).sweep();
  expect(findings).toMatchObject([{ code: "missing-worktree", certain: false }]);
  expect(String(findings[0]?.message)).toContain("git worktree repair");
  expect(status(current, moved)).toBe(work);
  repository.git("worktree", "repair", moved);
  expect(await forks.open(a)).toMatchObject({ worktree: moved, created: false });
  expect(await current.forks(later).sweep()).toEqual([]);
});

test("one that is moved by hand while its removal was announced is not cut off by the process that goes on", async () => {
  const current = await edited();
  const { repository } = current;
  const moved = repository.beside("elsewhere");
  renameSync(current.worktree(a), moved);
  const entry = { operation: "remove", head: null, removed: ".removed-WFS-a-01234567", host: "here", process: 4 };
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify({ ...entry, started: "2025-09-07T10:00:00Z" }));
  const certain = (await current.forks(later).sweep()).filter((finding) => finding.certain);
  expect(certain).toMatchObject([{ code: "unfinished-operation" }]);
  await current.forks(later).applySweep(certain);
  expect(status(current, moved)).toBe(work);
  expect(await current.ids()).toContain("WFS-a paused");
});

test("worktrees of other tools are nobody's business, wherever they are", async () => {
  const current = await edited();
  const { repository } = current;
  const moved = repository.beside("feature-x");
  repository.git("worktree", "add", "--quiet", ".worktrees/feature-x", "-b", "feature-x");
  repository.write(".worktrees/feature-x/a.txt", "staged\n");
  repository.gitIn(repository.path(".worktrees/feature-x"), "add", "a.txt");
  renameSync(repository.path(".worktrees/feature-x"), moved);
  repository.git("worktree", "add", "--quiet", ".worktrees/WFS-tool", "-b", "tool");
  repository.git("config", "gc.worktreePruneExpire", "now");
  const findings = await current.forks(later).sweep();
  expect(findings).toEqual([]);
  expect(status(current, moved)).toBe("M  a.txt");
});

test("a renamed project is connected with its worktrees again when asked to, and nothing is deleted", async () => {
  const current = await edited();
  const { repository } = current;
  const renamed = repository.beside("renamed");
  renameSync(repository.root, renamed);
  const inside = `${renamed}/.worktrees/WFS-a`;
  const { forks } = await versionsAt(current, renamed);
  expect(String((await forks.list())[0]?.problem)).toContain(`git worktree repair ${inside}`);
  await expect(forks.open(a)).rejects.toMatchObject({
    message: expect.stringContaining("git worktree repair") as string,
  });
  const longAgo = new Date(0);
  utimesSync(inside, longAgo, longAgo);
  const findings = await forks.sweep();
  expect(findings).toMatchObject([{ code: "moved-worktree", certain: false, subject: inside }]);
  expect(await forks.applySweep(findings)).toMatchObject([{ done: true }]);
  expect(await forks.sweep()).toEqual([]);
  expect(status(current, inside)).toBe(work);
  expect(await forks.open(a)).toMatchObject({ worktree: inside, created: false });
  renameSync(renamed, repository.root);
});

test("one that has lost its .git is connected again, one that was renamed below .worktrees too", async () => {
  const current = await edited();
  const { repository } = current;
  for (const spoil of [
    () => repository.remove(".worktrees/WFS-a/.git"),
    () => renameSync(current.worktree(a), current.worktree(b)),
  ]) {
    spoil();
    const findings = await current.forks(later).sweep();
    expect(findings.map(({ code, certain }) => `${code} ${String(certain)}`)).toContain("moved-worktree false");
    expect(findings.every(({ certain }) => !certain)).toBe(true);
    expect((await current.forks(later).applySweep(findings)).every(({ done }) => done)).toBe(true);
    const worktree = existsSync(current.worktree(b)) ? current.worktree(b) : current.worktree(a);
    expect(status(current, worktree)).toBe(work);
    expect(await current.forks().open(a)).toMatchObject({ worktree, created: false });
  }
});

test("in a copy of a project the worktrees stay the original's", async () => {
  const current = await edited();
  const { repository } = current;
  const copy = repository.beside("copy");
  cpSync(repository.root, copy, { recursive: true, preserveTimestamps: true });
  const { forks } = await versionsAt(current, copy);
  await forks.create({ slug: "b" });
  await forks.open(b);
  await forks.rename(b, "c");
  const sessions = (await openWorkspace(copy, { logger: repository.logger })).sessions;
  const sweeping = current.forks({ ...later, sessions });
  const findings = await sweeping.sweep();
  expect(findings).toMatchObject([{ code: "broken-worktree", repair: null }]);
  expect(await sweeping.applySweep(findings)).toMatchObject([{ done: false }]);
  await expect(forks.remove(a, { force: true })).rejects.toMatchObject({ code: "unsafe-path" });
  expect(status(current, current.worktree(a))).toBe(work);
  expect(await current.forks().open(a)).toMatchObject({ created: false });
  expect(repository.git("worktree", "list", "--porcelain")).toContain(current.worktree(a));
});

test("branches that git has packed are as good as any", async () => {
  const current = await edited();
  const { repository } = current;
  await current.forks().create({ slug: "b" });
  repository.git("pack-refs", "--all");
  repository.git("gc", "--quiet");
  expect(await current.forks(later).sweep()).toEqual([]);
  expect(await current.forks().list()).toMatchObject([{ problem: null }, { problem: null }]);
  expect(status(current, current.worktree(a))).toBe(work);
});

test("a branch that the main checkout is on is not renamed away under it", async () => {
  const current = await edited();
  const { repository } = current;
  await current.forks().create({ slug: "b" });
  repository.git("switch", "--quiet", "session/WFS-b");
  await expect(current.forks().rename(b, "c")).rejects.toMatchObject({ code: "refused" });
  expect(repository.git("symbolic-ref", "HEAD")).toBe("refs/heads/session/WFS-b");
});
