import { joinPath } from "../../files/paths.ts";
import { readOrNothing } from "../../files/readOrNothing.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { shortName, type RefName } from "../../git/repository/refName.ts";
import type { ForkOrigin } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { beginningOfFork, branchOfFork } from "../../worktrees/forkBranch.ts";
import { forkBranchRef } from "../../worktrees/forkNames.ts";
import type { ForkContext } from "./forkContext.ts";

/** Bytes of a branch's log beyond which it is not read. */
const largestLog = 1024 * 1024;

/** What git's log says of a branch that was only made or set. */
const made = /^branch: (?:Created from|Reset to) (.+)$/u;

/** What git's log says of a branch that was only made, brought up to its baseline, or set to a commit that exists. */
const notOwn = /^(?:branch: |Branch: |fork: |reset: )|: Fast-forward$/u;

/** A rebase that ends where it was to go has kept none of the branch's commits. */
const rebased = /\bonto ([0-9a-f]{40}(?:[0-9a-f]{24})?)$/u;

/**
 * Where the branch of a fork has stood after work was done in it, as the branch's log says it; `undefined`: the repository keeps no log that can
 * be read. A branch that was there before its fork may have been made of work that is its own, as one that was fetched is; what it was set to since, other
 * than to what was pushed of it, is another one's.
 */
export async function ownHeads(
  context: Pick<ForkContext, "fs" | "root" | "commonDirectory">,
  { id, origin }: { readonly id: SessionId; readonly origin: ForkOrigin },
): Promise<ReadonlySet<ObjectId> | undefined> {
  const branch = branchOfFork(context, id);
  const log = await readOrNothing(context.fs, joinPath(context.commonDirectory, "logs", branch), largestLog);
  if (log === undefined || log.length === 0) return undefined;
  const adopted = beginningOfFork(context, id) ?? Infinity;
  const own = new Set<ObjectId>();
  for (const line of outputText(log).split("\n")) {
    const tab = line.indexOf("\t");
    const said = line.slice(0, Math.max(tab, 0)).split(" ");
    const [, to = ""] = said;
    const message = line.slice(tab + 1);
    const madeOf = branch === forkBranchRef(id) || to === origin.commit ? undefined : made.exec(message)?.[1];
    const isMadeOfIt = madeOf !== undefined && (Number(said.at(-2)) * 1000 <= adopted || isPushed(branch, madeOf));
    if (tab < 0 || !isObjectId(to) || (notOwn.test(message) && !isMadeOfIt)) continue;
    if (rebased.exec(message)?.[1] !== to) own.add(to);
  }
  return own;
}

/** Whether a name is that of what was pushed of a branch, at any remote. */
function isPushed(branch: RefName, name: string): boolean {
  return name.replace(/^(?:(?:refs\/)?remotes\/)?[^/]+\//u, "") === shortName(branch);
}
