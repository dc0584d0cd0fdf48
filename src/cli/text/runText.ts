import { relative } from "node:path";
import { visibleText } from "../../core/base/visibleText.ts";
import { shortBase, type RunView } from "../../core/runs/viewRun.ts";
import type { Paint } from "../base/paint.ts";
import { type Cell, styled } from "./table.ts";

/** One line of a run's transcript. */
export const transcriptLine = (part: string, text: string): string => `[${part}] ${visibleText(text)}\n`;

/** How a run begins: who it is for, and what it was given. `here`: where whoever reads stands. */
export function beginningText({ place, record, worktree, scope }: RunView, here: string): string {
  const { lane, base, attempt, enforcement } = record;
  const path = worktree === null ? "none" : relative(here, worktree) || ".";
  return (
    transcriptLine("router", `scope=${scope} lane=${lane} session=${place.id}`) +
    transcriptLine("capsule", `worktree=${path} base=${shortBase(base)} attempt=${attempt} enforcement=${enforcement}`)
  );
}

/** The transcript of a run as far as it has come. */
export function runText(view: RunView, here: string): string {
  const { checks, programs } = view;
  const running = programs.map(({ command, tool }) => transcriptLine("agent", `running: ${command ?? tool}`)).join("");
  const checked = checks
    .map(({ name, status }) => transcriptLine("verify", `${name} (claimed) ... ${statusWords[status]}`))
    .join("");
  return beginningText(view, here) + running + checked;
}

const statusWords = { passed: "PASS", failed: "FAIL", skipped: "SKIPPED" } as const;

/** The cells of one run in a list. */
export function runCells({ task, place, record, state }: RunView, paint: Paint): readonly Cell[] {
  const { lane, attempt, enforcement } = record;
  const plain = [state, lane, enforcement, `attempt ${attempt}`, place.id].map((text) => ({ text }));
  return [styled(visibleText(task), paint.bold), ...plain];
}
