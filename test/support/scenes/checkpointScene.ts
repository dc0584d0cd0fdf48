import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { CheckpointsOptions } from "../../../src/core/checkpoints/checkpointOptions.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { RecordFields, SessionRecord, SessionView } from "../../../src/core/sessions/model/session.ts";
import { sessionIdFromSlug, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { GitRepository, type GitRepositoryOptions } from "../gitRepository.ts";

/** The two operations checkpoints need of sessions, on records in memory; sessions have tests of their own. */
export class RecordsInMemory {
  readonly records = new Map<SessionId, SessionRecord>();

  async get(id: SessionId): Promise<SessionView> {
    const record = this.records.get(id) ?? {
      session_id: id,
      project: "test",
      type: "simple",
      current_phase: "IMPLEMENT",
      status: "active",
      progress: { completed_phases: ["PLAN"], current_tasks: ["first task"] },
      meta: { created: "2025-09-05T10:00:00Z", updated: "2025-09-05T10:00:00Z" },
    };
    this.records.set(id, record);
    return { id, state: "active", active: true, path: `/${id}`, record };
  }

  async updateRecord(id: SessionId, change: (record: SessionRecord) => RecordFields): Promise<SessionView> {
    const view = await this.get(id);
    this.records.set(id, { ...view.record, ...change(view.record) });
    return this.get(id);
  }
}

/** A real repository with checkpoints on it. */
export class CheckpointScene {
  readonly repository: GitRepository;
  readonly sessions = new RecordsInMemory();
  readonly id = sessionIdFromSlug("scene");
  readonly options: CheckpointsOptions;
  readonly checkpoints: Checkpoints;

  constructor(options: GitRepositoryOptions & Partial<CheckpointsOptions> = {}) {
    this.repository = new GitRepository(options);
    this.options = {
      root: this.repository.root,
      git: this.repository.port(),
      fs: new NodeFileSystem(new SystemRandom()),
      clock: new SystemClock(),
      random: new SystemRandom(),
      processes: nodeProcesses,
      logger: this.repository.logger,
      sessions: this.sessions,
      ...options,
    };
    this.checkpoints = new Checkpoints(this.options);
  }
}
