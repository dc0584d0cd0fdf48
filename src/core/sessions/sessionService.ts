import { lazily } from "../base/lazily.ts";
import { ActiveMarker } from "./markers/activeMarker.ts";
import type { EventSink } from "../events/model/event.ts";
import type { Ports } from "../files/recordLock.ts";
import type { RepositoryAround } from "./initWorkflow.ts";
import { findProblems } from "./findProblems.ts";
import { cappedProblems } from "./problems/cappedProblems.ts";
import { RecordStore } from "./record/recordStore.ts";
import type { ActiveState, Phase, Problem, RecordFields, SessionRecord, SessionView } from "./model/session.ts";
import type { Task } from "./model/task.ts";
import type { SessionChanges } from "./sessionChanges.ts";
import { allMeant, meantSession, type Meant, type Pin, sessionToChange } from "./model/meantSession.ts";
import { findPin, groundsIn } from "./pinnedSession.ts";
import { SessionContext, temporaryId, type SessionHooks } from "./sessionContext.ts";
import type { GivenText, WithRedacted } from "../redaction/givenText.ts";
import type { KeptOutside } from "./model/keptOutside.ts";
import type { Lost, LostSession } from "./model/lostSession.ts";
import type { SessionId } from "./model/sessionId.ts";
import { SessionScanner, type ScanResult } from "./index/sessionScan.ts";
import type {
  DeletedSession,
  Discarded,
  Healed,
  HealOptions,
  NewSession,
  OpenEnds,
  RepairResult,
  Sessions,
  Survey,
  TransitionRecord,
  Unfinished,
} from "./model/sessions.ts";
import { withActive } from "./record/sessionView.ts";
import { survey } from "./surveySessions.ts";

export interface SessionServiceOptions extends Ports {
  /** The directory that holds, or will hold, `.workflow`; canonical (workspaceRoot.ts). */
  readonly root: string;
  /** The fork whose worktree the caller is in. */
  readonly here?: SessionId;
  /** The session the caller's terminal was opened for, as its environment names it. */
  readonly pinned?: string;
  readonly repository?: RepositoryAround;
  readonly hooks?: SessionHooks;
  readonly unfinished?: Unfinished;
  /** Absent where there is no repository, or no git to start. */
  readonly outside?: KeptOutside;
  readonly lost?: Lost;
  readonly events?: EventSink;
}

/**
 * Every operation on the sessions of one `.workflow`; what each does is said where it lives. What looks is here; what changes is loaded at the
 * first change, because most runs of `wfs` and most windows never make one.
 */
export class SessionService implements Sessions {
  readonly root: string;
  readonly directory: string;
  readonly #context: SessionContext;
  readonly #scanner: SessionScanner;
  readonly #changes: () => Promise<SessionChanges>;

  constructor(options: SessionServiceOptions) {
    const { fs, clock, random, logger, root, here, pinned, repository, hooks = {} } = options;
    const { unfinished, outside, lost, events } = options;
    const ports = { fs, clock, random, logger };
    const marker = new ActiveMarker(`${root}/.workflow`, ports);
    const records = new RecordStore(ports, lost === undefined ? undefined : async (id) => lost.originOf(id));
    const context = new SessionContext({
      ...ports,
      root,
      marker,
      records,
      hooks,
      ...(here === undefined ? {} : { here }),
      ...(pinned === undefined ? {} : { pinned }),
      ...(unfinished === undefined ? {} : { unfinished }),
      ...(outside === undefined ? {} : { outside }),
      ...(lost === undefined ? {} : { lost }),
      ...(events === undefined ? {} : { events }),
    });
    this.root = root;
    this.directory = context.directory;
    this.#context = context;
    this.#scanner = new SessionScanner({ directory: this.directory, fs, clock, logger, rereads: true });
    this.#changes = lazily(async () => new (await import("./sessionChanges.ts")).SessionChanges(context, repository));
  }

  async exists(): Promise<boolean> {
    return await this.#context.exists();
  }

  async init(): Promise<void> {
    await (await this.#changes()).init();
  }

  async active(): Promise<ActiveState> {
    return await this.#context.parts.marker.read();
  }

  async meant(named?: SessionId, known?: ActiveState): Promise<Meant> {
    return await meantSession(groundsIn(this.#context, named, known));
  }

  async mayBeMeant(): Promise<readonly SessionId[]> {
    return await allMeant(groundsIn(this.#context));
  }

  async pin(): Promise<Pin | undefined> {
    return await findPin(this.#context);
  }

  async list(): Promise<readonly SessionView[]> {
    const { active } = await this.active();
    return activeFirst(await this.#scan(active), active);
  }

  async survey(): Promise<Survey> {
    return await survey(this.#context);
  }

  async #scan(active: SessionId | undefined): Promise<ScanResult> {
    this.#scanner.setWanted(active === undefined ? [] : [active]);
    return await this.#scanner.scan();
  }

  async get(id: SessionId): Promise<SessionView> {
    return await this.#context.view(await this.#context.place(id));
  }

  async create(input: NewSession): Promise<WithRedacted<SessionView>> {
    return await (await this.#changes()).create(input);
  }

  async switchTo(id: SessionId): Promise<SessionView> {
    return await (await this.#changes()).switchTo(id);
  }

  async pause(id?: SessionId): Promise<SessionView> {
    return await (await this.#changes()).pause(id);
  }

  async resume(id: SessionId): Promise<SessionView> {
    return await (await this.#changes()).resume(id);
  }

  async unarchive(id: SessionId): Promise<SessionView> {
    return await (await this.#changes()).unarchive(id);
  }

  async openEnds(id: SessionId): Promise<OpenEnds> {
    const { openEnds } = await import("./openEnds.ts");
    return await openEnds(this, id);
  }

  async complete(id?: SessionId, options: Parameters<Sessions["complete"]>[1] = {}): Promise<SessionView> {
    const meant = options.force === true ? undefined : (id ?? sessionToChange(await this.meant()));
    if (meant !== undefined && meant !== temporaryId)
      await (await import("./openEnds.ts")).requireNothingOpen(this, meant);
    return await (await this.#changes()).complete(id, options);
  }

  async enterPhase(phase: Phase, options: Parameters<Sessions["enterPhase"]>[1] = {}): Promise<SessionView> {
    return await (await this.#changes()).enterPhase(phase, options);
  }

  async addTask(task: GivenText, id?: SessionId): Promise<WithRedacted<SessionView>> {
    return await (await this.#changes()).addTask(task, id);
  }

  async finishTask(task: string, id?: SessionId): Promise<SessionView> {
    return await (await this.#changes()).finishTask(task, id);
  }

  async save(options: Parameters<Sessions["save"]>[0] = {}): Promise<WithRedacted<SessionView>> {
    return await (await this.#changes()).save(options);
  }

  async updateRecord(id: SessionId, change: (record: SessionRecord) => RecordFields): Promise<SessionView> {
    return await (await this.#changes()).updateRecord(id, change);
  }

  async setAside(id: SessionId): Promise<DeletedSession> {
    return await (await this.#changes()).setAside(id);
  }

  async temporary(): Promise<SessionView | undefined> {
    const location = this.#context.temporaryPlace();
    const stat = (await this.exists()) ? await this.#context.parts.fs.lstat(location.path) : undefined;
    return stat?.kind === "directory" ? await this.#context.view(location) : undefined;
  }

  async temporaryCheckpoints(): Promise<number> {
    return (await this.#context.parts.outside?.count(temporaryId)) ?? 0;
  }

  async keepTemporary(slug: string): Promise<SessionView> {
    return await (await this.#changes()).keepTemporary(slug);
  }

  async ensureTemporary(): Promise<SessionView> {
    return await (await this.#changes()).ensureTemporary();
  }

  async settleTemporary(): Promise<void> {
    await this.#context.quietly("A keep that was cut off could not be ended", async () => {
      const unended = (await this.#context.parts.outside?.unended(temporaryId)) ?? [];
      if (unended.length > 0) await (await this.#changes()).settleTemporary();
    });
  }

  async discardTemporary(force?: boolean): Promise<Discarded> {
    return await (await this.#changes()).discardTemporary(force);
  }

  async transitions(id: SessionId): Promise<readonly TransitionRecord[]> {
    const { readTransitions } = await import("./record/sessionFiles.ts");
    return await readTransitions(this.#context.parts, (await this.#context.place(id)).path);
  }

  async artifacts(id: SessionId): Promise<readonly string[]> {
    const { listArtifacts } = await import("./listArtifacts.ts");
    return await listArtifacts(this.#context.parts, (await this.#context.place(id)).path);
  }

  async tasks(id: SessionId): Promise<readonly Task[]> {
    const { listTasks } = await import("./listTasks.ts");
    const { path, record } = await this.get(id);
    return await listTasks(this.#context.parts, path, record);
  }

  async heal(options: HealOptions = {}): Promise<Healed> {
    return await (await this.#changes()).heal(options);
  }

  async problems(): Promise<readonly Problem[]> {
    return cappedProblems(this.directory, (await findProblems(this.#context)).problems);
  }

  async unfinished(): Promise<readonly Problem[]> {
    return (await this.#context.parts.unfinished?.problems()) ?? [];
  }

  async lost(): Promise<readonly LostSession[]> {
    return await this.#context.lost();
  }

  async repair(problems: readonly Problem[], back = false): Promise<readonly RepairResult[]> {
    return await (await this.#changes()).repair(problems, back);
  }
}

/** The sessions of a scan with what the marker says; the active one first. */
function activeFirst({ sessions }: ScanResult, active: SessionId | undefined): readonly SessionView[] {
  const views = sessions.map((view) => withActive(view, active));
  const first = views.find((view) => view.active);
  return first === undefined ? views : [first, ...views.filter((view) => view !== first)];
}
