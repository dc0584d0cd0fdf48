import type { Cryptography } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";

/** SHA-256 of the settings an action was prepared under: with others, it is another action. */
export function policyDigest(cryptography: Cryptography, { maxAgeMinutes, requirePassedChecks }: ReviewPolicy): string {
  return cryptography.sha256(encodeText(JSON.stringify({ maxAgeMinutes, requirePassedChecks })));
}

/** The reviewer's own settings that bear on the gate; never read from a workspace, which an agent can write. */
export interface ReviewPolicy {
  /** A request older than this has expired, whatever it says itself; 0: no limit. */
  readonly maxAgeMinutes: number;
  /** No grant while a recorded check has failed. */
  readonly requirePassedChecks: boolean;
}
