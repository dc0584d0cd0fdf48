import { resolve } from "node:path";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { decodeText } from "../../core/files/textEncoding.ts";

/** Bytes of suggested lines: more than a comment takes of them (annotationTexts.ts), whatever they are written in. */
const most = 512 * 1024;

/** Suggested lines as they are given: in a file, or on standard input (`-`); `undefined`: none are. Throws `usage` and `not-found`. */
export async function suggestedText(
  { fs, start }: Pick<Workspace, "fs" | "start">,
  { suggest, file }: { readonly suggest: string | undefined; readonly file: string | undefined },
): Promise<string | undefined> {
  if (suggest !== undefined) return textIn(await standardInput());
  if (file === undefined) return undefined;
  const bytes = await fs.read(resolve(start, file), most);
  if (bytes !== undefined) return textIn(bytes);
  throw new WorkflowError("not-found", say`There is no file “${file}”.`, say`Name one with the suggested lines.`);
}

function textIn(bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  if (decoded !== undefined && decoded.encoding !== "other") return decoded.text.replace(/^\uFEFF/u, "");
  throw new WorkflowError("usage", say`The suggested lines are no text.`, say`Give them in UTF-8.`);
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Buffer);
    length += bytes.length;
    if (length > most) {
      throw new WorkflowError("usage", say`Those are too many suggested lines.`, say`Suggest fewer.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
