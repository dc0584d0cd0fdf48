import { checkpointTriggers } from "../../../core/checkpoints/model/checkpoint.ts";
import { commandActor, personActor } from "../../../core/events/model/actor.ts";
import type { EventType, WorkflowEvent } from "../../../core/events/model/event.ts";
import { visibleText } from "../../../core/base/visibleText.ts";
import { triggerWords } from "../checkpointWording.ts";
import { memberNumber, memberText } from "./eventMembers.ts";
import { runEventWords } from "./runEventWording.ts";
import { shortened } from "../shortened.ts";
import type { Translate } from "../translate.ts";

/** Says in a few words what has happened; `undefined`: its members are not what they should be. */
type EventWords = (event: WorkflowEvent, t: Translate) => string | undefined;

const filled = (value: string, words: (value: string) => string): string | undefined =>
  value === "" ? undefined : words(value);

const sentences: Readonly<Record<string, EventWords>> = {
  "session.created": ({ back }, t) => (back === true ? t("Session brought back") : t("Session created")),
  "session.activated": (event, t) =>
    filled(memberText(event, "from"), (from) => t("Made active, in place of {0}", from)) ?? t("Made active"),
  "session.paused": (_event, t) => t("Paused"),
  "session.completed": ({ archived }, t) => (archived === true ? t("Archived") : t("Completed")),
  "session.unarchived": (_event, t) => t("Taken out of the archive"),
  "session.renamed": (event, t) => filled(memberText(event, "from"), (from) => t("Renamed, was {0}", from)),
  "session.deleted": (_event, t) => t("Session deleted"),
  "phase.entered": (event, t) => filled(memberText(event, "phase"), (phase) => t("Phase {0} entered", phase)),
  "task.added": (event, t) => filled(memberText(event, "text"), (text) => t("Task added: {0}", text)),
  "task.finished": (event, t) => filled(memberText(event, "text"), (text) => t("Task finished: {0}", text)),
  "save.written": (_event, t) => t("Progress saved"),
  "checkpoint.taken": (event, t) => {
    const [n, trigger] = [memberNumber(event, "n"), triggerOf(event)];
    if (n === undefined) return undefined;
    return trigger === undefined ? t("Checkpoint #{0}", n) : t("Checkpoint #{0}, {1}", n, triggerWords(trigger, t));
  },
  "checkpoint.restored": (event, t) => {
    const n = memberNumber(event, "n");
    if (event["operation"] === "undo") return t("Restore undone");
    if (event["operation"] === "redo") return t("Restore done again");
    return n === undefined ? t("Files restored") : t("Files restored from checkpoint #{0}", n);
  },
  "checkpoint.recovered": (_event, t) => t("Interrupted change of files dealt with"),
  "checkpoint.pruned": (event, t) => {
    const count = memberNumber(event, "count");
    if (count === undefined) return undefined;
    return count === 1 ? t("1 checkpoint deleted") : t("{0} checkpoints deleted", count);
  },
  "fork.adopted": (event, t) =>
    filled(memberText(event, "branch"), (branch) => t("Branch {0} kept as a session", branch)),
  "fork.opened": (event, t) => {
    const setup = memberNumber(event, "setup");
    return setup === undefined || setup === 0
      ? t("Worktree made")
      : t("Worktree made; its setup command ended with {0}", setup);
  },
  "fork.synced": (_event, t) => t("Brought up to date with its baseline"),
  "fork.removed": (event, t) => {
    const n = memberNumber(event, "checkpoint");
    return n === undefined ? t("Fork removed") : t("Fork removed; checkpoint #{0} keeps its files", n);
  },
  "fork.recovered": (_event, t) => t("Interrupted change of the fork dealt with"),
  "fork.repaired": (_event, t) => t("Fork repaired"),
  "request.asked": (event, t) => asked(memberText(event, "kind"), t),
  "request.withdrawn": (event, t) =>
    memberText(event, "replaced_by") === "" ? t("Request withdrawn") : t("Request replaced by a newer one"),
  "request.decided": (event, t) => decided(memberText(event, "kind"), memberText(event, "decision"), t),
  "request.settled": (event, t) => settled(memberText(event, "kind"), memberText(event, "outcome"), t),
  "request.undone": (event, t) => filled(memberText(event, "kind"), (kind) => t("Undone: {0}", kindWord(kind, t))),
  "comment.added": (event, t) =>
    filled(memberText(event, "file"), (file) => t("Comment on {0}", file)) ?? t("Comment on the session"),
  "comment.replied": (_event, t) => t("Reply to a comment"),
  "comment.resolved": (event, t) => {
    if (memberText(event, "applied") !== "") return t("Suggestion applied");
    return event["resolved"] === false ? t("Comment reopened") : t("Comment resolved");
  },
  ...runEventWords,
} satisfies Readonly<Record<Exclude<EventType, "fork.created">, EventWords>>;

function triggerOf(event: WorkflowEvent): (typeof checkpointTriggers)[number] | undefined {
  return checkpointTriggers.find((trigger) => trigger === event["trigger"]);
}

function kindWord(kind: string, t: Translate): string {
  const words: ReadonlyMap<string, string> = new Map([
    ["merge", t("merge")],
    ["commit", t("commit")],
    ["teardown", t("removal of the fork")],
    ["publish", t("publication")],
  ]);
  return words.get(kind) ?? kind;
}

const asked = (kind: string, t: Translate): string | undefined =>
  filled(kind, (given) => t("Review asked for: {0}", kindWord(given, t)));

function decided(kind: string, decision: string, t: Translate): string | undefined {
  const what = kindWord(kind, t);
  if (decision === "granted") return t("Granted: {0}", what);
  if (decision === "denied") return t("Denied: {0}", what);
  if (decision === "changes") return t("Changes asked for: {0}", what);
  return filled(decision, (given) => t("Decided ({0}): {1}", given, what));
}

function settled(kind: string, outcome: string, t: Translate): string | undefined {
  const what = kindWord(kind, t);
  if (outcome === "executed") return t("Done: {0}", what);
  if (outcome === "refused") return t("Not done, something had moved: {0}", what);
  if (outcome === "failed") return t("Failed: {0}", what);
  return filled(outcome, (given) => t("Ended ({0}): {1}", given, what));
}

/** What has happened, as a sentence for one line; a type that this version does not know, or members it cannot read, by the type's name. `session`: whose timeline it is in. */
export function eventSentence(event: WorkflowEvent, session: string, t: Translate): string {
  const name = event.type.trim() === "" ? t("Something without a name") : visibleText(shortened(event.type, 100));
  if (event.type === "fork.created") {
    if (event.session !== session && event["baseline"] === session)
      return t("Fork {0} made", visibleText(event.session ?? ""));
    return filled(memberText(event, "baseline"), (baseline) => t("Forked from {0}", baseline)) ?? name;
  }
  const words = Object.hasOwn(sentences, event.type) ? sentences[event.type] : undefined;
  return words?.(event, t) ?? name;
}

/** What events are worth, for whoever reads one. */
export function unsignedSentence(t: Translate): string {
  return t(
    "As noted; not signed: whoever can write to the workspace can write this. What was decided and which checks passed is in the review and in the audit log.",
  );
}

/** Who did something, as the event says it: “person”, too, is only what whoever wrote it has given. */
export function actorWords(actor: string, t: Translate): string {
  if (actor === commandActor) return t("someone with wfs");
  return actor === personActor ? t("a person, as noted") : visibleText(shortened(actor, 40));
}
