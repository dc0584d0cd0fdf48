import type { Translate } from "../translate.ts";

/** Kinds of events that a person can look at alone, in the order they are offered. */
export const eventKinds = ["session", "checkpoints", "forks", "reviews", "comments", "runs", "other"] as const;
export type EventKind = (typeof eventKinds)[number];

const kindOfPrefix: ReadonlyMap<string, EventKind> = new Map([
  ["session", "session"],
  ["phase", "session"],
  ["task", "session"],
  ["save", "session"],
  ["checkpoint", "checkpoints"],
  ["fork", "forks"],
  ["request", "reviews"],
  ["comment", "comments"],
  ["run", "runs"],
  ["tool", "runs"],
  ["check", "runs"],
]);

/** The kind of a type of event; types of versions to come are `other`, unless they begin as one of ours. */
export function eventKind(type: string): EventKind {
  return kindOfPrefix.get(type.slice(0, Math.max(0, type.indexOf(".")))) ?? "other";
}

/** What a kind is called where it is chosen. */
export function kindWords(kind: EventKind, t: Translate): string {
  return {
    session: t("Session, phases and tasks"),
    checkpoints: t("Checkpoints"),
    forks: t("Forks"),
    reviews: t("Requests and decisions"),
    comments: t("Comments"),
    runs: t("Runs, tools and checks"),
    other: t("Other"),
  }[kind];
}
