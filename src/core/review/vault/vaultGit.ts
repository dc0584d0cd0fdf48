import { GitError, reasonOfMessage } from "../../git/repository/gitError.ts";
import type { Git, GitRequest, GitResult } from "../../base/ports.ts";

/**
 * Keeps git to what the vault's own files and our arguments say: no configuration and no attributes of the person or the system, no replaced
 * objects, no fetching of missing ones (git ≥ 2.44 knows the variable; checkImportSource.ts refuses partial clones for the others), and no transport but
 * reading a repository on this machine.
 */
const environment: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "file",
};

/** The same git for the vault's commands. Git itself takes `/dev/null` on every platform. */
export class VaultGit implements Git {
  readonly #git: Git;
  /** A command missed an object or found one damaged, so the vault may not be what it was: it is checked at the next import. */
  suspicious = false;

  constructor(git: Git) {
    this.#git = git;
  }

  async run(request: GitRequest): Promise<GitResult> {
    try {
      const result = await this.#git.run({ ...request, env: { ...environment, ...request.env } });
      this.#listen(result.stderr);
      return result;
    } catch (error) {
      if (error instanceof GitError) this.#listen(error.stderr);
      throw error;
    }
  }

  /** Some commands go on after they found an object damaged. */
  #listen(stderr: string): void {
    if (["corrupt", "unknown-object"].includes(reasonOfMessage(stderr))) this.suspicious = true;
  }
}

/** Global options of every command in the vault, whatever an older version of ours wrote into its configuration. */
export const vaultSettings: readonly string[] = [
  // Read even without the person's configuration, from their home directory, unless it is named.
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
  "core.logAllRefUpdates=false",
  // A bitmap would leave out of a publication what an older commit of the target has too (publishObjects.ts wants it whole).
  "pack.writeBitmaps=false",
  "repack.writeBitmaps=false",
  "protocol.version=2",
].flatMap((setting) => ["-c", setting]);
