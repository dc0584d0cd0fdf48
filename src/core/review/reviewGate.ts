import { sameBytes } from "../files/sameBytes.ts";
import { actionSchema } from "./kinds/actionDocument.ts";
import { WorkflowError } from "../base/errors.ts";
import { joined, say, type Text } from "../base/text.ts";
import { actionKind } from "./kinds/actionKinds.ts";
import type { Decision } from "../gate/decision.ts";
import { canonicalBytes, fingerprintOf } from "../gate/fingerprint.ts";
import type { Gate, Granted, PreparedAction } from "./gate.ts";
import { keepReplaced } from "./keepReplaced.ts";
import { lookAtRequest, type GateServices } from "./gateServices.ts";
import { grantAction, whatHelps } from "./grantAction.ts";
import { policyDigest } from "../gate/policy.ts";
import { buildSealed, requireStanding, waitingRequest, type BuiltAction } from "./prepareAction.ts";
import type { Seal } from "../gate/seals.ts";
import type { FileDiff, ProposalFile } from "./proposal/proposal.ts";
import type { Receipt } from "../gate/receipt.ts";
import { declineRequest } from "./declineRequest.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import type { GivenText, WithRedacted } from "../redaction/givenText.ts";
import { recoverClaims } from "./recoverClaims.ts";
import { undoAction } from "./undoAction.ts";

/** What belongs to an action this gate has made; nobody outside can touch it. */
interface Own {
  readonly action: BuiltAction;
  readonly seal: Seal;
  readonly files: ReadonlyMap<string, ProposalFile>;
}

/**
 * The reviewer's side of one workspace, for the host alone. A grant is bound to the very object `prepare` gave out here: not to its content, so
 * nothing that comes from a page, a file or another process can stand in for it; it works once, and a reload forgets it.
 */
export class ReviewGate implements Gate {
  readonly #services: GateServices;
  readonly #prepared = new WeakMap<PreparedAction, Own>();
  /** Those a grant was tried with. */
  readonly #used = new WeakSet<PreparedAction>();

  constructor(services: GateServices) {
    this.#services = services;
  }

  async prepare(id: RequestId, signal?: AbortSignal): Promise<PreparedAction> {
    const looked = await waitingRequest(this.#services, id);
    const { action, seal } = await buildSealed(this.#services, looked, signal);
    const { built } = action;
    await requireStanding(looked.request, action, signal);
    await keepReplaced(this.#services, action.context, looked.request.replaces, signal);
    const { shown } = built;
    const files = await shown.files(signal);
    const prepared = frozen({
      approval: looked.view,
      document: structuredClone(built.document),
      bytes: action.bytes.slice(),
      fingerprint: action.fingerprint,
      files,
      history: await shown.history(new Set(files.flatMap(pathsOf)), signal),
      sides: { from: shown.from, to: shown.to },
      obstacles: action.obstacles,
      conflicts: built.conflicts,
      checks: action.checks,
      unreadChecks: action.unreadChecks,
    });
    this.#prepared.set(prepared, { action, seal, files: new Map(files.map((file) => [file.path, file])) });
    return prepared;
  }

  async differing(action: PreparedAction, signal?: AbortSignal): Promise<readonly string[]> {
    const { context, built } = this.#own(action).action;
    const { document } = built;
    const { view } = await lookAtRequest(this.#services, document.request);
    const decided = view.decision !== null || view.receipt !== null || (await this.#services.claims.has(view.id));
    const own = [
      ...(view.digest === document.request_digest ? [] : ["request_digest"]),
      ...(decided || view.state === "forged" || view.state === "unverified" ? ["decision"] : []),
      ...(view.state === "withdrawn" ? ["withdrawn"] : []),
      ...(view.state === "expired" ? ["deadline"] : []),
      ...(view.state === "stale" ? ["session"] : []), // It was archived.
      ...(policyDigest(this.#services.cryptography, this.#services.policy()) === document.policy ? [] : ["policy"]),
    ];
    return [...own, ...(await actionKind(context, document.kind).differing(document, signal))];
  }

  async readFile(action: PreparedAction, path: string, whole: boolean, signal?: AbortSignal): Promise<FileDiff> {
    const own = this.#own(action);
    return own.action.built.shown.diff(fileOf(own, path), whole, signal);
  }

  async readSide(
    action: PreparedAction,
    side: "from" | "to",
    path: string,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const own = this.#own(action);
    const renamed = side === "from" ? [...own.files.values()].find(({ oldPath }) => oldPath === path) : undefined;
    return own.action.built.shown.side(renamed ?? fileOf(own, path), side, signal);
  }

  async grant(action: PreparedAction, reviewer: string, signal?: AbortSignal, noted = ""): Promise<Granted> {
    const own = this.#own(action);
    if (this.#used.has(action)) {
      throw new WorkflowError(
        "conflict",
        say`This was granted already; once is all there is.`,
        say`Open the request again.`,
      );
    }
    this.#used.add(action);
    this.#requireUntouched(action, own);
    if (own.action.obstacles.length > 0) {
      const { obstacles } = own.action;
      throw new WorkflowError("refused", joined(obstacles.map(({ text }) => text)), whatHelps(obstacles));
    }
    return grantAction(this.#services, own.action, own.seal, { reviewer, noted, signal });
  }

  async decline(
    id: RequestId,
    decision: "denied" | "changes",
    reason: GivenText,
    reviewer: string,
    shown?: PreparedAction,
  ): Promise<WithRedacted<Decision>> {
    const own = shown === undefined ? undefined : this.#own(shown);
    if (own !== undefined && own.action.built.document.request !== id) throw notOurs();
    return declineRequest(this.#services, id, decision, reason, reviewer, own?.action);
  }

  async recover(): Promise<readonly Receipt[]> {
    return recoverClaims(this.#services);
  }

  async undo(id: RequestId, reviewer: string, signal?: AbortSignal): Promise<{ readonly message: Text }> {
    return undoAction(this.#services, id, reviewer, signal);
  }

  #own(action: PreparedAction): Own {
    const own = this.#prepared.get(action);
    if (own === undefined) throw notOurs();
    return own;
  }

  /** Bytes cannot be frozen: what was shown must still be what is executed. */
  #requireUntouched(shown: PreparedAction, { action }: Own): void {
    const { document, bytes, fingerprint } = shown;
    const same =
      sameBytes(bytes, action.bytes) &&
      sameBytes(canonicalBytes(actionSchema, document), action.bytes) &&
      fingerprint === action.fingerprint &&
      fingerprintOf(this.#services.cryptography, document.kind, bytes) === fingerprint;
    if (same) return;
    throw new WorkflowError(
      "refused",
      say`The action was changed after it was shown; nothing was done.`,
      say`Something in this window interferes. Reload it, then open the request again.`,
    );
  }
}

function pathsOf({ path, oldPath }: ProposalFile): readonly string[] {
  return oldPath === null ? [path] : [path, oldPath];
}

function fileOf({ files }: Own, path: string): ProposalFile {
  const file = files.get(path);
  if (file !== undefined) return file;
  throw new WorkflowError("not-found", say`The proposal has no such file.`, say`Open the request again.`);
}

function notOurs(): WorkflowError {
  return new WorkflowError("refused", say`This is not an action this window has shown.`, say`Open the request again.`);
}

function frozen<Value extends object>(value: Value): Value {
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null && !ArrayBuffer.isView(member)) frozen(member as object);
  }
  return Object.freeze(value);
}
