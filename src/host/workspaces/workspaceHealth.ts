import type { Disposable } from "vscode";
import { Coalesced } from "../../core/base/coalesce.ts";
import type { Clock, FileSystem, Logger } from "../../core/base/ports.ts";
import type { ActiveMarker } from "../../core/sessions/markers/activeMarker.ts";
import { cappedProblems } from "../../core/sessions/problems/cappedProblems.ts";
import { markerProblems } from "../../core/sessions/problems/directoryProblems.ts";
import { lostProblems } from "../../core/sessions/problems/lostProblems.ts";
import { lookAtPlaces } from "../../core/sessions/problems/lookAtPlaces.ts";
import type { Problem, ProblemCode, SessionView } from "../../core/sessions/model/session.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import { DelayedRun } from "../platform/delayedRun.ts";

/** Long enough for another tool's `touch` and `rm` to be over: what they leave for a moment is not a problem to show. */
const debounceMs = 400;

/** Repaired without asking; an orphan waits for the person, who may be about to bring its directory back. */
const healed: ProblemCode = "several-markers";

export interface WorkspaceHealthOptions {
  readonly sessions: Sessions;
  readonly marker: ActiveMarker;
  readonly fs: FileSystem;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  /** False: nothing is written by itself, and nothing is looked for that git knows (Restricted Mode). */
  readonly trusted: () => boolean;
  /** Called when something here is different. */
  readonly changed: () => void;
}

/**
 * What `.workflow` holds other than sessions: problems that one listing shows, what killed processes left half done, sessions that are gone
 * while git still has what belongs to them, and the temporary workspace.
 */
export class WorkspaceHealth implements Disposable {
  readonly #options: WorkspaceHealthOptions;
  readonly #looking = new Coalesced(() => this.#look());
  readonly #lookingSoon = new DelayedRun(debounceMs, () => void this.look());
  #problems: readonly Problem[] = [];
  #temporary: SessionView | undefined;

  constructor(options: WorkspaceHealthOptions) {
    this.#options = options;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  get temporary(): SessionView | undefined {
    return this.#temporary;
  }

  async look(): Promise<void> {
    await this.#looking.run();
  }

  /** Looks once the calls pause, however often it is called meanwhile. */
  lookSoon(): void {
    this.#lookingSoon.start();
  }

  dispose(): void {
    this.#lookingSoon.dispose();
  }

  async #look(): Promise<void> {
    const { sessions, marker, fs, clock, log, trusted, changed } = this.#options;
    const before = JSON.stringify([this.#problems, this.#temporary]);
    try {
      const entries = (await fs.entries(sessions.directory)) ?? [];
      const markers = async (): Promise<readonly Problem[]> =>
        cappedProblems(
          sessions.directory,
          markerProblems(sessions.directory, (await marker.inspect()).resolution, clock.now()),
        );
      let found = await markers();
      if (trusted() && found.some(({ code }) => code === healed)) {
        await sessions.heal({ keepOrphans: true });
        found = await markers();
      }
      const { problems } = await lookAtPlaces(fs, sessions.directory, entries);
      const lost = trusted() ? lostProblems(sessions.directory, await sessions.lost()) : [];
      this.#problems = [
        ...found,
        ...problems,
        ...(await sessions.unfinished()),
        ...cappedProblems(sessions.directory, lost),
      ];
      this.#temporary = await sessions.temporary();
    } catch (error) {
      log.error("What stands beside the sessions could not be read.", error);
    }
    if (JSON.stringify([this.#problems, this.#temporary]) !== before) changed();
  }
}
