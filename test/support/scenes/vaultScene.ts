import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { parseObjectId, type ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import type { Repository } from "../../../src/core/git/repository/repository.ts";
import type { MergeInput } from "../../../src/core/review/vault/mergeInVault.ts";
import type { FileSystem, Git } from "../../../src/core/base/ports.ts";
import { Vault } from "../../../src/core/review/vault/vault.ts";
import { GitRepository, type GitRepositoryOptions } from "../gitRepository.ts";

const ada = { name: "Ada", email: "ada@example.org" };

export const squash: MergeInput = { strategy: "squash", message: "Bring it\n", author: ada, time: 1_700_000_000 };

/** A real repository, and a vault beside it as the extension makes one. */
export class VaultScene {
  readonly source: GitRepository;
  readonly directory: string;

  constructor(options: GitRepositoryOptions = {}) {
    this.source = new GitRepository(options);
    this.directory = this.source.beside("vaults");
    mkdirSync(this.directory);
  }

  /** As another window would open it: nothing is shared but the disk. */
  async open(
    repository?: Repository,
    git: Git = this.source.port(),
    fs: FileSystem = new NodeFileSystem(new SystemRandom()),
  ): Promise<Vault> {
    const random = new SystemRandom();
    return Vault.open({
      git,
      fs,
      directory: this.directory,
      source: repository ?? (await this.source.open()),
      logger: this.source.logger,
      random,
      clock: new SystemClock(),
      cryptography: new NodeCryptography(),
    });
  }

  /** A vault that has these commits or trees. */
  async holding(...ids: readonly string[]): Promise<Vault> {
    const vault = await this.open();
    await vault.import(ids.map((id, at) => ({ ref: refName(`refs/workflow/test/${at}`), id: parseObjectId(id) })));
    return vault;
  }

  id(revision: string): ObjectId {
    return parseObjectId(this.source.git("rev-parse", "--verify", revision));
  }

  dispose(): void {
    this.source.dispose();
  }
}

/** Puts so many packs into a vault that it is worth tidying. */
export function scatter(vault: string, count = 32): void {
  const git = (input: string, ...args: readonly string[]): string =>
    execFileSync("git", [`--git-dir=${vault}`, ...args], { input })
      .toString("utf8")
      .trim();
  const directory = join(vault, "objects/pack");
  const id = git("scattered\n", "hash-object", "-w", "--stdin");
  const pack = join(directory, `pack-${git(id, "pack-objects", "--quiet", join(directory, "pack"))}`);
  for (let at = 1; at < count; at += 1) {
    const copy = join(directory, `pack-${at.toString(16).padStart(40, "0")}`);
    for (const end of ["pack", "idx"]) {
      rmSync(`${copy}.${end}`, { force: true }); // It is read-only where it stands already.
      copyFileSync(`${pack}.${end}`, `${copy}.${end}`);
    }
  }
}
