import type { PlaceSnapshot } from "../workspaces/workspaceModel.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";

/** Which session a page is about, and as what it was drawn last. */
interface Page {
  readonly place: string;
  readonly session: string;
  drawn: SessionView | undefined;
}

function looksTheSame(one: SessionView | undefined, other: SessionView | undefined): boolean {
  return one?.record === other?.record && one?.state === other?.state && one?.problem === other?.problem;
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
   * Addresses of the pages that differ after a change in one place (`undefined`: in all of them): their files changed, as
   * `sessions` tells, or their session stands otherwise in `snapshotOf` than it was drawn.
   */
  concerned(
    change: { readonly place: string | undefined; readonly sessions: readonly string[] },
    snapshotOf: (place: string) => PlaceSnapshot | undefined,
  ): readonly string[] {
    return [...this.#pages].flatMap(([address, { place, session, drawn }]) => {
      if (change.place !== undefined && change.place !== place) return [];
      if (change.sessions.includes(session)) return [address];
      const now = snapshotOf(place)?.sessions.find(({ id }) => id === session);
      return looksTheSame(drawn, now) ? [] : [address];
    });
  }
}
