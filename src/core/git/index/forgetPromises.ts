import { isAttributesFile } from "../config/attributes.ts";
import { isTrue, readConfiguration, wordsOf } from "../config/configuration.ts";
import { nulFields, toNulBytes } from "../repository/nulText.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";

/** What an index of the user's names. */
export interface IndexListing {
  /** Whether it names submodules. */
  readonly links: boolean;
  /** Files of git's attributes. */
  readonly attributes: readonly string[];
  /** `ls-files -v --stage --debug -z`, with what git knows of each file; `undefined`: it was not asked for. */
  readonly debug: Uint8Array | undefined;
  /** Lines of files that git was promised not to be edited. */
  readonly promised: readonly string[];
}

/** `options`: which index. `debug`: with the times and sizes that git knows of the files. */
export async function listIndex(repository: Repository, options: CommandOptions, debug = false): Promise<IndexListing> {
  const list = ["ls-files", "-v", "--stage", ...(debug ? ["--debug"] : []), "-z"];
  const output = await repository.read(list, options);
  const fields = nulFields(output).map(({ text, exact }) => ({ text: withoutDebug(text), exact }));
  const lines = fields.filter(({ text }) => text !== "");
  return {
    links: lines.some(({ text }) => text.startsWith("160000 ", 2)),
    attributes: lines.map(({ text }) => pathOf(text)).filter(isAttributesFile),
    promised: lines.filter(({ text, exact }) => exact && /^[a-zS] /u.test(text)).map(({ text }) => text),
    debug: debug ? output : undefined,
  };
}

/** The lines of one file's times stand before the next file's line. */
function withoutDebug(text: string): string {
  return text.startsWith("  ") ? text.replace(/^(?: {2}[^\n]*\n)+/u, "") : text;
}

/**
 * “assume unchanged”, and “skip” outside a sparse checkout, are promises to git that a file is not edited; a checkpoint must see the edit
 * all the same, so the private index does not carry them.
 */
export async function forgetPromises(
  repository: Repository,
  { promised }: Pick<IndexListing, "promised">,
  options: CommandOptions,
): Promise<void> {
  if (promised.length === 0) return;
  const assumed = promised.filter((text) => /^[a-z]/u.test(text)).map(pathOf);
  const configured = wordsOf(await readConfiguration(repository, options.signal));
  const skipped = isTrue(configured.get("core.sparsecheckout"))
    ? []
    : promised.filter((text) => /^[sS]/u.test(text)).map(pathOf);
  for (const [flag, paths] of [
    ["--no-assume-unchanged", assumed],
    ["--no-skip-worktree", skipped],
  ] as const) {
    if (paths.length === 0) continue;
    await repository.write(["update-index", flag, "-z", "--stdin"], { ...options, stdin: toNulBytes(paths) });
  }
}

/** Of `ls-files --stage`: what follows the tab. */
function pathOf(line: string): string {
  return line.slice(line.indexOf("\t") + 1);
}
