import { lstatInside } from "../../files/lstatInside.ts";
import { WorkflowError } from "../../base/errors.ts";
import { say, type Text } from "../../base/text.ts";
import { listGitlinks } from "../../git/objects/gitlinks.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { worktreeRepository, type ForkContext } from "../model/forkContext.ts";
import { readLine, resolvePath, type WorktreeLink } from "../../git/directory/worktreeLink.ts";

export interface SubmoduleResult {
  /** Relative to the top of the worktree, also for one inside of another. */
  readonly path: string;
  /** `null`: checked out. Otherwise why not, in one sentence. */
  readonly problem: Text | null;
}

/** A repository in the worktree whose submodules are wanted, and the main checkout's copy of it. */
interface Level {
  readonly inside: Repository;
  readonly main: { readonly root: string; readonly gitDir: string };
  /** Where it lies below the top of the worktree: empty, or ending with `/`. */
  readonly prefix: string;
}

interface Submodule {
  readonly name: string;
  readonly path: string;
}

/**
 * Checks out the submodules that the main checkout has, and those inside them, from the main checkout's own copies: no network, and no program
 * that a submodule's URL or `update` setting names. Submodules the person has not initialised stay as they are. Each failure is reported, none
 * stops the rest.
 */
export async function checkOutSubmodules(
  context: ForkContext,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<readonly SubmoduleResult[]> {
  const main = { root: context.repository.paths.root, gitDir: context.commonDirectory };
  return checkOutBelow(context, { inside: worktreeRepository(context, link), main, prefix: "" }, signal);
}

async function checkOutBelow(
  context: ForkContext,
  level: Level,
  signal?: AbortSignal,
): Promise<readonly SubmoduleResult[]> {
  const { inside, main, prefix } = level;
  const { fs, git } = context;
  const results: SubmoduleResult[] = [];
  const links = await listGitlinks(inside, context.fs, signal);
  const names = links.length === 0 ? new Map<string, string>() : await namesByPath(fs, inside, signal);
  for (const { text: path, exact } of links) {
    const name = names.get(path);
    const source = await copyIn(fs, main, path, name);
    if (source === undefined) continue;
    const report = (problem: Text | null): number => results.push({ path: prefix + path, problem });
    if (name === undefined) report(say`No .gitmodules names it, so git cannot check it out; clone it there by hand.`);
    else if (source === "elsewhere" || !exact || !isPlainPath(name) || !isPlainPath(path)) report(notPlain);
    else {
      const [root, gitDir] = [joinPath(inside.paths.root, path), inside.ownFile("modules", name)];
      const below = new Repository(git, { ...inside.paths, root, gitDir, commonDir: gitDir });
      const problem = await checkOut(inside, below, { name, path }, source, signal);
      report(problem);
      const copy = { root: joinPath(main.root, path), gitDir: source };
      if (problem === null)
        results.push(
          ...(await checkOutBelow(context, { inside: below, main: copy, prefix: `${prefix}${path}/` }, signal)),
        );
    }
  }
  return results;
}

const notPlain: Text = say`Its name is not plain, or its repository lies outside of the main checkout's; run “git submodule update” in the worktree.`;

/** The names that a repository's `.gitmodules` gives its submodules. */
async function namesByPath(
  fs: FileSystem,
  inside: Repository,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const file = joinPath(inside.paths.root, ".gitmodules");
  if ((await fs.lstat(file))?.kind !== "file") return new Map();
  const list = ["config", "--file", file, "--no-includes", "-z", "--get-regexp", "^submodule\\..*\\.path$"];
  const { stdout } = await inside.answer(list, [1], { signal });
  return new Map(
    nulFields(stdout).flatMap(({ text }) => {
      const cut = text.indexOf("\n");
      return cut < 0 ? [] : [[text.slice(cut + 1), text.slice("submodule.".length, cut - ".path".length)] as const];
    }),
  );
}

/**
 * The git directory of the main checkout's copy: in the submodule's own directory where git has not absorbed it, else below `modules`, under its
 * name or where its `.git` file says. `undefined`: it has none.
 */
async function copyIn(
  fs: FileSystem,
  main: Level["main"],
  path: string,
  name: string | undefined,
): Promise<string | undefined> {
  const dotGit = await lstatInside(fs, main.root, `${path}/.git`);
  if (dotGit?.kind === "directory") return joinPath(main.root, path, ".git");
  if (name !== undefined && isPlainPath(name)) {
    const named = await lstatInside(fs, main.gitDir, `modules/${name}`);
    if (named?.kind === "directory") return joinPath(main.gitDir, "modules", name);
  }
  if (dotGit === undefined) return undefined;
  const said = await readLine(fs, joinPath(main.root, path, ".git"));
  const place = resolvePath(joinPath(main.root, path), said?.replace(/^gitdir: /u, "") ?? "");
  const [real, modules] = await Promise.all([fs.realPath(place), fs.realPath(joinPath(main.gitDir, "modules"))]);
  return real !== undefined && modules !== undefined && real.startsWith(`${modules}/`) ? real : "elsewhere";
}

/** Relative, without components that lead elsewhere or look like options: git's own rule for names of submodules, and narrower. */
function isPlainPath(text: string): boolean {
  const parts = text.split("/");
  return (
    !/[\\:\0\n]/u.test(text) && !text.startsWith("-") && parts.every((part) => part !== "" && !/^\.{1,2}$/u.test(part))
  );
}

/** Why it could not be checked out, else `null`. */
async function checkOut(
  inside: Repository,
  below: Repository,
  { name, path }: Submodule,
  source: string,
  signal?: AbortSignal,
): Promise<Text | null> {
  const borrowed = new Map([
    ["protocol.file.allow", "always"],
    [`submodule.${name}.url`, source],
    [`submodule.${name}.active`, "true"],
  ]);
  const update = ["submodule", "--quiet", "update", "--checkout", "--no-recommend-shallow", "--", path];
  try {
    await inside.overriding(borrowed).write(["-c", "checkout.workers=0", ...update], { signal });
    await takeRemotes(below.overriding(borrowed), source, signal);
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
    return say`${error.text} Run “git submodule update” in the worktree.`;
  }
  return null;
}

/**
 * The new copy must fetch from where the main checkout's copy does, not from that. It also has to know what was pushed, and what the main
 * checkout's copy has in addition: commits that neither has count as made here, and would be lost with the fork.
 */
async function takeRemotes(below: Repository, source: string, signal?: AbortSignal): Promise<void> {
  const fetch = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--", source];
  const refs = ["+refs/remotes/*:refs/remotes/*", "+refs/heads/*:refs/remotes/main-checkout/*"];
  await below.write([...fetch, ...refs], { signal });
  const key = "remote.origin.url";
  const get = ["config", "--file", joinPath(source, "config"), "-z", "--get", key];
  const { exitCode, stdout } = await below.answer(get, [1], { signal });
  const url = nulFields(stdout)[0]?.text;
  if (exitCode === 0 && url !== undefined)
    await below.write(["config", "--file", below.ownFile("config"), key, url], { signal });
}
