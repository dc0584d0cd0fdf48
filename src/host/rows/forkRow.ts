import type { PullRequestState } from "../../core/review/kinds/publish/pullRequestState.ts";
import type { ForkView } from "../../core/forks/model/fork.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { plainRefName } from "../../core/git/repository/refName.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import type { CommandId, ContextValue } from "../manifest/contributions.ts";
import { sessionContext, sessionDescription, sessionRowId, waitingIcon } from "./sessionRow.ts";
import { sessionTooltip } from "./sessionTooltip.ts";
import { type RowIcon, type TreeRow, warningIcon } from "./treeRow.ts";
import type { AnswerState } from "../wording/answerState.ts";
import { shortAge, spokenAge } from "../wording/ages.ts";
import { fileCount } from "../wording/counts.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { pullRequestWords } from "../wording/pullRequestWords.ts";
import { stateWord } from "../wording/states.ts";
import type { Translate } from "../wording/translate.ts";
import type { Wording } from "../wording/wording.ts";
import { lastChange } from "../../core/sessions/model/recordWords.ts";

/** The work of a session that came to a branch, and for which no request was granted. */
export interface ArrivedWork {
  /** The branch's short name. */
  readonly branch: string;
  /** A fetch brought it, so nobody went around a review here. */
  readonly pulled: boolean;
}

/** What is known of a fork besides what git says of it. */
export interface ForkNews {
  /** A request of it waits for a person. */
  readonly waits?: boolean | undefined;
  readonly arrived?: ArrivedWork | undefined;
  readonly answer?: AnswerState | undefined;
  /** Where the pull request of what was published of it stands. */
  readonly pullRequest?: PullRequestState | undefined;
  /** Lanes of the runs that work in it. */
  readonly lanes?: readonly string[] | undefined;
}

/** That it is merged, and into what; `undefined`: it is not. */
function mergedWords(
  { merged, merged_into }: ForkView,
  arrived: ArrivedWork | undefined,
  t: Translate,
): string | undefined {
  if (arrived?.pulled === false) return t("merged without review");
  if (merged_into === null) return merged === true ? t("merged") : undefined;
  const into = visibleText(plainRefName(merged_into.ref));
  if (merged_into.since === 1) return t("merged into {0}, 1 commit since", into);
  if (merged_into.since > 0) return t("merged into {0}, {1} commits since", into, merged_into.since);
  return arrived?.pulled === true ? t("merged into {0} by pull", into) : t("merged into {0}", into);
}

/** With the branch, which the alarm leaves out, and the commit. */
function mergedFact(words: string, into: ForkView["merged_into"], arrived: ArrivedWork | undefined): string {
  const branch = arrived?.pulled === false ? [visibleText(arrived.branch)] : [];
  return [words, ...branch, ...(into === null ? [] : [into.commit.slice(0, 10)])].join(" · ");
}

/**
 * Where a fork stands, as words: that it is merged, or commits ahead and behind and files, and its pull request; uncommitted work. What is not known is
 * left out.
 */
function standing(fork: ForkView, { arrived, pullRequest }: ForkNews, { t }: Wording): readonly string[] {
  const { ahead, behind, files, uncommitted, not_looked_at } = fork;
  const left = [
    uncommitted === null || uncommitted === 0 ? "" : t("uncommitted"),
    not_looked_at === null || not_looked_at === 0 ? "" : t("{0} not looked at", fileCount(not_looked_at, t)),
  ].filter((part) => part !== "");
  const merged = mergedWords(fork, arrived, t);
  if (merged !== undefined) return [merged, ...left];
  const parted = [
    ahead === null || ahead === 0 ? "" : t("+{0} ahead", ahead),
    behind === null || behind === 0 ? "" : t("{0} behind", behind),
    files === null || files === 0 ? "" : fileCount(files, t),
    pullRequest === undefined ? "" : pullRequestWords(pullRequest, t),
  ].filter((part) => part !== "");
  return [...parted, ...left];
}

/** `+3 ahead · 4 files · uncommitted · 5 min`. */
export function forkDescription(fork: ForkView, wording: Wording, news: ForkNews = {}): string {
  const { t } = wording;
  const { waits = false, answer } = news;
  if (fork.problem !== null) return t("needs repair");
  const parts = standing(fork, news, wording);
  const age = shortAge(fork.last_activity, wording);
  const shown = parts.length === 0 && !waits ? [t("no changes yet")] : parts;
  const asked = waits ? t("waits for review") : answerWords(answer, wording);
  const first = !waits && answer === "due" ? [asked, ...shown] : [...shown, asked];
  return [...first, ...laneWords(news), age].filter((part) => part !== "").join(" · ");
}

function laneWords({ lanes = [] }: ForkNews): readonly string[] {
  return [...new Set(lanes)].map(visibleText);
}

/** That a person has answered, and whether whoever asked knows. */
function answerWords(answer: AnswerState | undefined, { t }: Wording): string {
  return answer === undefined ? "" : answer === "due" ? t("answer not delivered yet") : t("answered");
}

const mergedIcon: RowIcon = { name: "git-merge", color: "charts.purple" };
/** The same act, and something to look at. */
const unreviewedIcon: RowIcon = { name: "git-merge", color: "list.warningForeground" };

function forkFacts(fork: ForkView, arrived: ArrivedWork | undefined, { t }: Wording): readonly string[] {
  const merged = mergedWords(fork, arrived, t);
  const { merged_into: into } = fork;
  const facts: readonly (readonly [string, string])[] = [
    [t("Branch"), escapeMarkdown(fork.branch)],
    ...(merged === undefined ? [] : [[t("Merge"), escapeMarkdown(mergedFact(merged, into, arrived))] as const]),
    [t("Worktree"), fork.worktree === null ? t("made when it is opened") : escapeMarkdown(fork.worktree)],
    [t("Uncommitted paths"), fork.uncommitted === null ? t("not looked at yet") : String(fork.uncommitted)],
    ...(fork.not_looked_at === null || fork.not_looked_at === 0
      ? []
      : [[t("Not looked at, their filter is the repository's own"), String(fork.not_looked_at)] as const]),
  ];
  return ["", ...facts.map(([name, value]) => `- ${name}: ${value}`)];
}

/** What a click does: it explains and offers the repair where something is wrong. */
function rowCommand(session: SessionView, fork: ForkView | undefined): CommandId {
  if (session.problem !== undefined) return commands.checkAndRepair;
  return fork === undefined || fork.problem === null ? commands.openSession : commands.sweepForks;
}

function forkIcon(fork: ForkView | undefined, { waits, arrived }: ForkNews): RowIcon {
  if (waits === true) return waitingIcon;
  if (arrived?.pulled === false) return unreviewedIcon;
  return fork?.merged === true ? mergedIcon : { name: "repo-forked" };
}

/** With what can be done about a merge; only of forks that are at hand. */
function forkContext(session: SessionView, fork: ForkView | undefined, arrived: ArrivedWork | undefined): ContextValue {
  const { state } = session;
  if (state !== "active" && state !== "paused") return sessionContext(session);
  if (arrived?.pulled === false) {
    return state === "active" ? contextValues.forkActiveUnreviewed : contextValues.forkPausedUnreviewed;
  }
  if (fork?.merged !== true) return sessionContext(session);
  return state === "active" ? contextValues.forkActiveMerged : contextValues.forkPausedMerged;
}

/** A fork below its baseline. Without `fork` (no git, or no answer yet) it looks like the session it is. */
export function forkRow(
  workspace: string,
  session: SessionView,
  fork: ForkView | undefined,
  wording: Wording,
  children: () => Promise<readonly TreeRow[]>,
  news: ForkNews = {},
): TreeRow {
  const { t } = wording;
  const { waits = false, arrived, answer } = news;
  const broken = session.problem !== undefined || (fork !== undefined && fork.problem !== null);
  const problem = session.problem ?? fork?.problem ?? undefined;
  const parts = fork === undefined || broken ? [] : standing(fork, news, wording);
  const age = spokenAge(fork?.last_activity ?? lastChange(session.record), wording);
  return {
    id: sessionRowId(workspace, session.id),
    label: session.id,
    description:
      fork === undefined ? sessionDescription(session, wording, waits) : forkDescription(fork, wording, news),
    tooltip: () =>
      [
        sessionTooltip(session, wording),
        ...(fork === undefined ? [] : forkFacts(fork, arrived, wording)),
        ...(fork === undefined || fork.problem === null ? [] : ["", `⚠ ${escapeMarkdown(fork.problem.in(t))}`]),
      ].join("\n"),
    spoken: [
      t("Fork {0}", session.id),
      stateWord(session.state, t),
      waits ? t("waits for review") : answerWords(answer, wording),
      ...parts,
      ...laneWords(news).map((lane) => t("lane {0}", lane)),
      age === "" ? "" : t("last activity {0}", age),
      problem === undefined ? "" : t("needs repair: {0}", visibleText(problem.in(t))),
    ]
      .filter((part) => part !== "")
      .join(", "),
    icon: broken ? warningIcon : forkIcon(fork, { waits, arrived }),
    contextValue: forkContext(session, fork, arrived),
    expand: "collapsed",
    command: rowCommand(session, fork),
    target: { workspace, session: session.id },
    children,
  };
}
