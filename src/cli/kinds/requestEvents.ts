import type { ProposedMerge } from "../../core/forks/proposedMerge.ts";
import type { Requests, RequestView } from "../../core/review/requests/requests.ts";
import { withRedacted } from "../../core/redaction/givenText.ts";
import { requestJson } from "../../wire/request.ts";
import type { RequestJson } from "../../wire/schemas/request.ts";
import type { RequestEventJson } from "../../wire/schemas/requestEvent.ts";
import type { Outcome, Say } from "../base/command.ts";
import { exitCodeOfState, requestOutcome } from "./requestText.ts";

/**
 * Waits for the answer of a request; with `events` each thing that happens is a line on standard output, and the answer the last of them. `beside`: what is
 * found while it waits; `redacted`: the rules by which something was taken out of its summary just now.
 */
export async function waitForAnswer(
  requests: Pick<Requests, "wait">,
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
  if (!events) {
    const view = withRedacted(await requests.wait(id, timeout), redacted);
    return requestOutcome(view, exitCodeOfState(view.state), await beside);
  }
  const tell = (event: RequestEventJson): void => say.event(event);
  let before = "";
  const last = await requests.wait(id, timeout, {
    seen(seen) {
      const standing = `${seen.id} ${seen.state} ${seen.reasons.map(String).join("\n")}`;
      if (standing === before) return;
      before = standing;
      tell({ event: "state", id: seen.id, state: seen.state, reasons: seen.reasons });
      if (seen.replaced_by !== undefined) tell({ event: "replaced", id: seen.id, replaced_by: seen.replaced_by });
    },
  });
  const view = withRedacted(last, redacted);
  tell({ event: "ended", id: view.id, request: requestJson(view, await beside) });
  return { ...requestOutcome(view, exitCodeOfState(view.state), await beside), isSaid: true };
}
