import { countHidden } from "../../hiddenCount.ts";
import { countLines, type LineCounts } from "../../git/changedFiles.ts";
import { GitError } from "../../git/gitError.ts";
import { readHeaders, readObjects, type ObjectContent, type ObjectHeader } from "../../git/objectBatch.ts";
import { isZeroId, type ObjectId } from "../../git/objectId.ts";
import type { Repository } from "../../git/repository.ts";
import { diffTrees, type FileMode, type PathChange } from "../../git/treeDiff.ts";
import { visibleParts } from "../../visibleText.ts";
import type { FileContent, ProposalFile } from "../proposal.ts";
import { contentOfModes, imageMime, mayBeImage } from "./contentKind.ts";
import { proposalLimits } from "./proposalLimits.ts";
import { sensitivity } from "./sensitiveFiles.ts";

/** One file on its way into the list. */
interface Draft {
  readonly change: PathChange;
  readonly added: number | null;
  readonly removed: number | null;
  readonly oldSize: number | null;
  readonly newSize: number | null;
}

/**
 * Everything that differs from one commit or tree to another, for a reviewer: sensitive files first, each part in git's order of paths. Four
 * processes whatever the number of files. `repository` is the vault's: read from anywhere else, objects need not be what their names say.
 */
export async function proposalFiles(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  signal?: AbortSignal,
): Promise<readonly ProposalFile[]> {
  if (from === to) return [];
  const changes = await diffTrees(repository, from, to, { signal });
  const [lines, headers] = await Promise.all([
    countLines(repository, from, to, signal),
    readHeaders(repository, changes.flatMap(blobs), signal),
  ]);
  const drafts = changes.map((change) => draft(change, lines, headers));
  const contents = await readObjects(repository, contentsToRead(drafts), signal);
  const files = drafts.map((one) => finished(one, contents));
  return [
    ...files.filter(({ sensitive }) => sensitive !== null),
    ...files.filter(({ sensitive }) => sensitive === null),
  ];
}

function blobs({ oldId, oldMode, newId, newMode }: PathChange): readonly ObjectId[] {
  const sides: readonly (readonly [ObjectId, FileMode])[] = [
    [oldId, oldMode],
    [newId, newMode],
  ];
  return sides.filter(([id, mode]) => !isZeroId(id) && mode !== "160000").map(([id]) => id);
}

function draft(change: PathChange, lines: LineCounts, headers: ReadonlyMap<ObjectId, ObjectHeader>): Draft {
  const { added, removed } = lines.get(change.path) ?? { added: null, removed: null };
  const size = (id: ObjectId, mode: FileMode): number | null => {
    if (isZeroId(id) || mode === "160000") return null;
    const header = headers.get(id);
    if (header?.type === "blob") return header.size;
    throw new GitError("corrupt", `The file ${id} (${change.path}) is missing.`);
  };
  return {
    change,
    added,
    removed,
    oldSize: size(change.oldId, change.oldMode),
    newSize: size(change.newId, change.newMode),
  };
}

/** New sides of texts, for their hidden characters, and both of what may be an image; as many as may be read for one list. */
function contentsToRead(drafts: readonly Draft[]): ReadonlySet<ObjectId> {
  const wanted = new Set<ObjectId>();
  let left: number = proposalLimits.listing;
  const want = (id: ObjectId, size: number | null): void => {
    if (size === null || size > left || wanted.has(id)) return;
    left -= size;
    wanted.add(id);
  };
  for (const one of drafts) {
    const { change, oldSize, newSize } = one;
    if (contentOfModes(change.oldMode, change.newMode) === "submodule" || isTooLarge(one)) continue;
    if (one.added !== null || isLink(change)) want(change.newId, newSize);
    else if (mayBeImage(change.path)) {
      want(change.newId, newSize);
      want(change.oldId, oldSize);
    }
  }
  return wanted;
}

function isLink({ newMode }: PathChange): boolean {
  return newMode === "120000";
}

function isTooLarge({ change, oldSize, newSize, added, removed }: Draft): boolean {
  const size = Math.max(oldSize ?? 0, newSize ?? 0);
  if (added === null || removed === null) return mayBeImage(change.path) && size > proposalLimits.image;
  return size > proposalLimits.text || added + removed > proposalLimits.changedLines;
}

function finished(one: Draft, contents: ReadonlyMap<ObjectId, ObjectContent>): ProposalFile {
  const { change, oldSize, newSize, added, removed } = one;
  const { path, exact, status, oldMode, newMode, oldId, newId } = change;
  if (status === "unmerged") throw new GitError("corrupt", `git says that ${path} is unmerged, which no tree can be.`);
  const content = contentOf(one, contents);
  const isText = content === "text" || content === "symlink";
  const shown = contents.get(newId);
  const unread = newSize !== null && shown === undefined && isText;
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
    added: isText ? added : null,
    removed: isText ? removed : null,
    content,
    sensitive: sensitivity(path),
    hidden: hiddenIn(path) + (isText && shown !== undefined ? hiddenInContent(change, shown.bytes) : 0),
    large: isTooLarge(one) || unread,
  };
}

function contentOf(
  { change, added, oldSize, newSize }: Draft,
  contents: ReadonlyMap<ObjectId, ObjectContent>,
): FileContent {
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

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function hiddenInContent(change: PathChange, bytes: Uint8Array): number {
  const text = decoder.decode(bytes);
  return isLink(change) ? hiddenIn(text) : countHidden(text);
}

/** In one line, where a tab or a line feed hides something, too. */
function hiddenIn(line: string): number {
  return visibleParts(line).filter(({ hidden }) => hidden).length;
}
