import * as z from "zod/mini";
import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { placeOf, resolvePath } from "../../git/directory/worktreeLink.ts";
import { commitTree, readCommit } from "../../git/objects/commits.ts";
import { mainCheckout } from "../../git/directory/gitDirectory.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { parseLineEndings } from "../../git/config/lineEndings.ts";
import { objectIdSchema, type ObjectId } from "../../git/repository/objectId.ts";
import { isRefName, type RefName } from "../../git/repository/refName.ts";
import { readRef } from "../../git/refs/refs.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { journalRef } from "../model/checkpointRefs.ts";
import { sidesOf, type Sides } from "../../git/objects/fileEntries.ts";
import { updatePrivateRefs, type RefContext } from "../../git/refs/privateRefs.ts";
import { formatJsonMessage, parseJsonMessage } from "../model/jsonMessage.ts";

const refNameSchema = z.custom<RefName>((value) => typeof value === "string" && isRefName(value));

const lineEndingsSchema = z.optional(z.pipe(z.string(), z.transform(parseLineEndings)));

const entrySchema = z.object({
  operation: z.enum(["restore", "undo", "redo", "land", "take-back"]),
  /** The process that carries it out. */
  host: z.string(),
  process: z.int(),
  /** RFC 3339. */
  started: z.string(),
  place: z.enum(["main", "worktree"]),
  /** The working tree, by its git directory (`checkoutOf`); absent in journals of former versions. */
  checkout: z.optional(z.string()),
  emptyDirectories: z.array(z.string()),
  /** What git's configuration said of line endings when the files were and will be so; a side that does not say it is as it is now. */
  lines: z.optional(z.object({ from: lineEndingsSchema, to: lineEndingsSchema })),
  /** Trees of the user's index before and after; absent: the index is not part of it. */
  index: z.optional(z.object({ from: objectIdSchema, to: objectIdSchema })),
  /** The entry that leaves the undo or redo stack once the files stand; the journal itself becomes the entry that comes. */
  pop: z.optional(z.object({ ref: refNameSchema, id: objectIdSchema })),
  /** The branch that moves with the files, in the transaction that writes the journal; absent: none does. `safety`: the update's checkpoint. */
  move: z.optional(z.object({ ref: refNameSchema, from: objectIdSchema, to: objectIdSchema, safety: z.int() })),
  /** What taking it back would be about: all files or some, with or without the index. */
  undo: z.object({ paths: z.optional(z.array(z.string())), index: z.boolean() }),
});

export type JournalEntry = z.infer<typeof entrySchema>;

/** A restore that is in progress or was interrupted. */
export interface Journal extends JournalEntry {
  readonly id: ObjectId;
  /** The files concerned as they were and as they shall be. */
  readonly sides: Sides;
  /** Those of them whose bytes or execute bit git's own conversion would not bring (aside.ts), exactly as they lay on the disk. */
  readonly raw: Sides;
  /** Tree of all files of attributes by which what comes is made; `undefined`: by those that stand. */
  readonly attributes: string | undefined;
}

type JournalTrees = Pick<Journal, "sides" | "raw" | "attributes">;

export interface JournalParts {
  /** Tree with the two sides as `from` and `to`, what is raw of them as `raw-from` and `raw-to`, and `attributes`. */
  readonly tree: ObjectId;
  /** Those of the five that are in it. */
  readonly names: ReadonlySet<string>;
  /** The checkpoint of before first, then what else must not vanish meanwhile. */
  readonly parents: readonly ObjectId[];
  readonly time: number;
}

/** Writes the journal as a commit that nothing leads to yet. */
export async function writeJournal(
  { repository }: RefContext,
  entry: JournalEntry,
  { tree, names, parents, time }: JournalParts,
  signal?: AbortSignal,
): Promise<Journal> {
  const message = formatJsonMessage("Restore", entry);
  const id = await commitTree(repository, { tree, parents, message, time }, signal);
  return { ...entry, id, ...bothSides(repository, id, names) };
}

/**
 * Says what is about to happen before the first file changes, as `refs/workflow/<session>/restoring`; the branch, if one is to, moves with it.
 * Throws `conflict` when a restore of the session is in progress, `ref-changed` when the branch has moved.
 */
export async function beginJournal(
  context: RefContext,
  session: SessionId,
  { id, move }: Journal,
  reflog?: string,
): Promise<void> {
  // git moves them in this order: a kill in between leaves a journal of something that has not begun.
  const changes = [{ ref: journalRef(session), from: undefined, to: id }, ...(move === undefined ? [] : [move])];
  try {
    await updatePrivateRefs(context, changes, { reflog });
  } catch (error) {
    if (!isGitError(error, "ref-exists")) throw error;
    throw new WorkflowError(
      "conflict",
      say`A change of files of a session named ${session} is in progress, or was cut off in another working tree.`,
      say`“wfs doctor” says where: finish it there, then try again.`,
      error,
    );
  }
}

/** Names one of a repository's working trees: its git directory below the common one, "" for the main one. */
export function checkoutOf({ paths }: Repository): string {
  const { gitDir, commonDir } = paths;
  if (gitDir === commonDir) return "";
  return gitDir.startsWith(`${commonDir}/`) ? gitDir.slice(commonDir.length + 1) : gitDir;
}

/** Top of the working tree of that name (`checkoutOf`) while it stands; of a main one that no file names, its git directory. */
export async function standingCheckout(
  fs: FileSystem,
  { paths }: Repository,
  checkout: string,
): Promise<string | undefined> {
  const common = (await fs.realPath(paths.commonDir)) ?? paths.commonDir;
  if (checkout === "") return (await mainCheckout(fs, common)) ?? common;
  const root = await placeOf(fs, resolvePath(common, checkout));
  return root === undefined || (await fs.lstat(joinPath(root, ".git"))) === undefined ? undefined : root;
}

/** The journal of a commit that `beginJournal` wrote; `undefined` for any other. */
export function parseJournal(message: string): JournalEntry | undefined {
  return parseJsonMessage(message, entrySchema);
}

/** The journal of the session, or `undefined`: no restore was interrupted, or what stands there is not ours or damaged. */
export async function readJournal(repository: Repository, session: SessionId): Promise<Journal | undefined> {
  const id = await readRef(repository, journalRef(session));
  if (id === undefined) return undefined;
  try {
    const [commit, both] = await Promise.all([readCommit(repository, id), readSides(repository, id)]);
    const entry = parseJournal(commit.message);
    return entry === undefined ? undefined : { ...entry, id, ...both };
  } catch (error) {
    if (isGitError(error, "unknown-object", "corrupt", "failed")) return undefined;
    throw error;
  }
}

/** The sides of a journal, or of the entry it has become. */
export async function readSides(repository: Repository, id: ObjectId): Promise<JournalTrees> {
  const listed = await repository.read(["ls-tree", "-z", "--name-only", "--full-tree", id]);
  return bothSides(repository, id, new Set(nulFields(listed).map(({ text }) => text)));
}

function bothSides(repository: Repository, id: ObjectId, names: ReadonlySet<string>): JournalTrees {
  const attributes = names.has("attributes") ? `${id}:attributes` : undefined;
  return { sides: sidesOf(repository, id, names), raw: sidesOf(repository, id, names, "raw-"), attributes };
}
