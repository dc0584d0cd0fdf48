import type { Problem, ProblemCode } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { formatAgo } from "./age.ts";
import type { Paint } from "../base/paint.ts";

/** What is wrong, for people; of something half done with its age. */
export function problemMessage({ message, begun }: Problem, now: number): string {
  return visibleText(`${String(message)}${begun === undefined ? "" : ` It was begun ${formatAgo(begun, now)}.`}`);
}

const halfDone: ReadonlySet<ProblemCode> = new Set(["half-changed", "unfinished-operation"]);

/** What a killed process left half done, a line each, for verbs that only look. */
export function unfinishedLines(problems: readonly Problem[], paint: Paint, now: number): readonly string[] {
  return problems
    .filter(({ code }) => halfDone.has(code))
    .map((problem) => {
      const how = problem.repair === undefined ? "" : " “wfs doctor --fix” repairs it.";
      return paint.warn(`${problemMessage(problem, now)}${how}`);
    });
}
