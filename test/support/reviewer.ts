import { receiptType, type Receipt } from "../../src/core/gate/receipt.ts";
import { decisionType, type Decision } from "../../src/core/gate/decision.ts";
import { NodeCryptography } from "../../src/adapters/nodeCryptography.ts";
import { Ed25519Signer, type SecretStore } from "../../src/adapters/ed25519Signer.ts";
import type { ReviewerKeys } from "../../src/core/gate/reviewerKeys.ts";
import { signDocument, type Unsigned } from "../../src/core/gate/signature.ts";

/** A secret store in memory. */
export class SecretInMemory implements SecretStore {
  text: string | undefined;
  async get(): Promise<string | undefined> {
    return this.text;
  }
  async store(text: string): Promise<void> {
    this.text = text;
  }
}

/** `reviewer.json` in memory. */
class KeysInMemory implements ReviewerKeys {
  known: readonly string[] = [];
  async keys(): Promise<readonly string[]> {
    return this.known;
  }
  async publish(key: string): Promise<void> {
    this.known = [key, ...this.known.filter((one) => one !== key)];
  }
}

/** A person with a real key of their own. */
export class Reviewer {
  readonly cryptography = new NodeCryptography();
  readonly secrets = new SecretInMemory();
  readonly keys = new KeysInMemory();
  readonly signer = new Ed25519Signer(this.secrets, this.keys);

  async decide(body: Partial<Unsigned<Decision>> & Pick<Unsigned<Decision>, "request" | "session">): Promise<Decision> {
    return signDocument(this.signer, decisionType, {
      version: 1,
      workspace: "/work",
      kind: "merge",
      decision: "denied",
      reviewer: "Ada",
      reason: "not yet",
      fingerprint: null,
      request_digest: "",
      decided: "2026-01-01T10:05:00Z",
      ...body,
    });
  }

  async receive(body: Partial<Unsigned<Receipt>> & Pick<Unsigned<Receipt>, "request" | "session">): Promise<Receipt> {
    return signDocument(this.signer, receiptType, {
      version: 1,
      workspace: "/work",
      kind: "merge",
      request_digest: "",
      fingerprint: "f".repeat(64),
      outcome: "executed",
      message: "Merged.",
      differing: [],
      ref: null,
      from: null,
      to: null,
      safety: null,
      safety_session: null,
      finished: "2026-01-01T10:06:00Z",
      ...body,
    });
  }
}
