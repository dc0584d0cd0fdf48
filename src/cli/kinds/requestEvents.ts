import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { ProposedMerge } from "../../core/forks/proposedMerge.ts";
import type { Requests, RequestView } from "../../core/review/requests/requests.ts";
import { withRedacted } from "../../core/redaction/givenText.ts";
import { requestJson } from "../../wire/request.ts";
import type { RequestJson } from "../../wire/schemas/request.ts";
import type { RequestEventJson } from "../../wire/schemas/requestEvent.ts";
import type { Outcome, Say } from "../base/command.ts";
import { unansweredComments } from "../../core/review/delivery/undelivered.ts";
import { requestsOf } from "../input/resolveSession.ts";
import { noteHandedOver, openComments } from "./handedOver.ts";
import { exitCodeOfState, requestOutcome } from "./requestText.ts";

/**
 * Waits for the answer of a request; with `events` each thing that happens is a line on standard output, and the answer the last of them. What persons have said in comments
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
  const last = events ? await waitAloud(requests, id, timeout, say) : await requests.wait(id, timeout);
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
    text: (paint, now) => outcome.text(paint, now) + comments.text(paint, now),
    handedOver: async () => await noteHandedOver(workspace, view, "wait", said),
    ...(events ? { isSaid: true } : {}),
  };
}

/** Waits, and tells each thing that happens meanwhile. */
async function waitAloud(
  requests: Pick<Requests, "wait">,
  id: RequestView["id"],
  timeout: number,
  say: Say,
): Promise<RequestView> {
  const tell = (event: RequestEventJson): void => say.event(event);
  let before = "";
  return await requests.wait(id, timeout, {
    seen(seen) {
      const standing = `${seen.id} ${seen.state} ${seen.reasons.map(String).join("\n")}`;
      if (standing === before) return;
      before = standing;
      tell({ event: "state", id: seen.id, state: seen.state, reasons: seen.reasons });
      if (seen.replaced_by !== undefined) tell({ event: "replaced", id: seen.id, replaced_by: seen.replaced_by });
    },
  });
}
