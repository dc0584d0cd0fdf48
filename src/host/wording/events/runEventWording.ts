import type { EventType, WorkflowEvent } from "../../../core/events/model/event.ts";
import { terminalTool } from "../../../core/runs/model/terminalTool.ts";
import { memberNumber, memberText } from "./eventMembers.ts";
import { shortened } from "../shortened.ts";
import type { Translate } from "../translate.ts";

/** Characters of a command line in a row. */
const longestCommand = 40;

type RunEvent = Extract<EventType, `run.${string}` | `tool.${string}` | `check.${string}`>;

/** The name of the task where there is one. */
function ofRun(event: WorkflowEvent, words: (task: string) => string): string | undefined {
  const task = memberText(event, "task");
  return task === "" ? undefined : words(task);
}

/** What ran: its command line, else its name. */
function program(event: WorkflowEvent): string {
  return shortened(memberText(event, "command") || memberText(event, "tool"), longestCommand);
}

function toolStarted(event: WorkflowEvent, t: Translate): string | undefined {
  if (event["tool"] === terminalTool) return t("Terminal opened");
  return program(event) === "" ? undefined : t("{0} started", program(event));
}

function toolEnded(event: WorkflowEvent, t: Translate): string | undefined {
  if (event["tool"] === terminalTool) return t("Terminal closed");
  const ran = program(event);
  if (ran === "") return undefined;
  const exit = memberNumber(event, "exit");
  const { changed } = event;
  const count = (Array.isArray(changed) ? changed.length : 0) + (memberNumber(event, "more") ?? 0);
  const end =
    exit === undefined ? t("{0} ended", ran) : exit === 0 ? t("{0} done", ran) : t("{0} ended with {1}", ran, exit);
  if (changed === null) return t("{0}, nobody looked at its files", end);
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
  // Whoever can write the file can say “required”, too: neither is told as a fact.
  return event["by"] === "required"
    ? t("Check {0}: {1}, as noted", name, said)
    : t("Check {0}: {1}, as claimed", name, said);
}

/** What is said of each event of a run, of the tools in it, and of checks. */
export const runEventWords = {
  "run.queued": (event, t) => ofRun(event, (task) => t("Run {0} queued", task)),
  "run.started": (event, t) => ofRun(event, (task) => t("Run {0} started", task)),
  "run.retried": (event, t) =>
    ofRun(event, (task) => t("Run {0}: attempt {1}", task, memberNumber(event, "attempt") ?? "?")),
  "run.reset": (event, t) => ofRun(event, (task) => t("Run {0} back at its base", task)),
  "run.finished": (event, t) => ofRun(event, (task) => t("Run {0} finished", task)),
  "run.removed": (event, t) => ofRun(event, (task) => t("Run {0} torn down", task)),
  "tool.started": toolStarted,
  "tool.ended": toolEnded,
  "check.ended": checkEnded,
} satisfies Readonly<Record<RunEvent, (event: WorkflowEvent, t: Translate) => string | undefined>>;

/** What is beside a run's event in a row: its lane, where that is new. */
export function laneOfEvent(event: WorkflowEvent): string {
  return event.type === "run.started" || event.type === "run.queued" ? memberText(event, "lane") : "";
}
