import * as z from "zod/mini";
import { parseQuery } from "./addressQuery.ts";
import type { ForkComparisonPage } from "./comparisonAddress.ts";

const querySchema = z.tuple([z.string(), z.array(z.string())]);

/** Anybody can make such an address: ids are parsed where a session is looked up by them. */
export function parseComparisonQuery(query: string): ForkComparisonPage | undefined {
  const parsed = parseQuery(querySchema, query);
  return parsed === undefined ? undefined : { workspace: parsed[0], forks: parsed[1] };
}
