import type { ForkNode, ForkView } from "./fork.ts";

/**
 * Forks grouped under the session they came from, each level newest activity first. Forks whose baseline is itself a fork nest below it.
 * A chain of origins that closes on itself (records edited by hand) is cut, so that every fork is shown exactly once.
 */
export function forkTree(forks: readonly ForkView[]): ReadonlyMap<string, readonly ForkNode[]> {
  const byId = new Map<string, ForkView>(forks.map((fork) => [fork.id, fork]));
  const children = new Map<string, ForkView[]>();
  for (const fork of forks) {
    const parent = topOrParent(fork, byId);
    children.set(parent, [...(children.get(parent) ?? []), fork]);
  }
  const node = (fork: ForkView): ForkNode => ({ fork, forks: level(fork.id) });
  const level = (parent: string): readonly ForkNode[] => (children.get(parent) ?? []).toSorted(newestFirst).map(node);
  const roots = [...children.keys()].filter((parent) => !byId.has(parent));
  return new Map(roots.map((parent) => [parent, level(parent)]));
}

/** The parent's id; for the member of a closed chain with the smallest id, an id nobody has, which makes it a root. */
function topOrParent(fork: ForkView, byId: ReadonlyMap<string, ForkView>): string {
  const seen: string[] = [fork.id];
  let parent = byId.get(fork.forked_from.session);
  while (parent !== undefined) {
    if (parent.id === fork.id) {
      return seen.every((id) => fork.id <= id) ? "" : fork.forked_from.session;
    }
    if (seen.includes(parent.id)) break;
    seen.push(parent.id);
    parent = byId.get(parent.forked_from.session);
  }
  return fork.forked_from.session;
}

function newestFirst(left: ForkView, right: ForkView): number {
  if (left.last_activity !== right.last_activity) return left.last_activity < right.last_activity ? 1 : -1;
  return left.id < right.id ? -1 : 1;
}
