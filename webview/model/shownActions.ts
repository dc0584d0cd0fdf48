import type { Snapshot } from "../../src/messages/review.ts";

export type Decision = "changes" | "deny" | "grant" | "askAgain" | "undo";

/** States in which somebody could still decide something, so that buttons that are off are worth explaining. */
const undecided: readonly Snapshot["state"][] = [
  "loading",
  "waiting",
  "stale",
  "expired",
  "deciding",
  "invalid",
  "unverified",
  "forged",
  "conflict",
  "overlap",
  "blocked",
];

/** The decisions to show, in the order of their buttons; those that are off are shown only where they might come on again. */
export function shownActions({ state, can }: Snapshot): readonly { readonly action: Decision; readonly on: boolean }[] {
  const open = undecided.includes(state);
  const all: readonly { readonly action: Decision; readonly on: boolean; readonly shown: boolean }[] = [
    { action: "askAgain", on: can.askAgain, shown: can.askAgain },
    { action: "grant", on: can.grant, shown: can.grant || open },
    { action: "deny", on: can.deny, shown: can.deny || open },
    { action: "changes", on: can.changes, shown: can.changes || open },
    { action: "undo", on: can.undo, shown: can.undo },
  ];
  return all.filter(({ shown }) => shown).map(({ action, on }) => ({ action, on }));
}
