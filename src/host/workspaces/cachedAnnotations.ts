import type { Annotations, Thread } from "../../core/annotations/annotation.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { annotationsFolder } from "../../core/sessions/model/sessionNames.ts";
import type { Followed, Watching } from "../../core/watching/watching.ts";
import { CachedQuery } from "./cachedQuery.ts";
import type { AnnotationsModel } from "./workspaceModel.ts";

export interface CachedAnnotationsOptions {
  readonly open: () => Promise<Annotations>;
  readonly watching: Watching;
  /** The session's directory as it was seen last. */
  readonly directory: (session: SessionId) => string | undefined;
  /** Called when something that was given out is different. */
  readonly changed: () => void;
}

/** Annotations of one workspace, remembered for the rows and documents that show them, and followed from then on. */
export class CachedAnnotations implements AnnotationsModel {
  readonly #options: CachedAnnotationsOptions;
  readonly #threads = new Map<SessionId, CachedQuery<readonly Thread[]>>();
  readonly #followed: Followed;

  constructor(options: CachedAnnotationsOptions) {
    this.#options = options;
    this.#followed = options.watching.follow({
      heard: (directory, path) => [directory, path].some((one) => one.endsWith(`/${annotationsFolder}`)),
      look: async () => this.#look(),
      polls: true,
    });
  }

  async threads(session: SessionId): Promise<readonly Thread[] | undefined> {
    const known = this.#threads.get(session) ?? this.#follow(session);
    return await known.get();
  }

  revision(session: SessionId): number {
    return this.#threads.get(session)?.revision ?? 0;
  }

  /** Reads a session again now, after something was written there; whatever is new is told before this ends. */
  async refresh(session: SessionId): Promise<void> {
    await this.#threads.get(session)?.refresh();
  }

  dispose(): void {
    this.#followed.dispose();
  }

  #follow(session: SessionId): CachedQuery<readonly Thread[]> {
    const { open, changed } = this.#options;
    const threads = new CachedQuery<readonly Thread[]>(async () => await (await open()).list(session), changed);
    this.#threads.set(session, threads);
    this.#watch();
    return threads;
  }

  /** Reads everything that is followed again, also files that were touched by hand. */
  async #look(): Promise<void> {
    for (const session of this.#threads.keys()) {
      if (this.#options.directory(session) === undefined) this.#threads.delete(session);
    }
    this.#watch();
    await Promise.all([...this.#threads.values()].map(async (threads) => await threads.refresh()));
  }

  /** The directory of comments comes with the first of them, so that the one above it is watched too. */
  #watch(): void {
    const directories = [...this.#threads.keys()].flatMap((session) => this.#options.directory(session) ?? []);
    this.#followed.setDirectories(directories.flatMap((path) => [path, joinPath(path, annotationsFolder)]));
  }
}
