import type { ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { readFileDiff } from "../../../src/core/review/proposal/fileDiff.ts";
import type { FileDiff, ProposalFile } from "../../../src/core/review/proposal/proposal.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import type { Vault } from "../../../src/core/review/vault/vault.ts";
import type { GitRepository } from "../../support/gitRepository.ts";
import type { VaultScene } from "../../support/scenes/vaultScene.ts";

export interface Proposal {
  readonly vault: Vault;
  readonly files: readonly ProposalFile[];
  readonly file: (path: string) => ProposalFile;
  readonly diff: (path: string, whole?: boolean) => Promise<FileDiff>;
}

/** What differs between two commits, as the vault shows it. */
export async function shown(one: VaultScene, from: ObjectId, to: ObjectId): Promise<Proposal> {
  const vault = await one.holding(from, to);
  const files = await proposalFiles(vault.repository, from, to);
  const file = (path: string): ProposalFile => {
    const found = files.find((candidate) => candidate.path === path);
    if (found === undefined) throw new Error(`${path} is not proposed.`);
    return found;
  };
  return { vault, files, file, diff: async (path, whole = false) => readFileDiff(vault.repository, file(path), whole) };
}

/** What is proposed when `change` is made to the scene's repository and committed. */
export async function changed(scene: VaultScene, change: (source: GitRepository) => void): Promise<Proposal> {
  const from = scene.id("HEAD");
  change(scene.source);
  scene.source.commitAll("proposed");
  return shown(scene, from, scene.id("HEAD"));
}
