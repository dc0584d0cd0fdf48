import type {
  Checkpoint,
  CheckpointTrigger,
  SkippedFile,
  SkipReason,
} from "../../core/checkpoints/model/checkpoint.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { byteSize } from "../../core/base/byteSize.ts";
import type { Translate } from "./translate.ts";
import type { Wording } from "./wording.ts";
import { firstFew } from "./firstFew.ts";

/** Why a checkpoint was taken, in a few words. */
export function triggerWords(trigger: CheckpointTrigger, t: Translate): string {
  return {
    manual: t("by hand"),
    phase: t("phase done"),
    "session-end": t("session end"),
    "before-restore": t("before restore"),
    "before-merge": t("before merge"),
    "before-remove": t("before removal"),
    switch: t("before switch"),
    timer: t("by timer"),
  }[trigger];
}

/** `#7 before restore`: the number, and the message of the person who took it by hand or of the phase, else why it was taken. */
export function checkpointTitle({ id, trigger, message }: Checkpoint, t: Translate): string {
  const own = trigger === "manual" || trigger === "phase" ? message : undefined;
  return `#${id} ${visibleText(own ?? triggerWords(trigger, t))}`;
}

/** A file that a checkpoint does not hold, with the reason. */
export function skippedText({ path, size, reason }: SkippedFile, wording: Wording): string {
  const { t } = wording;
  const words: Readonly<Record<string, string>> = {
    "too-large": t("{0}, above the size limit", byteSize(size, wording)),
    unreadable: t("not readable"),
    "not-a-file": t("neither a file nor a link"),
    filter: t("its git filter failed, or is the repository's own and did not run"),
    stripped: t("but for what its git filter keeps of it"),
    name: t("no tree can hold its name"),
    encoding: t("git cannot convert its encoding"),
    "nested-repository": t("a repository of its own"),
    worktree: t("a worktree of this repository"),
    submodule: t("a submodule with work only it has"),
  } satisfies Record<SkipReason, string>;
  return `${visibleText(path)} (${words[reason] ?? visibleText(reason)})`;
}

/** Left-out files named in a message; the log has all. */
const named = 3;

/** The first of such files, and how many more there are. */
export function skippedList(skipped: readonly SkippedFile[], wording: Wording): string {
  return firstFew(skipped, named, (file) => skippedText(file, wording), wording.t).join(", ");
}

/** Files a comparison has left out, as a sentence. */
export function notLookedAtText(paths: readonly string[], t: Translate): string {
  const [first = ""] = paths;
  return paths.length === 1
    ? t("{0} was not looked at: its git filter is the repository's own.", visibleText(first))
    : t(
        "{0} and {1} more were not looked at: their git filter is the repository's own.",
        visibleText(first),
        paths.length - 1,
      );
}
