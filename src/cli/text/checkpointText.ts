import {
  lossesAmong,
  type Checkpoint,
  type SkippedFile,
  type SkipReason,
} from "../../core/checkpoints/model/checkpoint.ts";
import type { RestoreResult } from "../../core/checkpoints/checkpointOptions.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { formatAge } from "./age.ts";
import type { Outcome } from "../base/command.ts";
import type { Paint } from "../base/paint.ts";
import { plural } from "../../core/base/plural.ts";
import { restoredJson } from "../../wire/checkpoint.ts";
import type { RestoredJson } from "../../wire/schemas/checkpoint.ts";
import type { Cell } from "./table.ts";

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

const reasons: Readonly<Record<string, string>> = {
  "too-large": "above the size limit",
  unreadable: "not readable",
  "not-a-file": "neither a file nor a link",
  name: "no tree can hold its name",
  filter: "its git filter failed",
  stripped: "but for what its git filter keeps of it",
  encoding: "git cannot convert its encoding",
  "nested-repository": "a repository of its own",
  worktree: "a worktree of this repository",
  submodule: "a submodule with work only it has",
} satisfies Record<SkipReason, string>;

/**
 * What a checkpoint does not hold, a line each; a reason of another version is shown as it is. `shown`: a path of the working tree as the person
 * would type it (workTreePath.ts).
 */
export function skippedText(skipped: readonly SkippedFile[], paint: Paint, shown: (path: string) => string): string {
  return skipped
    .map(
      ({ path, reason }) =>
        `${paint.warn("!")} not held: ${visibleText(shown(path))} (${reasons[reason] ?? visibleText(reason)})\n`,
    )
    .join("");
}

/** What restore, undo and redo answer. `back`: the command line that goes back. */
export function restoreOutcome(
  restored: RestoreResult,
  done: string,
  back: string,
  shown: (path: string) => string,
): Outcome<RestoredJson> {
  const { files, kept, replaced, safety } = restored;
  return {
    json: () => restoredJson(restored),
    text: (paint) =>
      `${done}: ${plural(files, "file")} changed. Before that it was checkpoint #${safety.id}${files === 0 ? "" : `; “${back}” goes back`}.\n` +
      skippedText(lossesAmong(safety.skipped), paint, shown) +
      replaced
        .map((path) => `${paint.warn("!")} ignored now, and brought back: ${visibleText(shown(path))}\n`)
        .join("") +
      kept
        .map(({ path, reason }) => `${paint.warn("!")} left as it is: ${visibleText(shown(path))} (${reason})\n`)
        .join(""),
  };
}
