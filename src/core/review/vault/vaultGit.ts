import { GitError, reasonOfMessage } from "../../git/repository/gitError.ts";
import { plainEnvironment, plainSettings } from "../../git/repository/plainGit.ts";
import type { Git, GitRequest, GitResult } from "../../base/ports.ts";

/** The same git for the vault's commands; checkImportSource.ts refuses partial clones for versions that would fetch from one. */
export class VaultGit implements Git {
  readonly #git: Git;
  /** A command missed an object or found one damaged, so the vault may not be what it was: it is checked at the next import. */
  suspicious = false;

  constructor(git: Git) {
    this.#git = git;
  }

  async run(request: GitRequest): Promise<GitResult> {
    try {
      const result = await this.#git.run({ ...request, env: { ...plainEnvironment, ...request.env } });
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
  ...plainSettings,
  "core.logAllRefUpdates=false",
  // A bitmap would leave out of a publication what an older commit of the target has too (publishObjects.ts wants it whole).
  "pack.writeBitmaps=false",
  "repack.writeBitmaps=false",
  "protocol.version=2",
].flatMap((setting) => ["-c", setting]);
