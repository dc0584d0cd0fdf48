import type { Snapshot } from "../../src/messages/review.ts";
import { element } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PageActions } from "../base/pageActions.ts";
import { button } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";
import type { PageState } from "../model/pageState.ts";

/** How the answer went back to whoever asked, and what came of it. */
export function deliveryStrip({ delivery }: Snapshot): HTMLElement | undefined {
  if (delivery === null) return undefined;
  const { lines, due } = delivery;
  return element(
    "div",
    {
      class: due ? "delivery due" : "delivery",
      attrs: { role: "status", "aria-label": t("How the answer went back") },
    },
    icon(due ? "agent" : "check"),
    element(
      "div",
      { class: "lines" },
      lines.map((line) => element("p", { class: "foreign" }, line)),
    ),
  );
}

/** The ways to send it, and to what came back. The extension does it, and asks where there is something to ask. What is next has the accent, unless a decision is. */
export function deliveryButtons(
  { delivery, can }: Snapshot,
  { busy }: PageState,
  actions: PageActions,
): readonly HTMLElement[] {
  if (delivery === null) return [];
  const next = can.grant || can.askAgain ? undefined : delivery.askedAgain ? "askedAgain" : "continueAgent";
  const made = (what: "continueAgent" | "copyAsPrompt" | "askedAgain", words: string): HTMLElement => {
    const key = `open ${what}`;
    const press = (): void => {
      if (!busy.has(key)) actions.open(what);
    };
    const isNext = what === next && (what === "askedAgain" || delivery.due);
    return button({ look: isNext ? "primary" : "secondary", key, press }, words);
  };
  return [
    ...(delivery.canSend
      ? [made("continueAgent", t("Continue Agent")), made("copyAsPrompt", t("Copy as Prompt"))]
      : []),
    ...(delivery.askedAgain ? [made("askedAgain", t("Open the newer request"))] : []),
  ];
}
