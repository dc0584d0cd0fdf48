import { attributesByPath, readAttributes } from "../git/attributes.ts";
import { isGitError } from "../git/gitError.ts";
import { mayBeStripped, readConversionRules } from "./conversionRules.ts";
import type { FileEntries } from "./fileEntries.ts";
import { readIndexEntries } from "./indexEntries.ts";
import { lstatInside } from "./lstatInside.ts";
import type { PrivateIndexContext } from "./privateIndex.ts";
import type { ScanContext } from "./workingTreeScan.ts";
import { writtenOtherwise, type ComparedFile } from "./writtenOtherwise.ts";

/** Bytes; what a filter makes of a larger file is not asked for. */
const mostCompared = 256 * 1024 * 1024;

/** git is started again at most so often because of files whose filter fails; what is not compared by then counts as whole. */
const mostFailures = 50;

/**
 * Those of the files, which a clean filter is for, that would not come back: what the filter keeps of them is all that their objects hold (the output
 * of a notebook is gone). Line endings do not count, they are the attributes' business; nor does a filter that fails, because it may give back all of it
 * once it works again, and a restore that needs it before changes nothing.
 */
export async function strippedFiles(
  context: PrivateIndexContext,
  files: readonly ComparedFile[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  let failures = 0;
  const compare = async (some: readonly ComparedFile[]): Promise<readonly ComparedFile[]> => {
    if (some.length === 0 || failures > mostFailures) return [];
    try {
      return await writtenOtherwise(context, some, { anyEnds: true, signal });
    } catch (error) {
      if (!isGitError(error, "failed")) throw error;
      failures++;
      if (some.length === 1) return [];
      const half = Math.ceil(some.length / 2);
      return [...(await compare(some.slice(0, half))), ...(await compare(some.slice(half)))];
    }
  };
  const found = await compare(files.filter(({ size }) => size <= mostCompared));
  return found.map(({ path }) => path);
}

/** Those among all files of a working tree's own index: what git takes for unchanged there, and would not bring back. Runs the filters. */
export async function strippedInWorkingTree(
  context: ScanContext & PrivateIndexContext,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { fs, repository } = context;
  const rules = await readConversionRules(context, signal);
  if (rules.strippers.size === 0) return [];
  const entries: FileEntries = await readIndexEntries(repository, [], { signal });
  const attributes = attributesByPath(await readAttributes(repository, ["filter"], [...entries.keys()], { signal }));
  const files: ComparedFile[] = [];
  for (const [path, entry] of entries) {
    if (entry.mode === "120000" || !mayBeStripped(attributes.get(path) ?? [], rules)) continue;
    const stat = await lstatInside(fs, repository.place.root, path);
    if (stat?.kind === "file") files.push({ path, ...entry, size: stat.size });
  }
  return strippedFiles(context, files, signal);
}
