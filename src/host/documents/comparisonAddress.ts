import * as z from "zod/mini";
import { parseQuery } from "./addressQuery.ts";

const querySchema = z.tuple([z.string(), z.array(z.string())]);

/** A page that compares forks. */
export interface ForkComparisonPage {
  /** `WorkflowWorkspace.key`. */
  readonly workspace: string;
  /** Ids of the forks, as they stand in the address. */
  readonly forks: readonly string[];
}

/** Anybody can make such an address: ids are parsed where a session is looked up by them. */
export function parseComparisonQuery(query: string): ForkComparisonPage | undefined {
  const parsed = parseQuery(querySchema, query);
  return parsed === undefined ? undefined : { workspace: parsed[0], forks: parsed[1] };
}

/** The query of the address of such a page; the path of the address is only what the tab shows. */
export function comparisonQuery({ workspace, forks }: ForkComparisonPage): string {
  return JSON.stringify([workspace, forks]);
}
