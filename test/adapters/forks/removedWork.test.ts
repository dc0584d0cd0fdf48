import { afterEach, expect, test } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { PrunePlan } from "../../../src/core/checkpoints/pruneCheckpoints.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { ForkScene } from "./forkScene.ts";

const day = 24 * 60 * 60 * 1000;
const a = sessionIdFromSlug("a");
const head = "refs/workflow/WFS-a/removed-head";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

/** A fork that was removed with a commit no branch holds, and its checkpoints as seen later. */
async function removed(): Promise<{
  readonly made: ForkScene;
  readonly commit: string;
  readonly clock: ShiftedClock;
  readonly checkpoints: Checkpoints;
}> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  const commit = scene.commitIn(a, "work.txt", "work\n");
  const forks = scene.forks();
  await forks.remove(a, { force: true });
  await forks.whenDiscarded();
  const clock = new ShiftedClock();
  const { repository, options } = scene;
  const checkpoints = new Checkpoints({ ...options, root: repository.root, git: repository.port(), clock });
  return { made: scene, commit, clock, checkpoints };
}

const rows = ({ removed: works }: PrunePlan): unknown => works.map(({ ref, commit, reason }) => [ref, commit, reason]);

test("commits of a removed fork stay, whatever number or space is kept, until they are older than is kept", async () => {
  const { made, commit, clock, checkpoints } = await removed();
  const { repository } = made;
  for (const policy of [{ keep: 1 }, { max_bytes: 0 }, { max_age_days: 30 }]) {
    expect(rows(await checkpoints.planPrune(a, policy))).toEqual([]);
  }
  clock.ahead = 31 * day;
  const plan = await checkpoints.planPrune(a, { max_age_days: 30 });
  expect(rows(plan)).toEqual([[head, commit, "age"]]);
  expect(plan.bytes).toBeGreaterThan(0);
  expect(await checkpoints.prune(a, plan)).toMatchObject({ removed: [head] });
  expect(repository.git("for-each-ref", head)).toBe("");
  expect(repository.git("show", `${commit}:work.txt`)).toBe("work"); // Not freed yet: somebody may just be building on it.
  clock.ahead += day;
  repository.git("reflog", "expire", "--expire=now", "--all");
  expect((await checkpoints.prune(a, await checkpoints.planPrune(a, {}))).freed).toBeGreaterThan(0);
  expect(() => repository.git("cat-file", "-e", commit)).toThrow("Command failed");
  expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
});

test("its ref goes at any pruning once a branch holds the commits, and not when that branch is gone by then", async () => {
  const { made, commit, checkpoints } = await removed();
  const { repository } = made;
  repository.git("branch", "saved", commit);
  const plan = await checkpoints.planPrune(a, {});
  expect(rows(plan)).toEqual([[head, commit, "held"]]);
  repository.git("branch", "--quiet", "-D", "saved");
  expect(await checkpoints.prune(a, plan)).toMatchObject({ removed: [] });
  expect(repository.git("rev-parse", head)).toBe(commit);
  repository.git("tag", "saved", commit);
  expect(await checkpoints.prune(a, await checkpoints.planPrune(a, {}))).toMatchObject({ removed: [head] });
  expect(repository.git("for-each-ref", "refs/workflow/WFS-a/removed-head")).toBe("");
  expect(repository.git("show", "saved:work.txt")).toBe("work");
});

test("what an earlier fork of the same name left stays reachable when the next one goes", async () => {
  scene = await ForkScene.make();
  const { repository } = scene;
  const clock = new ShiftedClock();
  clock.ahead = day;
  const forks = scene.forks({ clock });
  const commits = ["first", "second", "first"].map((message) =>
    repository.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", message),
  );
  for (const commit of commits) {
    await forks.create({ slug: "a" });
    repository.git("update-ref", "refs/heads/session/WFS-a", commit);
    expect(await forks.remove(a, { force: true })).toMatchObject({ branch_deleted: true });
    repository.remove(".workflow/completed/WFS-a");
    expect(repository.git("rev-parse", head)).toBe(commit);
  }
  const kept = (n: number): string => `refs/workflow/WFS-a/removed-heads/${commits[n]}`;
  expect(repository.git("for-each-ref", "--format=%(refname)", head, `${head}s/`).split("\n").toSorted()).toEqual(
    [head, kept(0), kept(1)].toSorted(),
  );
  const checkpoints = new Checkpoints({ ...scene.options, root: repository.root, git: repository.port(), clock });
  clock.ahead = 40 * day;
  const plan = await checkpoints.planPrune(a, { max_age_days: 30 });
  expect(await checkpoints.prune(a, plan)).toMatchObject({ removed: [head, ...[kept(0), kept(1)].toSorted()] });
});
