import { element, fill } from "../../base/dom.ts";
import { keepFocus } from "../../base/focus.ts";
import { icon } from "../../base/icons.ts";
import type { PageActions } from "../../base/pageActions.ts";
import type { Store } from "../../base/store.ts";
import { button, textArea, turnOff } from "../../base/toolkit.ts";
import { t } from "../../base/wording.ts";
import { summaryKey, type PageState } from "../../model/pageState.ts";

/** The comments that are not sent yet, with what sends or discards them; gone where there are none. */
export function reviewBar(store: Store, actions: PageActions): HTMLElement {
  const root = element("section", { class: "review", attrs: { "aria-label": t("Your review") } });
  store.onDraw((state, before) => {
    const count = draftsIn(state);
    root.hidden = count === 0;
    const same =
      before !== undefined &&
      count === draftsIn(before) &&
      state.busy === before.busy &&
      isWriting(state) === isWriting(before);
    if (same) return;
    keepFocus(root, () => {
      if (count === 0) fill(root);
      else draw(root, count, state, actions);
    });
  });
  return root;
}

function draw(root: HTMLElement, count: number, state: PageState, actions: PageActions): void {
  const writing = isWriting(state);
  const busy = state.busy.has("send review") || state.busy.has("discard drafts");
  const summary = textArea({
    label: t("Summary (Markdown, may be left out)"),
    rows: 3,
    value: state.drafts[summaryKey]?.trimStart() ?? "",
    key: `field ${summaryKey}`,
    class: "words",
    // A field with nothing in it stays open.
    input: (words) => actions.draft(summaryKey, words === "" ? " " : words),
  });
  const send = button(
    { look: "primary", key: "send review", press: () => (busy ? undefined : actions.sendReview()) },
    busy ? t("Sending…") : t("Send Review"),
  );
  turnOff(send, busy ? t("The extension is asked.") : undefined);
  const discard = button(
    { look: "secondary", key: "discard drafts", press: () => (busy ? undefined : actions.discardDraft(undefined)) },
    t("Discard…"),
  );
  const open = (): void => {
    actions.draft(summaryKey, " ");
    actions.focus(summaryKey);
  };
  const add = button({ look: "secondary", key: "add summary", press: open }, t("Add Summary"));
  fill(
    root,
    writing && summary,
    element(
      "div",
      { class: "bar" },
      element(
        "p",
        { attrs: { role: "status" } },
        icon("comment"),
        " ",
        count === 1 ? t("1 comment not sent yet") : t("{0} comments not sent yet", count),
      ),
      element("div", { class: "buttons" }, send, !writing && add, discard),
    ),
  );
}

function draftsIn({ snapshot }: PageState): number {
  return snapshot?.threads.filter(({ draft }) => draft).length ?? 0;
}

const isWriting = ({ drafts }: PageState): boolean => drafts[summaryKey] !== undefined;
