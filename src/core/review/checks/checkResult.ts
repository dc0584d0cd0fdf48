import * as z from "zod/mini";
import { objectIdSchema } from "../../git/repository/objectId.ts";

const text = z.string().check(z.maxLength(1000));

/** Characters of what a command has printed that are kept, the last ones. */
const keptOutput = 64 * 1024;

/** How a required check has ended, as it lies in the reviewer's own directory (docs/file-formats.md). */
const checkResultSchema = z.strictObject({
  version: z.literal(1),
  session: text,
  /** The request it was run for; what counts is the tree. */
  request: text,
  commit: objectIdSchema,
  tree: objectIdSchema,
  name: text,
  /** SHA-256 of the command. */
  command: z.string().check(z.regex(/^[0-9a-f]{64}$/u)),
  status: z.enum(["passed", "failed"]),
  /** `null`: it was ended by a signal, or because its time was over. */
  exit: z.nullable(z.int()),
  timeout: z.boolean(),
  /** RFC 3339, when it ended. */
  at: text,
  seconds: z.number(),
  output: z.string().check(z.maxLength(keptOutput)),
});

export type CheckResult = z.infer<typeof checkResultSchema>;

export const sealedResultSchema = z.extend(checkResultSchema, { key: z.string(), signature: z.string() });

// oxlint-disable-next-line no-control-regex -- as terminals begin them
const colours = /\u001B\[[0-9;:]*m/gu;

/** What a command has printed as text: without the colours of terminals, and at most so much of its end. */
export function outputText(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .replaceAll(colours, "")
    .replaceAll("\r\n", "\n")
    .slice(-keptOutput)
    .toWellFormed();
}
