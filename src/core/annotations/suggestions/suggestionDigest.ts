import type { Cryptography } from "../../base/ports.ts";
import { encodeText } from "../../files/jsonBytes.ts";
import type { Thread } from "../annotation.ts";

/**
 * SHA-256, in hexadecimal, of what a thread suggests: its file, the lines it is for with their neighbours, the lines that are to stand there, and the
 * commit it was compared with. Comments are plain files, so what is applied has to be compared with what was shown.
 * @param head empty: there is no commit
 */
export function suggestionDigest(
  cryptography: Pick<Cryptography, "sha256">,
  { id, subject, suggestion }: Pick<Thread, "id" | "subject" | "suggestion">,
  head: string,
): string {
  const { session, file = null, anchor } = subject;
  const { side, start, end, lines, before, after, hidden = null } = anchor ?? {};
  const at = anchor === undefined ? null : [side, start, end, lines, before, after, hidden];
  const about = [id, session, file, at, suggestion?.text ?? null, head];
  return cryptography.sha256(encodeText(JSON.stringify(about)));
}
