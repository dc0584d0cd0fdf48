import * as z from "zod/mini";
import { isObjectId } from "../../core/git/repository/objectId.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import { leadsDown, parseQuery } from "./addressQuery.ts";
import type { TreeFile } from "./treeAddress.ts";

const querySchema = z.union([
  z.tuple([z.string(), z.string(), z.string()]),
  z.tuple([z.string(), z.string(), z.string(), z.string(), z.enum(["old", "new"])]),
]);

/** Anybody can make such an address, so each part is looked at before git sees it. */
export function parseTreeQuery(query: string): TreeFile | undefined {
  const parsed = parseQuery(querySchema, query);
  if (parsed === undefined) return undefined;
  const [workspace, tree, path, owner, side] = parsed;
  if (!isObjectId(tree) || !leadsDown(path)) return undefined;
  if (owner === undefined || side === undefined) return { workspace, tree, path };
  const session = parseSessionId(owner);
  return session === undefined ? undefined : { workspace, tree, path, about: { session, side } };
}
