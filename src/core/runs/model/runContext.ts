import type { Checkpoints } from "../../checkpoints/checkpoints.ts";
import type { Clock, FileSystem, Git, Logger, Processes, Random } from "../../base/ports.ts";
import type { EventSource } from "../../events/readEvents.ts";
import type { EventSink } from "../../events/model/event.ts";
import type { Traces } from "../../events/trace/traces.ts";
import type { Forks } from "../../forks/forks.ts";
import type { ForkSetup } from "../../forks/openFork.ts";
import type { Requests } from "../../review/requests/requests.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import type { RunQueue } from "./runQueue.ts";
import type { RunStore } from "./runStore.ts";

/** The run whose program whoever asks is, as its environment says. */
export interface InsideRun {
  readonly task: string;
  /** The leases of the programs it is part of, whose end nobody waits for who asks from within. */
  readonly leases: readonly string[];
}

/** What operations on runs work with. */
export interface RunContext {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly processes: Processes;
  /** The git directory all worktrees share; absent outside of a repository. */
  readonly gitDirectory?: string;
  readonly sessions: Sessions;
  readonly events: EventSink;
  readonly traces: Traces;
  readonly git: Git;
  readonly eventSource: EventSource;
  readonly store: RunStore;
  readonly inside?: InsideRun;
  readonly forks: Forks;
  readonly checkpoints: Checkpoints;
  readonly requests: () => Promise<Requests>;
  /** What runs a setup command. */
  readonly setup: (command: string) => ForkSetup;
  /** Goes on with a deletion in the background (`Runs.whenDiscarded`). */
  readonly discard: (deletion: Promise<void>) => void;
  /** The scope of the caller, for runs of sessions that name none. */
  readonly scope: () => string;
  readonly queue: RunQueue;
  /** What a run's environment is taken from, as far as its lane lets through. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}
