import type { ObjectId } from "../../git/repository/objectId.ts";
import type { PathChange } from "../../git/objects/treeDiff.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { broughtHistory, type BroughtHistory } from "./broughtHistory.ts";
import { readFileDiff, readSide } from "./fileDiff.ts";
import type { FileDiff, ProposalFile, ShownProposal } from "./proposal.ts";
import { proposalFiles } from "./proposalFiles.ts";

/** The two commits or trees of a proposal, and whose repository holds them. */
export interface TreeSides {
  /** The vault's, asked at every look: an import may make it anew. Read from anywhere else, objects need not be what their names say. */
  readonly repository: () => Repository;
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** What differs, where it was read there already. */
  readonly changes?: readonly PathChange[] | undefined;
  /** Commits that become part of a branch for good, with the files; left out: none do. */
  readonly brings?: { readonly source: ObjectId; readonly target: ObjectId };
}

/** A proposal whose sides are commits or trees inside the vault. */
export class TreeProposal implements ShownProposal {
  readonly #sides: TreeSides;
  readonly from: string;
  readonly to: string;

  constructor(sides: TreeSides) {
    this.#sides = sides;
    this.from = sides.from;
    this.to = sides.to;
  }

  async files(signal?: AbortSignal): Promise<readonly ProposalFile[]> {
    const { repository, from, to, changes } = this.#sides;
    return proposalFiles(repository(), from, to, signal, changes);
  }

  async history(shown: ReadonlySet<string>, signal?: AbortSignal): Promise<BroughtHistory | null> {
    const { repository, brings } = this.#sides;
    return brings === undefined ? null : broughtHistory(repository(), brings, shown, signal);
  }

  async diff(file: ProposalFile, whole: boolean, signal?: AbortSignal): Promise<FileDiff> {
    return readFileDiff(this.#sides.repository(), file, whole, signal);
  }

  async side(file: ProposalFile, side: "from" | "to", signal?: AbortSignal): Promise<Uint8Array | undefined> {
    return readSide(this.#sides.repository(), file, side, signal);
  }
}
