import { WorkflowError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { say } from "../base/text.ts";
import { lookDown } from "../files/directories.ts";
import type { PlanDocument } from "./readPlan.ts";

/** Bytes of a document that are shown. */
export const shownBytes = 262_144;

/** Bytes of a file that is read to show its beginning. */
const readBytes = 16 * 1_048_576;

/** Where git looks for a NUL to tell binary files. */
const sniffedBytes = 8000;

/** What can be shown of a document. */
export type DocumentContent =
  /** `isCut`: there is more than `text`. */
  | { readonly kind: "text"; readonly text: string; readonly size: number; readonly isCut: boolean }
  | { readonly kind: "binary" | "large"; readonly size: number };

type Place = Pick<PlanDocument, "path" | "inside">;

/** Refuses (`unsafe-path`) whatever a link is on the way to, `not-found` what is not there. */
export async function findDocument(fs: FileSystem, place: Place): Promise<number> {
  const parts = place.path.slice(place.inside.length + 1).split("/");
  const stat = await lookDown(fs, place.inside, parts, "file");
  if (stat !== undefined) return stat.size;
  throw gone();
}

/** The beginning of a document as text. Throws as `findDocument`. */
export async function readDocument(fs: FileSystem, place: Place): Promise<DocumentContent> {
  const size = await findDocument(fs, place);
  if (size > readBytes) return { kind: "large", size };
  const bytes = await fs.read(place.path, readBytes);
  if (bytes === undefined) throw gone();
  if (bytes.subarray(0, sniffedBytes).includes(0)) return { kind: "binary", size: bytes.length };
  const isCut = bytes.length > shownBytes;
  // A character that the cut goes through is left out.
  const text = new TextDecoder().decode(bytes.subarray(0, shownBytes), { stream: isCut });
  return { kind: "text", text, size: bytes.length, isCut };
}

function gone(): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`This document is not there any more.`,
    say`Something has moved or removed it since it was listed.`,
  );
}
