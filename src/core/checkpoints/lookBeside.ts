import { isAttributesFile } from "../git/attributes.ts";
import { emptyTree } from "../git/commits.ts";
import type { LineEndings } from "../git/lineEndings.ts";
import { diffTrees } from "../git/treeDiff.ts";
import { readRaw } from "./aside.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { mayWriteOthers, readConversionRules, type ConversionRules } from "./conversionRules.ts";
import type { FileEntries } from "./fileEntries.ts";
import type { PrivateIndex } from "./privateIndex.ts";
import { readRawFiles } from "./rawFiles.ts";
import type { Latest } from "./readCheckpoints.ts";
import { suspectFiles, type SuspectFiles } from "./suspectFiles.ts";
import type { TakeContext } from "./takeCheckpoint.ts";
import type { WrittenTree } from "./workingTree.ts";

export interface LookedBeside {
  /** Files that differ from the newest checkpoint, or HEAD. */
  readonly changed: number;
  readonly raw: FileEntries;
  /** Files of which the tree holds only what a clean filter has kept. */
  readonly stripped: readonly string[];
  readonly lines: LineEndings | undefined;
}

/**
 * How many files changed, the raw ones, and the stripped ones. Where the index comes from a checkpoint, those of that one that nothing has happened to, and what was
 * read now. Where it is another one, or the rules of conversion are others, all that git has not read may be raw too.
 */
export async function lookBeside(
  context: TakeContext,
  { checkpoint, head }: Latest,
  { tree, index, read, dropped, ignored, origin }: WrittenTree,
  rawBefore: FileEntries,
  signal?: AbortSignal,
): Promise<LookedBeside> {
  const { repository } = context;
  const from = checkpoint?.tree ?? head.commit ?? emptyTree(repository.place.format);
  const isIdle = origin !== undefined && read.length === 0 && !dropped.some(isAttributesFile);
  const [changes, known, rules] = await Promise.all([
    from === tree ? [] : diffTrees(repository, from, tree, { signal }),
    origin === undefined || origin.commit === checkpoint?.commit
      ? rawBefore
      : readRaw(repository, origin.aside, signal),
    isIdle ? undefined : readConversionRules(context, signal),
  ]);
  const changed = changes.length;
  const seen = [...read, ...dropped];
  const over = new Set(seen);
  const carried = new Map([...known].filter(([path]) => !over.has(path)));
  const knownStripped = strippedOf(origin ?? checkpoint);
  const stillStripped = knownStripped.filter((path) => !over.has(path));
  if (rules === undefined) return { changed, raw: carried, stripped: stillStripped, lines: origin?.lines };
  const { lines } = rules;
  // Nothing has happened to these, but their filter may be another one by now.
  const again: SuspectFiles = new Map(stillStripped.map((path) => [path, "other"]));
  if (origin?.lines === lines && !seen.some(isAttributesFile)) {
    const asked = [...read, ...stillStripped];
    const { raw, stripped } = await readRawFiles(context, index, asked, { rules, lengths: again, signal });
    return { changed, raw: new Map([...carried, ...raw]), stripped, lines };
  }
  const others = changes.filter(({ exact, status }) => exact && status !== "deleted").map(({ path }) => path);
  const attributes = [...(index.seed?.attributes ?? []), ...seen, ...ignored].filter(isAttributesFile);
  const isTurned = [...seen, ...changes.map(({ path }) => path)].some(isAttributesFile) || checkpoint?.lines !== lines;
  const former = index.seed?.former;
  // What has not changed since that checkpoint is as it says.
  const since = !isTurned && former?.holder === checkpoint?.commit ? former?.at : undefined;
  const before = [...known.keys(), ...knownStripped];
  const { suspects, asked: some } = await listSuspects(context, index, { rules, attributes, since, before }, signal);
  // The objects of these are others than those they were compared with.
  const lengths = new Map([...some, ...again, ...others.map((path) => [path, "other"] as const)]);
  if (since === undefined) for (const path of before) lengths.set(path, "other");
  for (const path of seen) lengths.delete(path);
  const asked = [...read, ...lengths.keys()];
  const now = await readRawFiles(context, index, asked, { rules, lengths, signal });
  const kept = since === undefined ? [] : [...carried].filter(([path]) => !suspects.has(path) && !lengths.has(path));
  return { changed, raw: new Map([...kept, ...now.raw]), stripped: now.stripped, lines };
}

function strippedOf(state: Pick<Checkpoint, "skipped"> | undefined): readonly string[] {
  return state?.skipped.flatMap(({ path, reason }) => (reason === "stripped" ? [path] : [])) ?? [];
}

interface Looked {
  readonly rules: ConversionRules;
  /** Files of attributes, as far as they are known. */
  readonly attributes: readonly string[];
  /** Nanoseconds; what was last changed before is known. */
  readonly since: bigint | undefined;
  /** Files that were raw or stripped before. */
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
