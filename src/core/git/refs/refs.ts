import { nulFields, outputText } from "../repository/nulText.ts";
import { isObjectId, parseObjectId, zeroId, type ObjectId } from "../repository/objectId.ts";
import { isRefName, type RefName } from "../repository/refName.ts";
import type { Repository } from "../repository/repository.ts";

/** One compare-and-swap: `from` or `to` left out means “does not exist”; `anything`: wherever it stands. */
export interface RefChange {
  readonly ref: RefName;
  readonly from: ObjectId | "anything" | undefined;
  readonly to: ObjectId | undefined;
}

export interface RefEntry {
  readonly ref: RefName;
  readonly id: ObjectId;
}

/** Where the ref points, or `undefined`. Never follows a symbolic ref elsewhere than git itself does. */
export async function readRef(
  repository: Repository,
  ref: RefName,
  signal?: AbortSignal,
): Promise<ObjectId | undefined> {
  const { exitCode, stdout } = await repository.answer(["show-ref", "--verify", "--hash", ref], [1, 128], { signal });
  const id = outputText(stdout);
  return exitCode === 0 && isObjectId(id) ? id : undefined;
}

/** Where each of these refs points; those that are not there are left out. */
export async function readRefs(
  repository: Repository,
  refs: readonly RefName[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<RefName, ObjectId>> {
  // Without a name git would list them all.
  if (refs.length === 0) return new Map();
  return new Map((await entriesOf(repository, refs, signal)).map(({ ref, id }) => [ref, id]));
}

/** All refs below these prefixes (each ends with `/` or is a full name), sorted by name. */
export async function listRefs(repository: Repository, ...prefixes: readonly string[]): Promise<readonly RefEntry[]> {
  return entriesOf(repository, prefixes);
}

async function entriesOf(
  repository: Repository,
  patterns: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RefEntry[]> {
  const format = "--format=%(refname)%00%(objectname)%00";
  const fields = nulFields(await repository.read(["for-each-ref", format, ...patterns], { signal }));
  const entries: RefEntry[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const ref = fields[index]?.text.replace(/^\n/u, "") ?? "";
    if (isRefName(ref)) entries.push({ ref, id: parseObjectId(fields[index + 1]?.text ?? "") });
  }
  return entries;
}

export interface UpdateOptions {
  readonly signal?: AbortSignal | undefined;
  /** What the reflogs say, where the person's configuration keeps them; left out: nothing is logged. */
  readonly reflog?: string | undefined;
}

/**
 * Makes all changes or none, in one transaction. Throws `GitError` with `ref-changed` or
 * `ref-exists` when a ref does not stand where `from` says.
 */
export async function updateRefs(
  repository: Repository,
  changes: readonly RefChange[],
  options: UpdateOptions = {},
): Promise<void> {
  if (changes.length === 0) return;
  const zero = zeroId(repository.paths.format);
  const before = (from: RefChange["from"]): string => (from === "anything" ? "" : (from ?? zero));
  const lines = changes.map(({ ref, from, to }) => `update ${ref}\0${to ?? zero}\0${before(from)}\0`);
  const input = new TextEncoder().encode(`start\0${lines.join("")}prepare\0commit\0`);
  const log = options.reflog === undefined ? ["-c", "core.logAllRefUpdates=false"] : [];
  const message = options.reflog === undefined ? [] : ["-m", options.reflog];
  await repository.write([...log, "update-ref", "--no-deref", ...message, "-z", "--stdin"], {
    stdin: input,
    signal: options.signal,
  });
}
