import { FileError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { GitError } from "../../git/repository/gitError.ts";
import { readObjects } from "../../git/objects/objectBatch.ts";
import { parseObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { ChangedRange, FileDiff, ProposalFile } from "./proposal.ts";
import { toBase64 } from "../../files/base64.ts";
import { decodeText, isUtf16, type TextEncoding } from "../../files/textEncoding.ts";
import { changedRanges } from "./changedRanges.ts";
import { mixedIn } from "./contentFacts.ts";
import { imageMime } from "./contentKind.ts";
import { lineRanges } from "./lineRanges.ts";
import { proposalLimits } from "./proposalLimits.ts";

/** Both sides of a file as they were read; `undefined`: that side does not exist. */
interface Sides {
  readonly old: Uint8Array | undefined;
  readonly new: Uint8Array | undefined;
}

/**
 * One file of a proposal (proposalFiles.ts), both sides whole. `whole`: also where it is `large`, up to a size no page can hold.
 * A link that became a file, or the other way round, is shown as text: its target, and what the file holds.
 */
export async function readFileDiff(
  repository: Repository,
  file: ProposalFile,
  whole: boolean,
  signal?: AbortSignal,
): Promise<FileDiff> {
  const { path, content } = file;
  const size = Math.max(file.oldSize ?? 0, file.newSize ?? 0);
  if (content === "submodule") {
    return { kind: "submodule", path, oldCommit: commitOf(file, "old"), newCommit: commitOf(file, "new") };
  }
  if (content === "binary") return { kind: "binary", path, old: sideOf(file, "old"), new: sideOf(file, "new") };
  if (size > proposalLimits.ever || (file.large && !whole)) return { kind: "large", path, size };
  const sides = await readSides(repository, file, signal);
  if (content === "image") return imageDiff(file, sides);
  if (content === "text") return textDiff(repository, file, sides, signal);
  return { kind: "symlink", path, oldTarget: textOf(sides.old), newTarget: textOf(sides.new) };
}

/** Raw bytes of one side; absent, or a submodule: `undefined`. Throws `too-large` beyond what is ever shown. */
export async function readSide(
  repository: Repository,
  file: ProposalFile,
  side: "from" | "to",
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const size = side === "from" ? file.oldSize : file.newSize;
  if (size === null) return undefined;
  if (size > proposalLimits.ever) {
    throw new FileError("too-large", file.path, say`${file.path} is larger than ${proposalLimits.ever} bytes.`);
  }
  const sides = await readSides(
    repository,
    side === "from" ? { ...file, newSize: null } : { ...file, oldSize: null },
    signal,
  );
  return side === "from" ? sides.old : sides.new;
}

async function readSides(repository: Repository, file: ProposalFile, signal?: AbortSignal): Promise<Sides> {
  const oldId = file.oldSize === null ? undefined : parseObjectId(file.oldId);
  const newId = file.newSize === null ? undefined : parseObjectId(file.newId);
  const contents = await readObjects(
    repository,
    [oldId, newId].filter((id) => id !== undefined),
    signal,
  );
  const read = (id: ObjectId | undefined): Uint8Array | undefined => {
    if (id === undefined) return undefined;
    const content = contents.get(id);
    if (content?.type === "blob") return content.bytes;
    throw new GitError("unknown-object", say`The file ${id} (${file.path}) is not in the vault any more.`);
  };
  return { old: read(oldId), new: read(newId) };
}

async function textDiff(
  repository: Repository,
  file: ProposalFile,
  sides: Sides,
  signal?: AbortSignal,
): Promise<FileDiff> {
  const [old, fresh] = [textSide(sides.old), textSide(sides.new)];
  const [oldText, newText] = [old.text, fresh.text];
  const mixed = new Map(
    [old, fresh].flatMap(({ text, encoding }) =>
      text === null || encoding === null ? [] : mixedIn(text, encoding).map((one) => [one.name, one] as const),
    ),
  );
  return {
    kind: "text",
    path: file.path,
    oldText,
    newText,
    oldEncoding: old.encoding,
    newEncoding: fresh.encoding,
    mixed: [...mixed.values()],
    ranges:
      oldText === null || newText === null
        ? wholeRange(lineCount(oldText ?? ""), lineCount(newText ?? ""))
        : isUtf16(old.encoding) || isUtf16(fresh.encoding)
          ? lineRanges(oldText, newText)
          : await changedRanges(repository, parseObjectId(file.oldId), parseObjectId(file.newId), signal),
  };
}

/** A side as text; one that git takes for text and is not is shown as well as it can be. */
function textSide(bytes: Uint8Array | undefined): {
  readonly text: string | null;
  readonly encoding: TextEncoding | null;
} {
  if (bytes === undefined) return { text: null, encoding: null };
  if (bytes.length === 0) return { text: "", encoding: null };
  return decodeText(bytes) ?? { text: textOf(bytes), encoding: "other" };
}

function wholeRange(oldCount: number, newCount: number): readonly ChangedRange[] {
  return oldCount + newCount === 0 ? [] : [{ oldStart: 0, oldCount, newStart: 0, newCount }];
}

/** Lines as git counts them: the last may lack its line feed. */
function lineCount(text: string): number {
  const feeds = text.split("\n").length - 1;
  return text === "" || text.endsWith("\n") ? feeds : feeds + 1;
}

function imageDiff(file: ProposalFile, sides: Sides): FileDiff {
  const { path } = file;
  const [old, now] = [sideOf(file, "old"), sideOf(file, "new")];
  const shown = sides.new ?? sides.old;
  const mime = shown === undefined ? undefined : imageMime(path, shown);
  if (mime === undefined) return { kind: "binary", path, old, new: now };
  return { kind: "image", path, mime, oldData: dataOf(sides.old), newData: dataOf(sides.new), old, new: now };
}

function dataOf(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : toBase64(bytes);
}

function sideOf(file: ProposalFile, side: "old" | "new"): { readonly id: string; readonly size: number } | null {
  const [id, size] = side === "old" ? [file.oldId, file.oldSize] : [file.newId, file.newSize];
  return size === null ? null : { id, size };
}

function commitOf(file: ProposalFile, side: "old" | "new"): string | null {
  const [id, mode] = side === "old" ? [file.oldId, file.oldMode] : [file.newId, file.newMode];
  return mode === "160000" ? id : null;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function textOf(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : decoder.decode(bytes);
}
