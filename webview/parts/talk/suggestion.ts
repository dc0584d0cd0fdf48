import type { ThreadRow } from "../../../src/messages/review.ts";
import { element, spoken, type Child } from "../../base/dom.ts";
import { icon } from "../../base/icons.ts";
import type { PageActions } from "../../base/pageActions.ts";
import { button, textArea, turnOff } from "../../base/toolkit.ts";
import { t } from "../../base/wording.ts";
import { suggestionKey, type PageState } from "../../model/pageState.ts";
import { keptText, suggestedText } from "../../model/suggestedText.ts";

type Suggested = NonNullable<ThreadRow["suggestion"]>;

/** What a thread suggests: the lines that would go, those that would come, and whether it can be applied. */
export function suggestion(row: ThreadRow, suggested: Suggested, state: PageState, actions: PageActions): HTMLElement {
  const { applied, applies, digest, why } = suggested;
  return element(
    "div",
    { class: "suggestion", attrs: { role: "group", "aria-label": t("Suggested change") } },
    element("p", { class: "suggestionHead" }, t("Suggested change"), " ", appliedChip(applied)),
    suggestedLines(row.quoted, suggested.lines),
    why !== null && element("p", { class: "quiet foreign" }, icon("info"), " ", why),
    applies && element("div", { class: "buttons" }, applyButton(row, digest, state, actions)),
  );
}

function suggestedLines(going: readonly string[], coming: readonly string[]): HTMLElement {
  return element(
    "pre",
    { class: "suggested" },
    going.map((line) => lineOf("-", line)),
    coming.map((line) => lineOf("+", line)),
  );
}

function lineOf(sign: "-" | "+", text: string): HTMLElement {
  return element(
    "code",
    { class: sign === "-" ? "going" : "coming" },
    spoken(sign === "-" ? t("removed") : t("added")),
    element("span", { class: "sign", attrs: { "aria-hidden": "true" } }, sign),
    element("span", { class: "foreign" }, text),
  );
}

function appliedChip(applied: string | null): Child {
  if (applied === null) return undefined;
  return element("span", { class: "chip good" }, icon("check"), t("Applied as {0}", applied.slice(0, 10)));
}

function applyButton({ id }: ThreadRow, digest: string, state: PageState, actions: PageActions): HTMLElement {
  const busy = state.busy.has(`apply ${id}`);
  const made = button(
    { look: "secondary", key: `apply ${id}`, press: () => (busy ? undefined : actions.apply(id, digest)) },
    busy ? t("Applying…") : t("Apply Suggestion"),
  );
  turnOff(made, busy ? t("The extension is asked.") : undefined);
  return made;
}

/**
 * A field for suggested lines under what is written in `field`, or the button that opens it with the lines as they are now.
 * @param current those lines; `undefined`: nothing can be suggested there
 */
export function suggestionField(
  field: string,
  current: string | undefined,
  state: PageState,
  actions: PageActions,
): { readonly area: Child; readonly toggle: Child } {
  const key = suggestionKey(field);
  const text = suggestedText(state.drafts, field);
  if (text === undefined) {
    const open = (): void => {
      actions.draft(key, keptText(current));
      actions.focus(key);
    };
    const toggle = button({ look: "secondary", key: `open ${key}`, press: open }, t("Suggest Change"));
    return { area: undefined, toggle: current === undefined ? undefined : toggle };
  }
  const close = (): void => {
    actions.draft(key, "");
    actions.focus(field);
  };
  return {
    area: textArea({
      label: t("Suggested lines (empty: the lines go)"),
      rows: Math.min(12, Math.max(2, text.split("\n").length)),
      value: text,
      key: `field ${key}`,
      class: "words suggestedWords",
      attrs: { spellcheck: "false" },
      input: (words) => actions.draft(key, keptText(words)),
    }),
    toggle: button({ look: "secondary", key: `close ${key}`, press: close }, t("Without Suggestion")),
  };
}
