import type { Snapshot } from "../../src/messages/review.ts";
import { element } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PageActions } from "../base/pageActions.ts";
import { button } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";
import type { PageState } from "../model/pageState.ts";

/** How the answer went back to whoever asked, what came of it, and the ways to send it. The extension does it, and asks where there is something to ask. */
export function deliveryStrip(
  { delivery }: Snapshot,
  { busy }: PageState,
  actions: PageActions,
): HTMLElement | undefined {
  if (delivery === null) return undefined;
  const { lines, due, canSend, askedAgain } = delivery;
  const isBusy = busy.has("open continueAgent");
  return element(
    "div",
    {
      class: due ? "delivery due" : "delivery",
      attrs: { role: "status", "aria-label": t("How the answer went back") },
    },
    icon(due ? "agent" : "check"),
    element("div", { class: "lines" }, ...lines.map((line) => element("p", { class: "foreign" }, line))),
    canSend &&
      button(
        {
          look: "secondary",
          key: "open continueAgent",
          press: () => {
            if (!isBusy) actions.open("continueAgent");
          },
        },
        t("Continue Agent"),
      ),
    canSend &&
      button(
        { look: "secondary", key: "open copyAsPrompt", press: () => actions.open("copyAsPrompt") },
        t("Copy as Prompt"),
      ),
    askedAgain &&
      button(
        { look: "secondary", key: "open askedAgain", press: () => actions.open("askedAgain") },
        t("Open the newer request"),
      ),
  );
}
