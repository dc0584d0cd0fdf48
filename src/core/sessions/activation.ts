import { joinPath } from "../paths.ts";
import { markerName } from "./markers.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionId } from "./sessionId.ts";
import type { SessionPlace } from "./sessionView.ts";

/** Milliseconds an informational change waits for another writer. */
const statusPatience = 200;

/**
 * Makes a session the active one, then lets `status` follow in its record and in that of the session it replaces. The marker is the truth
 * (seed, "Session State Structure", note): once it moved, nothing that fails undoes the switch.
 */
export async function activate(context: SessionContext, place: SessionPlace): Promise<void> {
  const before = await announceSwitch(context, place.id);
  const unmarked = await moveMarker(context, place.id);
  await followMarker(context, place.id, before, ...unmarked);
}

/**
 * Moves the marker; answers which sessions lost theirs. What fails after its commit point is no failure: then the marker stands where it was
 * wanted.
 */
export async function moveMarker(context: SessionContext, to: SessionId): Promise<readonly SessionId[]> {
  const { marker, logger } = context.parts;
  try {
    return await marker.set(to);
  } catch (error) {
    if ((await marker.read()).active !== to) throw error;
    logger.warn(`${to} is active, but not all went well: ${String(error)}`);
    return [];
  }
}

/** Tells the hook what is about to be switched; answers what was active. */
export async function announceSwitch(context: SessionContext, to: SessionId): Promise<SessionId | undefined> {
  const { active } = await context.parts.marker.read();
  if (active !== to) await context.hook("switching", (hooks) => hooks.switching?.(active, to));
  return active;
}

/** Writes `status` as the marker has it into the records of these sessions. */
export async function followMarker(context: SessionContext, ...ids: readonly (SessionId | undefined)[]): Promise<void> {
  const known = [...new Set(ids)].filter((id) => id !== undefined);
  await Promise.all(
    known.map(async (id) => {
      await followOne(context, id);
    }),
  );
}

async function followOne(context: SessionContext, id: SessionId): Promise<void> {
  const { records, fs } = context.parts;
  await context.quietly(`The status of ${id} was not written into its record`, async () => {
    const place = await context.find(id);
    if (place === undefined || place.archived) return;
    await records.edit(
      place,
      async ({ record, fault }) => {
        if (fault !== undefined) return undefined;
        // One lstat, not a listing: with several markers the status may be wrong, and the repair of those sets it right.
        const marked = (await fs.lstat(joinPath(context.directory, markerName(id))))?.kind === "file";
        const status = marked ? "active" : record.status === "active" ? "paused" : record.status;
        return status === record.status ? undefined : { fields: { status } };
      },
      { patience: statusPatience },
    );
  });
}
