import { WorkflowError } from "../errors.ts";
import { ActiveMarker } from "./activeMarker.ts";
import { activate } from "./activation.ts";
import { listArtifacts } from "./artifacts.ts";
import { createSession } from "./createSession.ts";
import type { Ports } from "./editBench.ts";
import { heal } from "./heal.ts";
import { initWorkflow, type RepositoryAround } from "./initWorkflow.ts";
import { completeSession, pauseSession, resumeSession, unarchiveSession } from "./lifecycle.ts";
import { addTask, enterPhase, finishTask, saveSession } from "./phaseSteps.ts";
import { findProblems } from "./problems.ts";
import { RecordStore } from "./recordStore.ts";
import { repairAll } from "./repair.ts";
import type { ActiveState, Phase, Problem, SessionRecord, SessionView } from "./session.ts";
import { SessionContext, type SessionHooks } from "./sessionContext.ts";
import { readTransitions } from "./sessionFiles.ts";
import type { SessionId } from "./sessionId.ts";
import { SessionScanner } from "./sessionScan.ts";
import type { Healed, HealOptions, NewSession, RepairResult, Sessions, TransitionRecord } from "./sessions.ts";
import { compareSessions, withActive, type SessionPlace } from "./sessionView.ts";
import { discardTemporary, ensureTemporary, keepTemporary } from "./temporary.ts";

export interface SessionServiceOptions extends Ports {
  /** The directory that holds, or will hold, `.workflow`; canonical (workspaceRoot.ts). */
  readonly root: string;
  /** The fork whose worktree the caller is in. */
  readonly here?: SessionId;
  readonly repository?: RepositoryAround;
  readonly hooks?: SessionHooks;
}

/** Every operation on the sessions of one `.workflow`; what each does is said where it lives. */
export class SessionService implements Sessions {
  readonly root: string;
  readonly directory: string;
  readonly #context: SessionContext;
  readonly #scanner: SessionScanner;
  readonly #repository: RepositoryAround | undefined;

  constructor(options: SessionServiceOptions) {
    const { fs, clock, random, logger, root, here, hooks = {} } = options;
    const ports = { fs, clock, random, logger };
    const marker = new ActiveMarker(`${root}/.workflow`, ports);
    const records = new RecordStore(ports);
    this.#context = new SessionContext({
      ...ports,
      root,
      marker,
      records,
      hooks,
      ...(here === undefined ? {} : { here }),
    });
    this.root = root;
    this.directory = this.#context.directory;
    this.#scanner = new SessionScanner({ directory: this.directory, fs, clock, logger });
    this.#repository = options.repository;
  }

  async exists(): Promise<boolean> {
    return await this.#context.exists();
  }

  async init(): Promise<void> {
    await initWorkflow(this.#context, this.#repository);
  }

  async active(): Promise<ActiveState> {
    return await this.#context.parts.marker.read();
  }

  async list(): Promise<readonly SessionView[]> {
    const { active } = await this.active();
    this.#scanner.setWanted(active === undefined ? [] : [active]);
    const { sessions } = await this.#scanner.scan();
    return sessions.map((view) => withActive(view, active)).toSorted(compareSessions);
  }

  async get(id: SessionId): Promise<SessionView> {
    return await this.#context.view(await this.#context.place(id));
  }

  async create(input: NewSession): Promise<SessionView> {
    if (!(await this.exists())) await this.init();
    const place = await createSession(this.#context, input);
    return await this.#context.viewAfter(place, input.activate ?? true);
  }

  async switchTo(id: SessionId): Promise<SessionView> {
    const place = await this.#session(id);
    await activate(this.#context, place);
    return await this.#context.viewAfter(place, true);
  }

  async pause(id?: SessionId): Promise<SessionView> {
    const place = await this.#session(id);
    await pauseSession(this.#context, place);
    return await this.#context.viewAfter(place, false);
  }

  async resume(id: SessionId): Promise<SessionView> {
    const place = await resumeSession(this.#context, await this.#context.place(id));
    return await this.#context.viewAfter(place, true);
  }

  async unarchive(id: SessionId): Promise<SessionView> {
    return await this.#context.view(await unarchiveSession(this.#context, await this.#context.place(id)));
  }

  async complete(id?: SessionId, options: { readonly archive?: boolean } = {}): Promise<SessionView> {
    const place = await this.#session(id);
    return await this.#context.viewAfter(await completeSession(this.#context, place, options.archive ?? false), false);
  }

  async enterPhase(
    phase: Phase,
    options: { readonly id?: SessionId; readonly artifacts?: Readonly<Record<string, string>> } = {},
  ): Promise<SessionView> {
    return await this.#work(options.id, async (place) => {
      await enterPhase(this.#context, place, phase, options.artifacts);
    });
  }

  async addTask(task: string, id?: SessionId): Promise<SessionView> {
    return await this.#work(id, async (place) => {
      await addTask(this.#context, place, task);
    });
  }

  async finishTask(task: string, id?: SessionId): Promise<SessionView> {
    return await this.#work(id, async (place) => {
      await finishTask(this.#context, place, task);
    });
  }

  async save(options: { readonly id?: SessionId; readonly message?: string } = {}): Promise<SessionView> {
    return await this.#work(options.id, async (place) => {
      await saveSession(this.#context, place, options.message);
    });
  }

  async updateRecord(id: SessionId, change: (record: SessionRecord) => Partial<SessionRecord>): Promise<SessionView> {
    return await this.#work(id, async (place) => {
      await this.#context.parts.records.edit(place, ({ record }) => {
        const { session_id: _, ...fields } = change(record);
        return { fields };
      });
    });
  }

  async temporary(): Promise<SessionView | undefined> {
    const place = this.#context.temporaryPlace();
    const stat = (await this.exists()) ? await this.#context.parts.fs.lstat(place.path) : undefined;
    return stat?.kind === "directory" ? await this.#context.view(place) : undefined;
  }

  async keepTemporary(slug: string): Promise<SessionView> {
    return await this.#context.viewAfter(await keepTemporary(this.#context, slug));
  }

  async discardTemporary(): Promise<void> {
    await discardTemporary(this.#context);
  }

  async transitions(id: SessionId): Promise<readonly TransitionRecord[]> {
    return await readTransitions(this.#context.parts, (await this.#context.place(id)).path);
  }

  async artifacts(id: SessionId): Promise<readonly string[]> {
    return await listArtifacts(this.#context.parts, (await this.#context.place(id)).path);
  }

  async heal(options: HealOptions = {}): Promise<Healed> {
    return await heal(this.#context, options);
  }

  async problems(): Promise<readonly Problem[]> {
    return await findProblems(this.#context);
  }

  async repair(problems: readonly Problem[]): Promise<readonly RepairResult[]> {
    return await repairAll(this.#context, problems);
  }

  /** A real session that is not archived: the one named, else the effective one. */
  async #session(id: SessionId | undefined): Promise<SessionPlace> {
    await this.#context.mustExist();
    const effective = id ?? (await this.#context.effectiveId());
    if (effective === undefined) {
      throw new WorkflowError("no-active-session", "No session is active.", "Switch to a session, or name one.");
    }
    const place = await this.#context.livePlace(effective);
    if (this.#context.isTemporary(place)) {
      throw new WorkflowError("refused", "The temporary workspace is no session.", "Keep it as a session first.");
    }
    return place;
  }

  /** Work on the session meant, or in the temporary workspace when none is (seed, "Command Pre-execution Protocol"). */
  async #work(id: SessionId | undefined, run: (place: SessionPlace) => Promise<void>): Promise<SessionView> {
    await this.#context.mustExist();
    const effective = id ?? (await this.#context.effectiveId());
    const place =
      effective === undefined ? await ensureTemporary(this.#context) : await this.#context.livePlace(effective);
    await run(place);
    return await this.#context.viewAfter(place);
  }
}
