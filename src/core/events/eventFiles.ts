import { joinPath } from "../files/paths.ts";

/** Directory of the events below `.workflow`. */
export const eventsName = ".events";

/** Bytes after which a writer begins its next segment. */
export const segmentBytes = 1024 * 1024;

/** Segments of one writer that are kept; older ones go. */
export const keptSegments = 16;

/** Of all writers together: bytes and segments beyond which those go that were written to the longest time ago. */
export const keptBytes = 64 * 1024 * 1024;
export const keptFiles = 256;

/** Milliseconds after which a segment goes that nobody has written to, whoever its writer was. */
export const keptFor = 90 * 24 * 60 * 60 * 1000;

/** Bytes of a line with its line feed. */
export const lineBytes = 64 * 1024;

/** A segment: `<writer>-<n>.jsonl`. */
export interface Segment {
  readonly name: string;
  readonly writer: string;
  readonly n: number;
}

/** The greatest number a segment may have; one with more digits is nobody's. */
export const greatestSegment = 99_999_999;

const grammar = /^(?<writer>[A-Za-z0-9-]{1,120})-(?<n>\d{4,8})\.jsonl$/u;

/** The segments among the names of a directory, those of each writer in their order. */
export function segmentsIn(names: readonly string[]): readonly Segment[] {
  const found = names.flatMap((name) => {
    const { writer, n } = grammar.exec(name)?.groups ?? {};
    return writer === undefined ? [] : [{ name, writer, n: Number(n) }];
  });
  return found.toSorted((a, b) => (a.writer === b.writer ? a.n - b.n : a.writer < b.writer ? -1 : 1));
}

export function segmentName(writer: string, n: number): string {
  return `${writer}-${String(n).padStart(4, "0")}.jsonl`;
}

/** The writer that all processes of one machine (or container) are: what they append to one file is never torn there, which it may be between machines. */
export function writerOf(host: string): string {
  const name = host.replaceAll(/[^A-Za-z0-9]+/gu, "-").replaceAll(/^-+|-+$/gu, "");
  return name === "" ? "host" : name.slice(0, 120).replace(/-+$/u, "");
}

export function eventsDirectory(workflow: string): string {
  return joinPath(workflow, eventsName);
}
