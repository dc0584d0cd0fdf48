import { isOneOf, phases, type SessionView } from "../../core/sessions/model/session.ts";
import { fullTime } from "../wording/ages.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { shortened } from "../wording/shortened.ts";
import { phaseStandings, stateWord } from "../wording/states.ts";
import type { PhaseStanding } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";
import { firstFew } from "../wording/firstFew.ts";
import { otherStatus, phaseWord, typeWord } from "../../core/sessions/model/recordWords.ts";

const marks: Readonly<Record<PhaseStanding, string>> = { done: "✓", current: "●", ahead: "○" };
const shownTasks = 100;
const shownTags = 100;
/** Characters of one task or tag. */
const shortLength = 200;

function foreign(text: string, most?: number): string {
  return escapeMarkdown(shortened(text, most));
}

/** `✓ PLAN → ● IMPLEMENT → ○ REVIEW`. */
function phaseLine(session: SessionView): string {
  return phaseStandings(session)
    .map(([phase, standing]) => `${marks[standing]} ${standing === "current" ? `**${phase}**` : phase}`)
    .join(" → ");
}

function taskLines(session: SessionView, { t }: Wording): readonly string[] {
  const tasks = session.record.progress.current_tasks;
  if (tasks.length === 0) return [];
  const shown = firstFew(tasks, shownTasks, (task) => foreign(task, shortLength), t);
  return ["", t("Tasks"), "", ...shown.map((line) => `- ${line}`)];
}

function tagList(tags: readonly string[]): string {
  const shown = tags.slice(0, shownTags).map((tag) => foreign(tag, shortLength));
  return [...shown, ...(tags.length > shown.length ? ["…"] : [])].join(", ");
}

/** The whole record for a hover; of very much the beginning. */
export function sessionTooltip(session: SessionView, wording: Wording): string {
  const { t } = wording;
  const { record } = session;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t("Status"), foreign(otherStatus(record))],
    [t("Phase"), isOneOf(phases, record.current_phase) ? undefined : foreign(phaseWord(record))],
    [t("Type"), foreign(typeWord(record))],
    [t("Created"), foreign(fullTime(record.meta.created, wording), shortLength)],
    [t("Updated"), foreign(fullTime(record.meta.updated, wording), shortLength)],
    [
      t("Last save"),
      record.progress.last_checkpoint && foreign(fullTime(record.progress.last_checkpoint, wording), shortLength),
    ],
    [t("Forked from"), record.forked_from && foreign(record.forked_from.session, shortLength)],
    [t("Worktree"), record.workspace && foreign(record.workspace)],
    [t("Notes of"), record.user_scope && foreign(record.user_scope)],
    [t("Tags"), record.tags?.length ? tagList(record.tags) : undefined],
  ];
  return [
    `**${escapeMarkdown(session.id)}** · ${stateWord(session.state, t)}`,
    ...(session.problem === undefined ? [] : ["", `⚠ ${foreign(session.problem.in(t))}`]),
    "",
    foreign(record.project ?? ""),
    "",
    phaseLine(session),
    ...taskLines(session, wording),
    "",
    "---",
    "",
    facts.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`${name}: ${value}`])).join("\\\n"),
  ].join("\n");
}
