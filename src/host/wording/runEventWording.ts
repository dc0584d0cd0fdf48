import type { EventType, WorkflowEvent } from "../../core/events/model/event.ts";
import { memberNumber, memberText } from "./eventMembers.ts";
import type { Translate } from "./translate.ts";

type RunEvent = Extract<EventType, `run.${string}` | `tool.${string}` | `check.${string}`>;

/** `Run fix-login: started`, with the name of the task where there is one. */
function ofRun(event: WorkflowEvent, words: string, t: Translate): string | undefined {
  const task = memberText(event, "task");
  return task === "" ? undefined : t("Run {0}: {1}", task, words);
}

function keptIn(event: WorkflowEvent, words: string, t: Translate): string {
  const n = memberNumber(event, "checkpoint");
  return n === undefined ? words : t("{0}; checkpoint #{1} keeps what was there", words, n);
}

function lane(event: WorkflowEvent, words: string, t: Translate): string {
  const name = memberText(event, "lane");
  return name === "" ? words : t("{0} in lane {1}", words, name);
}

function toolEnded(event: WorkflowEvent, t: Translate): string | undefined {
  const tool = memberText(event, "tool");
  if (tool === "") return undefined;
  const exit = memberNumber(event, "exit");
  const { changed } = event;
  const count = (Array.isArray(changed) ? changed.length : 0) + (memberNumber(event, "more") ?? 0);
  const end =
    exit === undefined ? t("{0} ended", tool) : exit === 0 ? t("{0} done", tool) : t("{0} ended with {1}", tool, exit);
  if (count === 0) return end;
  return count === 1 ? t("{0}, 1 file changed", end) : t("{0}, {1} files changed", end, count);
}

function checkEnded(event: WorkflowEvent, t: Translate): string | undefined {
  const [name, status] = [memberText(event, "name"), memberText(event, "status")];
  if (name === "" || status === "") return undefined;
  const words: ReadonlyMap<string, string> = new Map([
    ["passed", t("passed")],
    ["failed", t("failed")],
    ["skipped", t("skipped")],
  ]);
  const said = words.get(status) ?? status;
  // An agent's own checks satisfy nothing, so they are never told as facts.
  return event["by"] === "required" ? t("Check {0}: {1}", name, said) : t("Check {0}: {1}, as claimed", name, said);
}

/** What is said of each event of a run, of the tools in it, and of checks. */
export const runEventWords = {
  "run.queued": (event, t) => ofRun(event, lane(event, t("queued"), t), t),
  "run.started": (event, t) => ofRun(event, lane(event, t("started"), t), t),
  "run.retried": (event, t) =>
    ofRun(event, keptIn(event, t("attempt {0} started", memberNumber(event, "attempt") ?? "?"), t), t),
  "run.reset": (event, t) => ofRun(event, keptIn(event, t("back at its base"), t), t),
  "run.finished": (event, t) => ofRun(event, t("finished, needs review"), t),
  "run.removed": (event, t) => ofRun(event, keptIn(event, t("torn down"), t), t),
  "tool.started": (event, t) =>
    memberText(event, "tool") === "" ? undefined : t("{0} started", memberText(event, "tool")),
  "tool.ended": toolEnded,
  "check.ended": checkEnded,
} satisfies Readonly<Record<RunEvent, (event: WorkflowEvent, t: Translate) => string | undefined>>;
