import { mergeDrivers, plainMerge, previewMerge } from "../git/merge/mergeCommits.ts";
import { parseObjectId } from "../git/repository/objectId.ts";
import { isRefName, type RefName } from "../git/repository/refName.ts";
import { readHead, readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { readRefs } from "../git/refs/refs.ts";
import type { FoundContext } from "./listFound.ts";

/** Work by its branch, or by its worktree, which may be on none. */
export interface ConflictPlace {
  readonly ref: RefName | undefined;
  readonly path: string | null;
}

/**
 * Files in which found work conflicts with a branch, by a merge in memory: git writes its objects, nothing moves, and no program of the repository is
 * started. Empty where either is not there.
 */
export async function conflictsOf(
  context: FoundContext,
  work: ConflictPlace,
  into: RefName,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { repository } = context;
  const head = work.ref ?? (await headIn(context, work.path));
  if (head === undefined) return [];
  const refs = await readRefs(repository, isRefName(head) ? [into, head] : [into], signal);
  const [ours, theirs] = [refs.get(into), isRefName(head) ? refs.get(head) : parseObjectId(head)];
  if (ours === undefined || theirs === undefined) return [];
  const drivers = await mergeDrivers(repository, signal);
  return (await previewMerge(repository.configured(plainMerge), ours, theirs, drivers, signal)).conflicts;
}

async function headIn({ fs, commonDirectory }: FoundContext, path: string | null): Promise<string | undefined> {
  const link = path === null ? undefined : await readWorktreeLink(fs, commonDirectory, path);
  return link === undefined ? undefined : (await readHead(fs, link.admin))?.replace(/^ref: /u, "");
}
