import { say } from "../../base/text.ts";
import type { Problem, ProblemCode } from "../model/session.ts";

/** Of one kind so many problems are told one by one, and the others as one. */
const toldOfAKind = 100;

/** The problems for people and tools: of each kind the first ones, then one that counts the rest, at `directory`, and is repaired with it. */
export function cappedProblems(directory: string, problems: readonly Problem[]): readonly Problem[] {
  const counts = new Map<ProblemCode, number>();
  const told: Problem[] = [];
  const repairable = new Set<ProblemCode>();
  for (const problem of problems) {
    const count = (counts.get(problem.code) ?? 0) + (problem.more ?? 1);
    counts.set(problem.code, count);
    if (count <= toldOfAKind) told.push(problem);
    else if (problem.repair !== undefined) repairable.add(problem.code);
  }
  for (const [code, count] of counts) {
    if (count > toldOfAKind) told.push(restOf(code, count - toldOfAKind, directory, repairable.has(code)));
  }
  return told;
}

function restOf(code: ProblemCode, more: number, path: string, repairable: boolean): Problem {
  const repair = repairable ? { repair: say`What can be repaired of them will be.` } : {};
  return { code, message: say`And ${more} more of this kind.`, path, more, ...repair };
}

/** How many problems a list stands for. */
export function countProblems(problems: readonly Problem[]): number {
  return problems.reduce((sum, { more = 1 }) => sum + more, 0);
}
