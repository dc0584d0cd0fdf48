import { say } from "../../base/text.ts";
import { countHidden } from "./hiddenCount.ts";
import { countLines } from "../../git/objects/changedFiles.ts";
import { GitError } from "../../git/repository/gitError.ts";
import { readHeaders, readObjects, type ObjectContent, type ObjectHeader } from "../../git/objects/objectBatch.ts";
import { isZeroId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { diffTrees, type FileMode, type PathChange } from "../../git/objects/treeDiff.ts";
import { visibleParts } from "../../base/visibleText.ts";
import type { FileContent, ProposalFile } from "./proposal.ts";
import { contentOfModes, imageMime, mayBeImage } from "./contentKind.ts";
import { countLongLines } from "./longLines.ts";
import { isPlain } from "./plainBytes.ts";
import { proposalLimits } from "./proposalLimits.ts";
import { sensitivity } from "./sensitiveFiles.ts";
import { countUndecodable } from "./undecodable.ts";

/** One file on its way into the list; its lines come later, from the slowest of the processes. */
interface Draft {
  readonly change: PathChange;
  readonly oldSize: number | null;
  readonly newSize: number | null;
}

type Lines = { readonly added: number | null; readonly removed: number | null };
type Contents = ReadonlyMap<ObjectId, ObjectContent>;

/**
 * Everything that differs from one commit or tree to another, for a reviewer: sensitive files first, each part in git's order of paths. Four
 * processes whatever the number of files, and the lines are counted beside the others. `repository` is the vault's: read from anywhere else,
 * objects need not be what their names say. `known`: what differs, where it was read there already.
 */
export async function proposalFiles(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  signal?: AbortSignal,
  known?: readonly PathChange[],
): Promise<readonly ProposalFile[]> {
  if (from === to) return [];
  const listing = known ?? diffTrees(repository, from, to, { signal });
  const [{ drafts, contents }, lines] = await Promise.all([
    readDrafts(repository, listing, signal),
    countLines(repository, from, to, signal),
  ]);
  const files = drafts.map((one) =>
    finished(one, lines.get(one.change.path) ?? { added: null, removed: null }, contents),
  );
  return [
    ...files.filter(({ sensitive }) => sensitive !== null),
    ...files.filter(({ sensitive }) => sensitive === null),
  ];
}

async function readDrafts(
  repository: Repository,
  listing: readonly PathChange[] | Promise<readonly PathChange[]>,
  signal?: AbortSignal,
): Promise<{ readonly drafts: readonly Draft[]; readonly contents: Contents }> {
  const changes = await listing;
  const headers = await readHeaders(repository, changes.flatMap(blobs), signal);
  const drafts = changes.map((change) => draft(change, headers));
  return { drafts, contents: await readObjects(repository, contentsToRead(drafts), signal) };
}

function blobs({ oldId, oldMode, newId, newMode }: PathChange): readonly ObjectId[] {
  const sides: readonly (readonly [ObjectId, FileMode])[] = [
    [oldId, oldMode],
    [newId, newMode],
  ];
  return sides.filter(([id, mode]) => !isZeroId(id) && mode !== "160000").map(([id]) => id);
}

function draft(change: PathChange, headers: ReadonlyMap<ObjectId, ObjectHeader>): Draft {
  const size = (id: ObjectId, mode: FileMode): number | null => {
    if (isZeroId(id) || mode === "160000") return null;
    const header = headers.get(id);
    if (header?.type === "blob") return header.size;
    throw new GitError("corrupt", say`The file ${id} (${change.path}) is missing.`);
  };
  return { change, oldSize: size(change.oldId, change.oldMode), newSize: size(change.newId, change.newMode) };
}

/**
 * New sides, for their hidden characters, and both of what may be an image: small ones first, as many as may be read for one list, so that a few
 * large files do not keep the texts from being looked at.
 */
function contentsToRead(drafts: readonly Draft[]): ReadonlySet<ObjectId> {
  const candidates = drafts.flatMap(({ change, oldSize, newSize }) => {
    const isImage = mayBeImage(change.path);
    const largest = isImage ? proposalLimits.image : proposalLimits.text;
    const sides = [
      { id: change.newId, size: newSize },
      { id: change.oldId, size: isImage ? oldSize : null },
    ];
    return sides.filter(({ size }) => size !== null && size <= largest);
  });
  const wanted = new Set<ObjectId>();
  let left: number = proposalLimits.listing;
  for (const { id, size } of candidates.toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0))) {
    left -= wanted.has(id) ? 0 : (size ?? 0);
    if (left < 0) break;
    wanted.add(id);
  }
  return wanted;
}

function isTooLarge({ change, oldSize, newSize }: Draft, { added, removed }: Lines): boolean {
  const size = Math.max(oldSize ?? 0, newSize ?? 0);
  if (added === null || removed === null) return mayBeImage(change.path) && size > proposalLimits.image;
  return size > proposalLimits.text || added + removed > proposalLimits.changedLines;
}

function finished(one: Draft, lines: Lines, contents: Contents): ProposalFile {
  const { change, oldSize, newSize } = one;
  const { path, exact, status, oldMode, newMode, oldId, newId } = change;
  if (status === "unmerged")
    throw new GitError("corrupt", say`git says that ${path} is unmerged, which no tree can be.`);
  const content = contentOf(one, lines, contents);
  const isText = content === "text" || content === "symlink";
  const shown = contents.get(newId);
  const isUnread = newSize !== null && shown === undefined && isText;
  return {
    path,
    exact,
    status,
    oldMode,
    newMode,
    oldId,
    newId,
    oldSize,
    newSize,
    added: isText ? lines.added : null,
    removed: isText ? lines.removed : null,
    content,
    sensitive: sensitivity(path),
    hidden: hiddenIn(path) + (isText && shown !== undefined ? hiddenInContent(change, shown.bytes) : 0),
    longLines: content === "text" && shown !== undefined ? countLongLines(shown.bytes) : 0,
    large: isUnread || (content !== "submodule" && isTooLarge(one, lines)),
  };
}

function contentOf({ change, oldSize, newSize }: Draft, { added }: Lines, contents: Contents): FileContent {
  const { path, oldId, oldMode, newId, newMode } = change;
  const byMode = contentOfModes(oldMode, newMode);
  if (byMode !== undefined) return byMode;
  if (added !== null) return "text";
  const sides = [
    { id: oldId, size: oldSize },
    { id: newId, size: newSize },
  ].filter(({ size }) => size !== null);
  const isImage = sides.every(({ id }) => {
    const side = contents.get(id);
    return side !== undefined && imageMime(path, side.bytes) !== undefined;
  });
  return isImage ? "image" : "binary";
}

function hiddenInContent(change: PathChange, bytes: Uint8Array): number {
  if (isPlain(bytes) && change.newMode !== "120000") return 0;
  const text = decoder.decode(bytes);
  return (change.newMode === "120000" ? hiddenIn(text) : countHidden(text)) + countUndecodable(bytes, text);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** In one line, where a tab or a line feed hides something, too. */
function hiddenIn(line: string): number {
  return visibleParts(line).filter(({ hidden }) => hidden).length;
}
