import { visibleText } from "../../core/base/visibleText.ts";
import { terminalTool } from "../../core/runs/model/terminalTool.ts";
import type { RunState } from "../../core/runs/model/run.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import { shortened } from "./shortened.ts";
import type { Translate } from "./translate.ts";

type Enforcement = RunView["record"]["enforcement"];

/** Characters of a command line in a row. */
const longestCommand = 60;

/** Where a run stands, as words for a row; what was cut off first, because somebody has to go on with it. */
export function runStateWords({ state, interrupted }: RunView, t: Translate): string {
  return interrupted === null ? stateWords(state, t) : interruptedWords(interrupted, t);
}

function stateWords(state: RunState, t: Translate): string {
  return {
    running: t("running"),
    queued: t("queued"),
    ready: t("ready"),
    "needs-review": t("needs review"),
    removed: t("torn down"),
  }[state];
}

function interruptedWords(operation: NonNullable<RunView["interrupted"]>, t: Translate): string {
  return {
    retry: t("retry interrupted"),
    reset: t("reset interrupted"),
    teardown: t("teardown interrupted"),
  }[operation];
}

/** What keeps a run inside of its lane, as words for a row. */
export function enforcementWords(enforcement: Enforcement, t: Translate): string {
  return {
    kernel: t("enforced by the system"),
    agent: t("enforced by the agent"),
    hook: t("enforced by hooks"),
    none: t("not enforced"),
  }[enforcement];
}

/** The same as a sentence, for whoever wants to know what that means. */
export function enforcementSentence(enforcement: Enforcement, t: Translate): string {
  return {
    kernel: t("The operating system keeps its programs inside of the lane."),
    agent: t("The agent's own sandbox keeps it inside of the lane."),
    hook: t("Hooks of the agent keep it inside of the lane, as far as it calls them."),
    none: t(
      "Not enforced: it is given a worktree and an environment of its own, and nothing keeps its programs in them.",
    ),
  }[enforcement];
}

/** What a lane is for, in a few words; empty for one that this version does not know. */
export function laneWords(lane: string, t: Translate): string {
  const words: ReadonlyMap<string, string> = new Map([
    ["observe", t("look around, change nothing")],
    ["repo-fix", t("change files of the worktree")],
    ["release", t("prepare a release")],
  ]);
  return words.get(lane) ?? "";
}

/** `ready · try 2 · repo-fix · not enforced`: what differs from run to run first, because rows are narrow. */
export function runDescription(run: RunView, t: Translate): string {
  const { lane, attempt, enforcement } = run.record;
  return joined(" · ", [
    runStateWords(run, t),
    attempt === 1 ? "" : t("try {0}", attempt),
    visibleText(lane),
    enforcementWords(enforcement, t),
    programWords(run, t),
  ]);
}

/** The same in full, for a screen reader. */
export function spokenRun(run: RunView, t: Translate): string {
  const { lane, attempt, enforcement } = run.record;
  return joined(", ", [
    runStateWords(run, t),
    t("attempt {0}", attempt),
    t("lane {0}", visibleText(lane)),
    enforcementWords(enforcement, t),
    programWords(run, t),
  ]);
}

function programWords({ programs: [program] }: RunView, t: Translate): string {
  if (program?.tool === terminalTool) return t("terminal");
  return visibleText(shortened(program?.command ?? program?.tool ?? "", longestCommand));
}

function joined(between: string, parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(between);
}
