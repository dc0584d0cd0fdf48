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
  readonly lines: LineEndings | undefined;
}

/**
 * How many files changed, and the raw ones. Where the index comes from a checkpoint, those of that one that nothing has happened to, and what was
 * read now. Where it is another one, or the rules of conversion are others, all that git has not read may be raw too.
 */
export async function lookBeside(
  context: TakeContext,
  { checkpoint, head }: Latest,
  { tree, index, read, dropped, origin }: WrittenTree,
  before: FileEntries,
  signal?: AbortSignal,
): Promise<LookedBeside> {
  const { repository } = context;
  const from = checkpoint?.tree ?? head.commit ?? emptyTree(repository.place.format);
  const isIdle = origin !== undefined && read.length === 0 && !dropped.some(isAttributesFile);
  const [changes, known, rules] = await Promise.all([
    from === tree ? [] : diffTrees(repository, from, tree, { signal }),
    origin === undefined || origin.commit === checkpoint?.commit ? before : readRaw(repository, origin.aside, signal),
    isIdle ? undefined : readConversionRules(context, signal),
  ]);
  const changed = changes.length;
  const seen = [...read, ...dropped];
  const over = new Set(seen);
  const carried = new Map([...known].filter(([path]) => !over.has(path)));
  if (rules === undefined) return { changed, raw: carried, lines: origin?.lines };
  const { lines } = rules;
  if (origin?.lines === lines && !seen.some(isAttributesFile)) {
    const now = await readRawFiles(context, index, read, { rules, signal });
    return { changed, raw: new Map([...carried, ...now]), lines };
  }
  const others = changes.some(({ path }) => isAttributesFile(path));
  const isTurned = others || seen.some(isAttributesFile) || checkpoint?.lines !== lines;
  const suspects = await listSuspects(context, index, { rules, isTurned, checkpoint }, signal);
  const raw = [...known.keys()].map((path) => [path, "other"] as const);
  const lengths = new Map([...raw, ...suspects]);
  for (const path of read) lengths.delete(path);
  const asked = [...read, ...lengths.keys()];
  return { changed, raw: await readRawFiles(context, index, asked, { rules, lengths, signal }), lines };
}

interface Looked {
  readonly rules: ConversionRules;
  /** Whether the rules are others than at the newest checkpoint. */
  readonly isTurned: boolean;
  readonly checkpoint: Checkpoint | undefined;
}

/** Files that git has not read now and that may be raw all the same; none where nothing is converted, now as before. */
async function listSuspects(
  context: TakeContext,
  index: PrivateIndex,
  { rules, isTurned, checkpoint }: Looked,
  signal?: AbortSignal,
): Promise<SuspectFiles> {
  const { lines, tracksMode, hasOtherAttributes } = rules;
  const files = index.seed?.attributes ?? [];
  const isPlain = lines.startsWith("autocrlf=false") && tracksMode && !hasOtherAttributes && files.length === 0;
  if (isPlain && !isTurned && checkpoint !== undefined) return new Map();
  const former = isTurned || hasOtherAttributes ? undefined : index.seed?.former;
  const since = former?.holder === checkpoint?.commit ? (former?.at ?? 0n) : 0n;
  const suspects = await suspectFiles(context, index, since, signal);
  // The attributes of an index that comes from a checkpoint are not known.
  const all = index.seed === undefined || !tracksMode || (await mayWriteOthers(context, rules, files));
  return all ? suspects : new Map([...suspects].filter(([, length]) => length === "other"));
}
