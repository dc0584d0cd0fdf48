import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { decodeText } from "../../core/files/textEncoding.ts";

/** Bytes of a text that is given by a file or on standard input: more than is taken of any, whatever it is written in. */
export const mostInput = 512 * 1024;

/** What stands on standard input, to its end. Throws `usage` for what is too much. */
export async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Buffer);
    length += bytes.length;
    if (length > mostInput) {
      throw new WorkflowError("usage", say`That is too much on standard input.`, say`Say it in fewer words.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The text of what was given. Throws `usage` for what is none. */
export function textIn(bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  if (decoded !== undefined && decoded.encoding !== "other") return decoded.text.replace(/^\uFEFF/u, "");
  throw new WorkflowError("usage", say`What was given is no text.`, say`Give it in UTF-8.`);
}

/** A text as an option gives it: `-` stands for standard input. */
export async function textOrStdin(given: string): Promise<string> {
  return given === "-" ? textIn(await standardInput()) : given;
}
