import * as z from "zod/mini";
import { isObjectId, type ObjectId } from "../../core/git/objectId.ts";

const querySchema = z.tuple([z.string(), z.string(), z.string()]);

/** A file as a tree or commit of a place's repository holds it. */
export interface TreeFile {
  readonly place: string;
  readonly tree: ObjectId;
  readonly path: string;
}

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
  const [place, tree, path] = parsed.data;
  const odd = path.split("/").some((part) => part === "" || part === "." || part === ".." || part.includes("\0"));
  return isObjectId(tree) && !odd ? { place, tree, path } : undefined;
}

/** The query of the address of such a file; the path of the address is only what editors show. */
export function treeQuery({ place, tree, path }: TreeFile): string {
  return JSON.stringify([place, tree, path]);
}
