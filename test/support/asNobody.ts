import { execFileSync } from "node:child_process";
import { chmodSync, chownSync } from "node:fs";
import type { GitRepository } from "./gitRepository.ts";

const nobody = 12_345;

/**
 * Does work in a repository as a user it belongs to who is not root, who may look at everything. `locked`: paths in it that stay root's.
 * Only root can do that.
 */
export async function asNobody<T>(
  repository: GitRepository,
  work: () => Promise<T>,
  locked: readonly string[] = [],
): Promise<T> {
  repository.git("config", "--global", "--add", "safe.directory", "*");
  chmodSync(repository.beside(""), 0o755);
  execFileSync("chown", ["-R", "--no-dereference", String(nobody), repository.root]);
  for (const path of locked) chownSync(repository.path(path), 0, 0);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
