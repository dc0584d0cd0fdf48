import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { ProposedMerge } from "../../core/forks/proposedMerge.ts";
import type { RequestView } from "../../core/review/requests/requests.ts";
import { withRedacted } from "../../core/redaction/givenText.ts";
import { commentJson } from "../../wire/comment.ts";
import { requestJson } from "../../wire/request.ts";
import type { RequestJson } from "../../wire/schemas/request.ts";
import type { RequestEventJson } from "../../wire/schemas/requestEvent.ts";
import type { Outcome, Say } from "../base/command.ts";
import { unansweredComments } from "../../core/review/delivery/undelivered.ts";
import { requestsOf } from "../input/resolveSession.ts";
import { noteHandedOver, openComments } from "./handedOver.ts";
import { sentReview } from "./sentReview.ts";
import { exitCodeOfState, requestOutcome } from "./requestText.ts";

/**
 * Waits for the answer of a request, or for a review that is sent without one; with `events` each thing that happens is a line on standard output, and the answer the last of them. What persons have said in comments
 * is handed over with it, and that it was, noted once it is printed. `beside`: what is found while it waits; `redacted`: the rules by which something was taken out of its
 * summary just now.
 */
export async function waitForAnswer(
  workspace: Workspace,
  id: RequestView["id"],
  timeout: number,
  {
    events,
    beside,
    say,
    redacted = [],
  }: {
    readonly events: boolean;
    readonly beside?: Promise<ProposedMerge | undefined>;
    readonly say: Say;
    readonly redacted?: readonly string[];
  },
): Promise<Outcome<RequestJson>> {
  const requests = await requestsOf(workspace);
  const isReviewed = sentReview(workspace);
  let reviewed = false;
  const last = events
    ? await waitAloud(workspace, id, timeout, say)
    : await requests.wait(id, timeout, { isEnough: async (seen) => (reviewed = await isReviewed(seen)) });
  const view = withRedacted(last, redacted);
  const found = await beside;
  const comments = await openComments(workspace, view);
  const json = (): RequestJson => requestJson(view, found, comments.threads);
  const outcome = requestOutcome(view, exitCodeOfState(view.state), found);
  if (events) say.event({ event: "ended", id: view.id, request: json() } satisfies RequestEventJson);
  const said = comments.threads.flatMap(({ thread }) => unansweredComments(thread));
  return {
    ...outcome,
    json,
    text: (paint, now) =>
      outcome.text(paint, now) +
      (reviewed ? "  A person has sent a review; the request still waits.\n" : "") +
      comments.text(paint, now),
    handedOver: async () => await noteHandedOver(workspace, view, "wait", said),
    ...(events ? { isSaid: true } : {}),
  };
}

/** Milliseconds from one look at the comments to the next while it is waited for. */
const commentsEvery = 1500;

/** Waits, and tells each thing that happens meanwhile, what persons say in comments too. */
async function waitAloud(workspace: Workspace, id: RequestView["id"], timeout: number, say: Say): Promise<RequestView> {
  const tell = (event: RequestEventJson): void => say.event(event);
  const requests = await requestsOf(workspace);
  const over = new AbortController();
  let now: RequestView | undefined;
  let before = "";
  const told = tellComments(workspace, () => now, tell, over.signal);
  try {
    return await requests.wait(id, timeout, {
      seen(seen) {
        now = seen;
        const standing = `${seen.id} ${seen.state} ${seen.reasons.map(String).join("\n")}`;
        if (standing === before) return;
        before = standing;
        tell({ event: "state", id: seen.id, state: seen.state, reasons: seen.reasons });
        if (seen.replaced_by !== undefined) tell({ event: "replaced", id: seen.id, replaced_by: seen.replaced_by });
      },
    });
  } finally {
    over.abort();
    await told;
  }
}

/** Tells what is new in comments as long as a request waits. */
async function tellComments(
  workspace: Workspace,
  seen: () => RequestView | undefined,
  tell: (event: RequestEventJson) => void,
  signal: AbortSignal,
): Promise<void> {
  const known = new Set<string>();
  while (await rested(workspace, signal)) {
    const view = seen();
    if (view?.state !== "waiting") continue;
    const { threads } = await openComments(workspace, view);
    const fresh = threads.filter(({ thread }) => unansweredComments(thread).some((each) => !known.has(each)));
    if (fresh.length === 0 || signal.aborted) continue;
    const ids = fresh.flatMap(({ thread }) => unansweredComments(thread));
    for (const each of ids) known.add(each);
    tell({ event: "comments", id: view.id, comments: fresh.map((thread) => commentJson(thread)) });
    await noteHandedOver(workspace, view, "wait", ids);
  }
}

/** False once nothing is waited for any more. */
async function rested({ clock }: Workspace, signal: AbortSignal): Promise<boolean> {
  await clock.sleep(commentsEvery, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return !signal.aborted;
}
