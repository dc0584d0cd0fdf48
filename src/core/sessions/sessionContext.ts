import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import type { EventMembers, EventSink, EventType } from "../events/model/event.ts";
import type { ActiveMarker } from "./markers/activeMarker.ts";
import { lookDown } from "../files/directories.ts";
import type { Ports } from "../files/recordLock.ts";
import { unreadableRecord } from "./record/record.ts";
import type { RecordStore } from "./record/recordStore.ts";
import { archivedRefusal } from "./model/archived.ts";
import type { Lost, LostSession } from "./model/lostSession.ts";
import type { SessionView } from "./model/session.ts";
import { parseSessionId, type SessionId } from "./model/sessionId.ts";
import type { KeptOutside } from "./model/keptOutside.ts";
import { temporaryName } from "./model/sessionNames.ts";
import type { Unfinished } from "./model/sessions.ts";
import { findSession } from "./places/findSession.ts";
import type { SessionLocation } from "./places/sessionLocation.ts";
import { sessionView } from "./record/sessionView.ts";

/** Called around operations, awaited; one that fails is logged and stops nothing. */
export interface SessionHooks {
  readonly phaseCompleted?: (id: SessionId, phase: string | undefined) => Promise<void>;
  readonly sessionEnding?: (id: SessionId) => Promise<void>;
  readonly switching?: (from: SessionId | undefined, to: SessionId | undefined) => Promise<void>;
}

export const workflowName = ".workflow";
/** How the temporary workspace is called where an id is needed; no session may take it. */
export const temporaryId = parseSessionId("WFS-temporary") as SessionId;

interface ContextParts extends Ports {
  readonly root: string;
  readonly here?: SessionId;
  readonly pinned?: string;
  readonly marker: ActiveMarker;
  readonly records: RecordStore;
  readonly hooks: SessionHooks;
  readonly unfinished?: Unfinished;
  readonly outside?: KeptOutside;
  readonly lost?: Lost;
  readonly events?: EventSink;
}

/** What the operations of one `.workflow` share: its ports, and where its sessions are. */
export class SessionContext {
  readonly parts: ContextParts;
  /** `<root>/.workflow`. */
  readonly directory: string;

  constructor(parts: ContextParts) {
    this.parts = parts;
    this.directory = joinPath(parts.root, workflowName);
  }

  async exists(): Promise<boolean> {
    const { fs, root } = this.parts;
    return (await lookDown(fs, root, [workflowName], "directory")) !== undefined;
  }

  async mustExist(): Promise<void> {
    if (await this.exists()) return;
    const message = say`${this.parts.root} has no .workflow directory.`;
    const { length } = await this.lost();
    throw new WorkflowError(
      "no-workflow",
      message,
      length === 0
        ? say`Create the first session, or run “wfs init”.`
        : say`Bring back the sessions that git still knows of (wfs adopt).`,
    );
  }

  /** Sessions whose directory is gone while git still has what belongs to them; none where that cannot be told. */
  async lost(): Promise<readonly LostSession[]> {
    try {
      return (await this.parts.lost?.find()) ?? [];
    } catch (error) {
      const { message, hint } = asWorkflowError(error);
      this.parts.logger.warn(`Whether sessions are lost cannot be told: ${message} ${hint}`);
      return [];
    }
  }

  /** The session where it counts; `undefined` when there is none. A link in the way is `unsafe-path`. */
  async find(id: SessionId): Promise<SessionLocation | undefined> {
    if (!(await this.exists())) return undefined;
    const found = await findSession(this.parts.fs, this.directory, id);
    return found === undefined && id === temporaryId ? await this.findTemporary() : found;
  }

  async findTemporary(): Promise<SessionLocation | undefined> {
    const { fs } = this.parts;
    const found = await lookDown(fs, this.directory, [temporaryName], "directory");
    return found === undefined ? undefined : this.temporaryPlace();
  }

  temporaryPlace(): SessionLocation {
    return { id: temporaryId, path: joinPath(this.directory, temporaryName), place: "", archived: false };
  }

  isTemporary(location: SessionLocation): boolean {
    return location.path === this.temporaryPlace().path;
  }

  /** The session, or `not-found`. */
  async place(id: SessionId): Promise<SessionLocation> {
    await this.mustExist();
    const location = await this.find(id);
    if (location !== undefined) return location;
    const isLost = (await this.lost()).some((one) => one.id === id);
    throw new WorkflowError(
      "not-found",
      say`There is no session ${id}.`,
      isLost
        ? say`Its directory is gone, but git still knows of it: bring it back (wfs adopt ${id}).`
        : say`List the sessions (wfs list) to see their names.`,
    );
  }

  /** The session, unless it is archived: those are only read and resumed. */
  async livePlace(id: SessionId): Promise<SessionLocation> {
    const location = await this.place(id);
    if (!location.archived) return location;
    throw archivedRefusal(id);
  }

  async view(location: SessionLocation): Promise<SessionView> {
    const { active } = await this.parts.marker.read();
    return sessionView(location, await this.parts.records.read(location), active);
  }

  /**
   * The view after an operation that is done: that it cannot be read now must not look as if the operation had failed, so what cannot be
   * read is said in `problem`.
   * @param active whether the operation made this the active session (or took that from it); absent: as the marker says
   */
  async viewAfter(location: SessionLocation, active?: boolean): Promise<SessionView> {
    const known = active === true ? location.id : undefined;
    try {
      if (active === undefined) return await this.view(location);
      return sessionView(location, await this.parts.records.read(location), known);
    } catch (error) {
      const { text } = asWorkflowError(error);
      const unread = unreadableRecord(location.id, say`It cannot be read just now: ${text}`);
      return sessionView(location, unread, known);
    }
  }

  /** Says what has happened; never fails. */
  async note<Type extends EventType>(type: Type, id: SessionId, members: EventMembers[Type]): Promise<void> {
    await this.parts.events?.note(type, id, members);
  }

  /** Runs a hook; its failure is logged. */
  async hook(name: keyof SessionHooks, run: (hooks: SessionHooks) => Promise<void> | undefined): Promise<void> {
    await this.quietly(`The step “${name}” failed`, async () => {
      await run(this.parts.hooks);
    });
  }

  /** Runs something whose failure must not stop what it belongs to; logs it. */
  async quietly(what: string, run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.parts.logger.warn(`${what}: ${reason}`);
    }
  }
}
