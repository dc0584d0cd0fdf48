import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { type GivenText, takeOutSecrets, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import { activate } from "./activateSession.ts";
import { createSession } from "./createSession.ts";
import { healSession } from "./healSession.ts";
import { initWorkflow, keepFoundOutOfGit, type RepositoryAround } from "./initWorkflow.ts";
import { completeSession, pauseSession, resumeSession, unarchiveSession } from "./changeStatus.ts";
import { addTask, enterPhase, finishTask, saveSession } from "./recordProgress.ts";
import { repairAll } from "./repairAll.ts";
import type { Phase, Problem, RecordFields, SessionRecord, SessionView } from "./model/session.ts";
import type { SessionContext } from "./sessionContext.ts";
import { meantSession, sessionToChange } from "./model/meantSession.ts";
import { type SessionId, sessionIdFromSlug } from "./model/sessionId.ts";
import type {
  DeletedSession,
  Discarded,
  Healed,
  HealOptions,
  NewSession,
  RepairResult,
  Sessions,
} from "./model/sessions.ts";
import { groundsIn } from "./pinnedSession.ts";
import type { SessionLocation } from "./places/sessionLocation.ts";
import { setSessionAside } from "./setSessionAside.ts";
import { discardTemporary, ensureTemporary, keepTemporary, settleTemporary } from "./temporarySession.ts";

type Looking =
  | "root"
  | "directory"
  | "exists"
  | "active"
  | "meant"
  | "mayBeMeant"
  | "pin"
  | "list"
  | "get"
  | "temporary"
  | "temporaryCheckpoints"
  | "transitions"
  | "artifacts"
  | "tasks"
  | "openEnds"
  | "problems"
  | "unfinished"
  | "lost"
  | "survey";

/** What changes the sessions of one `.workflow` (SessionService is the door). */
export class SessionChanges implements Omit<Sessions, Looking> {
  readonly #context: SessionContext;
  readonly #repository: RepositoryAround | undefined;

  constructor(context: SessionContext, repository: RepositoryAround | undefined) {
    this.#context = context;
    this.#repository = repository;
  }

  async init(): Promise<void> {
    await initWorkflow(this.#context, this.#repository);
  }

  async create(input: NewSession): Promise<WithRedacted<SessionView>> {
    const { text: project, rules } = await takeOutSecrets(input.project);
    if (input.isBack !== true) await this.#requireNotLost(sessionIdFromSlug(input.slug));
    if (await this.#context.exists()) await keepFoundOutOfGit(this.#context, this.#repository);
    else await this.init();
    const location = await createSession(this.#context, { ...input, project });
    return withRedacted(await this.#context.viewAfter(location, input.activate ?? true), rules);
  }

  /** A new session of that name would take over the branch and the checkpoints of one that can be brought back. */
  async #requireNotLost(id: SessionId): Promise<void> {
    const lost = (await this.#context.parts.lost?.find()) ?? [];
    if (!lost.some((one) => one.id === id)) return;
    throw new WorkflowError(
      "exists",
      say`There was a session ${id}, and git still has what belongs to it.`,
      say`Bring it back (wfs adopt ${id}), or choose another name.`,
    );
  }

  async switchTo(id: SessionId): Promise<SessionView> {
    const location = await this.#session(id);
    await activate(this.#context, location);
    return await this.#context.viewAfter(location, true);
  }

  async pause(id?: SessionId): Promise<SessionView> {
    const location = await this.#session(id);
    await pauseSession(this.#context, location);
    return await this.#context.viewAfter(location, false);
  }

  async resume(id: SessionId): Promise<SessionView> {
    const location = await resumeSession(this.#context, await this.#context.place(id));
    return await this.#context.viewAfter(location, true);
  }

  async unarchive(id: SessionId): Promise<SessionView> {
    return await this.#context.view(await unarchiveSession(this.#context, await this.#context.place(id)));
  }

  async complete(id?: SessionId, options: Parameters<Sessions["complete"]>[1] = {}): Promise<SessionView> {
    const location = await this.#session(id);
    return await this.#context.viewAfter(
      await completeSession(this.#context, location, options.archive ?? false),
      false,
    );
  }

  async enterPhase(phase: Phase, options: Parameters<Sessions["enterPhase"]>[1] = {}): Promise<SessionView> {
    return await this.#work(options.id, async (location) => {
      await enterPhase(this.#context, location, phase, options);
    });
  }

  async addTask(task: GivenText, id?: SessionId): Promise<WithRedacted<SessionView>> {
    const { text, rules } = await takeOutSecrets(task);
    const view = await this.#work(id, async (location) => {
      if (await addTask(this.#context, location, text)) await this.#noteTask("task.added", location, task);
    });
    return withRedacted(view, rules);
  }

  async finishTask(task: string, id?: SessionId): Promise<SessionView> {
    const { text } = await takeOutSecrets(task);
    return await this.#work(id, async (location) => {
      await finishTask(this.#context, location, [task, text]);
      await this.#noteTask("task.finished", location, task);
    });
  }

  async save(options: Parameters<Sessions["save"]>[0] = {}): Promise<WithRedacted<SessionView>> {
    const { text, rules } = await takeOutSecrets(options.message ?? "");
    const view = await this.#work(options.id, async (location) => {
      await saveSession(this.#context, location, text);
    });
    return withRedacted(view, rules);
  }

  async updateRecord(id: SessionId, change: (record: SessionRecord) => RecordFields): Promise<SessionView> {
    return await this.#work(id, async (location) => {
      await this.#context.parts.records.edit(location, ({ record }) => {
        const { session_id, ...fields } = change(record);
        return { fields: session_id === undefined ? fields : { ...fields, session_id: location.id } };
      });
    });
  }

  async setAside(id: SessionId): Promise<DeletedSession> {
    return await setSessionAside(this.#context, await this.#context.place(id));
  }

  async keepTemporary(slug: string): Promise<SessionView> {
    return await this.#context.viewAfter(await keepTemporary(this.#context, slug));
  }

  async ensureTemporary(): Promise<SessionView> {
    await settleTemporary(this.#context);
    return await this.#context.viewAfter(await ensureTemporary(this.#context));
  }

  async settleTemporary(): Promise<void> {
    await settleTemporary(this.#context);
  }

  async discardTemporary(force = false): Promise<Discarded> {
    return await discardTemporary(this.#context, force);
  }

  async heal(options: HealOptions = {}): Promise<Healed> {
    return await healSession(this.#context, options);
  }

  async repair(problems: readonly Problem[], back = false): Promise<readonly RepairResult[]> {
    return await repairAll(this.#context, problems, back);
  }

  /** What a person has kept as it is stays in the record alone. */
  async #noteTask(type: "task.added" | "task.finished", { id }: SessionLocation, task: GivenText): Promise<void> {
    const { text } = await takeOutSecrets(typeof task === "string" ? task : task.text);
    await this.#context.note(type, id, { text: text.trim() });
  }

  /** A real session that is not archived: the one meant. */
  async #session(id: SessionId | undefined): Promise<SessionLocation> {
    await this.#context.mustExist();
    const meant = await this.#meant(id);
    if (meant === undefined) {
      throw new WorkflowError("no-active-session", say`No session is active.`, say`Switch to a session, or name one.`);
    }
    const location = await this.#context.livePlace(meant);
    if (this.#context.isTemporary(location)) {
      throw new WorkflowError(
        "refused",
        say`The temporary workspace is not a session.`,
        say`Keep it as a session first.`,
      );
    }
    return location;
  }

  async #meant(id: SessionId | undefined): Promise<SessionId | undefined> {
    return sessionToChange(await meantSession(groundsIn(this.#context, id)));
  }

  /** Work on the session meant, or in the temporary workspace when none is. */
  async #work(id: SessionId | undefined, run: (location: SessionLocation) => Promise<void>): Promise<SessionView> {
    await this.#context.mustExist();
    const meant = await this.#meant(id);
    const location = meant === undefined ? await ensureTemporary(this.#context) : await this.#context.livePlace(meant);
    await run(location);
    return await this.#context.viewAfter(location);
  }
}
