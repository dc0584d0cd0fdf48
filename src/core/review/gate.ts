import type { ActionDocument } from "./kinds/actionDocument.ts";
import type { RecordedCheck } from "../forks/model/checks.ts";
import type { Obstacle } from "../base/obstacle.ts";
import type { Text } from "../base/text.ts";
import type { GivenText, WithRedacted } from "../redaction/givenText.ts";
import type { RequestView } from "./requests/requests.ts";
import type { Decision } from "../gate/decision.ts";
import type { FileDiff, ProposalFile } from "./proposal/proposal.ts";
import type { BroughtHistory } from "./proposal/broughtHistory.ts";
import type { Receipt } from "../gate/receipt.ts";
import type { RequestId } from "../sessions/model/requestId.ts";

/** One action, built and fingerprinted. The bytes are made once: shown, hashed and executed are the same. */
export interface PreparedAction {
  readonly approval: RequestView;
  readonly document: ActionDocument;
  readonly bytes: Uint8Array;
  /** SHA-256 over kind and bytes, hexadecimal. */
  readonly fingerprint: string;
  /** What the action would change: for a teardown, what the fork has that its baseline has not. Sensitive files first. */
  readonly files: readonly ProposalFile[];
  /** What comes along with the files: the commits of a merge that keeps them; `null`: nothing does. */
  readonly history: BroughtHistory | null;
  /** Both sides of the files: commits or trees inside the vault. */
  readonly sides: { readonly from: string; readonly to: string };
  /** Why it cannot be granted as it is: conflicts, failed checks, what lies in the working tree. */
  readonly obstacles: readonly Obstacle[];
  /** Paths that need a person: of the merge itself, or of what lies in the working tree. */
  readonly conflicts: readonly string[];
  /** What the session's runs say of checks of their own. */
  readonly checks: readonly RecordedCheck[];
  /** How many runs say more that cannot be read: too many, too large, or no checks. */
  readonly unreadChecks: number;
}

/** A decided request asked to be executed; what differs at the last look is in `receipt.differing`. */
export interface Granted {
  readonly decision: Decision;
  readonly receipt: Receipt;
  /** What came of it, which the receipt says in English. */
  readonly message: Text;
}

/**
 * The reviewer's side: the only code that decides and executes. Made by the extension alone, from its own stores; nothing in it takes a
 * fingerprint, a document or a decision from a page, a file of the workspace or another process.
 */
export interface Gate {
  /** Looks everything up and builds the action document. Throws `WorkflowError`: `conflict` (stale), `not-found`, `refused`. */
  prepare(id: RequestId, signal?: AbortSignal): Promise<PreparedAction>;
  /** Looks again: names of the fields that are different now; empty: everything stands as shown. Cheap enough for once a second. */
  differing(action: PreparedAction, signal?: AbortSignal): Promise<readonly string[]>;
  /** One file of a prepared action, read from the vault. `whole`: also where it is large. */
  readFile(action: PreparedAction, path: string, whole: boolean, signal?: AbortSignal): Promise<FileDiff>;
  /** Raw bytes of one side for VS Code's own diff editors, of a renamed file by the path it has there; absent: `undefined`. */
  readSide(
    action: PreparedAction,
    side: "from" | "to",
    path: string,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined>;
  /**
   * Everything is looked up again, then claim (once per request, for ever), decision, execution, receipt, audit record. What differs: receipt
   * `refused`, nothing done. Called only by the native modal. `noted`: what is put on record beside it.
   */
  grant(action: PreparedAction, reviewer: string, signal?: AbortSignal, noted?: string): Promise<Granted>;
  /** `denied` or `changes`; the reason is required. */
  decline(
    id: RequestId,
    decision: "denied" | "changes",
    reason: GivenText,
    reviewer: string,
    shown?: PreparedAction,
  ): Promise<WithRedacted<Decision>>;
  /** Claims without a receipt whose process is gone: says what is found at the outcome, never runs anything again. */
  recover(): Promise<readonly Receipt[]>;
  /** Takes an executed action back where its kind can: a merge or commit if its branch has not moved, with the files. Throws `conflict`. */
  undo(id: RequestId, reviewer: string, signal?: AbortSignal): Promise<{ readonly message: Text }>;
}
