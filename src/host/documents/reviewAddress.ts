import * as z from "zod/mini";
import { requestIdSchema, type RequestId } from "../../core/sessions/model/requestId.ts";
import { leadsDown, parseQuery } from "./addressQuery.ts";

const querySchema = z.tuple([z.string(), requestIdSchema, z.enum(["from", "to"]), z.string()]);

/** One side of a file of a request's proposal, as the vault holds it. */
export interface ReviewFile {
  /** `WorkflowWorkspace.key`. */
  readonly workspace: string;
  readonly request: RequestId;
  /** `from`: before the action; `to`: what it would make of it. */
  readonly side: "from" | "to";
  /** Relative to the top of the work tree. */
  readonly path: string;
}

/** Anybody can make such an address, so each part is looked at before anything is read for it. */
export function parseReviewQuery(query: string): ReviewFile | undefined {
  const parsed = parseQuery(querySchema, query);
  if (parsed === undefined) return undefined;
  const [workspace, request, side, path] = parsed;
  return leadsDown(path) ? { workspace, request, side, path } : undefined;
}

/** The query of the address of such a file; the path of the address is only what editors show. */
export function reviewQuery({ workspace, request, side, path }: ReviewFile): string {
  return JSON.stringify([workspace, request, side, path]);
}
