import { benchSession } from "../support/bigRepository.ts";
import { measure, timed } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";

export const row: BenchRow = {
  id: "checkpoint",
  position: 10,
  title: "checkpoint, 1 file changed",
  unit: "files",
  sizes: [57_000],
  quickSizes: [5_000],
  target: "≤ 1.15 × (kept private index + add -A + write-tree + commit-tree); nothing written when nothing changed",
  async run(context, size) {
    const repository = await context.repository(size);
    const checkpoints = repository.checkpoints();
    const head = repository.git("rev-parse", "HEAD");
    const index = repository.ownIndex("floor");
    // `git stash create` writes the index, which would spoil the others' turns if it were the person's.
    const stashIndex = repository.ownIndex("stash");
    const first = await timed(() => checkpoints.take(benchSession));
    const shadow = await repository.shadow();
    const contestants = {
      ours: async () => {
        repository.edit();
        return timed(() => checkpoints.take(benchSession));
      },
      floor: async () => {
        repository.edit();
        return timed(() => {
          repository.gitWith(index, "add", "-A");
          const tree = repository.gitWith(index, "write-tree");
          const commit = repository.git("commit-tree", tree, "-p", head, "-m", "checkpoint");
          repository.git("update-ref", "refs/floor/1", commit);
        });
      },
      peer: async () => {
        repository.edit();
        return timed(() => {
          shadow.run("add", "-A");
          shadow.run("commit", "--quiet", "-m", "checkpoint");
        });
      },
      "stash create": async () => {
        repository.edit();
        return timed(() => repository.gitWith(stashIndex, "stash", "create"));
      },
      status: () => repository.git("--no-optional-locks", "status", "--porcelain"),
    };
    const figures = await measure(contestants, { rounds: context.rounds(5), warmUp: 1 });
    await checkpoints.take(benchSession);
    const before = repository.git("count-objects", "-v");
    const idle = new Series([
      await timed(() => checkpoints.take(benchSession)),
      await timed(() => checkpoints.take(benchSession)),
    ]);
    const written = before === repository.git("count-objects", "-v") ? 0 : 1;
    return {
      figures: { ...figures, "nothing changed": idle },
      checks: [
        // The target is about the large repository; in a small one the starts of processes are all there is.
        ...(size < 50_000 ? [] : [atMost("ours / floor", figures.ours.ratioTo(figures.floor), 1.15)]),
        atMost("objects written when nothing changed", written, 0, ""),
      ],
      notes: [
        "peer: a shadow repository beside (add -A, commit); stash create: leaves untracked files out; status: the walk alone",
        `the very first of ${size} files: ours ${first.toFixed(0)} ms, shadow repository ${shadow.first.toFixed(0)} ms`,
      ],
    };
  },
};
