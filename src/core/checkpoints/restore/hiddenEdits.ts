import { attributesByPath, type PathAttribute } from "../../git/config/attributes.ts";
import { lineEndingSettings, type LineEndings } from "../../git/config/lineEndings.ts";
import type { FileStat } from "../../base/ports.ts";
import { attributesNow } from "../rawContent/attributesNow.ts";
import { isConverted, isFiltered, mayBeStripped, readConversionRules } from "../rawContent/conversionRules.ts";
import type { FileEntries } from "../../git/objects/fileEntries.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";
import { notReturned } from "../rawContent/strippedFiles.ts";
import type { ScanContext } from "../tree/takeContext.ts";
import { writtenOtherwise, type ComparedFile } from "../rawContent/writtenOtherwise.ts";

/** Milliseconds by which a system's time of a file may lie before the clock's. */
const coarseness = 20;

/** Files as a checkpoint of just now holds them. */
interface HeldFiles {
  readonly entries: FileEntries;
  /** Those of them that are exactly these bytes. */
  readonly raw: FileEntries;
  /** What the configuration said of line endings then. */
  readonly lines: LineEndings | undefined;
  /** What stands at their paths now. */
  readonly standing: ReadonlyMap<string, FileStat | undefined>;
  /** When the checkpoint began to look: milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Files that have changed after that, and that git takes for what the checkpoint holds all the same: line endings were changed, or something that a
 * clean filter strips has come.
 */
export async function hiddenEdits(
  context: ScanContext & PrivateIndexContext,
  { entries, raw, lines, standing, since }: HeldFiles,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const earliest = BigInt(Math.floor(since) - coarseness) * 1_000_000n;
  const late: ComparedFile[] = [];
  for (const [path, entry] of entries) {
    const stat = standing.get(path);
    if (entry.mode === "120000" || raw.has(path) || stat?.kind !== "file") continue;
    if (stat.mtimeNs >= earliest || stat.ctimeNs >= earliest) late.push({ path, ...entry, size: stat.size });
  }
  if (late.length === 0) return [];
  const { repository } = context;
  const paths = late.map(({ path }) => path);
  const rules = await readConversionRules(context, signal);
  const byPath = attributesByPath(await attributesNow(repository, paths, rules, { signal }));
  const of = (path: string): readonly PathAttribute[] => byPath.get(path) ?? [];
  const then = { ...rules, lines: lines ?? rules.lines };
  const converted = late.filter(({ path }) => !isFiltered(of(path), rules) && isConverted(of(path), then));
  const filtered = late
    .filter(({ path }) => mayBeStripped(of(path), rules))
    .map((file) => ({ ...file, attributes: of(file.path) }));
  const writing = { ...context, repository: repository.configured(lineEndingSettings(then.lines)) };
  const [others, { stripped, failed }] = await Promise.all([
    writtenOtherwise(writing, converted, { signal }),
    notReturned(context, filtered, then, signal),
  ]);
  return [...others.map(({ path }) => path), ...stripped, ...failed];
}
