import type { Problem, ProblemCode } from "../core/sessions/session.ts";
import { visibleText } from "../core/visibleText.ts";
import type { Paint } from "./paint.ts";

/** A problem as `status`, `list` and `doctor` answer it. */
export const problemJson = ({ code, message, path }: Problem): object => ({ code, message, path });

const halfDone: ReadonlySet<ProblemCode> = new Set(["half-changed", "unfinished-operation"]);

/** What a killed process left half done, a line each, for verbs that only look. */
export function unfinishedLines(problems: readonly Problem[], paint: Paint): readonly string[] {
  return problems
    .filter(({ code }) => halfDone.has(code))
    .map(({ message, repair }) => {
      const how = repair === undefined ? "" : " “wfs doctor --fix” settles it.";
      return paint.warn(`${visibleText(message)}${how}`);
    });
}
