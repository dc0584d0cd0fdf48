import type { Cryptography } from "../../base/ports.ts";
import { encodeText } from "../../files/jsonBytes.ts";
import type { Thread } from "../annotation.ts";
import type { WorkTip } from "../sessionTexts.ts";

/**
 * SHA-256, in hexadecimal, of what a thread suggests: its file, the lines it is for with their neighbours, the lines that are to stand there, and the
 * commit and branch it was compared with. Comments and records are plain files, so what is applied has to be compared with what was shown.
 */
export function suggestionDigest(
  cryptography: Pick<Cryptography, "sha256">,
  { id, subject, suggestion }: Pick<Thread, "id" | "subject" | "suggestion">,
  { ref, head }: WorkTip,
): string {
  const { session, file = null, anchor } = subject;
  const { side, start, end, lines, before, after, hidden = null } = anchor ?? {};
  const at = anchor === undefined ? null : [side, start, end, lines, before, after, hidden];
  const about = [id, session, file, at, suggestion?.text ?? null, ref, head];
  return cryptography.sha256(encodeText(JSON.stringify(about)));
}
