import type { SessionView } from "../../core/sessions/model/session.ts";
import type { TransitionRecord } from "../../core/sessions/model/sessions.ts";
import { fullTime } from "../wording/ages.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { excerptLength, shortened } from "../wording/shortened.ts";
import { phaseStandings, stateHeading } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";
import { shortObjectId } from "../../core/git/repository/shortObjectId.ts";
import { otherStatus, phaseWord, typeWord } from "../../core/sessions/model/recordWords.ts";

export interface OverviewInput {
  readonly session: SessionView;
  readonly transitions: readonly TransitionRecord[];
  /** Paths relative to the session's directory. */
  readonly artifacts: readonly string[];
  /** What opens an artifact, where the page can have a link to it. */
  readonly linkTo: (artifact: string) => string | undefined;
}

/** Entries of one list on a page; a page with all of very many would take seconds to draw. */
const shownEntries = 500;

function beginning<T>(all: readonly T[], line: (entry: T) => string, { t }: Wording): readonly string[] {
  const lines = all.slice(0, shownEntries).map(line);
  return all.length > shownEntries ? [...lines, `- … ${t("{0} more", all.length - shownEntries)}`] : lines;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];
}

function phaseLines({ session, transitions }: OverviewInput, wording: Wording): readonly string[] {
  const { t } = wording;
  const lines = phaseStandings(session).map(([phase, standing]) => {
    if (standing === "current") return `● **${phase}** · ${t("now")}`;
    if (standing === "ahead") return `○ ${phase}`;
    const last = transitions.findLast((transition) => transition.phase_completed === phase);
    if (last === undefined) return `✓ ${phase}`;
    const paths = Object.values(last.artifacts)
      .slice(0, shownEntries)
      .map((path) => escapeMarkdown(shortened(path)));
    return [`✓ ${phase}`, escapeMarkdown(fullTime(last.completed_at, wording)), ...paths].join(" · ");
  });
  return [lines.join("\\\n")];
}

function factLines(session: SessionView, wording: Wording): readonly string[] {
  const { t } = wording;
  const { record } = session;
  const { progress, meta, forked_from: origin, tags = [] } = record;
  const facts: readonly (readonly [string, string])[] = [
    [t("Status"), otherStatus(record)],
    [t("Type"), typeWord(record)],
    [t("Created"), fullTime(meta.created, wording)],
    [t("Updated"), fullTime(meta.updated, wording)],
    [t("Last save"), progress.last_checkpoint === undefined ? "" : fullTime(progress.last_checkpoint, wording)],
    [t("Tags"), tags.join(", ")],
    [t("Forked from"), origin === undefined ? "" : `${origin.session} @ ${shortObjectId(origin.commit)}`],
    [t("Worktree"), record.workspace ?? ""],
    [t("Directory"), session.path],
  ];
  const shown = facts.filter(([, value]) => value !== "");
  return ["| | |", "|---|---|", ...shown.map(([name, value]) => `| ${name} | ${escapeMarkdown(shortened(value))} |`)];
}

/** Everything about one session as a Markdown page; every foreign part is escaped. */
export function overviewPage(input: OverviewInput, wording: Wording): string {
  const { t } = wording;
  const { session, artifacts, linkTo } = input;
  const { record } = session;
  const over = session.state === "completed" || session.state === "archived";
  return [
    `# ${escapeMarkdown(session.id)}`,
    "",
    [
      `**${stateHeading(session.state, t)}**`,
      ...(over || record.current_phase === undefined ? [] : [escapeMarkdown(phaseWord(record))]),
    ].join(" · "),
    ...(session.problem === undefined ? [] : ["", `> ⚠ ${escapeMarkdown(session.problem.in(t))}`]),
    "",
    escapeMarkdown(shortened(record.project ?? "", 10 * excerptLength)),
    ...section(t("Phases"), phaseLines(input, wording)),
    ...section(
      t("Tasks"),
      beginning(record.progress.current_tasks, (task) => `- ${escapeMarkdown(shortened(task))}`, wording),
    ),
    ...section(
      t("Artifacts"),
      beginning(
        artifacts,
        (name) => {
          const link = linkTo(name);
          return link === undefined ? `- ${escapeMarkdown(name)}` : `- [${escapeMarkdown(name)}](<${link}>)`;
        },
        wording,
      ),
    ),
    ...section(t("Record"), factLines(session, wording)),
    "",
  ].join("\n");
}
