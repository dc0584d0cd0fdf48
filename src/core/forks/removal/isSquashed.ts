import type { ObjectId } from "../../git/repository/objectId.ts";
import type { ForkOrigin } from "../../sessions/model/session.ts";
import { isAlreadyMerged } from "../../git/merge/isAlreadyMerged.ts";
import { Divergences } from "../model/divergence.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { baseOf, readHeads } from "../model/forkHeads.ts";

/**
 * Whether what the fork changed is in the main checkout's HEAD or in its baseline's branch, by other commits than its own (a squash). Work that
 * the fork itself took back counts as in neither: only its commits hold it.
 */
export async function isSquashed(
  context: ForkContext,
  origin: ForkOrigin,
  head: ObjectId,
  signal?: AbortSignal,
): Promise<boolean> {
  const { repository } = context;
  const heads = await readHeads(context, signal);
  const divergences = new Divergences();
  for (const into of new Set([heads.main, baseOf(origin.session, heads)])) {
    if (into === undefined || !(await isAlreadyMerged(repository, into, head, signal))) continue;
    if ((await divergences.between(repository, into, head, signal)).files > 0) return true;
  }
  return false;
}
