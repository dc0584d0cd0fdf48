import { nulFields } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { listRefs } from "../../git/refs/refs.ts";
import type { Repository } from "../../git/repository/repository.ts";

/**
 * Arguments and stdin for `rev-list --objects` that leave only what nothing else holds: no other ref, no HEAD, no reflog and no index of any
 * work tree, the user's included.
 */
async function onlyHeldBy(
  repository: Repository,
  refs: ReadonlySet<string>,
): Promise<{ readonly args: readonly string[]; readonly stdin: Uint8Array } | undefined> {
  const all = await listRefs(repository, "refs/");
  const ours = all.filter(({ ref }) => refs.has(ref)).map(({ id }) => id);
  if (ours.length === 0) return undefined;
  const others = all.filter(({ ref }) => !refs.has(ref)).map(({ id }) => `^${id}`);
  const head = await repository.head();
  if (head.commit !== undefined) others.push(`^${head.commit}`);
  const stdin = new TextEncoder().encode([...ours, ...others].map((line) => `${line}\n`).join(""));
  return { args: ["rev-list", "--objects", "--stdin", "--not", "--reflog", "--indexed-objects"], stdin };
}

/**
 * Objects of these refs that others may hold too: what `rev-list` leaves out is only the trees at the edge of the others' histories.
 * Ask `unreachableAmong` before anything is deleted.
 */
export async function objectsOf(
  repository: Repository,
  refs: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<readonly ObjectId[]> {
  const query = await onlyHeldBy(repository, refs);
  if (query === undefined) return [];
  const { args, stdin } = query;
  const lines = (await repository.text([...args, "--no-object-names"], { stdin, signal })).split("\n");
  return lines.filter(isObjectId);
}

/**
 * Those of the loose objects that nothing reaches any more, as git's own clean-up sees it: refs, reflogs and the indexes of all work trees,
 * and besides these the `roots`.
 */
export async function unreachableAmong(
  repository: Repository,
  objects: readonly ObjectId[],
  roots: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<readonly ObjectId[]> {
  if (objects.length === 0) return [];
  const lines = (await repository.text(["prune", "--dry-run", "--", ...roots], { signal })).split("\n");
  const unreachable = new Set(lines.map((line) => line.slice(0, line.indexOf(" "))));
  return objects.filter((id) => unreachable.has(id));
}

/** Bytes on disk of what these refs hold and others hardly do (see `objectsOf`), deltas counted as stored. */
export async function bytesHeldBy(
  repository: Repository,
  refs: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<number> {
  const query = await onlyHeldBy(repository, refs);
  if (query === undefined) return 0;
  return Number(await repository.text([...query.args, "--disk-usage"], { stdin: query.stdin, signal }));
}

/** Names of all refs below a prefix. */
export async function refNamesBelow(repository: Repository, prefix: string): Promise<ReadonlySet<string>> {
  const output = await repository.read(["for-each-ref", "--format=%(refname)%00", prefix]);
  return new Set(
    nulFields(output)
      .map(({ text }) => text.replace(/^\n/u, ""))
      .filter((name) => name !== ""),
  );
}
