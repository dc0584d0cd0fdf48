import type { IndexSnapshot, SessionIndex } from "../../core/sessions/index/sessionIndex.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

type Index = Pick<SessionIndex, "snapshot" | "start" | "reconcile" | "setOpen" | "onDidChange" | "dispose">;

/**
 * The index as people see it. A marker is noticed before the session it names when both are new; for that moment the former snapshot
 * stays, so that nothing ever says that no session is active while one is.
 */
export class ConsistentIndex {
  readonly #index: Index;
  readonly #changed: (sessions: readonly SessionId[]) => void;
  readonly #unseen = new Set<SessionId>();
  readonly #failed: (error: unknown) => void;
  #seen: IndexSnapshot;

  /**
   * `changed` is called with the sessions that are new or different since it was called last, `failed` when a look that nobody
   * waits for ended badly.
   */
  constructor(
    index: Index,
    { changed, failed }: { changed: (sessions: readonly SessionId[]) => void; failed: (error: unknown) => void },
  ) {
    this.#index = index;
    this.#failed = failed;
    this.#changed = changed;
    this.#seen = index.snapshot();
    index.onDidChange(({ changed: sessions }) => this.#follow(sessions));
  }

  snapshot(): IndexSnapshot {
    return this.#seen;
  }

  async start(): Promise<void> {
    await this.#index.start();
    this.#accept();
  }

  async reconcile(): Promise<void> {
    await this.#index.reconcile();
    this.#accept();
  }

  setOpen(sessions: Iterable<SessionId>): void {
    this.#index.setOpen(sessions);
  }

  dispose(): void {
    this.#index.dispose();
  }

  #follow(sessions: readonly SessionId[]): void {
    for (const id of sessions) this.#unseen.add(id);
    const { loaded, active, sessions: all } = this.#index.snapshot();
    // The first look tells of the marker before it has read the sessions; another one behind it would only read them again.
    if (!loaded) return;
    if (active.active === undefined || all.some(({ id }) => id === active.active)) this.#accept();
    else this.reconcile().catch(this.#failed);
  }

  #accept(): void {
    const snapshot = this.#index.snapshot();
    if (snapshot === this.#seen) return;
    this.#seen = snapshot;
    const sessions = [...this.#unseen];
    this.#unseen.clear();
    this.#changed(sessions);
  }
}
