import { parentPath } from "../../files/paths.ts";
import { knownTools } from "./tools.ts";

/** Where a piece of work is: the path of its worktree, and the short name of its branch. */
export interface WorkPlace {
  readonly path: string | null;
  readonly branch: string | null;
}

/**
 * The product that made a piece of work, as far as it can be told: by where its worktree lies, else by its branch, else by that the worktree lies in the
 * directory beside the repository.
 * @param repository top of the main checkout
 */
export function toolOf(work: WorkPlace, repository: string): string | null {
  return toolAmong(knownTools, work, repository);
}

/** The agent that made it, by the same signs: not a product that starts the agents of others. */
export function agentOf(work: WorkPlace, repository: string): string | null {
  return toolAmong(agents, work, repository);
}

const agents = knownTools.filter(({ startsOthers }) => startsOthers === undefined);

function toolAmong(tools: typeof knownTools, { path, branch }: WorkPlace, repository: string): string | null {
  const inside = tools.find(({ worktrees = [] }) => path !== null && worktrees.some((part) => path.includes(part)));
  const named = tools.find(({ branches = [] }) => branch !== null && branches.some((one) => branch.startsWith(one)));
  const beside = tools.find(
    ({ besides }) => besides !== undefined && path !== null && parentPath(path) === repository + besides,
  );
  return (inside ?? named ?? beside)?.name ?? null;
}

/** The patterns of branches that come first where the person says nothing else: those of agents in general, and of the products that are known. */
export const defaultPatterns: readonly string[] = [
  "agents/*",
  ...knownTools.flatMap(({ branches = [] }) => branches.map((beginning) => `${beginning}*`)),
];

/** Whether a branch matches one of the patterns, in which a star stands for anything, slashes too. */
export function matchesPattern(branch: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(branch, pattern));
}

/** Part by part from the left, so that no pattern takes long. */
function matches(name: string, pattern: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
