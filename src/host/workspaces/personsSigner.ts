import type { SecretStorage } from "vscode";
import { openSigner } from "../../adapters/open/openGate.ts";
import type { FileSystem, Signer } from "../../core/base/ports.ts";
import { reviewerSecrets } from "../platform/reviewerSecrets.ts";

/** Signs what the person at this window says; loaded with the first comment. */
export function personsSigner(fs: FileSystem, secrets: SecretStorage): Signer {
  return openSigner(fs, reviewerSecrets(secrets));
}
