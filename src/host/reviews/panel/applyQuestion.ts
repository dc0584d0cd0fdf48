import type { Thread } from "../../../core/annotations/annotation.ts";
import { suggestionLines } from "../../../core/annotations/suggestions/suggestionLines.ts";
import { firstFew } from "../../wording/firstFew.ts";
import type { Translate } from "../../wording/translate.ts";
import { plainName } from "../kinds/plainNames.ts";
import type { GrantQuestion } from "./grantQuestion.ts";

/** Lines that are shown. */
const most = 30;

/** Before a suggestion is applied that no page has shown. */
export function applyQuestion(thread: Pick<Thread, "subject" | "suggestion">, t: Translate): GrantQuestion {
  const { file = "", session } = thread.subject;
  const lines = firstFew(suggestionLines(thread), most, ({ sign, text }) => `${sign} ${plainName(text)}`, t);
  return {
    message: t("Apply this suggestion to {0} of {1}?", plainName(file), session),
    detail: lines.join("\n"),
    buttons: [t("Don’t Apply"), t("Apply Suggestion")],
  };
}
