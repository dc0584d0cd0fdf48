import type { WorkspaceSnapshot } from "../workspaces/workspaceModel.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";

/** Which session a page is about, and as what it was drawn last. */
interface Page {
  readonly workspace: string;
  readonly session: string;
  drawn: SessionView | undefined;
}

function looksTheSame(one: SessionView | undefined, other: SessionView | undefined): boolean {
  if (one?.record !== other?.record || one?.state !== other?.state) return false;
  return one?.problem?.toString() === other?.problem?.toString();
}

/** Remembers the pages that are open, so that a change draws again only those it concerns. */
export class OverviewPages {
  readonly #pages = new Map<string, Page>();

  /** The page at `address` was drawn; `undefined`: as that of a session that is gone. */
  draw(address: string, page: Page): void {
    this.#pages.set(address, page);
  }

  close(address: string): void {
    this.#pages.delete(address);
  }

  /**
   * Addresses of the pages that differ after a change in one workspace (`undefined`: in all of them): their files changed, as
   * `sessions` tells, or their session stands otherwise in `snapshotOf` than it was drawn.
   */
  concerned(
    change: { readonly workspace: string | undefined; readonly sessions: readonly string[] },
    snapshotOf: (workspace: string) => WorkspaceSnapshot | undefined,
  ): readonly string[] {
    return [...this.#pages].flatMap(([address, { workspace, session, drawn }]) => {
      if (change.workspace !== undefined && change.workspace !== workspace) return [];
      if (change.sessions.includes(session)) return [address];
      const now = snapshotOf(workspace)?.sessions.find(({ id }) => id === session);
      return looksTheSame(drawn, now) ? [] : [address];
    });
  }
}
