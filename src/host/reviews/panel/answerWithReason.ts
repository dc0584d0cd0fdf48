import type { Drafts } from "../../../core/annotations/drafts/drafts.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { GivenText } from "../../../core/redaction/givenText.ts";
import { KeptText } from "../../../core/redaction/keptText.ts";
import type { Requests, RequestView } from "../../../core/review/requests/requests.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Translate } from "../../wording/translate.ts";
import { sendQuestion, type SendQuestion } from "./draftQuestions.ts";

/** Reasons that were typed for answers which then failed, for the next try. */
export type UnsaidReasons = Map<RequestId, string>;

/** An answer against a request, and how the person is asked for it. */
export interface ReasonedAnswer {
  readonly request: RequestId;
  readonly session: SessionId;
  readonly requests: Pick<Requests, "get">;
  readonly drafts: Pick<Drafts, "list" | "send">;
  readonly pick: (question: SendQuestion) => Promise<"first" | "second" | undefined>;
  /** @param typed what was typed the last time */
  readonly askReason: (typed: string | undefined) => Promise<GivenText | undefined>;
  readonly unsaid: UnsaidReasons;
  readonly decline: (reason: GivenText) => Promise<void>;
}

const undecided: ReadonlySet<RequestView["state"]> = new Set(["waiting", "stale", "expired"]);

/**
 * Asks first whether the comments that wait on the session go with the answer, then why, and answers. The comments are written before the answer, because
 * whoever waits for it is given both at once; so the request is looked at again before either. A typed reason is kept until the answer stands.
 * `false`: the person has closed a question, and nothing was sent or answered.
 */
export async function answerWithReason(answer: ReasonedAnswer, t: Translate): Promise<boolean> {
  const { request, session, requests, drafts, pick, askReason, unsaid, decline } = answer;
  const waiting = (await drafts.list(session)).length;
  const picked = waiting === 0 ? "second" : await pick(sendQuestion(waiting, t));
  if (picked === undefined) return false;
  const reason = await askReason(unsaid.get(request));
  if (reason === undefined) return false;
  unsaid.set(request, reason instanceof KeptText ? reason.text : reason);
  if (!undecided.has((await requests.get(request)).state)) {
    throw new WorkflowError("conflict", say`It waits for no decision any more.`, say`Nothing was sent or answered.`);
  }
  if (picked === "first") await drafts.send(session, undefined);
  await decline(reason);
  unsaid.delete(request);
  return true;
}
