import { visibleText } from "../../core/base/visibleText.ts";
import { shortObjectId } from "../../core/git/repository/shortObjectId.ts";
import type { RunState } from "../../core/runs/model/run.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import { commands, type ContextValue, contextValues } from "../manifest/contributions.ts";
import { fullTime } from "../wording/ages.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { enforcementSentence, runDescription, runStateWords, spokenRun } from "../wording/runWording.ts";
import { excerptLength, shortened } from "../wording/shortened.ts";
import type { Wording } from "../wording/wording.ts";
import { sessionRowId } from "./sessionRow.ts";
import { type RowIcon, type TreeRow, warningIcon } from "./treeRow.ts";

const icons: Readonly<Record<RunState, RowIcon>> = {
  queued: { name: "clock" },
  ready: { name: "play-circle" },
  running: { name: "sync~spin" },
  "needs-review": { name: "eye", color: "charts.yellow" },
  removed: { name: "circle-slash" },
};

const values: Readonly<Record<RunState, ContextValue>> = {
  queued: contextValues.runQueued,
  ready: contextValues.runReady,
  running: contextValues.runRunning,
  "needs-review": contextValues.runReview,
  removed: contextValues.runQueued,
};

function tooltip(run: RunView, wording: Wording): string {
  const { t } = wording;
  const { task, record, worktree, scope, checks, programs } = run;
  const facts: readonly (readonly [string, string])[] = [
    [t("State"), runStateWords(run, t)],
    [t("Lane"), record.lane],
    [t("Attempt"), String(record.attempt)],
    [t("Worktree"), worktree ?? t("none yet")],
    [t("Base"), record.base === null ? t("none yet") : shortObjectId(record.base)],
    [t("Scope"), scope],
    [t("Started"), fullTime(record.created, wording)],
    ...programs.map(({ command, tool }) => [t("Runs"), command ?? tool] as const),
    // Nobody but whoever ran them says how they ended.
    ...checks.map(({ name, status }) => [t("Check, as claimed"), `${name}: ${status}`] as const),
    ...record.kept.map(({ checkpoint, attempt }) => [t("Kept of attempt {0}", attempt), `#${checkpoint}`] as const),
  ];
  return [
    `**${escapeMarkdown(task)}**`,
    "",
    ...(record.prompt === null ? [] : [escapeMarkdown(shortened(record.prompt, excerptLength)), ""]),
    ...facts.map(([name, value]) => `- ${name}: ${escapeMarkdown(shortened(value, 200))}`),
    "",
    enforcementSentence(record.enforcement, t),
  ].join("\n");
}

/** A run below the session it works in; a click shows what it has and what it left. */
export function runRow(workspace: string, run: RunView, wording: Wording): TreeRow {
  const { t } = wording;
  const { task, place, state, interrupted } = run;
  const label = visibleText(task);
  return {
    id: `${sessionRowId(workspace, place.id)}/run/${task}`,
    label,
    description: runDescription(run, t),
    tooltip: () => tooltip(run, wording),
    spoken: t("Run {0}, {1}", label, spokenRun(run, t)),
    icon: interrupted === null ? icons[state] : warningIcon,
    contextValue: values[state],
    expand: "never",
    command: commands["run.show"],
    target: { workspace, session: place.id, run: task },
  };
}
