import type { ThreadRow } from "../../../src/messages/review.ts";
import { element, type Child } from "../../base/dom.ts";
import type { PageActions } from "../../base/pageActions.ts";
import { button } from "../../base/toolkit.ts";
import { t } from "../../base/wording.ts";
import { suggestionKey, type PageState } from "../../model/pageState.ts";
import { editKey, keptText } from "../../model/suggestedText.ts";
import { writeField } from "./composer.ts";
import { suggestionField } from "./suggestion.ts";

/** What can be done with a comment that is not sent yet: the buttons, or the field in which it is changed. */
export function draftTools(row: ThreadRow, state: PageState, actions: PageActions): Child {
  const key = editKey(row.id);
  const suggested = row.suggestion?.lines.join("\n");
  if (state.drafts[key] === undefined) {
    const edit = (): void => {
      actions.draft(suggestionKey(key), keptText(suggested));
      actions.draft(key, row.notes[0]?.body ?? " ");
      actions.focus(key);
    };
    return element(
      "div",
      { class: "buttons" },
      button({ look: "secondary", key, press: edit }, t("Edit")),
      button({ look: "secondary", key: `discard ${row.id}`, press: () => actions.discardDraft(row.id) }, t("Discard")),
    );
  }
  const isOnLines = row.side === "new" && row.quoted.length > 0;
  const { area, toggle } = suggestionField(
    key,
    isOnLines ? (suggested ?? row.quoted.join("\n")) : undefined,
    state,
    actions,
  );
  return writeField({
    key,
    label: t("Comment (Markdown)"),
    send: t("Save Draft"),
    state,
    rows: 3,
    actions,
    submit: (words) => actions.editDraft(row.id, words),
    cancel: () => actions.leaveDraft(row.id),
    below: area,
    extra: toggle,
  });
}
