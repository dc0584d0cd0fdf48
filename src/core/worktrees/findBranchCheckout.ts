import { nulFields } from "../git/repository/nulText.ts";
import type { RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";
import { readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { baseName, joinPath, parentPath } from "../files/paths.ts";
import type { FileSystem } from "../base/ports.ts";
import { sessionOnBranch } from "./forkBranch.ts";
import { sessionOfBranch } from "../sessions/model/sessionBranch.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";

/** A working tree that has a branch checked out. */
export interface Checkout {
  /** Top of the working tree, every link resolved. */
  readonly root: string;
  /** The fork whose worktree it is; else `undefined`. */
  readonly session: SessionId | undefined;
  /** `main`: where the sessions without a worktree work; `fork`: below `.worktrees`, or of the branch a fork was made of; `other`: one the person has made elsewhere. */
  readonly kind: "main" | "fork" | "other";
  /** Another working tree that has it checked out as well, which git allows by force. */
  readonly also?: string;
}

/**
 * Where a branch is checked out; `undefined`: nowhere. `root` holds `.workflow` and `.worktrees`. A fork's worktree is looked at by its files
 * first: `unsafe-path` when they lead elsewhere. A worktree whose directory is gone counts only when git was told to wait for it (locked).
 */
export async function findBranchCheckout(
  repository: Repository,
  fs: FileSystem,
  root: string,
  ref: RefName,
  signal?: AbortSignal,
): Promise<Checkout | undefined> {
  const listed = await repository.read(["worktree", "list", "--porcelain", "-z"], { signal });
  const having = parseWorktrees(listed).flatMap((one, at) =>
    one.branch === ref ? [{ ...one, isFirst: at === 0 }] : [],
  );
  const found: Checkout[] = [];
  for (const one of having) {
    const checkout = await asCheckout(repository, fs, root, ref, one);
    if (checkout !== undefined) found.push(checkout);
  }
  const [checkout, other] = found;
  return checkout === undefined || other === undefined ? checkout : { ...checkout, also: other.root };
}

/** `undefined`: it is gone for good, or leads elsewhere. */
async function asCheckout(
  repository: Repository,
  fs: FileSystem,
  root: string,
  ref: RefName,
  { path, locked, isFirst }: ListedWorktree & { readonly isFirst: boolean },
): Promise<Checkout | undefined> {
  const [top, forks] = await Promise.all([
    fs.realPath(repository.paths.root),
    fs.realPath(joinPath(root, ".worktrees")),
  ]);
  // The main checkout comes first; where its `.git` is not a directory, git names the git directory instead.
  if (isFirst && !repository.linked && top !== undefined) return { root: top, session: undefined, kind: "main" };
  const real = await fs.realPath(path);
  if (real === undefined && !locked) return undefined;
  if (real !== undefined && real === top) return { root: real, session: undefined, kind: "main" };
  const session = real !== undefined && parentPath(real) === forks ? parseSessionId(baseName(real)) : undefined;
  const adopter = session ?? (sessionOfBranch(ref) === undefined ? await sessionOnBranch(fs, root, ref) : undefined);
  if (real === undefined || adopter === undefined) return { root: real ?? path, session: undefined, kind: "other" };
  const common = (await fs.realPath(repository.paths.commonDir)) ?? repository.paths.commonDir;
  const isWhole = (await readWorktreeLink(fs, common, real)) !== undefined;
  return isWhole ? { root: real, session: adopter, kind: "fork" } : undefined;
}

interface ListedWorktree {
  readonly path: string;
  readonly branch: string | undefined;
  readonly locked: boolean;
}

/** `git worktree list --porcelain -z`: `key SP value NUL` …, and an empty field behind each worktree. */
function parseWorktrees(output: Uint8Array): readonly ListedWorktree[] {
  const worktrees: ListedWorktree[] = [];
  let fields: string[] = [];
  for (const { text } of nulFields(output)) {
    if (text !== "") {
      fields.push(text);
      continue;
    }
    const value = (key: string): string | undefined =>
      fields.find((field) => field === key || field.startsWith(`${key} `))?.slice(key.length + 1);
    const path = value("worktree");
    if (path !== undefined) {
      worktrees.push({ path, branch: value("branch"), locked: value("locked") !== undefined });
    }
    fields = [];
  }
  return worktrees;
}
