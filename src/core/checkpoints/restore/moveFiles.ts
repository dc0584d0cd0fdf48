import { isAttributesFile } from "../../git/config/attributes.ts";
import { emptyTree } from "../../git/objects/commits.ts";
import { lineEndingSettings, type LineEndings } from "../../git/config/lineEndings.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileStat } from "../../base/ports.ts";
import { differingRaw } from "../rawContent/differingRaw.ts";
import { pick, SmallIndex, type FileEntries } from "../../git/objects/fileEntries.ts";
import { hiddenEdits } from "./hiddenEdits.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import { placeFiles, prepareByGit, prepareRaw, type PreparedFiles } from "./preparedFiles.ts";
import { withRecordLocks, type RecordLockContext } from "./recordLocks.ts";
import { scratchPath, type PrivateIndexContext } from "../../git/index/privateIndex.ts";
import { withScratchDirectory } from "../../git/index/withScratchDirectory.ts";
import type { ScanContext } from "../tree/takeContext.ts";

/** Working files that are brought from one state to another: those of `from` that `to` has not go, those of `to` come. */
export interface FileMove {
  readonly from: FileEntries;
  readonly to: FileEntries;
  /** Those of both sides that are exactly these bytes with this execute bit, and not what git would write (aside.ts). */
  readonly raw: { readonly from: FileEntries; readonly to: FileEntries };
  /** All files of attributes by which git makes what comes; missing: those that stand when it is made. */
  readonly attributes?: FileEntries | undefined;
  /** What the configuration said of line endings when both sides were so; `undefined`: what it says now. */
  readonly lines?: Partial<Record<"from" | "to", LineEndings | undefined>> | undefined;
  /** When the checkpoint of `from` began to look (hiddenEdits.ts); missing: nobody has taken one. */
  readonly since?: number;
}

/** A move that was looked at and can begin. */
export interface ReadyMove {
  /** Files that are not what `from` says, sorted. */
  readonly edited: readonly string[];
  /**
   * Carries it out, once. What comes is made whole beside before the first file changes, so that a filter that fails or a full disk changes
   * nothing: git itself removes an old file before it writes the new one. Then `read-tree` removes what goes, and each file that comes takes
   * its place with one rename. Where attributes come or go and only the files are known (after a kill), the others are made behind those. Throws
   * `changed` for files that were edited since they were looked at.
   */
  carryOut(changed: (paths: readonly string[]) => Error, signal?: AbortSignal): Promise<void>;
}

/**
 * Looks at a move and works with it. What stands at a path is noted before it is compared, so that no edit after that is lost. `reading`: the
 * repository with the objects of `to`; those of `from` are in that of the context.
 */
export async function withMove<T>(
  context: ScanContext & RecordLockContext,
  move: FileMove,
  reading: Repository,
  work: (ready: ReadyMove) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { repository } = context;
  const indexes = {
    staying: new SmallIndex(repository, scratchPath(context)),
    going: new SmallIndex(repository, scratchPath(context)),
    coming: new SmallIndex(withLines(reading, move.lines?.to), scratchPath(context)),
  };
  try {
    const standing = await lookAt(context, new Set([...move.from.keys(), ...move.to.keys()]));
    const [[edited, gone], late] = await Promise.all([
      compare(context, move, indexes, signal),
      hidden(context, move, standing, signal),
    ]);
    return await work({
      edited: [...new Set([...edited, ...late])].toSorted(),
      carryOut: async (changed, stopping) => {
        const empty = emptyTree(repository.paths.format);
        const remove = async (): Promise<void> => {
          if (gone !== undefined) await indexes.going.move({ from: gone, to: empty }, stopping);
        };
        const make = async (paths: readonly string[], directory: string): Promise<PreparedFiles> =>
          prepare({ ...context, repository: reading }, move, indexes.coming, paths, directory, stopping);
        await withScratchDirectory(context, "files", async (directory) => {
          const [first = [], rest] = inParts(move);
          const prepared = await make(first, joinPath(directory, "first"));
          await withRecordLocks(context, standing.keys(), async (stageOf) => {
            await remove();
            await placeFiles(context, prepared, { standing, stageOf }, changed);
            if (rest === undefined) return;
            const others = await make(rest, joinPath(directory, "rest"));
            await placeFiles(context, others, { standing, stageOf }, changed);
          });
        });
      },
    });
  } finally {
    await Promise.all(Object.values(indexes).map(async (index) => index.remove(context.fs)));
  }
}

function withLines(repository: Repository, lines: LineEndings | undefined): Repository {
  return lines === undefined ? repository : repository.configured(lineEndingSettings(lines));
}

/** What stands at these paths; `undefined`: nothing. */
async function lookAt(
  { fs, repository }: PrivateIndexContext,
  paths: Iterable<string>,
): Promise<ReadonlyMap<string, FileStat | undefined>> {
  const found = new Map<string, FileStat | undefined>();
  for (const path of paths) found.set(path, await lstatInside(fs, repository.paths.root, path));
  return found;
}

async function hidden(
  context: ScanContext & PrivateIndexContext,
  { from, raw, lines, since }: FileMove,
  standing: ReadonlyMap<string, FileStat | undefined>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (since === undefined) return [];
  return hiddenEdits(context, { entries: from, raw: raw.from, lines: lines?.from, standing, since }, signal);
}

/** Loads the indexes; the files that are not what `from` says, and the tree of what goes, if anything does. */
async function compare(
  context: PrivateIndexContext,
  { from, to, raw, attributes }: FileMove,
  { staying, going, coming }: Readonly<Record<"staying" | "going" | "coming", SmallIndex>>,
  signal?: AbortSignal,
): Promise<readonly [readonly string[], ObjectId | undefined]> {
  const isNotRaw = ([path]: readonly [string, unknown]): boolean => !raw.from.has(path);
  const differing = async (index: SmallIndex, isIn: boolean): Promise<readonly string[]> => {
    const entries = new Map([...from].filter(([path]) => to.has(path) === isIn));
    if (entries.size === 0) return [];
    await index.load({ "": entries }, signal);
    const found = await index.differing(signal);
    // Of the same bytes git makes other content where rules of conversion have come since.
    const edited = await differingRaw(context, new Map([...pick(entries, found)].filter(isNotRaw)), signal);
    if (!isIn)
      await index.readAgain(
        [...found].filter((path) => !edited.has(path)),
        signal,
      );
    return [...edited];
  };
  const [stay, [go, gone], exact] = await Promise.all([
    differing(staying, true),
    differing(going, false).then(async (paths) => [paths, await treeOfGone()] as const),
    differingRaw(context, raw.from, signal),
    coming.load({ "": new Map([...(attributes ?? []), ...[...to].filter(([path]) => !raw.to.has(path))]) }, signal),
  ]);
  return [[...stay, ...go, ...exact].toSorted(), gone];

  async function treeOfGone(): Promise<ObjectId | undefined> {
    return [...from.keys()].every((path) => to.has(path)) ? undefined : going.writeTree(signal);
  }
}

/** What comes, in the order in which it can be made. */
function inParts({ from, to, attributes }: FileMove): readonly (readonly string[])[] {
  const paths = [...to.keys()];
  if (attributes !== undefined || ![...from.keys(), ...paths].some(isAttributesFile)) return [paths];
  return [paths.filter(isAttributesFile), paths.filter((path) => !isAttributesFile(path))];
}

async function prepare(
  context: PrivateIndexContext,
  { to, raw, attributes }: FileMove,
  coming: SmallIndex,
  paths: readonly string[],
  directory: string,
  signal?: AbortSignal,
): Promise<PreparedFiles> {
  if (paths.length === 0) return new Map();
  const [made, exact] = [joinPath(directory, "made"), joinPath(directory, "exact")];
  for (const part of [directory, made, exact]) await context.fs.makeDirectory(part);
  const chosen = new Set(paths);
  const byGit = paths.filter((path) => to.has(path) && !raw.to.has(path));
  const byUs = new Map([...raw.to].filter(([path]) => chosen.has(path)));
  return new Map([
    ...(await prepareByGit(attributes === undefined ? coming : coming.alone(made), byGit, made, signal)),
    ...(await prepareRaw(context, byUs, exact, signal)),
  ]);
}
