import { say } from "../../base/text.ts";
import { GitError } from "../repository/gitError.ts";
import { isObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

export interface ObjectHeader {
  readonly type: "blob" | "tree" | "commit" | "tag";
  /** Bytes. */
  readonly size: number;
}

export interface ObjectContent extends ObjectHeader {
  readonly bytes: Uint8Array;
}

const headerGrammar = /^([0-9a-f]+) (?:(missing)|(blob|tree|commit|tag) (\d+))$/u;

/** Type and size of many objects through one process; those that do not exist are left out. */
export async function readHeaders(
  repository: Repository,
  ids: Iterable<ObjectId>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<ObjectId, ObjectHeader>> {
  const stdin = lines(ids);
  const headers = new Map<ObjectId, ObjectHeader>();
  if (stdin.length === 0) return headers;
  const output = await repository.text(["cat-file", "--batch-check", "--buffer"], { stdin, signal });
  for (const line of output.split("\n")) {
    const { id, header } = parseHeader(line);
    if (header !== undefined) headers.set(id, header);
  }
  return headers;
}

/** Whole objects through one process, all in memory at once: the caller bounds their sizes before. Missing ones are left out. */
export async function readObjects(
  repository: Repository,
  ids: Iterable<ObjectId>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<ObjectId, ObjectContent>> {
  const stdin = lines(ids);
  const contents = new Map<ObjectId, ObjectContent>();
  if (stdin.length === 0) return contents;
  const output = await repository.read(["cat-file", "--batch", "--buffer"], { stdin, signal });
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(0x0a, start);
    const { id, header } = parseHeader(decoder.decode(output.subarray(start, end < 0 ? output.length : end)));
    start = end + 1;
    if (header === undefined) continue;
    const bytes = output.subarray(start, start + header.size);
    if (bytes.length !== header.size) throw new GitError("corrupt", say`git gave only a part of the object ${id}.`);
    contents.set(id, { ...header, bytes });
    start += header.size + 1;
  }
  return contents;
}

const decoder = new TextDecoder();

function lines(ids: Iterable<ObjectId>): Uint8Array {
  return new TextEncoder().encode([...new Set(ids)].map((id) => `${id}\n`).join(""));
}

function parseHeader(line: string): { readonly id: ObjectId; readonly header: ObjectHeader | undefined } {
  const [, id = "", missing, type, size] = headerGrammar.exec(line) ?? [];
  if (!isObjectId(id))
    throw new GitError("corrupt", say`git's description of an object cannot be read: “${line.slice(0, 80)}”.`);
  if (missing !== undefined) return { id, header: undefined };
  return { id, header: { type: type as ObjectHeader["type"], size: Number(size) } };
}
