import type { Checkpoints } from "../../../checkpoints/checkpoints.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import type { Text } from "../../../base/text.ts";
import type { KnownStep } from "../../../checkpoints/updateBranch.ts";
import type { Forks } from "../../../forks/forks.ts";
import type { Repository } from "../../../git/repository/repository.ts";
import type { Clock, Cryptography, FileSystem, Logger, Processes, Random } from "../../../base/ports.ts";
import type { SessionView } from "../../../sessions/model/session.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import type { Sessions } from "../../../sessions/model/sessions.ts";
import type { Receipt } from "../../../gate/receipt.ts";
import type { ShownProposal } from "../../proposal/proposal.ts";
import type { AnyRequest } from "./requestFields.ts";
import type { Vault } from "../../vault/vault.ts";
import type { GateDocument } from "../../../gate/document.ts";
import type { Publishing } from "./publishing.ts";

/** What all kinds look things up with and execute through. */
export interface ActionContext {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  readonly logger: Logger;
  readonly processes: Processes;
  /** The directory that holds `.workflow` and `.worktrees`. */
  readonly root: string;
  readonly sessions: Pick<Sessions, "get" | "list" | "ensureTemporary">;
  readonly checkpoints: Checkpoints;
  readonly forks: Forks;
  /** The main checkout's. */
  readonly repository: Repository;
  readonly vault: Vault;
  readonly publishing: Publishing;
}

/** What every document says whatever its kind; the gate looks it up. */
export type CommonFields = Omit<GateDocument, "kind">;

export interface Look<Request extends AnyRequest> {
  readonly request: Request;
  readonly session: SessionView;
  readonly common: CommonFields;
  /** Nothing that was found out before counts: it is carried out next. */
  readonly isLast: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What a look at everything gave. */
export interface Built<Document extends GateDocument, FactName extends string> {
  readonly document: Document;
  /** To be compared with what the request says its asker saw: each of its facts (askedKind.ts). */
  readonly facts: Readonly<Record<FactName, string | null>>;
  readonly shown: ShownProposal;
  /** What the execution would carry out between two commits, where it is that. */
  readonly step?: KnownStep;
  readonly obstacles: readonly Obstacle[];
  readonly conflicts: readonly string[];
  /** Under whose checkpoints the files that move are kept; `null`: none move. */
  readonly safetySession: SessionId | null;
}

/** What an execution changed: `ref` is `null` where it was no ref, `from` and `to` name what stood and stands there; `to` is `null` where something was removed. */
export interface Executed {
  readonly message: Text;
  readonly ref: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly safety: number | null;
  readonly safety_session: string | null;
  /** Where it went, if it has left this machine. */
  readonly published?: NonNullable<Receipt["published"]>;
}

/** What is found where an action may or may not have been executed. */
export interface Found extends Executed {
  readonly outcome: Extract<Receipt["outcome"], "executed" | "failed" | "indeterminate">;
  /** What is not known now may be known later: then no receipt is given yet, and it is looked at again. */
  readonly settles?: true;
}

/**
 * One kind of action, for the gate alone: what it looks up, executes and takes back; what may be asked is its other half (askedKind.ts). Every method
 * throws `WorkflowError`s; nothing in a kind decides anything, and none but `execute` and `undo` change what a person works with.
 */
export interface ActionKind<Request extends AnyRequest, Document extends GateDocument, FactName extends string> {
  /**
   * Looks everything up and computes the result; with the same `common`, and nothing changed, the same document. Throws `conflict` where what the
   * request names is gone, `refused` where there is nothing to do or it cannot be done at all.
   */
  build(look: Look<Request>): Promise<Built<Document, FactName>>;
  /** Names of the fields that differ now; cheap enough for once a second. What it does not look at is looked up before the execution. */
  differing(document: Document, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * Does it, all or nothing. `step`: as the last look has read it from the vault's objects, which never change. Throws with nothing changed:
   * `ChangedSinceShown`, `GitError` `ref-changed`, `BranchUpdateConflict` …
   */
  execute(document: Document, safetySession: SessionId | null, step?: KnownStep): Promise<Executed>;
  /** The field of the document that the execution itself compares and swaps, which is the very last look; `null`: none. */
  readonly swapped: string | null;
  /** Completes what an execution has begun and could not end, then says what stands; never begins anything. */
  outcome(document: Document, safetySession: SessionId | null): Promise<Found>;
  /** Takes back what a receipt says was executed, if nothing has moved since, and says so in a sentence. Throws `conflict`, `refused`. */
  undo(receipt: Receipt, session: SessionId, signal?: AbortSignal): Promise<Text>;
}
