import { followMarker } from "./activateSession.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionId } from "./model/sessionId.ts";
import type { Healed, HealOptions } from "./model/sessions.ts";

/**
 * Repairs markers that crashes and other tools left: doubles are folded into the effective one and orphans removed, both
 * only when they stand unchanged for 100 ms; the records follow. A failure is logged: healing never stops what it belongs to. Nothing wrong
 * costs one listing.
 */
export async function healSession(context: SessionContext, { keepOrphans = false }: HealOptions): Promise<Healed> {
  const { marker } = context.parts;
  let folded: readonly SessionId[] = [];
  let orphans: readonly SessionId[] = [];
  await context.quietly("The markers could not be healed", async () => {
    if (!(await context.exists())) return;
    const { resolution } = await marker.inspect();
    if (!keepOrphans && resolution.orphans.length > 0) orphans = await marker.removeOrphans();
    if (resolution.losers.length === 0) return;
    const healed = await marker.heal();
    folded = healed.folded;
    if (folded.length > 0) await followMarker(context, healed.state.active, ...folded);
  });
  return { folded, orphans };
}
