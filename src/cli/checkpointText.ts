import type { Checkpoint, SkippedFile, TakenCheckpoint } from "../core/checkpoints/checkpoint.ts";
import type { RestoreResult } from "../core/checkpoints/checkpointOptions.ts";
import { visibleText } from "../core/visibleText.ts";
import { formatAge } from "./age.ts";
import type { Outcome } from "./command.ts";
import type { Paint } from "./paint.ts";
import { plural } from "./plural.ts";
import type { Cell } from "./table.ts";

/** As `checkpoint create` answers; `created` is its time, as with sessions, and `new` false for the last one again, nothing having changed. */
export function takenJson({ id, ref, commit, tree, created, time, files, skipped }: TakenCheckpoint): object {
  return { id, ref, commit, tree, created: time, files, skipped, new: created };
}

/** As `checkpoint list` and `show` answer. */
export function checkpointJson(checkpoint: Checkpoint): object {
  const { id, ref, commit, tree, time, emptyDirectories, ...facts } = checkpoint;
  return { id, ref, commit, tree, created: time, ...facts, empty_directories: emptyDirectories };
}

/** Number, pin, trigger, age, files, message. */
export function checkpointCells(checkpoint: Checkpoint, paint: Paint, now: number): readonly Cell[] {
  const { id, pinned, trigger, time, files, message } = checkpoint;
  const number = `#${id}`;
  return [
    { text: number, styled: paint.bold(number) },
    { text: pinned ? "pinned" : "" },
    { text: trigger },
    { text: formatAge(time, now) },
    { text: plural(files, "file") },
    { text: visibleText(message ?? "") },
  ];
}

/** `shown`: a path of the working tree as the person would type it (workTreePath.ts). */
export function skippedText(skipped: readonly SkippedFile[], paint: Paint, shown: (path: string) => string): string {
  return skipped
    .map(({ path, reason }) => `${paint.warn("!")} not held: ${visibleText(shown(path))} (${reason})\n`)
    .join("");
}

/** What restore, undo and redo answer. */
export function restoreOutcome(
  { files, kept, safety }: RestoreResult,
  done: string,
  shown: (path: string) => string,
): Outcome {
  return {
    json: () => ({ files, kept, safety: takenJson(safety) }),
    text: (paint) =>
      `${done}: ${plural(files, "file")} changed. Before that it was checkpoint #${safety.id}; “wfs undo” goes back.\n` +
      kept
        .map(({ path, reason }) => `${paint.warn("!")} left as it is: ${visibleText(shown(path))} (${reason})\n`)
        .join(""),
  };
}
