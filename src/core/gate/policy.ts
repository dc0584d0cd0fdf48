import type { Cryptography } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";
import type { ReviewPolicy } from "../review/gate.ts";

/** SHA-256 of the settings an action was prepared under: with others, it is another action. */
export function policyDigest(cryptography: Cryptography, { maxAgeMinutes, requirePassedChecks }: ReviewPolicy): string {
  return cryptography.sha256(encodeText(JSON.stringify({ maxAgeMinutes, requirePassedChecks })));
}
