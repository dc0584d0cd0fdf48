import type { Cryptography } from "../../base/ports.ts";
import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { encodeText } from "../../files/jsonBytes.ts";
import type { FileDiff, ProposalFile } from "../proposal/proposal.ts";
import { requestRefs } from "../vault/requestRefs.ts";
import type { Vault } from "../vault/vault.ts";
import { lookAgain, lookAtProposal, stands, type LookContext } from "./lookAtProposal.ts";
import type { Layer, LayerName, LookedProposal, LookTarget } from "./lookedProposal.ts";

/** What the vault keeps for looks lies below this, a name for each target. */
const below = "looking/";

/** Hexadecimal digits that tell the targets of one repository apart. */
const nameDigits = 16;

/** Work that is looked at without a request, for the host. What it gives out stands as it was shown until it is looked at again. */
export class ProposalLooks {
  readonly #cryptography: Cryptography;
  readonly #open: (signal?: AbortSignal) => Promise<Omit<LookContext, "name">>;
  readonly #contexts = new WeakMap<LookedProposal, LookContext>();
  /** Names of the targets that are on show. */
  readonly #shown = new Set<string>();

  /** `open`: opens repository and vault, anew for each proposal. */
  constructor(cryptography: Cryptography, open: (signal?: AbortSignal) => Promise<Omit<LookContext, "name">>) {
    this.#cryptography = cryptography;
    this.#open = open;
  }

  /** Looks everything up. Throws as `lookAtProposal`. */
  async look(target: LookTarget, signal?: AbortSignal): Promise<LookedProposal> {
    const name = this.#nameOf(target);
    this.#shown.add(name);
    const context = { ...(await this.#open(signal)), name };
    return this.#given(await lookAtProposal(context, target, signal), context);
  }

  /** The proposal as it is now: the very object where nothing has moved. Takes a walk through the working tree. */
  async again(before: LookedProposal, signal?: AbortSignal): Promise<LookedProposal> {
    const context = this.#contextOf(before);
    return this.#given(await lookAgain(context, before, signal), context);
  }

  /** Whether branch, head and integration branch are where they were; cheap enough for once a second. Throws where one is gone. */
  async stands(before: LookedProposal, signal?: AbortSignal): Promise<boolean> {
    return stands(this.#contextOf(before), before, signal);
  }

  /** One file of a layer, both sides; `whole`: also where it is large. */
  async readFile(
    looked: LookedProposal,
    layer: LayerName,
    path: string,
    whole: boolean,
    signal?: AbortSignal,
  ): Promise<FileDiff> {
    const { shown, files } = layerOf(looked, layer);
    const file = files.find((candidate) => candidate.path === path && candidate.exact);
    if (file === undefined) throw noSuchFile();
    return shown.diff(file, whole, signal);
  }

  /** Raw bytes of one side, of a renamed file by the path it has there; absent: `undefined`. */
  async readSide(
    looked: LookedProposal,
    layer: LayerName,
    side: "from" | "to",
    path: string,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const { shown, files } = layerOf(looked, layer);
    const has = (file: ProposalFile): boolean => (side === "from" ? (file.oldPath ?? file.path) : file.path) === path;
    const file = files.find(has);
    if (file === undefined) throw noSuchFile();
    return shown.side(file, side, signal);
  }

  /** The target is not on show any more: what the vault keeps of it may go. */
  close(target: LookTarget): void {
    this.#shown.delete(this.#nameOf(target));
  }

  /** Below which names a vault keeps what is not on show. */
  async closed(vault: Vault): Promise<readonly string[]> {
    const prefix = requestRefs(below.slice(0, -1));
    const names = (await vault.kept(prefix)).map(({ ref }) => ref.slice(prefix.length).split("/")[0] ?? "");
    return [...new Set(names)]
      .map((name) => `${below}${name}`)
      .filter((name) => !this.#shown.has(name))
      .map(requestRefs);
  }

  #nameOf(target: LookTarget): string {
    const digest = this.#cryptography.sha256(encodeText(JSON.stringify(Object.entries(target).toSorted(byName))));
    return `${below}${digest.slice(0, nameDigits)}`;
  }

  #given(looked: LookedProposal, context: LookContext): LookedProposal {
    this.#contexts.set(looked, context);
    return looked;
  }

  #contextOf(looked: LookedProposal): LookContext {
    const context = this.#contexts.get(looked);
    if (context !== undefined) return context;
    throw new WorkflowError("refused", say`This is not a proposal this window has shown.`, say`Open it again.`);
  }
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function layerOf(looked: LookedProposal, name: LayerName): Layer {
  const layer = looked[name];
  if (layer === null) throw noSuchFile();
  return layer;
}

function noSuchFile(): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`This file is not part of the proposal.`,
    say`Look at the list of files again.`,
  );
}
