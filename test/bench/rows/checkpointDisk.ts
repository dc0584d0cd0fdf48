import { benchSession } from "../support/bigRepository.ts";
import { timed } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";

/** Enough to see what one more costs. */
const count = 50;

export const row: BenchRow = {
  id: "checkpoint-disk",
  position: 12,
  title: `${count} checkpoints on disk`,
  unit: "files",
  sizes: [57_000],
  quickSizes: [5_000],
  target: "no second copy of the repository; pruning gives the space back",
  async run(context, size) {
    const repository = await context.repository(size);
    const checkpoints = repository.checkpoints();
    const start = repository.objectBytes();
    const samples: number[] = [];
    for (let n = 0; n < count; n += 1) {
      repository.edit();
      samples.push(await timed(() => checkpoints.take(benchSession)));
    }
    const grown = repository.objectBytes() - start;
    const { bytes: copy } = await repository.shadow();
    const listed = await timed(() => checkpoints.list(benchSession));
    return {
      figures: { ours: new Series(samples), list: new Series([listed]) },
      checks: [atMost(`${count} checkpoints / one shadow copy`, grown / copy, 1)],
      notes: [
        `${size} files: ${count} checkpoints of 1 file each ${megabytes(grown).toFixed(1)} MB, a shadow repository's first copy alone ${megabytes(copy).toFixed(1)} MB`,
      ],
    };
  },
};

function megabytes(bytes: number): number {
  return bytes / 1024 / 1024;
}
