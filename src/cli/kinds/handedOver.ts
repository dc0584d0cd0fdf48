import { branchOfRecord } from "../../core/worktrees/forkBranch.ts";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { PlacedThread } from "../../core/annotations/placeThreads.ts";
import { asWorkflowError } from "../../core/base/errors.ts";
import { plural } from "../../core/base/plural.ts";
import type { DeliveryWay } from "../../core/review/requests/delivery.ts";
import type { RequestView } from "../../core/review/requests/requests.ts";
import { answerPrompt, promptLimits, type Prompt } from "../../core/review/delivery/answerPrompt.ts";
import { goesBack, isDeclined, unansweredComments } from "../../core/review/delivery/undelivered.ts";
import type { Paint } from "../base/paint.ts";
import { agentName } from "../input/agentInput.ts";
import { placedIn } from "../input/placedThreads.ts";
import { requestsOf } from "../input/resolveSession.ts";
import { pathsFromHere } from "../input/workTreePath.ts";
import { threadText } from "../text/commentText.ts";

/** Threads that one answer hands over; `annotate list` shows all. */
const most = 100;

/** What a person has said in comments that nobody has replied to, as the answer to a request hands it over. */
export interface OpenComments {
  readonly threads: readonly PlacedThread[];
  readonly text: (paint: Paint, now: number) => string;
}

/** Those of the session; none where nobody has to be told any more. A look that fails hands over nothing: the answer itself stands. */
export async function openComments(workspace: Workspace, view: RequestView): Promise<OpenComments> {
  if (!goesBack(view)) return nothing;
  try {
    const all = await (await workspace.annotations()).list(view.session);
    const open = all.filter((thread) => unansweredComments(thread).length > 0);
    if (open.length === 0) return nothing;
    const threads = await placedIn(workspace, open.slice(0, most));
    const show = await pathsFromHere(workspace);
    const rest = open.length > most ? `… and ${plural(open.length - most, "thread")} more: wfs annotate list\n` : "";
    return {
      threads,
      text: (paint, now) => `\n${threads.map((thread) => threadText(thread, paint, now, show)).join("\n")}${rest}`,
    };
  } catch (error) {
    const { message, hint } = asWorkflowError(error);
    workspace.logger.warn(`The comments on ${view.session} cannot be read: ${message} ${hint}`);
    return nothing;
  }
}

const nothing: OpenComments = { threads: [], text: () => "" };

/** The answer to a request as a text for the agent that has to go on. */
export async function answerAsPrompt(workspace: Workspace, view: RequestView): Promise<Prompt> {
  const { session } = view;
  const threads = await placedIn(workspace, await (await workspace.annotations()).list(session));
  const { record } = await workspace.sessions.get(session);
  const branch = record.forked_from === undefined ? undefined : branchOfRecord(session, record);
  return answerPrompt({ session, branch, view, threads, most: promptLimits.text });
}

/**
 * Notes that an answer was handed over, which people look at before they send it another way; called when it was printed and taken. Once for each way and name, so that
 * whoever asks again and again fills no directory. That the note cannot be written changes nothing.
 */
export async function noteHandedOver(
  workspace: Workspace,
  view: RequestView,
  way: DeliveryWay,
  comments: readonly string[],
): Promise<void> {
  const decision = isDeclined(view) ? (view.decision?.signature ?? null) : null;
  const by = agentName() ?? "wfs";
  const own = (view.deliveries ?? []).filter((one) => one.way === way && one.by === by);
  const noted = own.map(({ answer }) => answer);
  const isNews =
    (decision !== null && noted.every((answer) => answer.decision !== decision)) ||
    comments.some((id) => noted.every((answer) => !answer.comments.includes(id)));
  if (!isNews) return;
  try {
    const requests = await requestsOf(workspace);
    await requests.noteDelivery(view.id, { way, by, answer: { decision, comments } });
  } catch (error) {
    workspace.logger.warn(`That the answer was handed over cannot be noted: ${asWorkflowError(error).message}`);
  }
}
