import { isAttributesFile } from "../../git/config/attributes.ts";
import { emptyTree } from "../../git/objects/commits.ts";
import type { LineEndings } from "../../git/config/lineEndings.ts";
import { diffTrees, type PathChange } from "../../git/objects/treeDiff.ts";
import { readRaw } from "./aside.ts";
import type { Checkpoint } from "../model/checkpoint.ts";
import { isBounded } from "../model/checkpointMessage.ts";
import { mayWriteOthers, readConversionRules, type ConversionRules } from "./conversionRules.ts";
import type { FileEntries } from "../../git/objects/fileEntries.ts";
import type { PrivateIndex } from "../../git/index/privateIndex.ts";
import { readRawFiles, type RawFiles } from "./rawFiles.ts";
import type { Latest } from "../model/readCheckpoints.ts";
import { suspectFiles, type SuspectFiles } from "./suspectFiles.ts";
import type { TakeContext } from "../tree/takeContext.ts";
import type { WrittenTree } from "../tree/workingTree.ts";

export interface LookedBeside {
  /** Files that differ from the newest checkpoint, or HEAD. */
  readonly changed: number;
  readonly raw: FileEntries;
  /** Files that are in the tree and not whole, or of which nobody can tell it (strippedFiles.ts). */
  readonly notWhole: NotWhole;
  readonly lines: LineEndings | undefined;
}

type NotWhole = ReadonlyMap<string, "stripped" | "filter">;

/**
 * How many files changed, the raw ones, and those that are not whole. Where the index comes from a checkpoint, those of that one that nothing has
 * happened to, and what was read now. Where it is another one, or the rules of conversion are others, all that git has not read may be so too.
 */
export async function lookBeside(
  context: TakeContext,
  { checkpoint, head, headTree }: Latest,
  { tree, index, read, dropped, skipped, ignored, origin }: WrittenTree,
  rawBefore: FileEntries,
  signal?: AbortSignal,
): Promise<LookedBeside> {
  const { repository } = context;
  const from = checkpoint?.tree ?? headTree ?? head.commit ?? emptyTree(repository.paths.format);
  const list = async (): Promise<readonly PathChange[]> => diffTrees(repository, from, tree, { signal });
  const seen = [...read, ...dropped];
  // Of an index that was so, nothing else has become other.
  const isOne = from !== tree && origin?.tree === from && seen.length === 1;
  const state = origin ?? checkpoint;
  const over = new Set([...seen, ...skipped.map(({ path }) => path)]);
  const notWhole = new Map([...notWholeOf(state)].filter(([path]) => !over.has(path)));
  const failed = [...notWhole].flatMap(([path, reason]) => (reason === "filter" ? [path] : []));
  const isCut = isBounded(state?.skipped ?? []);
  const isIdle =
    origin !== undefined && read.length === 0 && failed.length === 0 && !isCut && !dropped.some(isAttributesFile);
  const [listed, known, rules] = await Promise.all([
    from === tree ? [] : isOne ? undefined : list(),
    origin === undefined || origin.commit === checkpoint?.commit
      ? rawBefore
      : readRaw(repository, origin.aside, signal),
    isIdle ? undefined : readConversionRules(context, signal),
  ]);
  const changed = listed?.length ?? 1;
  const carried = new Map([...known].filter(([path]) => !over.has(path)));
  if (rules === undefined) return { changed, raw: carried, notWhole, lines: origin?.lines };
  const { lines } = rules;
  if (origin?.lines === lines && !isCut && !seen.some(isAttributesFile)) {
    const asked = [...read, ...failed];
    const lengths: SuspectFiles = new Map(failed.map((path) => [path, "other"]));
    const now = await readRawFiles(context, index, asked, { rules, lengths, signal });
    return { changed, raw: new Map([...carried, ...now.raw]), notWhole: stillNot(notWhole, asked, now), lines };
  }
  const changes = listed ?? (await list());
  const others = changes.filter(({ exact, status }) => exact && status !== "deleted").map(({ path }) => path);
  const attributes = [...(index.seed?.attributes ?? []), ...seen, ...ignored].filter(isAttributesFile);
  const isTurned =
    isCut || [...seen, ...changes.map(({ path }) => path)].some(isAttributesFile) || checkpoint?.lines !== lines;
  const former = index.seed?.former;
  // What has not changed since that checkpoint is as it says.
  const since = !isTurned && former?.holder === checkpoint?.commit ? former?.at : undefined;
  const before = [...known.keys(), ...notWhole.keys()];
  const { suspects, asked: some } = await listSuspects(context, index, { rules, attributes, since, before }, signal);
  // The objects of these are others than those they were compared with, or nobody has compared them.
  const doubtful = [...others, ...(checkpoint?.skipped ?? []).map(({ path }) => path)];
  const lengths = new Map([...some, ...doubtful.map((path) => [path, "other"] as const)]);
  if (since === undefined) for (const path of before) lengths.set(path, "other");
  for (const path of seen) lengths.delete(path);
  const asked = [...read, ...lengths.keys()];
  const now = await readRawFiles(context, index, asked, { rules, lengths, signal });
  const kept = since === undefined ? [] : [...carried].filter(([path]) => !suspects.has(path) && !lengths.has(path));
  return { changed, raw: new Map([...kept, ...now.raw]), notWhole: stillNot(notWhole, asked, now), lines };
}

function notWholeOf(state: Pick<Checkpoint, "skipped"> | undefined): NotWhole {
  const found = new Map<string, "stripped" | "filter">();
  for (const { path, reason } of state?.skipped ?? []) {
    if (reason === "stripped") found.set(path, "stripped");
    if (reason === "filter") found.set(path, "filter");
  }
  return found;
}

/** Those of before of which nobody was asked now, and what the answers were. */
function stillNot(before: NotWhole, asked: readonly string[], { filtered, unasked }: RawFiles): NotWhole {
  const judged = new Set(asked);
  for (const path of unasked) judged.delete(path);
  return new Map([
    ...[...before].filter(([path]) => !judged.has(path)),
    ...filtered.stripped.map((path) => [path, "stripped"] as const),
    ...filtered.failed.map((path) => [path, "filter"] as const),
  ]);
}

interface Looked {
  readonly rules: ConversionRules;
  /** Files of attributes, as far as they are known. */
  readonly attributes: readonly string[];
  /** Nanoseconds; what was last changed before is known. */
  readonly since: bigint | undefined;
  /** Files that were raw, or not whole, before. */
  readonly before: readonly string[];
}

/**
 * Files that git has not read now, and those of them that may be raw all the same; none where nothing is converted, now as before.
 */
async function listSuspects(
  context: TakeContext,
  index: PrivateIndex,
  { rules, attributes, since, before }: Looked,
  signal?: AbortSignal,
): Promise<{ readonly suspects: SuspectFiles; readonly asked: SuspectFiles }> {
  const { lines, tracksMode, strippers, hasOtherAttributes } = rules;
  const hasRules = hasOtherAttributes || strippers.size > 0 || attributes.length > 0;
  const isPlain = lines.startsWith("autocrlf=false") && tracksMode && !hasRules;
  if (isPlain && since !== undefined && before.length === 0) return { suspects: new Map(), asked: new Map() };
  const suspects = await suspectFiles(context, index, hasOtherAttributes ? 0n : (since ?? 0n), signal);
  // The attributes of an index that comes from a checkpoint are not known.
  const all = index.seed === undefined || !tracksMode || (await mayWriteOthers(context, rules, attributes));
  return { suspects, asked: all ? suspects : new Map([...suspects].filter(([, length]) => length === "other")) };
}
