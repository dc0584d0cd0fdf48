import { auditType, auditRecordSchema, type AuditRecord } from "./auditRecord.ts";
import { say, type Text } from "../base/text.ts";
import type { Cryptography } from "../base/ports.ts";
import { parseJsonObject } from "../files/jsonBytes.ts";
import type { LogHead } from "./auditHead.ts";
import { signedBytes } from "../gate/signature.ts";

/**
 * `edited`: the record is not as it was signed. `missing`: a number in between has no record. `moved`: it is the record of another number.
 * `replaced`: rightly signed, but not the one the next record, or a remembered head, was made after. `truncated`: records are missing at
 * the end. `wrong-key`: signed with another key than the reviewer's. `torn`: cut off while it was written; noted, and no sign of ill will.
 * `no-head`: the place that remembers how far the log reaches knows nothing.
 */
export type AuditFault = "edited" | "missing" | "moved" | "replaced" | "truncated" | "wrong-key" | "torn" | "no-head";

interface AuditProblem {
  /** Of the record. */
  readonly n: number;
  readonly problem: AuditFault;
  /** One sentence for people. */
  readonly message: Text;
}

export interface AuditReport {
  /** Nothing is wrong but, at most, torn records. */
  readonly ok: boolean;
  readonly records: number;
  readonly problems: readonly AuditProblem[];
}

/** One record as it was found; `bytes` left out: it is too large or not a regular file, as none of our records is. */
export interface FoundRecord {
  readonly n: number;
  readonly bytes?: Uint8Array;
}

/** The record, or `undefined` when the bytes are not one. */
export function parseAuditRecord(bytes: Uint8Array): AuditRecord | undefined {
  const json = parseJsonObject(bytes);
  return json.ok ? auditRecordSchema.safeParse(json.value).data : undefined;
}

const sentences: Readonly<Record<AuditFault, Text>> = {
  edited: say`It is not as it was signed.`,
  missing: say`There is no such record.`,
  moved: say`It is a record of another place in the log.`,
  replaced: say`It is not the record that stood here.`,
  truncated: say`The log ends before it.`,
  "wrong-key": say`It was signed with another key than the reviewer's.`,
  torn: say`It was cut off while it was written.`,
  "no-head": say`How far the log reaches is not remembered.`,
};

function problem(n: number, fault: AuditFault, message = sentences[fault]): AuditProblem {
  return { n, problem: fault, message };
}

/** Hash of nothing: what the first record follows. */
export function firstPrevious(cryptography: Cryptography): string {
  return cryptography.sha256(new Uint8Array());
}

/**
 * Looks at a whole log: each record by itself, each against the one before it, the end against remembered heads. Every fault is told once, at the
 * record it is about.
 * @param found the records by number, each number once
 */
export function verifyChain(
  found: readonly FoundRecord[],
  heads: readonly { readonly name: string; readonly head: LogHead | undefined }[],
  keys: readonly string[],
  cryptography: Cryptography,
): AuditReport {
  const faults = new Map<number, AuditProblem>();
  const blame = (n: number, fault: AuditFault, message?: Text): void => {
    if (!faults.has(n)) faults.set(n, problem(n, fault, message));
  };
  const sorted = found.toSorted((a, b) => a.n - b.n);
  const hashes = new Map<number, string>();
  const records = new Map<number, AuditRecord | undefined>();
  for (const { n, bytes } of sorted) {
    if (bytes !== undefined) hashes.set(n, cryptography.sha256(bytes));
    records.set(n, bytes === undefined ? undefined : parseAuditRecord(bytes));
  }
  const last = sorted.at(-1)?.n ?? 0;
  for (let n = 1; n <= last; n += 1) {
    const record = records.get(n);
    if (!records.has(n)) blame(n, "missing");
    else if (record === undefined) continue; // what follows tells whether it was torn or edited
    else if (!cryptography.verify(record.key, signedBytes(auditType, record), record.signature)) blame(n, "edited");
    else if (!keys.includes(record.key)) blame(n, "wrong-key");
    else if (record.n !== n) blame(n, "moved");
  }
  for (let n = 1; n <= last; n += 1) {
    const next = records.get(n + 1);
    const follows = next === undefined || faults.has(n + 1) ? undefined : next.previous === hashes.get(n);
    if (records.has(n) && records.get(n) === undefined) {
      // A record that somebody appended to was torn before that; the last one may have been, unless it was once known whole.
      const known = heads.some(({ head }) => head !== undefined && head.n >= n);
      blame(n, follows === true || (n === last && !known) ? "torn" : "edited");
    } else if (follows === false) blame(n, "replaced");
  }
  if (records.get(1) !== undefined && !faults.has(1) && records.get(1)?.previous !== firstPrevious(cryptography)) {
    blame(1, "replaced", say`It is not the first record of its log.`);
  }
  for (const { name, head } of heads) {
    if (head === undefined) {
      const message = say`How far the log reaches is not remembered in ${name}.`;
      if (last > 1) faults.set(last + 1, problem(last + 1, "no-head", message));
    } else if (head.n > last) {
      faults.set(last + 1, problem(last + 1, "truncated", say`The log ends at ${last}; ${name} knows of ${head.n}.`));
    } else if (hashes.get(head.n) !== head.hash) {
      blame(head.n, "replaced", say`It is not the record that ${name} remembers.`);
    }
  }
  const problems = [...faults.values()].toSorted((a, b) => a.n - b.n);
  return { ok: problems.every((one) => one.problem === "torn"), records: sorted.length, problems };
}
