import * as z from "zod/mini";
import { isObjectId } from "../../core/git/objectId.ts";
import { parseSessionId } from "../../core/sessions/sessionId.ts";
import type { TreeFile } from "./treeAddress.ts";

const querySchema = z.union([
  z.tuple([z.string(), z.string(), z.string()]),
  z.tuple([z.string(), z.string(), z.string(), z.string(), z.enum(["old", "new"])]),
]);

/** Anybody can make such an address, so each part is looked at before git sees it. */
export function parseTreeQuery(query: string): TreeFile | undefined {
  let given: unknown;
  try {
    given = JSON.parse(query);
  } catch {
    return undefined;
  }
  const parsed = querySchema.safeParse(given);
  if (!parsed.success) return undefined;
  const [place, tree, path, owner, side] = parsed.data;
  const odd = path.split("/").some((part) => part === "" || part === "." || part === ".." || part.includes("\0"));
  if (!isObjectId(tree) || odd) return undefined;
  if (owner === undefined || side === undefined) return { place, tree, path };
  const session = parseSessionId(owner);
  return session === undefined ? undefined : { place, tree, path, about: { session, side } };
}
