import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { attributesByPath, isAttributesFile, readAttributes } from "../../git/config/attributes.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { hashFiles } from "../../git/objects/hashFiles.ts";
import { conversionOf, lineEndingSettings, type LineEndings } from "../../git/config/lineEndings.ts";
import { joinPath } from "../../files/paths.ts";
import { attributesNow } from "../rawContent/attributesNow.ts";
import { readConversionRules } from "../rawContent/conversionRules.ts";
import { differingRaw } from "../rawContent/differingRaw.ts";
import { pick, readEntries, SmallIndex, type FileEntries, type FileEntry } from "../../git/objects/fileEntries.ts";
import { lookInside, lstatInside } from "../../files/lstatInside.ts";
import { withMove, type FileMove } from "./moveFiles.ts";
import { FilterFailed } from "./preparedFiles.ts";
import { scratchPath } from "../../git/index/privateIndex.ts";
import type { Journal } from "./restoreJournal.ts";
import { PathGuard } from "./pathGuard.ts";
import { tidyGoneRecords, type RecordLockContext } from "./recordLocks.ts";
import type { TakeContext } from "../tree/takeContext.ts";
import { writtenOtherwise, type ComparedFile } from "../rawContent/writtenOtherwise.ts";

/** Bytes; content is compared with a cut-off file up to this size; a larger one counts as edited. */
const mostCompared = 256 * 1024 * 1024;

/** One side of an interrupted change, and which of its files do not stand. */
interface Side {
  readonly entries: FileEntries;
  readonly raw: FileEntries;
  readonly missing: ReadonlySet<string>;
}

/**
 * Brings the files of an interrupted restore to one side, `to` (complete it) or `from` (take it back). Each file is either still the one,
 * already the other, missing because git was killed between its removal and its return, or cut off while it was written; anything else was
 * edited since and stays as it is, and so does what a person has put where a file would come back (git itself would overwrite an ignored file
 * there), and what a filter refuses to make. Returns those paths. Running it twice, or beside another that does the same, changes nothing more.
 */
export async function completeFiles(
  context: TakeContext & RecordLockContext,
  journal: Pick<Journal, "id" | "sides" | "raw" | "attributes" | "lines">,
  side: "from" | "to",
): Promise<readonly string[]> {
  const left = await completeSide(context, journal, side, new Set());
  const other = side === "to" ? journal.sides.from : journal.sides.to;
  await tidyGoneRecords(context, (await readEntries(context.repository, other)).keys());
  return left;
}

/** `refused`: files that a filter did not make. */
async function completeSide(
  context: TakeContext & RecordLockContext,
  journal: Pick<Journal, "id" | "sides" | "raw" | "attributes" | "lines">,
  side: "from" | "to",
  refused: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { id, sides } = journal;
  const from = await readSide(context, sides.from, journal.raw.from);
  const to = await readSide(context, sides.to, journal.raw.to);
  const [goal, other] = side === "to" ? [to, from] : [from, to];
  const found = new Map<string, FileEntry>();
  const coming = new Map(goal.entries);
  const left: string[] = [];
  // Both sides are equal to git, and which of them stands, only their bytes could tell.
  const equal = new Set<string>();
  for (const path of new Set([...goal.entries.keys(), ...other.entries.keys()])) {
    const stands = standing(path, goal, other);
    const [entry, wanted] = [other.entries.get(path), goal.entries.get(path)];
    const isEqual = entry?.id === wanted?.id && entry?.mode === wanted?.mode;
    if (isEqual && stands !== undefined && !goal.raw.has(path) && !other.raw.has(path)) equal.add(path);
    if (stands === goal && !equal.has(path)) coming.delete(path);
    else if (refused.has(path) || (stands === undefined && !(await isMissing(context, path, [from, to])))) {
      left.push(path);
      coming.delete(path);
    } else if ((stands === other || equal.has(path)) && entry !== undefined) found.set(path, entry);
  }
  const before = side === "to" ? "from" : "to";
  const rules = [...goal.entries.keys(), ...other.entries.keys()].some(isAttributesFile);
  const question = { entries: found, raw: other.raw };
  const others = rules ? [] : await rewritten(context, question, journal.lines?.[before]);
  const maybe = { entries: pick(pick(found, equal), new Set(others)), raw: goal.raw };
  const edited = new Set(await rewritten(context, maybe, journal.lines?.[side]));
  for (const path of others) {
    if (!equal.has(path) || edited.has(path)) left.push(path);
    found.delete(path);
    coming.delete(path);
  }
  const going = [...found.keys()].filter((path) => !coming.has(path));
  const guard = new PathGuard(context, new Set(going), `${id}^1`);
  for (const path of coming.keys()) {
    if (found.has(path) || !(await guard.blocked(path))) continue;
    left.push(path);
    coming.delete(path);
  }
  const raw = { from: pick(other.raw, found), to: pick(goal.raw, coming) };
  const noted = side === "to" ? journal.attributes : undefined;
  const attributes = noted === undefined ? undefined : await readEntries(context.repository, noted);
  const failed = await move(context, {
    from: found,
    to: coming,
    raw,
    attributes,
    lines: { to: journal.lines?.[side] },
  });
  return failed === undefined
    ? left.toSorted()
    : completeSide(context, journal, side, new Set([...refused, ...failed]));
}

/**
 * Files that git takes for these, though their bytes are not what git would have written: somebody has changed their line ends. Of files with a filter
 * this cannot be told, nor where attributes change with them, because nobody knows what was written.
 */
async function rewritten(
  context: TakeContext,
  { entries, raw }: Pick<Side, "entries" | "raw">,
  known: LineEndings | undefined,
): Promise<readonly string[]> {
  const { fs, repository } = context;
  const { root } = repository.paths;
  const files: ComparedFile[] = [];
  for (const [path, entry] of entries) {
    const stat = raw.has(path) || entry.mode === "120000" ? undefined : await lstatInside(fs, root, path);
    if (stat?.kind === "file" && stat.size <= mostCompared) files.push({ path, ...entry, size: stat.size });
  }
  if (files.length === 0) return [];
  const rules = await readConversionRules(context);
  const lines = known ?? rules.lines;
  const paths = files.map(({ path }) => path);
  const [ids, attributes] = await Promise.all([hashFiles(repository, paths), attributesNow(repository, paths, rules)]);
  const byPath = attributesByPath(attributes);
  const then = { ...context, repository: repository.configured(lineEndingSettings(lines)) };
  const conversion = (path: string): string => conversionOf(byPath.get(path) ?? [], lines, root);
  const unfiltered = files.filter(({ path }) => !conversion(path).includes("filter "));
  const plain = unfiltered.filter(({ path, id }) => conversion(path) === "" && ids.get(path) !== id);
  const converted = unfiltered.filter(({ path }) => conversion(path) !== "");
  return [...plain, ...(await writtenOtherwise(then, converted))].map(({ path }) => path);
}

/** Answers with the files of a filter that failed, so that the others can be moved without them. */
async function move(
  context: TakeContext & RecordLockContext,
  files: FileMove,
): Promise<ReadonlySet<string> | undefined> {
  if (files.from.size + files.to.size === 0) return undefined;
  const { repository } = context;
  try {
    await withMove(context, files, repository, async (ready) => {
      if (ready.edited.length > 0) throw changed(ready.edited);
      await ready.carryOut(changed);
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterFailed)) throw error;
    const filters = await readAttributes(repository, ["filter"], [...files.to.keys()]);
    return new Set([error.path, ...filters.filter(({ value }) => value === error.filter).map(({ path }) => path)]);
  }
}

function changed(paths: readonly string[]): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`An interrupted restore was not completed: ${paths.slice(0, 5).join(", ")} changed meanwhile.`,
    say`Let the edits come to rest (save or stop what writes there), then try again.`,
  );
}

async function readSide(context: TakeContext, side: string, rawSide: string): Promise<Side> {
  const { fs, repository } = context;
  const [entries, raw] = [await readEntries(repository, side), await readEntries(repository, rawSide)];
  const index = new SmallIndex(repository, scratchPath(context));
  try {
    await index.load({ "": entries });
    const known = new Map([...pick(entries, await index.differing()), ...raw]);
    return { entries, raw, missing: await differingRaw(context, known) };
  } finally {
    await index.remove(fs);
  }
}

/** The side whose file stands at a path; raw bytes say more than what git makes of them. */
function standing(path: string, ...sides: readonly Side[]): Side | undefined {
  const those = sides.filter(({ entries, missing }) => entries.has(path) && !missing.has(path));
  return those.find(({ raw }) => raw.has(path)) ?? those[0];
}

/** Whether nothing of a person's is at this path; the cut-off beginning of the file of one of the sides is removed. */
async function isMissing(context: TakeContext, path: string, sides: readonly Side[]): Promise<boolean> {
  const { fs, repository } = context;
  const file = joinPath(repository.paths.root, path);
  const stat = await lookInside(fs, repository.paths.root, path);
  if (stat === "unreadable") return false;
  if (stat === undefined || stat.kind === "directory") return true; // What is inside a directory is judged by its own paths, and by git.
  if (stat.kind !== "file" || stat.size > mostCompared) return false;
  const written = await fs.read(file, mostCompared);
  for (const { entries } of sides) {
    const entry = entries.get(path);
    if (entry === undefined || entry.mode === "120000" || written === undefined) continue;
    const whole = await asWritten(context, path, entry);
    if (whole === undefined || written.length >= whole.length) continue;
    if (written.every((byte, at) => byte === whole[at])) return fs.remove(file);
  }
  return written === undefined;
}

/** What git would write into the file; `undefined`: a filter refuses, so it has not begun to. */
async function asWritten(
  { repository }: TakeContext,
  path: string,
  { id }: FileEntry,
): Promise<Uint8Array | undefined> {
  try {
    return await repository.read(["cat-file", "--filters", `--path=${path}`, id]);
  } catch (error) {
    // Whatever git says here may be the words of the filter.
    if (isGitError(error) && !isGitError(error, "cancelled", "git-missing")) return undefined;
    throw error;
  }
}
