import type { Translate } from "../../wording/translate.ts";
import type { GrantQuestion } from "./grantQuestion.ts";

function notSent(count: number, t: Translate): string {
  return count === 1 ? t("1 comment is not sent yet.") : t("{0} comments are not sent yet.", count);
}

/** Before all comments that are not sent are thrown away. */
export function discardQuestion(count: number, t: Translate): GrantQuestion {
  return {
    message: notSent(count, t),
    detail: t("Discarded comments are gone; nobody else has seen them."),
    buttons: [t("Keep Them"), t("Discard")],
  };
}

/** Before an answer to a request while comments wait: the first, which Enter presses, sends them with it. */
export interface SendQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly [send: string, without: string];
}

export function sendQuestion(count: number, t: Translate): SendQuestion {
  return {
    message: notSent(count, t),
    detail: t("Whoever asked reads them with your answer if they are sent now."),
    buttons: [t("Send Them With It"), t("Answer Without Them")],
  };
}
