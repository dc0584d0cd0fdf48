import { benchSession } from "../support/bigRepository.ts";
import { measure, timed } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";

export const row: BenchRow = {
  id: "restore",
  position: 11,
  title: "restore, 1 file differs",
  unit: "files",
  sizes: [57_000],
  quickSizes: [5_000],
  target: "≤ 1.3 × read-tree -m -u CUR TARGET, plus the safety checkpoint",
  async run(context, size) {
    const repository = await context.repository(size);
    const checkpoints = repository.checkpoints();
    const { id: target } = await checkpoints.take(benchSession);
    const index = repository.ownIndex("floor");
    const wanted = repository.git("rev-parse", "HEAD^{tree}");
    const shadow = await repository.shadow();
    const contestants = {
      ours: async () => {
        repository.edit();
        return timed(() => checkpoints.restore(benchSession, target));
      },
      "safety checkpoint": async () => {
        repository.edit();
        return timed(() => checkpoints.take(benchSession, { trigger: "before-restore" }));
      },
      floor: async () => {
        repository.edit();
        repository.gitWith(index, "add", "-A");
        const current = repository.gitWith(index, "write-tree");
        return timed(() => repository.gitWith(index, "read-tree", "-m", "-u", current, wanted));
      },
      peer: async () => {
        repository.edit();
        return timed(() => {
          shadow.run("reset", "--quiet", "--hard");
          shadow.run("clean", "-fdq");
        });
      },
    };
    const figures = await measure(contestants, { rounds: context.rounds(5), warmUp: 1 });
    const alone = figures.ours.median - figures["safety checkpoint"].median;
    return {
      figures,
      // The target is about the large repository; in a small one the starts of processes are all there is.
      checks: size < 50_000 ? [] : [atMost("(ours − safety checkpoint) / floor", alone / figures.floor.median, 1.3)],
      notes: [
        `${size} files: ours without the safety checkpoint ${alone.toFixed(0)} ms`,
        "peer: a shadow repository's reset --hard and clean, without any safety checkpoint",
      ],
    };
  },
};
