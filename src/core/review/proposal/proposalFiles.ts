import { joined, say, type Text } from "../../base/text.ts";
import { GitError } from "../../git/repository/gitError.ts";
import { readHeaders, readObjects, type ObjectContent, type ObjectHeader } from "../../git/objects/objectBatch.ts";
import { countLinesOfPairs } from "../../git/objects/renamedFiles.ts";
import { isZeroId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { diffTrees, type FileMode, type PathChange } from "../../git/objects/treeDiff.ts";
import { decodeText } from "../../files/textEncoding.ts";
import type { FileContent, ProposalFile } from "./proposal.ts";
import { contentOfModes, imageMime, mayBeImage } from "./contentKind.ts";
import { factsOfLink, factsOfText, hiddenIn, noFacts, type ContentFacts } from "./contentFacts.ts";
import { mixedNames } from "./mixedScripts.ts";
import { pairedDrafts, type Draft, type PairedDraft } from "./pairedDrafts.ts";
import { proposalLimits } from "./proposalLimits.ts";
import { isOfSessions, sensitivity } from "./sensitiveFiles.ts";

type Lines = { readonly added: number | null; readonly removed: number | null };
type Contents = ReadonlyMap<ObjectId, ObjectContent>;

interface Counted {
  readonly one: PairedDraft;
  readonly lines: Lines;
}

/**
 * Everything that differs from one commit or tree to another, for a reviewer: sensitive files first, each part in git's order of paths. A renamed
 * file is one row. Four processes whatever the number of files, one more where some may be UTF-16, and the lines are counted beside the others. `repository` is the vault's: read from anywhere else,
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
  const [{ drafts, contents: read }, { lines, renames }] = await Promise.all([
    readDrafts(repository, listing, signal),
    countLinesOfPairs(repository, from, to, signal),
  ]);
  const rows = pairedDrafts(drafts, renames).map((one) => ({
    one,
    lines: lines.get(one.change.path) ?? uncounted(one),
  }));
  const contents = new Map([...read, ...(await readObjects(repository, formerTexts(rows, read), signal))]);
  const files = rows.map((row) => finished(row, contents));
  return files.toSorted((one, other) => rank(one) - rank(other));
}

/** Files of sessions come first, then sensitive ones. */
function rank({ ofSessions, sensitive }: ProposalFile): number {
  return ofSessions ? 0 : sensitive === null ? 2 : 1;
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

/** New sides, for their hidden characters, and both of what may be an image. */
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
  return withinOneList(candidates);
}

/** Old sides of what git takes for binary and whose new side is none or a text: together they may be UTF-16. */
function formerTexts(rows: readonly Counted[], contents: Contents): ReadonlySet<ObjectId> {
  const candidates = rows.flatMap(({ one: { change, oldSize, newSize }, lines }) => {
    const { path, oldId, oldMode, newId, newMode } = change;
    if (lines.added !== null || contentOfModes(oldMode, newMode) !== undefined || mayBeImage(path)) return [];
    if (oldSize === null || oldSize > proposalLimits.text || contents.has(oldId)) return [];
    const fresh = contents.get(newId);
    const mayBeText = newSize === null || (fresh !== undefined && decodeText(fresh.bytes) !== undefined);
    return mayBeText ? [{ id: oldId, size: oldSize }] : [];
  });
  return withinOneList(candidates);
}

/** Small ones first, as many as may be read for one list, so that a few large files do not keep the texts from being looked at. */
function withinOneList(
  candidates: readonly { readonly id: ObjectId; readonly size: number | null }[],
): ReadonlySet<ObjectId> {
  const wanted = new Set<ObjectId>();
  let left: number = proposalLimits.listing;
  for (const { id, size } of candidates.toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0))) {
    left -= wanted.has(id) ? 0 : (size ?? 0);
    if (left < 0) break;
    wanted.add(id);
  }
  return wanted;
}

/** Nothing is counted of what has nothing, nor of binary files. */
function uncounted({ oldSize, newSize }: PairedDraft): Lines {
  return (oldSize ?? 0) + (newSize ?? 0) === 0 ? { added: 0, removed: 0 } : { added: null, removed: null };
}

function isTooLarge({ change, oldSize, newSize }: PairedDraft, { added, removed }: Lines): boolean {
  const size = Math.max(oldSize ?? 0, newSize ?? 0);
  if (added === null || removed === null) return mayBeImage(change.path) && size > proposalLimits.image;
  return size > proposalLimits.text || added + removed > proposalLimits.changedLines;
}

function finished({ one, lines }: Counted, contents: Contents): ProposalFile {
  const { change, oldPath, oldSize, newSize } = one;
  const { path, exact, status, oldMode, newMode, oldId, newId } = change;
  if (status === "unmerged")
    throw new GitError("corrupt", say`git says that ${path} is unmerged, which no tree can be.`);
  const content = contentOf(one, lines, contents);
  const isText = content === "text" || content === "symlink";
  const shown = contents.get(newId);
  const isUnread = newSize !== null && shown === undefined && isText;
  const { encoding, hidden, longLines, mixedNames: mixed } = isText ? factsOf(one, contents) : noFacts;
  return {
    path,
    oldPath,
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
    sensitive: sensitivityOf(path, oldPath),
    ofSessions: isOfSessions(path) || (oldPath !== null && isOfSessions(oldPath)),
    encoding,
    mixedPath: [...new Set(mixedNames(path).flatMap(({ scripts }) => scripts))],
    mixedNames: mixed,
    hidden: hiddenIn(path) + hiddenIn(oldPath ?? "") + hidden,
    longLines,
    large: isUnread || (content !== "submodule" && isTooLarge(one, lines)),
  };
}

/** Of a renamed file both paths have something to say. */
function sensitivityOf(path: string, oldPath: string | null): Text | null {
  const [now, before] = [sensitivity(path), oldPath === null ? null : sensitivity(oldPath)];
  if (now === null || before === null || String(now) === String(before)) return now ?? before;
  return joined([now, before], "; ");
}

/** Of the new side; a file that is gone hides nothing, but how it was written can be known. */
function factsOf({ change, newSize }: PairedDraft, contents: Contents): ContentFacts {
  const { oldId, newId, newMode } = change;
  const shown = contents.get(newId)?.bytes;
  if (shown !== undefined) return newMode === "120000" ? factsOfLink(shown) : factsOfText(shown);
  const former = newSize === null ? contents.get(oldId)?.bytes : undefined;
  return { ...noFacts, encoding: former === undefined ? null : factsOfText(former).encoding };
}

function contentOf({ change, oldSize, newSize }: PairedDraft, { added }: Lines, contents: Contents): FileContent {
  const { path, oldId, oldMode, newId, newMode } = change;
  const byMode = contentOfModes(oldMode, newMode);
  if (byMode !== undefined) return byMode;
  if (added !== null) return "text";
  const sides = [
    { id: oldId, size: oldSize },
    { id: newId, size: newSize },
  ].flatMap(({ id, size }) => (size === null ? [] : [contents.get(id)?.bytes]));
  const all = (is: (bytes: Uint8Array) => boolean): boolean => sides.every((side) => side !== undefined && is(side));
  if (all((bytes) => imageMime(path, bytes) !== undefined)) return "image";
  return all((bytes) => decodeText(bytes) !== undefined) ? "text" : "binary";
}
