import { WorkflowError } from "../errors.ts";
import { nulFields } from "../git/nulText.ts";
import { joinPath } from "../paths.ts";
import { withSignal, worktreeRepository, type ForkContext } from "./forkContext.ts";
import type { WorktreeLink } from "./worktreeLink.ts";

export interface SubmoduleResult {
  readonly path: string;
  /** `null`: checked out. Otherwise why not, in one sentence. */
  readonly problem: string | null;
}

interface Submodule {
  readonly name: string;
  readonly path: string;
}

/**
 * Checks out the submodules that the main checkout has, from the main checkout's own copies: no network, and no program that a submodule's URL
 * or `update` setting names. Submodules the person has not initialised stay as they are. Each failure is reported, none stops the rest.
 */
export async function checkOutSubmodules(
  context: ForkContext,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<readonly SubmoduleResult[]> {
  const results: SubmoduleResult[] = [];
  for (const submodule of await listSubmodules(context, link, signal)) {
    const source = joinPath(context.commonDirectory, "modules", submodule.name);
    if ((await context.fs.lstat(source))?.kind !== "directory") continue;
    results.push({ path: submodule.path, problem: await checkOut(context, link, submodule, source, signal) });
  }
  return results;
}

async function listSubmodules(
  context: ForkContext,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<readonly Submodule[]> {
  const file = joinPath(link.worktree, ".gitmodules");
  if ((await context.fs.lstat(file))?.kind !== "file") return [];
  const repository = worktreeRepository(context, link);
  const list = ["config", "--file", file, "--no-includes", "-z", "--get-regexp", "^submodule\\..*\\.path$"];
  const { stdout } = await repository.answer(list, [1], withSignal(signal));
  return nulFields(stdout).flatMap(({ text, exact }) => {
    const cut = text.indexOf("\n");
    const name = text.slice("submodule.".length, cut - ".path".length);
    const path = text.slice(cut + 1);
    return exact && cut > 0 && isPlainPath(name) && isPlainPath(path) ? [{ name, path }] : [];
  });
}

/** Relative, without components that lead elsewhere or look like options: git's own rule for names of submodules, and narrower. */
function isPlainPath(text: string): boolean {
  const parts = text.split("/");
  return (
    !/[\\:\0\n]/u.test(text) && !text.startsWith("-") && parts.every((part) => part !== "" && !/^\.{1,2}$/u.test(part))
  );
}

async function checkOut(
  context: ForkContext,
  link: WorktreeLink,
  submodule: Submodule,
  source: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const repository = worktreeRepository(context, link);
  const borrowed = ["-c", "protocol.file.allow=always", "-c", `submodule.${submodule.name}.url=${source}`];
  const update = ["submodule", "--quiet", "update", "--checkout", "--no-recommend-shallow", "--", submodule.path];
  try {
    await repository.write(["-c", "checkout.workers=0", ...borrowed, ...update], withSignal(signal));
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
    return `${error.message} Run “git submodule update” in the worktree.`;
  }
  await restoreOrigin(context, link, submodule, signal);
  return null;
}

/** The copy must fetch from where the main checkout's copy does, not from the main checkout. */
async function restoreOrigin(
  context: ForkContext,
  link: WorktreeLink,
  submodule: Submodule,
  signal?: AbortSignal,
): Promise<void> {
  const repository = worktreeRepository(context, link);
  const from = joinPath(context.commonDirectory, "modules", submodule.name, "config");
  const to = joinPath(link.admin, "modules", submodule.name, "config");
  const key = "remote.origin.url";
  const { exitCode, stdout } = await repository.answer(
    ["config", "--file", from, "-z", "--get", key],
    [1],
    withSignal(signal),
  );
  const url = nulFields(stdout)[0]?.text;
  if (exitCode === 0 && url !== undefined)
    await repository.write(["config", "--file", to, key, url], withSignal(signal));
}
