import { followMarker } from "./activateSession.ts";
import { foldedText, orphansText } from "./markers/healedTexts.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionId } from "./model/sessionId.ts";
import type { Healed, HealOptions } from "./model/sessions.ts";
import type { Text } from "../base/text.ts";

/** So many orphans are removed before what somebody waits for; more wait until that is done. */
const fewOrphans = 100;
/** So many of a crowd are removed at a time. */
const mostOrphans = 1000;

/**
 * Repairs markers that crashes and other tools left: doubles are folded into the effective one and orphans removed, both
 * only when they stand unchanged for 100 ms; the records follow. A failure is logged: healing never stops what it belongs to. Nothing wrong
 * costs one listing.
 */
export async function healSession(
  context: SessionContext,
  { keepOrphans = false, crowd = false }: HealOptions,
): Promise<Healed> {
  const { marker } = context.parts;
  let folded: readonly SessionId[] = [];
  let orphans: readonly SessionId[] = [];
  let left = 0;
  const said: Text[] = [];
  await context.quietly("The markers could not be healed", async () => {
    if (!(await context.exists())) return;
    const { resolution } = await marker.inspect();
    const count = keepOrphans ? 0 : resolution.orphans.length;
    if (crowd || count <= fewOrphans) {
      left = Math.max(0, count - mostOrphans);
      if (count > 0) orphans = await marker.removeOrphans(mostOrphans);
      if (orphans.length > 0) said.push(orphansText(orphans));
    } else left = count;
    if (resolution.losers.length === 0) return;
    const { state, folded: surplus } = await marker.heal();
    folded = surplus;
    if (state.active === undefined || folded.length === 0) return;
    said.push(foldedText(state.active, folded));
    await followMarker(context, state.active, ...folded);
  });
  return { folded, orphans, left, said };
}
