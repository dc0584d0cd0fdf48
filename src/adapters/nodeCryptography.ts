import { createHash, createPublicKey, verify } from "node:crypto";
import type { Cryptography } from "../core/base/ports.ts";

/** node's own cryptography. */
export class NodeCryptography implements Cryptography {
  sha256(bytes: Uint8Array): string {
    return createHash("sha256").update(bytes).digest("hex");
  }

  verify(key: string, bytes: Uint8Array, signature: string): boolean {
    try {
      const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
      if (publicKey.asymmetricKeyType !== "ed25519") return false;
      return verify(null, bytes, publicKey, Buffer.from(signature, "base64"));
    } catch {
      return false;
    }
  }
}
