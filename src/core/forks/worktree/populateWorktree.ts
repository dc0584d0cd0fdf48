import type { ForkContext } from "../model/forkContext.ts";
import { copyIncludedFiles, includeFileName, type IncludedFiles } from "./includedFiles.ts";
import { checkOutSubmodules, type SubmoduleResult } from "./submodules.ts";
import { joinPath } from "../../files/paths.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";

/** Bytes of a list of patterns that is used. */
const mostIncludeBytes = 64 * 1024;

export interface PopulatedWorktree {
  readonly included: IncludedFiles;
  readonly submodules: readonly SubmoduleResult[];
}

/** Brings into a worktree what its branch does not hold. May be repeated: nothing that is there already is overwritten. */
export async function populateWorktree(
  context: ForkContext,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<PopulatedWorktree> {
  const included = await copyIncluded(context, link.worktree, signal);
  return { included, submodules: await checkOutSubmodules(context, link, signal) };
}

/**
 * Copies the main checkout's uncommitted files that `.worktreeinclude` (gitignore syntax) names into a worktree. Git matches the patterns, so
 * they mean what they mean in `.gitignore`; tracked files never match, because the worktree has its own.
 */
async function copyIncluded(context: ForkContext, worktree: string, signal?: AbortSignal): Promise<IncludedFiles> {
  const { fs, logger, repository } = context;
  const main = repository.paths.root;
  const file = joinPath(main, includeFileName);
  const stat = await fs.lstat(file);
  const nothing: IncludedFiles = { copied: [], skipped: [] };
  if (stat === undefined) return nothing;
  if (stat.kind !== "file" || stat.size > mostIncludeBytes) {
    logger.warn(`${file} is not used: it must be a regular file of at most ${mostIncludeBytes} bytes.`);
    return {
      ...nothing,
      skipped: [{ path: includeFileName, reason: stat.kind === "symlink" ? "symlink" : "not-a-file" }],
    };
  }
  const list = ["ls-files", "-z", "--others", "--ignored", `--exclude-from=${file}`];
  const fields = nulFields(await repository.read(list, { signal }));
  const exact = fields.filter((field) => field.exact).map(({ text }) => text);
  const unnamed = fields
    .filter((field) => !field.exact)
    .map(({ text }) => ({ path: text, reason: "unreadable" as const }));
  const copied = await copyIncludedFiles(fs, exact.toSorted(), main, worktree, signal);
  return { copied: copied.copied, skipped: [...copied.skipped, ...unnamed] };
}
