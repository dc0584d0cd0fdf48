import type { Annotations, Thread } from "../../core/annotations/annotation.ts";
import { asWorkflowError } from "../../core/base/errors.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { FileSystem, Logger } from "../../core/base/ports.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { CachedQuery } from "./cachedQuery.ts";
import type { AnnotationsModel } from "./workspaceModel.ts";

/** How often the directories of followed sessions are looked at (milliseconds): one `lstat` each. */
const lookEvery = 700;

export interface CachedAnnotationsOptions {
  readonly open: () => Promise<Annotations>;
  readonly fs: Pick<FileSystem, "lstat">;
  readonly logger: Logger;
  /** The session's directory as it was seen last. */
  readonly directory: (session: SessionId) => string | undefined;
  /** Called when something that was given out is different. */
  readonly changed: () => void;
}

interface Followed {
  readonly threads: CachedQuery<readonly Thread[]>;
  /** What the directory looked like before it was read; no file in it is ever changed, so a new one shows there. */
  sign: string;
}

/** Annotations of one workspace, remembered for the rows and documents that show them, and looked at again about once a second. */
export class CachedAnnotations implements AnnotationsModel {
  readonly #options: CachedAnnotationsOptions;
  readonly #followed = new Map<SessionId, Followed>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: CachedAnnotationsOptions) {
    this.#options = options;
  }

  async threads(session: SessionId): Promise<readonly Thread[] | undefined> {
    const known = this.#followed.get(session) ?? (await this.#follow(session));
    return await known.threads.get();
  }

  revision(session: SessionId): number {
    return this.#followed.get(session)?.threads.revision ?? 0;
  }

  /** Reads a session again now, after something was written there; whatever is new is told before this ends. */
  async refresh(session: SessionId): Promise<void> {
    await this.#followed.get(session)?.threads.refresh();
  }

  /** Looks at everything that is followed; one whose files were touched by hand is read again too. */
  async refreshAll(): Promise<void> {
    await Promise.all([...this.#followed.values()].map(async ({ threads }) => await threads.refresh()));
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #follow(session: SessionId): Promise<Followed> {
    const sign = await this.#sign(session);
    const { open, changed } = this.#options;
    const threads = new CachedQuery<readonly Thread[]>(async () => await (await open()).list(session), changed);
    const followed = this.#followed.get(session) ?? { threads, sign };
    this.#followed.set(session, followed);
    this.#lookLater();
    return followed;
  }

  #lookLater(): void {
    if (this.#disposed) return;
    this.#timer ??= setTimeout(() => {
      void this.#look().finally(() => {
        this.#timer = undefined;
        this.#lookLater();
      });
    }, lookEvery);
  }

  async #look(): Promise<void> {
    for (const [session, followed] of this.#followed) {
      if (this.#options.directory(session) === undefined) {
        this.#followed.delete(session);
        continue;
      }
      const sign = await this.#sign(session);
      if (sign === followed.sign) continue;
      followed.sign = sign;
      await followed.threads.refresh();
    }
  }

  async #sign(session: SessionId): Promise<string> {
    const { directory, fs, logger } = this.#options;
    const path = directory(session);
    if (path === undefined) return "";
    try {
      const stat = await fs.lstat(joinPath(path, "annotations"));
      return stat === undefined ? path : `${path} ${stat.ino} ${stat.mtimeNs} ${stat.ctimeNs}`;
    } catch (error) {
      logger.debug(`The comments on ${session} cannot be looked at: ${asWorkflowError(error).message}`);
      return "";
    }
  }
}
