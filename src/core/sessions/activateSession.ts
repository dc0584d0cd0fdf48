import { joinPath } from "../files/paths.ts";
import { markerName } from "./markers/markers.ts";
import { isOneOf, recordStatuses } from "./model/session.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionId } from "./model/sessionId.ts";
import type { SessionLocation } from "./places/sessionLocation.ts";

/**
 * Milliseconds an informational change waits for one writer that does not end: less than it takes until a dead one's lock is taken away, so that
 * none holds up a switch for a second. Where many write one after the other it waits for its turn, as all do (recordLock.ts).
 */
const statusTimeoutMs = 900;
/** How often the status is written again because the marker moved meanwhile. */
const mostRounds = 10;

/**
 * Makes a session the active one, then lets `status` follow in its record and in that of the session it replaces. The marker is the
 * truth: once it moved, nothing that fails undoes the switch.
 */
export async function activate(context: SessionContext, location: SessionLocation): Promise<void> {
  const before = await announceSwitch(context, location.id);
  const unmarked = await moveMarker(context, location.id);
  await noteSwitch(context, location.id, before);
  await followMarker(context, location.id, before, ...unmarked);
}

/** Says that the marker has moved, where it stood elsewhere before. */
export async function noteSwitch(context: SessionContext, to: SessionId, from: SessionId | undefined): Promise<void> {
  if (from !== to) await context.note("session.activated", to, { from: from ?? null });
}

/**
 * Moves the marker; answers which sessions lost theirs. What fails after its commit point does not count: then the marker stands where it was
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
  await context.quietly(`The status of ${id} was not written into its record`, async () => {
    const location = await context.find(id);
    if (location === undefined || location.archived) return;
    // A process that moved the marker while this was written may have stopped waiting for us, so no other would follow the marker.
    let written = await writeStatus(context, location);
    for (let round = 1; round < mostRounds && written !== (await isMarked(context, id)); round += 1) {
      written = await writeStatus(context, location);
    }
  });
}

/** Answers whether the session was marked active when its status was written. */
async function writeStatus(context: SessionContext, location: SessionLocation): Promise<boolean> {
  let marked = false;
  await context.parts.records.edit(
    location,
    async ({ record, fault }) => {
      marked = await isMarked(context, location.id);
      if (fault !== undefined) return undefined;
      // Another word is another tool's.
      if (!isOneOf(recordStatuses, record.status)) return undefined;
      const status = marked ? "active" : record.status === "active" ? "paused" : record.status;
      return status === record.status ? undefined : { fields: { status } };
    },
    { timeoutMs: statusTimeoutMs },
  );
  return marked;
}

/** One lstat, not a listing: with several markers the status may be wrong, and the repair of those sets it right. */
async function isMarked({ parts, directory }: SessionContext, id: SessionId): Promise<boolean> {
  return (await parts.fs.lstat(joinPath(directory, markerName(id))))?.kind === "file";
}
