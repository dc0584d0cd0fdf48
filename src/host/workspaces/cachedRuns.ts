import { joinPath } from "../../core/files/paths.ts";
import type { FileSystem } from "../../core/base/ports.ts";
import type { Runs } from "../../core/runs/runs.ts";
import { claimsDirectory } from "../../core/runs/model/runPaths.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Followed, Watching } from "../../core/watching/watching.ts";
import { CachedQuery } from "./cachedQuery.ts";
import type { RunsModel } from "./workspaceModel.ts";

export interface CachedRunsOptions {
  readonly open: () => Promise<Pick<Runs, "list">>;
  /** False: no process may be started (Restricted Mode). */
  readonly trusted: () => boolean;
  readonly fs: Pick<FileSystem, "kindNow">;
  readonly watching: Watching;
  /** `.workflow`. */
  readonly workflow: string;
  /** Called when something that was given out is different. */
  readonly changed: () => void;
}

type BySession = ReadonlyMap<SessionId, readonly RunView[]>;

/** Runs of one workspace, remembered for the rows that show them, and followed from then on. */
export class CachedRuns implements RunsModel {
  readonly #options: CachedRunsOptions;
  readonly #runs: CachedQuery<BySession>;
  readonly #followed: Followed;
  readonly #claims: string;

  constructor(options: CachedRunsOptions) {
    const { workflow, watching, changed } = options;
    this.#options = options;
    this.#claims = claimsDirectory(workflow);
    this.#runs = new CachedQuery<BySession>(async () => await this.#read(), changed);
    this.#followed = watching.follow({
      heard: (directory, path) => directory !== workflow || path === this.#claims || path === workflow,
      look: async () => await this.refresh(),
      polls: true,
    });
  }

  get revision(): number {
    return this.#runs.revision;
  }

  async bySession(): Promise<BySession | undefined> {
    return await this.#runs.get();
  }

  /** Reads them again now, after something was done with them; whatever is new is told before this ends. */
  async refresh(): Promise<void> {
    await this.#runs.refresh();
  }

  dispose(): void {
    this.#followed.dispose();
  }

  /** Where none has ever claimed its name, nothing is loaded. */
  async #read(): Promise<BySession | undefined> {
    const { open, trusted, fs, workflow } = this.#options;
    const watched = [workflow, this.#claims];
    if (!trusted()) return undefined;
    const views = fs.kindNow(this.#claims) === "directory" ? await (await open()).list() : [];
    // A run's own directory tells of its record, the one of leases of programs that begin and end in it.
    for (const { directory } of views) watched.push(directory, joinPath(directory, "leases"));
    this.#followed.setDirectories(watched);
    return Map.groupBy(views, ({ place }) => place.id);
  }
}
