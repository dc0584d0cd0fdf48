import { say, type Text } from "../base/text.ts";
import { followMarker } from "./activateSession.ts";
import { missedPhase } from "./phaseState.ts";
import { lastTransition } from "./record/sessionFiles.ts";
import type { SessionLocation } from "./places/sessionLocation.ts";
import type { SessionContext } from "./sessionContext.ts";

/**
 * Takes the lock away that a writer of a record was killed with, as the next writer would, and completes the step: the phase that was left, where its
 * file stands and the record does not say so, and the status. Answers what was done.
 */
export async function recoverRecord(context: SessionContext, location: SessionLocation): Promise<Text> {
  const last = await lastTransition(context.parts, location.path);
  const isInUse = !location.archived && !context.isTemporary(location);
  let phase: string | undefined;
  let from: string | undefined;
  await context.parts.records.edit(location, ({ record, fault }) => {
    const missed = fault === undefined && isInUse ? missedPhase(record, last) : undefined;
    phase = missed?.current_phase;
    from = record.current_phase;
    return missed === undefined ? undefined : { fields: missed };
  });
  if (phase !== undefined) await context.note("phase.entered", location.id, { phase, from: from ?? null });
  if (isInUse) await followMarker(context, location.id);
  return phase === undefined ? say`It was removed.` : say`It was removed, and ${phase} is entered, as its file says.`;
}
