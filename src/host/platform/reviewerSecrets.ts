import type { SecretStorage } from "vscode";
import type { OpenGateOptions } from "../../adapters/open/openGate.ts";

const secretKey = "reviewer.key";

/** Where the reviewer's key is: VS Code's own secret storage, one for all windows. */
export function reviewerSecrets(secrets: SecretStorage): OpenGateOptions["secrets"] {
  return {
    get: async () => await secrets.get(secretKey),
    store: async (text) => await secrets.store(secretKey, text),
  };
}
