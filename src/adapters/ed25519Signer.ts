import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { asWorkflowError, WorkflowError } from "../core/base/errors.ts";
import { say, type Text } from "../core/base/text.ts";
import type { Signer } from "../core/base/ports.ts";
import type { ReviewerKeys } from "../core/gate/reviewerKeys.ts";

/** Where the secret is kept; the extension gives VS Code's SecretStorage. */
export interface SecretStore {
  get(): Promise<string | undefined>;
  store(text: string): Promise<void>;
}

interface Loaded {
  readonly secret: string;
  readonly key: KeyObject;
  readonly publicKey: string;
}

/**
 * Signs with the reviewer's Ed25519 key, a PKCS8 secret in base64. It is asked for anew each time, so that windows which made a key at the same
 * moment agree on the one that was kept; the public half is published whenever it is another.
 */
export class Ed25519Signer implements Signer {
  readonly #secrets: SecretStore;
  readonly #keys: ReviewerKeys;
  #loaded: Loaded | undefined;

  constructor(secrets: SecretStore, keys: ReviewerKeys) {
    this.#secrets = secrets;
    this.#keys = keys;
  }

  async key(): Promise<string> {
    return (await this.#load()).publicKey;
  }

  async sign(bytes: Uint8Array): Promise<string> {
    return sign(null, bytes, (await this.#load()).key).toString("base64");
  }

  async #load(): Promise<Loaded> {
    const secret = (await this.#stored()) ?? (await this.#create());
    if (this.#loaded?.secret !== secret) this.#loaded = read(secret);
    await this.#keys.publish(this.#loaded.publicKey);
    return this.#loaded;
  }

  async #create(): Promise<string> {
    const { privateKey } = generateKeyPairSync("ed25519");
    const secret = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
    await attempt(async () => this.#secrets.store(secret));
    const kept = await this.#stored();
    if (kept !== undefined) return kept;
    throw unavailable(say`what was stored is not there.`);
  }

  async #stored(): Promise<string | undefined> {
    return attempt(async () => this.#secrets.get());
  }
}

async function attempt<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw unavailable(asWorkflowError(error).text, error);
  }
}

function read(secret: string): Loaded {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(secret, "base64"), format: "der", type: "pkcs8" });
  } catch (error) {
    throw unavailable(asWorkflowError(error).text, error);
  }
  if (key.asymmetricKeyType !== "ed25519") throw unavailable(say`it is a key of another kind.`);
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
  return { secret, key, publicKey };
}

function unavailable(reason: Text, cause?: unknown): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The reviewer's key cannot be read from the secret storage: ${reason}`,
    say`Unlock or set up the system's keyring (VS Code: “Preferences: Configure Runtime Arguments”, password-store), then try again; nothing was decided.`,
    cause,
  );
}
