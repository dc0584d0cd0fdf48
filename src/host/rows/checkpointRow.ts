import { lossesAmong, type Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { sessionRowId } from "./sessionRow.ts";
import type { TreeRow } from "./treeRow.ts";
import { fullTime, shortAge, spokenAge } from "../wording/ages.ts";
import { fileCount } from "../wording/counts.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import type { Wording } from "../wording/wording.ts";
import { checkpointTitle, skippedText, triggerWords } from "../wording/checkpointWording.ts";
import { firstFew } from "../wording/firstFew.ts";
import { shortObjectId } from "../../core/git/repository/shortObjectId.ts";

/** Left-out files named in a hover. */
const named = 10;

/** `2 min · 3 files · 1 left out`. */
export function checkpointDescription(checkpoint: Checkpoint, wording: Wording): string {
  const { t } = wording;
  const { time, files } = checkpoint;
  const skipped = lossesAmong(checkpoint.skipped);
  return [shortAge(time, wording), fileCount(files, t), skipped.length === 0 ? "" : t("{0} left out", skipped.length)]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Everything the checkpoint says about itself, for a hover. */
function checkpointTooltip(checkpoint: Checkpoint, wording: Wording): string {
  const { t } = wording;
  const { trigger, time, place: checkout, by, phase, tasks, head, branch, files, skipped, pinned, commit } = checkpoint;
  const facts: readonly (readonly [string, string])[] = [
    [t("Taken"), `${fullTime(time, wording)}, ${triggerWords(trigger, t)}`],
    [t("By"), by ?? ""],
    [t("Files"), t("{0} differ from the one before", files)],
    [t("Phase"), phase ?? ""],
    [t("Tasks"), tasks.join(", ")],
    [t("Of"), checkout === "worktree" ? t("the fork's own worktree") : t("the main checkout")],
    [
      t("Checked out"),
      [branch?.replace(/^refs\/heads\//u, "") ?? "", head === undefined ? "" : shortObjectId(head)].join(" ").trim(),
    ],
    [t("Commit"), shortObjectId(commit)],
  ];
  return [
    `**${escapeMarkdown(checkpointTitle(checkpoint, t))}**${pinned ? ` · ${t("pinned")}` : ""}`,
    "",
    ...facts.flatMap(([name, value]) => (value === "" ? [] : [`- ${name}: ${escapeMarkdown(value)}`])),
    ...(skipped.length === 0 ? [] : ["", t("Left out:"), ""]),
    ...firstFew(skipped, named, (file) => escapeMarkdown(skippedText(file, wording)), t).map((line) => `- ${line}`),
  ].join("\n");
}

/** One restore point; a click compares it with the files as they are now. */
export function checkpointRow(
  workspace: string,
  session: SessionId,
  checkpoint: Checkpoint,
  wording: Wording,
): TreeRow {
  const { t } = wording;
  const { id, pinned, time, files } = checkpoint;
  return {
    id: `${sessionRowId(workspace, session)}/checkpoint/${id}`,
    label: checkpointTitle(checkpoint, t),
    description: checkpointDescription(checkpoint, wording),
    tooltip: () => checkpointTooltip(checkpoint, wording),
    spoken: [
      t("Checkpoint {0}", checkpointTitle(checkpoint, t)),
      spokenAge(time, wording),
      fileCount(files, t),
      pinned ? t("pinned") : "",
    ]
      .filter((part) => part !== "")
      .join(", "),
    icon: { name: pinned ? "pinned" : "git-commit" },
    contextValue: pinned ? contextValues.checkpointPinned : contextValues.checkpoint,
    expand: "never",
    command: commands.diffCheckpoint,
    target: { workspace, session, checkpoint: id },
  };
}
