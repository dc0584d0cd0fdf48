import { resolve } from "node:path";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { mostInput, standardInput, textIn } from "./standardInput.ts";

/** Suggested lines as they are given: in a file, or on standard input (`-`); `undefined`: none are. Throws `usage` and `not-found`. */
export async function suggestedText(
  { fs, start }: Pick<Workspace, "fs" | "start">,
  { suggest, file }: { readonly suggest: string | undefined; readonly file: string | undefined },
): Promise<string | undefined> {
  if (suggest !== undefined) return textIn(await standardInput());
  if (file === undefined) return undefined;
  const bytes = await fs.read(resolve(start, file), mostInput);
  if (bytes !== undefined) return textIn(bytes);
  throw new WorkflowError("not-found", say`There is no file “${file}”.`, say`Name one with the suggested lines.`);
}
