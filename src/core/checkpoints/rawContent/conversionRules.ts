import type { PathAttribute } from "../../git/config/attributes.ts";
import { isTrue, readConfiguration, wordsOf, type ConfigurationEntry } from "../../git/config/configuration.ts";
import { conversionOf, lineEndingsOf, type LineEndings } from "../../git/config/lineEndings.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { filterKey } from "../../git/config/withoutOwnFilters.ts";
import { joinPath } from "../../files/paths.ts";
import { readOrNothing } from "../../files/readOrNothing.ts";
import { ownAttributes } from "../../git/index/privateIndex.ts";
import type { ScanContext } from "../tree/takeContext.ts";

/** Bytes; a larger file of attributes is not looked at. */
const mostAttributes = 1024 * 1024;

/** What the configuration says of whether git converts files, or says their execute bits. */
export interface ConversionRules {
  readonly lines: LineEndings;
  readonly tracksMode: boolean;
  /** Names of the filters that are configured. */
  readonly filters: ReadonlySet<string>;
  /** Those of them that may keep only a part of what they read. Git LFS keeps all of it, elsewhere. */
  readonly strippers: ReadonlySet<string>;
  /** Files of the index may not be in the work tree, attributes among them. */
  readonly isSparse: boolean;
  /** Attributes may also stand outside of the work tree. */
  readonly hasOtherAttributes: boolean;
}

export async function readConversionRules(context: ScanContext, signal?: AbortSignal): Promise<ConversionRules> {
  const { fs, repository } = context;
  const [entries, areModesOurs, attributes] = await Promise.all([
    readConfiguration(repository, signal),
    areModesReal(context),
    fs.lstat(ownAttributes(repository)),
  ]);
  return rulesOf(entries, areModesOurs, attributes !== undefined);
}

function rulesOf(
  entries: readonly ConfigurationEntry[],
  areModesOurs: boolean,
  hasAttributes: boolean,
): ConversionRules {
  const values = wordsOf(entries);
  const tracks = !/^(?:false|no|off|0)$/u.test(values.get("core.filemode") ?? "true");
  return {
    lines: lineEndingsOf(entries),
    tracksMode: tracks || !areModesOurs,
    isSparse: isTrue(values.get("core.sparsecheckout")),
    filters: new Set(entries.flatMap(({ key }) => /^filter\.(.*)\.[^.]+$/su.exec(key)?.[1] ?? [])),
    strippers: strippersOf(entries),
    hasOtherAttributes: hasAttributes || values.has("core.attributesfile"),
  };
}

function strippersOf(entries: readonly ConfigurationEntry[]): ReadonlySet<string> {
  const programs = new Map<string, string>();
  for (const { key, value } of entries) programs.set(key, value);
  const named = [...programs].flatMap(([key, value]) => {
    const [, name, part] = filterKey.exec(key) ?? [];
    return name !== undefined && value !== "" && (part === "clean" || part === "process") ? [name] : [];
  });
  return new Set(named.filter((name) => name !== "lfs"));
}

/**
 * Where every file looks executable, or not even a directory does, as on disks of other systems, the bit says nothing; nobody makes git's own
 * HEAD executable.
 */
async function areModesReal({ fs, repository }: ScanContext): Promise<boolean> {
  const [directory, head] = await Promise.all([
    fs.lstat(repository.paths.gitDir),
    fs.lstat(repository.ownFile("HEAD")),
  ]);
  return directory !== undefined && (directory.mode & 0o100) !== 0 && head !== undefined && (head.mode & 0o111) === 0;
}

/** Whether git may write a file with other bytes than its object, where these files have the attributes. */
export async function mayWriteOthers(
  { fs, repository }: ScanContext,
  { lines, strippers, hasOtherAttributes }: ConversionRules,
  files: readonly string[],
): Promise<boolean> {
  const { root } = repository.paths;
  const everywhere: PathAttribute[] = [{ path: "", name: "text", value: "set" }];
  // A person with a filter may have its attributes in a file of their own, which no repository names.
  if (hasOtherAttributes || strippers.size > 0 || conversionOf(everywhere, lines, root) !== "") return true;
  for (const file of files) {
    const content = await readOrNothing(fs, joinPath(root, file), mostAttributes);
    if (content === undefined || /crlf|encoding|ident/iu.test(outputText(content))) return true;
  }
  return false;
}

/** Name of the filter a file is for; `""`: none. */
export function filterOf(attributes: readonly PathAttribute[]): string {
  return attributes.find(({ name }) => name === "filter")?.value ?? "";
}

/** A filter that is configured nowhere does nothing, so it hides nothing either. */
export function isFiltered(attributes: readonly PathAttribute[], { filters }: ConversionRules): boolean {
  return filters.has(filterOf(attributes));
}

/** Whether such a filter may keep only a part of the file. */
export function mayBeStripped(attributes: readonly PathAttribute[], { strippers }: ConversionRules): boolean {
  return strippers.has(filterOf(attributes));
}

/** Whether git may change bytes of the file on the way in or out, as gitattributes(5) has it. */
export function isConverted(attributes: readonly PathAttribute[], { lines }: ConversionRules): boolean {
  const values = new Map(attributes.map(({ name, value }) => [name, value]));
  const encoding = values.get("working-tree-encoding") ?? "unset";
  if (values.get("ident") === "set" || (encoding !== "unset" && encoding !== "")) return true;
  const text = values.get("text") ?? values.get("crlf");
  if (text !== undefined) return text !== "unset";
  return values.has("eol") || !lines.startsWith("autocrlf=false");
}
