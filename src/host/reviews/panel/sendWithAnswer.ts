import type { Drafts } from "../../../core/annotations/drafts/drafts.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Translate } from "../../wording/translate.ts";
import { sendQuestion, type SendQuestion } from "./draftQuestions.ts";

/**
 * Sends the comments that wait on a session before its request is answered, if the person wants that. `false`: they have closed the question, and nothing
 * is to be answered.
 */
export async function sendWithAnswer(
  drafts: Pick<Drafts, "list" | "send">,
  session: SessionId,
  pick: (question: SendQuestion) => Promise<"first" | "second" | undefined>,
  t: Translate,
): Promise<boolean> {
  const waiting = await drafts.list(session);
  if (waiting.length === 0) return true;
  const picked = await pick(sendQuestion(waiting.length, t));
  if (picked === "first") await drafts.send(session, undefined);
  return picked !== undefined;
}
