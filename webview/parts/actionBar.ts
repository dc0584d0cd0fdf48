import type { Snapshot } from "../../src/messages/review.ts";
import { spinner, element, fill, type Child } from "../base/dom.ts";
import { keepFocus } from "../base/focus.ts";
import { icon } from "../base/icons.ts";
import { fileEntries } from "../model/fileEntries.ts";
import type { PageState } from "../model/pageState.ts";
import { shownActions, type Decision } from "../model/shownActions.ts";
import type { PageActions } from "../base/pageActions.ts";
import type { Store } from "../base/store.ts";
import { button, turnOff } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";
import { deliveryButtons, deliveryStrip } from "./delivery.ts";

/**
 * The buttons at the bottom, with the reasons for which Grant is off. None of them decides: the extension asks in a dialog of its own.
 * Decisions stand on the left: VS Code's notifications cover the right.
 */
export function actionBar(
  store: Store,
  actions: PageActions,
  help: () => void,
  say: (words: string) => void,
): HTMLElement {
  const root = element("footer", { class: "actions" });
  store.onDraw((state, before) => {
    const { snapshot } = state;
    if (snapshot === undefined) return;
    const same =
      before !== undefined &&
      snapshot === before.snapshot &&
      state.busy === before.busy &&
      state.selected === before.selected &&
      state.seen === before.seen &&
      state.failure === before.failure;
    if (same) return;
    keepFocus(root, () => {
      fill(
        root,
        state.failure !== undefined && failure(state.failure, actions),
        reasons(snapshot, state, actions),
        deliveryStrip(snapshot),
        element(
          "div",
          { class: "bar" },
          element(
            "div",
            { class: "buttons decide" },
            decisions(state, snapshot, actions, say),
            lookActions(state, snapshot, actions, say),
            deliveryButtons(snapshot, state, actions),
          ),
          element("div", { class: "buttons open" }, openings(state, snapshot, actions, help)),
        ),
      );
    });
  });
  return root;
}

function failure({ message, hint }: NonNullable<PageState["failure"]>, actions: PageActions): HTMLElement {
  return element(
    "div",
    { class: "failure", attrs: { role: "alert" } },
    icon("error"),
    element(
      "p",
      {},
      element("span", { class: "foreign" }, message),
      " ",
      element("span", { class: "quiet foreign" }, hint),
    ),
    button({ look: "icon", label: t("Dismiss"), key: "dismiss", press: () => actions.dismissFailure() }, icon("close")),
  );
}

/** What the banner does not say already; nothing where nobody waits for a decision, since it says there what became of it. */
function reasons(snapshot: Snapshot, { seen }: PageState, actions: PageActions): Child {
  const { banner, can, state } = snapshot;
  const whyNot = snapshot.whyNot.filter((reason) => !banner.includes(reason));
  const expected = state !== "deciding" && shownActions(snapshot).some(({ action }) => action === "grant");
  if (can.grant || !expected || whyNot.length === 0) return undefined;
  const unseen = fileEntries(snapshot.files, "").find(({ mustBeSeen, path }) => mustBeSeen && !seen.has(path));
  return element(
    "div",
    { class: "whyNot", attrs: { role: "note", "aria-label": t("Why Grant is off") } },
    icon("info"),
    whyNot.length === 1
      ? element("p", { class: "foreign" }, whyNot[0])
      : element(
          "ul",
          {},
          whyNot.map((reason) => element("li", { class: "foreign" }, reason)),
        ),
    unseen !== undefined &&
      button({ look: "secondary", key: "unseen", press: () => actions.select(unseen.path) }, t("Show the next one")),
  );
}

function openings(
  { selected }: PageState,
  snapshot: Snapshot,
  actions: PageActions,
  help: () => void,
): readonly Child[] {
  return [
    selected !== null &&
      open("open diff", t("Open in diff editor"), t("Diff editor"), () => actions.open("diff", selected)),
    snapshot.files.length > 0 &&
      open("open all", t("Open all in multi-diff editor"), t("All in multi-diff"), () => actions.open("multiDiff")),
    snapshot.can.compare &&
      open("compare", t("Compare with another proposal"), t("Compare"), () => actions.open("compare")),
    button({ look: "icon", label: t("Keyboard shortcuts (?)"), key: "help", press: help }, icon("keyboard")),
  ];
}

/** @param short what stands on the button where there is little room; its name stays */
function open(key: string, words: string, short: string, press: () => void): HTMLElement {
  return button(
    { look: "secondary", key, press, label: words },
    element("span", { class: "long" }, words),
    element("span", { class: "short" }, short),
  );
}

function decisions(
  state: PageState,
  snapshot: Snapshot,
  actions: PageActions,
  say: (words: string) => void,
): readonly Child[] {
  const shown = shownActions(snapshot);
  const busy = shown.find(({ action }) => state.busy.has(action));
  // One accent: what there is to do next.
  const main = snapshot.can.askAgain ? "askAgain" : "grant";
  return [
    ...shown.map(({ action, on }) => {
      const reason = offReason(action, on, snapshot, busy !== undefined);
      const press = (): void => (reason === undefined ? actions.act(action) : say(reason));
      const made = button(
        {
          look: action === main && on ? "primary" : "secondary",
          class: `decide-${action}`,
          key: `act ${action}`,
          press,
        },
        words(action),
      );
      turnOff(made, reason);
      return made;
    }),
    snapshot.can.turnOn &&
      button(
        { look: "primary", key: "turn on", press: () => actions.open("turnOn") },
        t("Turn On Publishing to This Remote…"),
      ),
    snapshot.can.pullRequest &&
      button(
        { look: "primary", key: "pull request", press: () => actions.open("pullRequest") },
        t("Open the Pull Request in the Browser"),
      ),
    busy !== undefined && spinner(t("The extension is asked")),
  ];
}

/** What can be made of work that nobody has asked a review for. */
function lookActions(
  { busy }: PageState,
  { looking }: Snapshot,
  actions: PageActions,
  say: (words: string) => void,
): readonly Child[] {
  if (looking === undefined) return [];
  const { keep, merge } = looking.can;
  const isAsked = busy.has("keep") || busy.has("merge");
  const reason = isAsked ? t("The extension is asked already; look for its dialog.") : undefined;
  const made = (name: "keep" | "merge", look: "primary" | "secondary", label: string): HTMLElement => {
    const press = (): void => (reason === undefined ? actions[name]() : say(reason));
    const pressed = button({ look, class: `look-${name}`, key: `look ${name}`, press }, label);
    turnOff(pressed, reason);
    return pressed;
  };
  return [
    merge && made("merge", "primary", t("Review and Merge…")),
    keep && made("keep", merge ? "secondary" : "primary", t("Keep as Session")),
    isAsked && spinner(t("The extension is asked")),
  ];
}

function offReason(action: Decision, on: boolean, { whyNot }: Snapshot, busy: boolean): string | undefined {
  if (busy) return t("The extension is asked already; look for its dialog.");
  if (on) return undefined;
  if (action === "grant" && whyNot.length > 0) return whyNot.join(" ");
  return t("This cannot be done now.");
}

function words(action: Decision): string {
  switch (action) {
    case "grant":
      return t("Grant…");
    case "deny":
      return t("Deny…");
    case "changes":
      return t("Ask for changes…");
    case "askAgain":
      return t("Ask again");
    case "undo":
      return t("Undo");
  }
}
