import { join } from "node:path";
import { benchSession, timed } from "../support/bigRepository.ts";
import { measure } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";

export const row: BenchRow = {
  id: "checkpoint",
  position: 10,
  title: "checkpoint, 1 file changed",
  unit: "files",
  sizes: [5_000, 57_000],
  target: "≤ 1.15 × (kept private index + add -A + write-tree + commit-tree); nothing written when nothing changed",
  async run(context, size) {
    const repository = await context.repository(size);
    // `git stash create` writes the user's index, which would spoil the others' turns: it gets a repository of its own.
    const stashed = await context.repository(size, "second");
    const checkpoints = repository.checkpoints();
    const index = { GIT_INDEX_FILE: join(repository.root, ".git", "floor-index") };
    const head = repository.git("rev-parse", "HEAD");
    repository.gitWith(index, "read-tree", head);
    repository.gitWith(index, "update-index", "-q", "--refresh");
    const shadow = join(await context.directory(), "shadow");
    repository.git("init", "--quiet", "--bare", shadow);
    const inShadow = (...args: readonly string[]): string =>
      repository.git(`--git-dir=${shadow}`, `--work-tree=${repository.root}`, ...args);
    inShadow("config", "core.bare", "false");
    const first = {
      ours: await timed(() => checkpoints.take(benchSession)),
      shadow: await timed(() => {
        inShadow("add", "-A");
        inShadow("commit", "--quiet", "-m", "first");
      }),
    };
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
          inShadow("add", "-A");
          inShadow("commit", "--quiet", "-m", "checkpoint");
        });
      },
      "stash create": async () => {
        stashed.edit();
        return timed(() => stashed.git("stash", "create"));
      },
      status: () => repository.git("--no-optional-locks", "status", "--porcelain"),
    };
    const figures = await measure(contestants, { rounds: context.rounds(6), warmUp: 1 });
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
        `the very first of ${size} files: ours ${first.ours.toFixed(0)} ms, shadow repository ${first.shadow.toFixed(0)} ms`,
      ],
    };
  },
};
