import { branchOfRecord } from "../../../core/worktrees/forkBranch.ts";
import { answerPrompt, type Prompt } from "../../../core/review/delivery/answerPrompt.ts";
import { isDeclined } from "../../../core/review/delivery/undelivered.ts";
import { foundText } from "../../../core/annotations/sessionTexts.ts";
import { placeThreads } from "../../../core/annotations/placeThreads.ts";
import type { DeliveryWay } from "../../../core/review/requests/delivery.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Host } from "../../feature/feature.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import { wfsLauncher } from "../../platform/sessionTerminal.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { requestsOf } from "../requests/requestWatcher.ts";

/** Whose work a person has answered about. */
export interface AnswerSubject {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionId;
  /** The request that was answered; `undefined`: there are comments at most. */
  readonly view: RequestView | undefined;
  /** All requests of the session. */
  readonly views: readonly RequestView[];
}

/** The answer as a text for the agent, from what the files say now. */
export async function promptOf(
  { extension }: Pick<Host, "extension">,
  { workspace, session, view }: AnswerSubject,
  most: number,
): Promise<Prompt> {
  const { services, sessions } = workspace;
  const threads = await (await services.annotations()).list(session);
  const texts = await services.sessionTexts();
  const placed = await placeThreads(threads, async (...wanted) => await foundText(texts, ...wanted));
  const { record } = await sessions.get(session);
  const branch = record.forked_from === undefined ? undefined : branchOfRecord(session, record);
  const wfs = wfsLauncher(extension.extensionPath);
  return answerPrompt({ session, branch, view, threads: placed, most, wfs });
}

/**
 * Notes beside the request that its answer has gone this way; with `ended` that it has not after all, because the agent has ended with this exit code. Comments without a
 * request have nothing it could be noted beside.
 */
export async function noteSent(
  { workspace, view }: AnswerSubject,
  way: DeliveryWay,
  { comments }: Pick<Prompt, "comments">,
  ended?: number,
): Promise<void> {
  if (view === undefined) return;
  const decision = isDeclined(view) ? (view.decision?.signature ?? null) : null;
  const requests = await requestsOf(workspace);
  await requests.noteDelivery(view.id, {
    way,
    by: reviewerName(),
    answer: { decision, comments },
    ...(ended === undefined ? {} : { ended }),
  });
}

/** What has come back from whoever works on the session, as one text that differs once more has: what was asked for, what agents have said, what is committed. */
export async function cameBack({ workspace, session }: AnswerSubject): Promise<string> {
  const threads = await (await workspace.services.annotations()).list(session);
  const said = threads.flatMap(({ notes }) => notes.flatMap(({ id, author }) => (author.kind === "agent" ? [id] : [])));
  const views = await (await requestsOf(workspace)).list({ all: true });
  const asked = views.flatMap(({ id, session: whose }) => (whose === session ? [id] : []));
  const { record } = await workspace.sessions.get(session);
  const { forks } = await workspace.openGitFeatures();
  const head = record.forked_from === undefined ? null : (await forks.get(session, { status: false })).head;
  return JSON.stringify([said.toSorted(), asked.toSorted(), head]);
}
