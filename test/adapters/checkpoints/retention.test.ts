import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { PrunePlan } from "../../../src/core/checkpoints/pruneCheckpoints.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

const hour = 60 * 60 * 1000;
const scenes: CheckpointScene[] = [];
async function scene(count: number): Promise<{ readonly made: CheckpointScene; readonly clock: ShiftedClock }> {
  const clock = new ShiftedClock();
  const made = new CheckpointScene({ clock });
  scenes.push(made);
  for (let n = 1; n <= count; n++) {
    clock.ahead = n * hour;
    made.repository.write("big.txt", `${n}\n`.repeat(5000) + String(Math.random()));
    await made.checkpoints.take(made.id);
  }
  return { made, clock };
}
afterEach(() => {
  for (const made of scenes.splice(0)) made.repository.dispose();
});
const ids = (plan: PrunePlan): readonly number[] => plan.surplus.map(({ checkpoint }) => checkpoint.id);

describe("retention", () => {
  it("lets go by count and age, oldest first; pinned ones and the newest stay", async () => {
    const { made, clock } = await scene(6);
    const { checkpoints, id } = made;
    await checkpoints.pin(id, 2);
    expect(ids(await checkpoints.planPrune(id, { keep: 2 }))).toEqual([1, 3, 4]);
    expect(ids(await checkpoints.planPrune(id, { keep: 0 }))).toEqual([1, 3, 4, 5]);
    clock.ahead += 24 * hour;
    expect(ids(await checkpoints.planPrune(id, { max_age_days: 1 + 2.5 / 24 }))).toEqual([1, 3]);
    expect(ids(await checkpoints.planPrune(id, {}))).toEqual([]);
    await made.sessions.updateRecord(id, () => ({ retention: { keep: 4 } }));
    expect(ids(await checkpoints.planPrune(id))).toEqual([1]);
    await checkpoints.unpin(id, 2);
    expect(ids(await checkpoints.planPrune(id))).toEqual([1, 2]);
  });

  it("lets go by bytes until the rest fits", async () => {
    const { made } = await scene(5);
    const { checkpoints, id } = made;
    const all = await checkpoints.size(id);
    expect(all).toBeGreaterThan(0);
    expect(ids(await checkpoints.planPrune(id, { max_bytes: all }))).toEqual([]);
    const plan = await checkpoints.planPrune(id, { max_bytes: Math.floor(all * 0.7) });
    expect(ids(plan)).toEqual([1, 2]);
    expect(plan.bytes).toBeGreaterThan(all * 0.25);
    expect(ids(await checkpoints.planPrune(id, { max_bytes: 0 }))).toEqual([1, 2, 3, 4]);
  });

  it("really frees the objects, only those nothing else holds, and keeps the numbers", async () => {
    const { made, clock } = await scene(4);
    const { checkpoints, id, repository } = made;
    const blob = (n: number): string => repository.git("rev-parse", `refs/workflow/${id}/checkpoints/${n}:big.txt`);
    const [first, second, third] = [blob(1), blob(2), blob(3)] as const;
    repository.git("cat-file", "blob", second);
    repository.git("update-index", "--add", "--cacheinfo", `100644,${second},held-by-the-index.txt`);
    repository.git("tag", "held", third);
    clock.ahead += hour;
    const before = await checkpoints.size(id);
    const plan = await checkpoints.planPrune(id, { keep: 1 });
    const aside = await checkpoints.prune(id, plan);
    expect(aside).toMatchObject({ pruned: [3, 2, 1], freed: 0 });
    clock.ahead += hour;
    const pruned = await checkpoints.prune(id, plan);
    expect(pruned).toMatchObject({ pruned: [], freed: aside.later, later: 0 });
    expect(pruned.freed).toBeGreaterThan(0);
    expect(await checkpoints.size(id)).toBeLessThan(before);
    const file = (blobId: string): string => repository.path(".git", "objects", blobId.slice(0, 2), blobId.slice(2));
    expect([first, second, third].map((blobId) => existsSync(file(blobId)))).toEqual([false, true, true]);
    expect((await checkpoints.list(id)).map((one) => one.id)).toEqual([4]);
    expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken/u);
    repository.write("more", "x");
    expect(await checkpoints.take(id)).toMatchObject({ id: 5 });
  });

  it("never takes what a kept checkpoint or an older commit shares with one that goes", async () => {
    const { made, clock } = await scene(0);
    const { checkpoints, id, repository } = made;
    const states = { "src/a.ts": "a\n", "src/deep/b.ts": "b\n" };
    for (const [path, text] of Object.entries(states)) repository.write(path, text);
    await checkpoints.take(id);
    repository.remove("src");
    await checkpoints.take(id);
    repository.write("old/b.ts", "of an older commit\n");
    await checkpoints.take(id);
    repository.commitAll("with old");
    repository.remove("old");
    repository.commitAll("without old");
    for (const [path, text] of Object.entries(states)) repository.write(path, text);
    await checkpoints.take(id);
    repository.git("reflog", "expire", "--expire=now", "--all");
    clock.ahead = hour;
    expect((await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }))).pruned).toEqual([3, 2, 1]);
    clock.ahead += hour;
    expect((await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }))).freed).toBeGreaterThan(0);
    expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken/u);
    expect(repository.git("show", `refs/workflow/${id}/checkpoints/4:src/deep/b.ts`)).toBe("b");
    expect(repository.git("show", "HEAD~1:old/b.ts")).toBe("of an older commit");
  });

  it("leaves the objects of the last ten minutes to the next pruning", async () => {
    const { made, clock } = await scene(0);
    const { checkpoints, id, repository } = made;
    for (const text of ["1", "2", "3"]) {
      repository.write("a", text);
      await checkpoints.take(id);
    }
    const early = await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    expect(early).toMatchObject({ freed: 0 });
    expect(early.later).toBeGreaterThan(0);
    expect((await checkpoints.list(id)).map((one) => one.id)).toEqual([3]);
    clock.ahead = hour;
    const late = await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    expect(late).toMatchObject({ pruned: [], later: 0 });
    expect(late.freed).toBe(early.later);
    expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken/u);
  });

  it("counts the ten minutes from when a checkpoint was let go, not from when it was taken", async () => {
    const { made, clock } = await scene(3);
    const { checkpoints, id } = made;
    clock.ahead += 24 * hour;
    const aside = await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    expect(aside).toMatchObject({ pruned: [2, 1], freed: 0 });
    clock.ahead += hour / 10;
    expect(await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }))).toMatchObject({ freed: 0 });
    clock.ahead += hour / 10;
    expect((await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }))).freed).toBe(aside.later);
  });

  it("keeps what an undo still needs", async () => {
    const { made, clock } = await scene(2);
    const { checkpoints, id, repository } = made;
    const edited = repository.read("big.txt");
    await checkpoints.restore(id, 1);
    repository.write("x", "x");
    clock.ahead += hour;
    await checkpoints.take(id);
    await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    await checkpoints.undo(id);
    expect(repository.read("big.txt")).toBe(edited);
  });
});

describe("comparing", () => {
  it("shows what changed against the working tree, another checkpoint and HEAD", async () => {
    const { made } = await scene(0);
    const { checkpoints, id, repository } = made;
    repository.write("a.txt", "1\n2\n");
    await checkpoints.take(id);
    repository.write("a.txt", "1\n3\n4\n");
    await checkpoints.take(id);
    repository.remove("README.md");
    repository.write("new.bin", new Uint8Array([0, 1, 2]));
    const rows = async (n: number, other: number | "working-tree" | "head"): Promise<unknown> =>
      (await checkpoints.diff(id, n, other)).files.map(({ path, status, added, removed }) => [
        path,
        status,
        added,
        removed,
      ]);
    expect(await rows(1, 2)).toEqual([["a.txt", "changed", 2, 1]]);
    expect(await rows(1, "head")).toEqual([["a.txt", "deleted", 0, 2]]);
    expect(await rows(2, "working-tree")).toEqual([
      ["README.md", "deleted", 0, 1],
      ["new.bin", "added", null, null],
    ]);
    const { to } = await checkpoints.diff(id, 2, "working-tree");
    expect(await checkpoints.readFile(to, "new.bin", 10)).toEqual(Buffer.from([0, 1, 2]));
    expect(await checkpoints.readFile(to, "none", 10)).toBeUndefined();
    await expect(checkpoints.readFile(to, "a.txt", 3)).rejects.toMatchObject({ reason: "too-large" });
    expect(await checkpoints.list(id)).toHaveLength(2);
  });
});
