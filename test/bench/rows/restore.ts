import { join } from "node:path";
import { benchSession, timed } from "../support/bigRepository.ts";
import { measure } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";

export const row: BenchRow = {
  id: "restore",
  position: 11,
  title: "restore, 1 file differs",
  unit: "files",
  sizes: [5_000, 57_000],
  target: "≤ 1.3 × read-tree -m -u CUR TARGET, plus the safety checkpoint",
  async run(context, size) {
    const ours = await context.repository(size);
    const other = await context.repository(size, "second");
    const checkpoints = ours.checkpoints();
    const { id: target } = await checkpoints.take(benchSession);
    const index = { GIT_INDEX_FILE: join(other.root, ".git", "floor-index") };
    const wanted = other.git("rev-parse", "HEAD^{tree}");
    other.gitWith(index, "read-tree", wanted);
    other.gitWith(index, "update-index", "-q", "--refresh");
    const shadow = join(await context.directory(), "shadow");
    other.git("init", "--quiet", "--bare", shadow);
    const inShadow = (...args: readonly string[]): string =>
      other.git(`--git-dir=${shadow}`, `--work-tree=${other.root}`, ...args);
    inShadow("config", "core.bare", "false");
    inShadow("add", "-A");
    inShadow("commit", "--quiet", "-m", "first");
    const contestants = {
      ours: async () => {
        ours.edit();
        return timed(() => checkpoints.restore(benchSession, target));
      },
      "safety checkpoint": async () => {
        ours.edit();
        return timed(() => checkpoints.take(benchSession, { trigger: "before-restore" }));
      },
      floor: async () => {
        other.edit();
        other.gitWith(index, "add", "-A");
        const current = other.gitWith(index, "write-tree");
        return timed(() => other.gitWith(index, "read-tree", "-m", "-u", current, wanted));
      },
      peer: async () => {
        other.edit();
        return timed(() => {
          inShadow("reset", "--quiet", "--hard");
          inShadow("clean", "-fdq");
        });
      },
    };
    const figures = await measure(contestants, { rounds: context.rounds(6), warmUp: 1 });
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
