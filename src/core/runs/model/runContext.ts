import type { Checkpoints } from "../../checkpoints/checkpoints.ts";
import type { Clock, FileSystem, Logger, Processes, Random } from "../../base/ports.ts";
import type { EventSink } from "../../events/model/event.ts";
import type { Forks } from "../../forks/forks.ts";
import type { ForkSetup } from "../../forks/openFork.ts";
import type { Requests } from "../../review/requests/requests.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import type { RunStore } from "./runStore.ts";

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
  readonly store: RunStore;
  readonly forks: Forks;
  readonly checkpoints: Checkpoints;
  readonly requests: () => Promise<Requests>;
  /** What runs a setup command. */
  readonly setup: (command: string) => ForkSetup;
  /** Goes on with a deletion in the background (`Runs.whenDiscarded`). */
  readonly discard: (deletion: Promise<void>) => void;
  /** The person's name on this machine, for the scope of runs that name none. */
  readonly user: string;
  /** What a run's environment is taken from, as far as its lane lets through. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}
