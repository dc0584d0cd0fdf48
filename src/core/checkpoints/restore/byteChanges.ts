import { inBatches } from "../../base/inBatches.ts";
import { lazily } from "../../base/lazily.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import { attributesByPath } from "../../git/config/attributes.ts";
import { conversionAttributes, conversionOf } from "../../git/config/lineEndings.ts";
import { attributesNow } from "../rawContent/attributesNow.ts";
import { readConversionRules, type ConversionRules } from "../rawContent/conversionRules.ts";
import { differingRaw } from "../rawContent/differingRaw.ts";
import { pick, readEntries, SmallIndex, type FileEntries } from "../../git/objects/fileEntries.ts";
import { scratchPath } from "../../git/index/privateIndex.ts";
import type { PlannedState } from "./restoreTarget.ts";
import type { TakeContext } from "../tree/takeContext.ts";

export interface ByteQuestion {
  readonly current: PlannedState;
  readonly target: PlannedState;
  /** Whether the target has other attributes. */
  readonly haveOthers: boolean;
  /** Raw files of both sides. */
  readonly raw: { readonly from: FileEntries; readonly to: FileEntries };
  readonly isPlanned: (path: string) => boolean;
}

/** Read at the first call: the rules of conversion of now, and the files of the target. */
interface Known {
  readonly rules: () => Promise<ConversionRules>;
  readonly entries: () => Promise<FileEntries>;
}

/**
 * Files whose content is the same to git in both trees, and whose bytes or execute bit are not. What a checkpoint has no raw bytes of was as git
 * wrote it by the rules of then.
 */
export async function byteChanges(
  context: TakeContext,
  question: ByteQuestion,
  signal?: AbortSignal,
): Promise<FileEntries> {
  const { target, raw, isPlanned } = question;
  // Most restores need neither.
  const known: Known = {
    rules: lazily(async () => readConversionRules(context, signal)),
    entries: lazily(async () => readEntries(context.repository, target.tree, signal)),
  };
  const isOther = (path: string): boolean => {
    const [left, right] = [raw.from.get(path), raw.to.get(path)];
    return left?.id !== right?.id || left?.mode !== right?.mode;
  };
  const rules = await conversions(context, question, known, signal);
  const isRaw = (path: string): boolean => raw.from.has(path) || raw.to.has(path);
  const paths = new Set([...raw.from.keys(), ...raw.to.keys()].filter((path) => isOther(path) && isPlanned(path)));
  for (const [path, [now, then]] of rules) if (now !== then && !isRaw(path)) paths.add(path);
  if (paths.size === 0) return new Map();
  const entries = await known.entries();
  const exact = new Map(raw.to);
  for (const path of paths) {
    const entry = entries.get(path);
    if (entry !== undefined && !raw.to.has(path) && rules.get(path)?.[1] === "") exact.set(path, entry);
  }
  const differing = await differingRaw(context, pick(exact, paths), signal);
  const standsAlready = (path: string): boolean => exact.has(path) && !differing.has(path);
  const found = pick(entries, { has: (path) => paths.has(path) && !standsAlready(path) });
  const { isSparse } = await known.rules();
  return isSparse ? standingOf(context, found) : found;
}

/** Those of the files that a sparse checkout has not left out. */
async function standingOf({ fs, repository }: TakeContext, files: FileEntries): Promise<FileEntries> {
  const standing = new Set<string>();
  await inBatches([...files.keys()], async (path) => {
    if ((await lstatInside(fs, repository.paths.root, path)) !== undefined) standing.add(path);
  });
  return pick(files, standing);
}

/**
 * How git converts each file of the target by the rules of now and of then, where those are others: attributes change too, or the configuration of
 * line endings was another one. Of a checkpoint that does not say what that was, it was the same.
 */
async function conversions(
  context: TakeContext,
  { current, target, haveOthers, isPlanned }: ByteQuestion,
  known: Known,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly [string, string]>> {
  const [before, after] = [current.lines ?? target.lines, target.lines ?? current.lines];
  if (before === undefined || after === undefined) return new Map();
  if (before === after && !haveOthers) return new Map();
  const { repository } = context;
  const { root } = repository.paths;
  const paths = [...(await known.entries())]
    .filter(([path, { mode }]) => mode !== "120000" && isPlanned(path))
    .map(([path]) => path);
  const rules = await known.rules();
  const index = new SmallIndex(repository, scratchPath(context));
  try {
    if (rules.isSparse) await index.loadTree(current.tree, new Map(), signal);
    const ofNow = await attributesNow(repository, paths, rules, index.options({ signal }));
    await index.loadTree(target.tree, new Map(), signal);
    const ofThen = await index.attributes(conversionAttributes, paths, signal);
    const [now, then] = [attributesByPath(ofNow), attributesByPath(ofThen)];
    const of = (path: string): readonly [string, string] => [
      conversionOf(now.get(path) ?? [], before, root),
      conversionOf(then.get(path) ?? [], after, root),
    ];
    return new Map(paths.map((path) => [path, of(path)]));
  } finally {
    await index.remove(context.fs);
  }
}
