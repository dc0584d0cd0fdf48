import { FileError, WorkflowError } from "../base/errors.ts";
import { say, type TextValue } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import { activate } from "./activateSession.ts";
import { encodeText } from "../files/jsonBytes.ts";
import { recordName, recordTemplate } from "./record/record.ts";
import { recordText } from "./record/recordEdit.ts";
import type { SessionRecord } from "./model/session.ts";
import { temporaryId, type SessionContext } from "./sessionContext.ts";
import { sessionIdFromSlug, type SessionId } from "./model/sessionId.ts";
import { newPrefix, oldPrefix } from "./model/sessionNames.ts";
import type { NewSession } from "./model/sessions.ts";
import { listPlaces, sessionIds } from "./places/findSession.ts";
import { isArchive, type Place, placeDirectory } from "./model/sessionPlaces.ts";
import { sessionLocation, type SessionLocation } from "./places/sessionLocation.ts";
import { projectText } from "./model/texts.ts";

/** How often a new session makes way for another of nearly the same name that appears at the same time. */
const mostRounds = 5;

/** Makes a session; the directory appears whole or not at all, and only then the marker moves. */
export async function createSession(
  context: SessionContext,
  input: NewSession & { readonly project: string },
): Promise<SessionLocation> {
  const { clock, marker } = context.parts;
  const id = sessionIdFromSlug(input.slug);
  const activated = input.activate ?? true;
  const template = recordTemplate(id, clock.now());
  const record: SessionRecord = {
    ...template,
    project: projectText(input.project),
    type: input.type ?? template.type,
    status: activated ? "active" : "paused",
    ...input.extra,
  };
  await mustBeFree(context, id);
  const built = await buildAside(context, record);
  const location = sessionLocation(context.directory, id, await newPlace(context));
  await putInPlace(context, built, location);
  await context.note("session.created", id, input.isBack === true ? { back: true } : {});
  if (!activated) return location;
  try {
    await activate(context, location);
  } catch (error) {
    await context.quietly(`${id} could not be taken back`, async () => {
      if ((await marker.read()).active === id || !(await throwAway(context, location.path))) return;
      await context.note("session.deleted", id, {});
    });
    throw error;
  }
  return location;
}

/** Refuses a name that a session has, also in other letter case or in the archive: file systems and people confuse such names. */
export async function mustBeFree(context: SessionContext, id: SessionId): Promise<void> {
  const { fs } = context.parts;
  if (id.toLowerCase() === temporaryId.toLowerCase()) {
    throw new WorkflowError("invalid-name", say`${id} stands for the temporary workspace.`, say`Choose another name.`);
  }
  for (const [place, entries] of await listPlaces(fs, context.directory)) {
    const twin = entries.find(({ name }) => name.toLowerCase() === id.toLowerCase())?.name;
    if (twin !== undefined) throw nameTaken(isArchive(place) ? say`${twin} in the archive` : twin);
  }
}

/** Where new sessions go: `active/`, where it is there and sessions lie nowhere else in use, as the tools do that keep theirs there. */
export async function newPlace(context: SessionContext): Promise<Place> {
  const places = await listPlaces(context.parts.fs, context.directory);
  return places.has("active") && sessionIds(places.get("") ?? []).length === 0 ? "active" : "";
}

/** Makes a directory with the record in it, under a name that is not a session's. */
export async function buildAside(context: SessionContext, record: SessionRecord): Promise<string> {
  const { fs, random } = context.parts;
  const built = joinPath(context.directory, newPrefix + random.name(8));
  await fs.makeDirectory(built);
  try {
    await fs.createExclusive(joinPath(built, recordName), encodeText(recordText(record)));
  } catch (error) {
    await context.quietly(`${built} could not be removed`, async () => {
      await fs.removeTree(built);
    });
    throw error;
  }
  return built;
}

/** Makes a prepared directory a session. It is taken back and tried again later while another one of nearly the same name appears, too. */
async function putInPlace(context: SessionContext, built: string, location: SessionLocation): Promise<void> {
  const { fs, clock, random } = context.parts;
  try {
    for (let round = 1; ; round += 1) {
      await renameToPlace(context, built, location);
      if (!(await hasTwin(context, location))) break;
      if (!(await fs.rename(location.path, built)) || round === mostRounds) throw nameTaken(location.id);
      // Of two that take back at the same time the one with the shorter pause wins.
      await clock.sleep(Number.parseInt(random.hex(1), 16) / 4);
      await mustBeFree(context, location.id);
    }
  } catch (error) {
    await context.quietly(`${built} could not be removed`, async () => {
      await fs.removeTree(built);
    });
    throw error;
  }
  await context.quietly(`${location.path} was not flushed to disk`, async () => {
    await fs.syncDirectory(placeDirectory(context.directory, location.place));
  });
}

async function renameToPlace(context: SessionContext, built: string, location: SessionLocation): Promise<void> {
  try {
    const done = await context.parts.fs.rename(built, location.path);
    if (!done) throw new WorkflowError("conflict", say`${built} disappeared meanwhile.`, say`Try again.`);
  } catch (error) {
    const taken = error instanceof FileError && (error.reason === "exists" || error.reason === "not-a-directory");
    throw taken ? nameTaken(location.id, error) : error;
  }
}

/** Whether something has the name of a session that was just made in other letter case. Where this cannot be told, the session stays. */
export async function hasTwin(context: SessionContext, { id, place: own }: SessionLocation): Promise<boolean> {
  let found = false;
  await context.quietly(`${context.directory} could not be searched for names like ${id}`, async () => {
    for (const [place, entries] of await listPlaces(context.parts.fs, context.directory)) {
      if (isArchive(place)) continue;
      found ||= entries.some(({ name }) => name.toLowerCase() === id.toLowerCase() && !(name === id && place === own));
    }
  });
  return found;
}

export function nameTaken(name: TextValue, cause?: unknown): WorkflowError {
  return new WorkflowError("exists", say`There is a session ${name} already.`, say`Choose another name.`, cause);
}

/** Removes a directory so that nobody sees it half removed. False when it does not exist. */
export async function throwAway(context: SessionContext, directory: string): Promise<boolean> {
  const { fs, random } = context.parts;
  const aside = joinPath(context.directory, oldPrefix + random.name(8));
  if (!(await fs.rename(directory, aside))) return false;
  await context.quietly(`${aside} could not be removed`, async () => {
    await fs.removeTree(aside);
  });
  return true;
}
