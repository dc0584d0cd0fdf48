import { say } from "../../base/text.ts";
import * as z from "zod/mini";
import { GitError } from "./gitError.ts";

declare const brand: unique symbol;

/** A full object id in lower case: 40 hexadecimal digits (SHA-1) or 64 (SHA-256). Short ids never reach git: they may come to mean another object. */
export type ObjectId = string & { readonly [brand]: "ObjectId" };

export type ObjectFormat = "sha1" | "sha256";

const grammar = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;

export function isObjectId(text: string): text is ObjectId {
  return grammar.test(text);
}

/** An id inside a document of ours (journals, trailers). */
export const objectIdSchema = z.custom<ObjectId>((value) => typeof value === "string" && isObjectId(value));

/** The id git printed, or `GitError` (`corrupt`) when it printed something else. */
export function parseObjectId(text: string): ObjectId {
  const trimmed = text.trim();
  if (!isObjectId(trimmed))
    throw new GitError("corrupt", say`git answered “${trimmed.slice(0, 80)}” where an object id was expected.`);
  return trimmed;
}

/** The id that stands for “does not exist” in compare-and-swap. */
export function zeroId(format: ObjectFormat): ObjectId {
  return "0".repeat(format === "sha1" ? 40 : 64) as ObjectId;
}

export function isZeroId(id: ObjectId): boolean {
  return /^0+$/u.test(id);
}
