import { FileError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { announceSwitch, followMarker, moveMarker, noteSwitch } from "./activateSession.ts";
import { buildAside, hasTwin, mustBeFree, nameTaken, newPlace, throwAway } from "./createSession.ts";
import { recordName, recordTemplate, slugWords } from "./record/record.ts";
import { phasesFolder, savesFolder } from "./model/sessionNames.ts";
import { isLeftoverName } from "./problems/leftovers.ts";
import { moveAside } from "./setSessionAside.ts";
import type { SessionRecord } from "./model/session.ts";
import { temporaryId, type SessionContext } from "./sessionContext.ts";
import { sessionIdFromSlug, type SessionId } from "./model/sessionId.ts";
import type { Discarded } from "./model/sessions.ts";
import { sessionLocation, type SessionLocation } from "./places/sessionLocation.ts";

const temporaryProject = "Temporary workspace";

/** The record of a temporary workspace before anybody worked in it. */
export function temporaryRecord(now: number): SessionRecord {
  return { ...recordTemplate(temporaryId, now), project: temporaryProject, type: "simple" };
}

/** The throwaway workspace that commands use while no session is active, made when needed. */
export async function ensureTemporary(context: SessionContext): Promise<SessionLocation> {
  const { fs, clock } = context.parts;
  await context.mustExist();
  const found = await context.findTemporary();
  if (found !== undefined) return found;
  const location = context.temporaryPlace();
  const built = await buildAside(context, temporaryRecord(clock.now()));
  try {
    await fs.rename(built, location.path);
    await context.note("session.created", location.id, {});
  } catch (error) {
    await context.quietly(`${built} could not be removed`, async () => {
      await fs.removeTree(built);
    });
    // Another process was faster: its workspace is as good as ours.
    if (!(error instanceof FileError) || error.reason !== "exists") throw error;
  }
  return location;
}

/**
 * Keeps the temporary workspace as a session, and activates it when no session is active. The refs of its checkpoints move first, in one transaction that
 * writes down where to, and its directory follows by one rename: so the session, from the moment it is there, has all of them, and none of its own numbers
 * is in their way. A kill in between leaves the workspace as it was, without its checkpoints until `settleTemporary` gives them back.
 */
export async function keepTemporary(context: SessionContext, slug: string): Promise<SessionLocation> {
  const { fs, marker, records, outside } = context.parts;
  const id = sessionIdFromSlug(slug);
  await settleTemporary(context);
  const from = await existing(context);
  await mustBeFree(context, id);
  const location = sessionLocation(context.directory, id, await newPlace(context));
  const idle = (await marker.read()).active === undefined;
  if (idle) await announceSwitch(context, id);
  let unmarked: readonly SessionId[] = [];
  const named = slugWords(id);
  await records.edit(
    from,
    ({ record: { project = temporaryProject } }) => ({
      fields: { session_id: id, ...(project === temporaryProject ? { project: named } : {}) },
    }),
    {
      commit: async () => {
        await outside?.handOver(temporaryId, id);
        try {
          if (!(await fs.rename(from.path, location.path))) throw gone();
          try {
            if (await hasTwin(context, location)) throw nameTaken(id);
            if (idle) unmarked = await moveMarker(context, id);
          } catch (error) {
            await fs.rename(location.path, from.path);
            throw error;
          }
        } catch (error) {
          await context.quietly(`The checkpoints of ${id} were not taken back`, async () => {
            await outside?.takeBack(temporaryId, id);
          });
          throw error;
        }
        return location.path;
      },
    },
  );
  await context.quietly(`That the checkpoints of ${id} have moved was not forgotten`, async () => {
    await outside?.handedOver(temporaryId, id);
  });
  await context.note("session.renamed", id, { from: temporaryId });
  if (idle) await noteSwitch(context, id, undefined);
  await followMarker(context, id, ...unmarked);
  return location;
}

/**
 * Ends what keeps that were cut off have begun: where the session is there, its directory has followed; else the checkpoints go back to the temporary
 * workspace. That is done under the lock of its record, which a keep that goes on holds.
 */
export async function settleTemporary(context: SessionContext): Promise<void> {
  const { outside, records } = context.parts;
  if (outside === undefined || (await outside.unended(temporaryId)).length === 0) return;
  const settle = async (): Promise<undefined> => {
    for (const id of await outside.unended(temporaryId)) {
      await ((await context.find(id)) === undefined
        ? outside.takeBack(temporaryId, id)
        : outside.handedOver(temporaryId, id));
    }
  };
  const found = await context.findTemporary();
  if (found === undefined) await settle();
  else await records.edit(found, () => undefined, { commit: settle });
}

/**
 * Throws the temporary workspace away; where it holds files, its directory is set aside instead. Its checkpoints go first, to where pruned ones wait: a kill in between leaves the workspace,
 * which nothing brings back, and a discard again ends it.
 */
export async function discardTemporary(context: SessionContext, force: boolean): Promise<Discarded> {
  const { outside } = context.parts;
  await settleTemporary(context);
  const location = await existing(context);
  const kept = (await outside?.count(temporaryId)) ?? 0;
  if (kept > 0 && !force) throw holdsCheckpoints(kept);
  const checkpoints = (await outside?.letGo(temporaryId)) ?? 0;
  if (await holdsFiles(context, location)) {
    const path = await moveAside(context, location);
    if (path === undefined) throw gone();
    await context.note("session.deleted", location.id, {});
    return { checkpoints, path };
  }
  if (!(await throwAway(context, location.path))) throw gone();
  await context.note("session.deleted", location.id, {});
  return { checkpoints, path: null };
}

const ownNames: ReadonlySet<string> = new Set([recordName, phasesFolder, savesFolder]);

/** Whether there is more than what the verbs note by themselves: files of a program, comments. */
async function holdsFiles({ parts }: SessionContext, { path }: SessionLocation): Promise<boolean> {
  const names = (await parts.fs.names(path)) ?? [];
  return names.some((name) => !ownNames.has(name) && !isLeftoverName(name));
}

function holdsCheckpoints(count: number): WorkflowError {
  return new WorkflowError(
    "refused",
    count === 1
      ? say`The temporary workspace has 1 checkpoint, which would go with it.`
      : say`The temporary workspace has ${count} checkpoints, which would go with it.`,
    say`Keep it as a session (wfs keep <slug>), or discard it with --force.`,
  );
}

async function existing(context: SessionContext): Promise<SessionLocation> {
  await context.mustExist();
  const location = await context.findTemporary();
  if (location === undefined) throw gone();
  return location;
}

function gone(): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`There is no temporary workspace.`,
    say`It is made when something is done while no session is active.`,
  );
}
