import { FileError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import { activate, announceSwitch, followMarker, moveMarker, noteSwitch } from "./activateSession.ts";
import { lookDown } from "../files/directories.ts";
import type { ParsedRecord } from "./record/record.ts";
import type { RecordChange } from "./record/recordTransaction.ts";
import { missedPhase } from "./phaseState.ts";
import type { SessionRecord } from "./model/session.ts";
import type { SessionContext } from "./sessionContext.ts";
import { type RefName, shortName } from "../git/repository/refName.ts";
import { adoptedBranch } from "./model/sessionBranch.ts";
import type { SessionId } from "./model/sessionId.ts";
import { lastTransition, saveFile } from "./record/sessionFiles.ts";
import { listPlaces, locateSessions } from "./places/findSession.ts";
import { archiveOf, homeOf, type Place, placeDirectory } from "./model/sessionPlaces.ts";
import { sessionLocation, type SessionLocation } from "./places/sessionLocation.ts";

/** Takes the active marker from a session. The session goes on, so nothing is saved as its end; its record follows. */
export async function pauseSession(context: SessionContext, location: SessionLocation): Promise<void> {
  const { marker, logger } = context.parts;
  const { active } = await marker.read();
  if (active !== location.id) {
    const now = active === undefined ? say`No session is active.` : say`The active session is ${active}.`;
    throw new WorkflowError("refused", say`${location.id} is not active, so it cannot be paused.`, now);
  }
  await context.hook("switching", (hooks) => hooks.switching?.(location.id, undefined));
  if (await marker.clear(location.id)) await context.note("session.paused", location.id, {});
  else logger.info(`${location.id} was no longer active when it was to be paused.`);
  await followMarker(context, location.id);
}

/**
 * Completes a session and archives it when asked: record, then marker, then one rename into its archive.
 * A kill between leaves a session that is still active but says completed, or completed and not archived; both can be completed again.
 */
export async function completeSession(
  context: SessionContext,
  location: SessionLocation,
  archive: boolean,
): Promise<SessionLocation> {
  const { marker, records } = context.parts;
  const target = archive ? await freePlace(context, location, archiveOf(location.place)) : undefined;
  const isActive = async (): Promise<boolean> => (await marker.read()).active === location.id;
  const { record, fault } = await records.read(location);
  const ended = record.status === "completed" && fault === undefined && !(await isActive());
  if (ended && target === undefined) return location;
  if (!ended) await context.hook("sessionEnding", (hooks) => hooks.sessionEnding?.(location.id));
  await records.edit(location, async (current) => (ended ? undefined : await ending(context, location, current)), {
    commit: async () => {
      const cleared = (await isActive()) && (await marker.clear(location.id));
      if (target === undefined) return undefined;
      try {
        await moveSession(context, location, target);
      } catch (error) {
        if (cleared && (await marker.read()).active === undefined) await moveMarker(context, location.id);
        throw error;
      }
      return target.path;
    },
  });
  await context.note("session.completed", location.id, { archived: target !== undefined });
  return target ?? location;
}

async function ending(
  context: SessionContext,
  location: SessionLocation,
  { record }: ParsedRecord,
): Promise<RecordChange> {
  const { fs, clock } = context.parts;
  const now = clock.now();
  const missed = missedPhase(record, await lastTransition(context.parts, location.path));
  const ended: SessionRecord = { ...record, ...missed, status: "completed" };
  const progress = { ...ended.progress, last_checkpoint: formatTime(now) };
  return {
    fields: { ...missed, status: "completed", progress },
    files: [await saveFile(fs, location, "session_end", ended, now)],
  };
}

/** Where the session would go; refused when something is there. */
async function freePlace(
  context: SessionContext,
  { id, place: from }: SessionLocation,
  place: Place,
): Promise<SessionLocation> {
  const { fs } = context.parts;
  const directory = placeDirectory(context.directory, place);
  if (place !== "" && (await lookDown(fs, context.directory, [place], "directory")) === undefined) {
    await fs.makeDirectory(directory);
  }
  const names = (await fs.names(directory)) ?? [];
  const target = sessionLocation(context.directory, id, place);
  if (names.some((name) => name.toLowerCase() === id.toLowerCase())) throw pathTaken(target.path);
  // One of the same name elsewhere is hidden now and would come to count.
  for (const [other, entries] of await listPlaces(fs, context.directory)) {
    if (other === from || !entries.some(({ name, kind }) => name === id && kind === "directory")) continue;
    throw pathTaken(sessionLocation(context.directory, id, other).path);
  }
  return target;
}

function pathTaken(path: string, cause?: unknown): WorkflowError {
  return new WorkflowError(
    "exists",
    say`${path} exists already.`,
    say`Rename or remove what is there, then try again.`,
    cause,
  );
}

/** One rename; both directories are flushed. */
async function moveSession(context: SessionContext, from: SessionLocation, to: SessionLocation): Promise<void> {
  const { fs } = context.parts;
  try {
    if (!(await fs.rename(from.path, to.path))) {
      throw new WorkflowError(
        "conflict",
        say`${from.path} disappeared meanwhile.`,
        say`List the sessions (wfs list) and try again.`,
      );
    }
  } catch (error) {
    if (error instanceof FileError && error.reason === "exists") throw pathTaken(to.path, error);
    throw error;
  }
  await context.quietly(`${to.path} was not flushed to disk`, async () => {
    for (const { place } of [to, from]) await fs.syncDirectory(placeDirectory(context.directory, place));
  });
}

/**
 * Takes a session out of the archive and leaves it as it was otherwise: the way back from archiving. Throws `refused` while another session has the branch
 * that it was made of.
 */
export async function unarchiveSession(context: SessionContext, found: SessionLocation): Promise<SessionLocation> {
  if (!found.archived) return found;
  await requireOwnBranch(context, found);
  const location = await freePlace(context, found, homeOf(found.place));
  await moveSession(context, found, location);
  await context.note("session.unarchived", location.id, {});
  return location;
}

/** Another session may have been made of the branch while this one was in the archive. */
async function requireOwnBranch(context: SessionContext, found: SessionLocation): Promise<void> {
  const { fs, records } = context.parts;
  const branchOf = async (location: SessionLocation): Promise<RefName | undefined> =>
    adoptedBranch((await records.read(location)).record);
  const branch = await branchOf(found);
  if (branch === undefined) return;
  for (const other of await locateSessions(fs, context.directory)) {
    if (other.archived || (await branchOf(other)) !== branch) continue;
    throw new WorkflowError(
      "refused",
      say`${found.id} stays in the archive: its branch ${shortName(branch)} is that of ${other.id} by now.`,
      say`Archive ${other.id} first (wfs complete ${other.id} --archive) or delete it, or go on there.`,
    );
  }
}

/**
 * Activates a session in the phase its last phase record leads to, unless its own record is newer (phaseState.ts); an archived one leaves the
 * archive first.
 */
export async function resumeSession(context: SessionContext, found: SessionLocation): Promise<SessionLocation> {
  const { records } = context.parts;
  const location = await unarchiveSession(context, found);
  try {
    const last = await lastTransition(context.parts, location.path);
    const { record, fault } = await records.read(location);
    if (fault !== undefined || missedPhase(record, last) === undefined) {
      await activate(context, location);
      return location;
    }
    const before = await announceSwitch(context, location.id);
    let unmarked: readonly SessionId[] = [];
    await records.edit(location, (now) => ({ fields: { ...missedPhase(now.record, last), status: "active" } }), {
      commit: async () => {
        unmarked = await moveMarker(context, location.id);
        return undefined;
      },
    });
    await noteSwitch(context, location.id, before);
    await followMarker(context, before, ...unmarked);
    return location;
  } catch (error) {
    if (found.archived) {
      await context.quietly(`${location.id} was not put back into the archive`, async () => {
        await moveSession(context, location, found);
        await context.note("session.completed", location.id, { archived: true });
      });
    }
    throw error;
  }
}
