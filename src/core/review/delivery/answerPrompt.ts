import type { PlacedThread } from "../../annotations/placeThreads.ts";
import { WorkflowError } from "../../base/errors.ts";
import { plural } from "../../base/plural.ts";
import { say } from "../../base/text.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { type RefName, shortName } from "../../git/repository/refName.ts";
import type { RequestView } from "../requests/requests.ts";
import { askAgain, askCommand } from "./askAgain.ts";
import { fenced, inlineCode } from "./fenced.ts";
import { lengthOf, listCommand, promptComments } from "./promptComments.ts";
import { isDeclined } from "./undelivered.ts";

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
  /** Where `wfs` lies: agents run commands in shells of their own, which may not find it although whoever starts the agent does. */
  readonly wfs?: string;
}

/** The longest prompts: of a text to paste, and of one that goes over a command line, which the systems bound (Windows: 32,767 in all). */
export const promptLimits = { text: 100_000, argument: 20_000 } as const;

export interface Prompt {
  /** Markdown; begins with a letter or `#`, so no program takes it for an option. */
  readonly text: string;
  /** Ids of what persons have said in it that nobody has replied to. */
  readonly comments: readonly string[];
}

/**
 * The answer of a person as a text for the agent that wrote the change: what was asked, what was decided and why, each open comment with its file, lines and what they said,
 * and the commands to go on with. Text of others stands in fences it cannot leave. What is beyond the limit is named by the command that shows it. Throws `refused` where
 * nothing was answered.
 */
export function answerPrompt({ session, branch, view, threads, most, wfs }: PromptParts): Prompt {
  const open = threads.filter(({ thread }) => !thread.resolved);
  if (open.length === 0 && (view === undefined || !isDeclined(view))) throw nothingAnswered(session);
  const head = [...title(session, view, most), ...reason(view, most)];
  const end = nextSteps(session, branch, view, open.length, wfs);
  const room = most - lengthOf(head) - lengthOf(end) - 400;
  const { lines: blocks, shown, comments } = promptComments(open, room, most);
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

function title(session: SessionId, view: RequestView | undefined, most: number): readonly string[] {
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
  const asked =
    request === null
      ? []
      : ["", "What you had asked for:", "", ...fenced(request.summary, Math.min(2000, Math.floor(most / 20)))];
  return [`# ${happened}`, "", `- Request: \`${id}\``, `- Session: \`${session}\``, ...by, ...asked];
}

function reason(view: RequestView | undefined, most: number): readonly string[] {
  if (view?.decision === null || view?.decision === undefined || !isDeclined(view)) return [];
  const heading = view.state === "denied" ? "## Why" : "## What has to change";
  return ["", heading, "", ...fenced(view.decision.reason, Math.floor(most / 4))];
}

function nextSteps(
  session: SessionId,
  branch: RefName | undefined,
  view: RequestView | undefined,
  comments: number,
  wfs: string | undefined,
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
    ...(wfs === undefined ? [] : [`Where your shell does not find \`wfs\`, it is ${inlineCode(wfs)}.`]),
    "",
    ...steps.map((step, at) => `${at + 1}. ${step}`),
  ];
}
