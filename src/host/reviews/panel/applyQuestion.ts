import type { Thread } from "../../../core/annotations/annotation.ts";
import { suggestionLines } from "../../../core/annotations/suggestions/suggestionLines.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { visibleText } from "../../../core/base/visibleText.ts";
import { shortened } from "../../wording/shortened.ts";
import type { Translate } from "../../wording/translate.ts";
import { nameLength, plainName, shortRef } from "../kinds/plainNames.ts";
import type { GrantQuestion } from "./grantQuestion.ts";

/** Lines that a question has room for. */
const most = 30;

/**
 * Before a suggestion is applied that no page has shown. Throws `refused` for one that the question could not show whole: the page can.
 * @param ref full name of the branch that gets the commit
 */
export function applyQuestion(
  thread: Pick<Thread, "subject" | "suggestion">,
  ref: string,
  t: Translate,
): GrantQuestion {
  const { file = "", session } = thread.subject;
  const lines = suggestionLines(thread);
  if (lines.length > most || lines.some(({ text }) => shortened(text, nameLength) !== text)) {
    throw new WorkflowError(
      "refused",
      say`This suggestion is too long to be shown in a question.`,
      say`Look at it on the review page of ${session} (“Review Changes…”), and apply it there.`,
    );
  }
  return {
    message: t("Apply this suggestion to {0} of {1}?", plainName(file), session),
    detail: [
      t("The branch {0} gets a commit of it.", shortRef(ref)),
      "",
      ...lines.map(({ sign, text }) => `${sign} ${visibleText(text)}`),
    ].join("\n"),
    buttons: [t("Don’t Apply"), t("Apply Suggestion")],
  };
}
