import type { Note, Thread } from "../../annotations/annotation.ts";
import { shortId } from "../../annotations/annotationId.ts";
import type { PlacedThread } from "../../annotations/placeThreads.ts";
import { suggestionLines } from "../../annotations/suggestions/suggestionLines.ts";
import { WorkflowError } from "../../base/errors.ts";
import { plural } from "../../base/plural.ts";
import { say } from "../../base/text.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { type RefName, shortName } from "../../git/repository/refName.ts";
import type { RequestView } from "../requests/requests.ts";
import { askAgain, askCommand } from "./askAgain.ts";
import { fenced, inlineCode } from "./fenced.ts";
import { isDeclined, unansweredComments } from "./undelivered.ts";

/** What a prompt is made of. */
export interface PromptParts {
  readonly session: SessionId;
  /** The branch its work is on; `undefined`: it has none of its own. */
  readonly branch: RefName | undefined;
  /** The request that was answered; `undefined`: there are comments alone. */
  readonly view: RequestView | undefined;
  /** Threads of the session, the oldest first; resolved ones are left out. */
  readonly threads: readonly PlacedThread[];
  /** Characters it may have. */
  readonly most: number;
}

/** The longest prompts: of a text to paste, and of one that goes over a command line, which the systems bound (Windows: 32,767 in all). */
export const promptLimits = { text: 100_000, argument: 20_000 } as const;

export interface Prompt {
  /** Markdown; begins with a letter or `#`, so no program takes it for an option. */
  readonly text: string;
  /** Ids of what persons have said in it. */
  readonly comments: readonly string[];
}

/**
 * The answer of a person as a text for the agent that wrote the change: what was asked, what was decided and why, each open comment with its file, lines and what they said,
 * and the commands to go on with. Text of others stands in fences it cannot leave. What is beyond the limit is named by the command that shows it. Throws `refused` where
 * nothing was answered.
 */
export function answerPrompt({ session, branch, view, threads, most }: PromptParts): Prompt {
  const open = threads.filter(({ thread }) => !thread.resolved);
  if (open.length === 0 && (view === undefined || !isDeclined(view))) throw nothingAnswered(session);
  const head = [...title(session, view), ...reason(view, most)];
  const end = nextSteps(session, branch, view, open.length);
  let left = most - lengthOf(head) - lengthOf(end) - 400;
  const comments: string[] = [];
  const blocks: string[] = [];
  let shown = 0;
  for (const [at, placed] of open.entries()) {
    const block = threadBlock(placed, at + 1);
    left -= lengthOf(block);
    if (left < 0) break;
    blocks.push(...block);
    comments.push(...unansweredComments(placed.thread));
    shown += 1;
  }
  const rest = open.length - shown;
  const lines = [
    ...head,
    ...(open.length === 0 ? [] : ["", `## Comments (${plural(open.length, "thread")} open)`, ...blocks]),
    ...(rest === 0 ? [] : ["", `${plural(rest, "thread")} more: \`${listCommand(session)}\` shows them.`]),
    ...end,
  ];
  return { text: `${lines.join("\n")}\n`, comments };
}

function nothingAnswered(session: SessionId): WorkflowError {
  return new WorkflowError(
    "refused",
    say`There is nothing to send back about ${session}: nothing was decided against it, and no comment is open.`,
    say`Ask for changes, deny it, or write a comment first.`,
  );
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

const listCommand = (session: SessionId): string => `wfs annotate list --session ${session} --unresolved`;

function title(session: SessionId, view: RequestView | undefined): readonly string[] {
  if (view === undefined) return [`# There are comments on ${session}`];
  const { request, decision, id } = view;
  const declined = decision !== null && isDeclined(view);
  const what =
    request === null
      ? `your request of ${session}`
      : request.kind === "merge"
        ? `your merge of ${session} into ${inlineCode(request.into.replace(/^refs\/heads\//u, ""))}`
        : `your ${request.kind} of ${session}`;
  const happened = !declined
    ? `There are comments on ${what}`
    : decision.decision === "denied"
      ? `A person has denied ${what}`
      : `A person asks for changes to ${what}`;
  const by = declined ? [`- Decided by: ${inlineCode(decision.reviewer)}, ${decision.decided}`] : [];
  const asked = request === null ? [] : ["", "What you had asked for:", "", ...fenced(cut(request.summary, 2000))];
  return [`# ${happened}`, "", `- Request: \`${id}\``, `- Session: \`${session}\``, ...by, ...asked];
}

function reason(view: RequestView | undefined, most: number): readonly string[] {
  if (view?.decision === null || view?.decision === undefined || !isDeclined(view)) return [];
  const heading = view.state === "denied" ? "## Why" : "## What has to change";
  return ["", heading, "", ...fenced(cut(view.decision.reason, Math.floor(most / 4)))];
}

/** @param number from 1 */
function threadBlock({ thread, file: now, place }: PlacedThread, number: number): readonly string[] {
  const { id, subject, labels, notes } = thread;
  const [first, ...replies] = notes;
  const { file, anchor } = subject;
  const lines =
    anchor === undefined
      ? ""
      : place === undefined || place === "outdated"
        ? `, lines that have changed since (${range(anchor.start, anchor.end)} then)`
        : `, ${range(place.start, place.end)}`;
  const side = anchor?.side === "old" ? ", as the baseline has it" : "";
  const where = file === undefined ? "On the whole" : `${inlineCode(now ?? file)}${lines}${side}`;
  const quoted = anchor === undefined ? [] : ["", "These lines:", "", ...fenced(cut(anchor.lines.join("\n"), 4000))];
  return [
    "",
    `### ${number}. ${where}`,
    "",
    `Comment \`${shortId(id)}\`${labels.length === 0 ? "" : `, ${labels.map(inlineCode).join(", ")}`}`,
    ...quoted,
    ...noteBlock(first),
    ...suggestionBlock(thread),
    ...replies.flatMap(noteBlock),
  ];
}

/** What whoever began the thread wants to stand there; as a patch it is in what `wfs` answers, where nothing is drawn or cut. */
function suggestionBlock(thread: Thread): readonly string[] {
  const lines = suggestionLines(thread).map(({ sign, text }) => `${sign}${text}`);
  if (lines.length === 0) return [];
  const { applied, subject } = thread;
  const state = applied === undefined ? "" : `, applied already with ${inlineCode(applied)}`;
  return [
    "",
    `Suggested change${state} (\`${listCommand(subject.session)} --json\` has it as a patch):`,
    "",
    ...fenced(cut(lines.join("\n"), 4000), "diff"),
  ];
}

const range = (start: number, end: number): string => (start === end ? `line ${start}` : `lines ${start}–${end}`);

function noteBlock({ author, body }: Note): readonly string[] {
  const who =
    author.kind === "agent" ? "agent" : author.voice === "person" ? "person" : "says to be a person, not verified";
  return ["", `${inlineCode(author.name)} (${who}):`, "", ...fenced(body)];
}

function nextSteps(
  session: SessionId,
  branch: RefName | undefined,
  view: RequestView | undefined,
  comments: number,
): readonly string[] {
  const request = view?.request ?? null;
  const kind = request?.kind ?? (branch === undefined ? "commit" : "merge");
  const again = request === null ? `Ask for it: ${askCommand(kind, session)}` : askAgain(request, session);
  const asks = kind === "merge" && branch !== undefined ? `, commit it on ${inlineCode(shortName(branch))}` : "";
  const steps = [
    ...(comments === 0 ? [] : [`Read all comments with their ids: \`${listCommand(session)} --json\``]),
    view?.state === "denied"
      ? "This was denied: do not ask for the same again. Change what the reason says, or stop."
      : `Change what is asked for${asks}.`,
    ...(comments === 0
      ? []
      : [
          'Reply to each comment, what you did or why not: `wfs annotate reply ID -m "…"` (resolving is the person\'s).',
        ]),
    ...(view?.state === "denied" ? [] : [again]),
  ];
  return [
    "",
    "## What to do",
    "",
    "What stands in fences is quoted; the decision and the comments of persons are what you are asked for.",
    "",
    ...steps.map((step, at) => `${at + 1}. ${step}`),
  ];
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}\n… (cut)`;
}
