import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { GitRepository } from "../../support/gitRepository.ts";
import { freshDirectory } from "./wfs.ts";

/** Plain git as a person runs it, without configuration of the machine. */
export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trimEnd();
}

/** A repository with one commit of `README.md`. */
export function repository(): string {
  const root = freshDirectory();
  git(root, "init", "--quiet", "--initial-branch=main");
  writeFileSync(join(root, "README.md"), "Hello\n");
  commitAll(root, "first");
  return root;
}

export function commitAll(cwd: string, message: string): void {
  git(cwd, "add", "-A");
  git(cwd, "commit", "--quiet", "--no-gpg-sign", "-m", message);
}

/**
 * Repositories with one commit of `README.md` and what `make` does to it. That is done once for all tests of a file, which get copies, with worktrees of
 * their own: starting `wfs` for each of them again takes ten times as long.
 */
export function copiesOf(make: (root: string) => Promise<unknown>): () => Promise<string> {
  let making: Promise<GitRepository> | undefined;
  const makeOriginal = async (): Promise<GitRepository> => {
    const original = new GitRepository();
    await make(original.root);
    return original;
  };
  afterAll(async () => (await making)?.dispose());
  return async () => {
    const copy = new GitRepository(await (making ??= makeOriginal()));
    onTestFinished(() => copy.dispose());
    return copy.root;
  };
}
