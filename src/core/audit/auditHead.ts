import * as z from "zod/mini";
import type { FileSystem } from "../base/ports.ts";
import { encodeText, parseJsonObject } from "../files/jsonBytes.ts";
import { printDocument } from "../files/jsonText.ts";

const headSchema = z.strictObject({ n: z.int().check(z.positive()), hash: z.string() });

/** How far the log reaches: the number of its last record, and SHA-256 of that record's bytes. */
export type LogHead = z.infer<typeof headSchema>;

/** A place outside of the log that remembers its head, so that a log cut short is noticed. */
export interface AuditHead {
  /** How people call it, for the report. */
  readonly name: string;
  /** `undefined`: nothing is remembered, or nothing that can be read. */
  read(): Promise<LogHead | undefined>;
  write(head: LogHead): Promise<void>;
}

const maxBytes = 4096;

/** The head of a log from what a place has kept; `undefined` for anything else. */
export function parseHead(text: string | undefined): LogHead | undefined {
  if (text === undefined) return undefined;
  const json = parseJsonObject(encodeText(text));
  return json.ok ? headSchema.safeParse(json.value).data : undefined;
}

/** The head in a file. */
export function headInFile(fs: FileSystem, path: string): AuditHead {
  return {
    name: path,
    async read() {
      const bytes = await fs.read(path, maxBytes);
      return parseHead(bytes === undefined ? undefined : new TextDecoder().decode(bytes));
    },
    async write(head) {
      await fs.writeAtomic(path, encodeText(printDocument({ ...head })));
    },
  };
}
