import type { SessionState, SessionView } from "../../core/sessions/model/session.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import type { ViewState } from "../manifest/contributions.ts";
import { stateHeading } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";
import { forkRow } from "../rows/forkRow.ts";
import { nestForks } from "./nesting.ts";
import { sessionFilter } from "./filter.ts";
import { groupSessions } from "../rows/groups.ts";
import {
  emptySessionRow,
  failedSectionRow,
  hiddenRow,
  noMatchRow,
  scanErrorRow,
  watchErrorRow,
} from "../rows/noteRows.ts";
import { namedTemporary } from "../workspaces/temporaryWorkspace.ts";
import type { PlaceSource } from "../workspaces/workspaceModel.ts";
import { problemRow } from "../rows/problemRow.ts";
import type { SessionSection } from "../sections/sessionSection.ts";
import { sessionRow } from "../rows/sessionRow.ts";
import { temporaryRow } from "../rows/temporaryRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";

/** More rows than this in one group wait behind "Show more". */
export const pageSize = 500;

export interface SessionsModelOptions {
  readonly places: () => readonly PlaceSource[];
  readonly sections: readonly SessionSection[];
  readonly wording: Wording;
}

/** The sessions view as rows. It keeps what the person chose (filter, pages) and computes everything else from the places' snapshots. */
export class SessionsModel {
  readonly #options: SessionsModelOptions;
  readonly #shown = new Map<string, number>();
  #filter = "";

  constructor(options: SessionsModelOptions) {
    this.#options = options;
  }

  get filter(): string {
    return this.#filter;
  }

  setFilter(text: string): void {
    this.#filter = text.trim();
    this.#shown.clear();
  }

  showMore(place: string, group: SessionState): void {
    const id = this.#groupId(place, group);
    this.#shown.set(id, (this.#shown.get(id) ?? pageSize) + pageSize);
  }

  /** What the view is about when it has no rows. */
  state(): ViewState {
    const snapshots = this.#options.places().map((place) => place.snapshot());
    if (snapshots.some(({ sessions, temporary }) => sessions.length > 0 || temporary !== undefined)) return "ready";
    if (snapshots.some(({ loaded }) => !loaded)) return "loading";
    return snapshots.some(({ exists }) => exists) ? "empty" : "noWorkflow";
  }

  /** How many sessions the filter lets through, of how many. */
  counts(): { readonly shown: number; readonly all: number } {
    const sessions = this.#options.places().flatMap((place) => place.snapshot().sessions);
    return { shown: sessions.filter(sessionFilter(this.#filter)).length, all: sessions.length };
  }

  roots(): readonly TreeRow[] {
    const places = this.#options.places();
    if (places.length === 1 && places[0] !== undefined) return this.#placeRows(places[0]);
    return places.some((place) => place.snapshot().exists) ? places.map((place) => this.#folderRow(place)) : [];
  }

  #folderRow(place: PlaceSource): TreeRow {
    const { t } = this.#options.wording;
    const { exists, loaded, active } = place.snapshot();
    const missing = loaded && !exists;
    const description = missing ? t("no sessions yet") : (active.active ?? t("no active session"));
    return {
      id: place.key,
      label: place.name,
      description: loaded ? description : "",
      spoken: t("Folder {0}, {1}", place.name, description),
      icon: { name: "root-folder" },
      contextValue: missing ? contextValues.folderWithoutWorkflow : contextValues.folder,
      expand: missing ? "never" : "expanded",
      target: { place: place.key },
      children: () => Promise.resolve(this.#placeRows(place)),
    };
  }

  #placeRows(place: PlaceSource): readonly TreeRow[] {
    const { wording } = this.#options;
    const snapshot = place.snapshot();
    const { nested } = nestForks(snapshot.sessions, place.ownSession);
    const shown = this.#filter === "" ? ({ id }: SessionView) => !nested.has(id) : sessionFilter(this.#filter);
    const groups = groupSessions(snapshot.sessions.filter(shown));
    const rows: TreeRow[] = [];
    if (snapshot.scanError !== undefined) rows.push(scanErrorRow(place.key, snapshot.scanError, wording));
    if (snapshot.watchError !== undefined) rows.push(watchErrorRow(place.key, snapshot.watchError, wording));
    for (const session of groups.get("active") ?? []) rows.push(this.#sessionRow(place, session));
    if (this.#filter === "") {
      if (snapshot.temporary !== undefined) rows.push(this.#temporaryRow(place, snapshot.temporary));
      if (snapshot.problems.length > 0) rows.push(this.#problemsRow(place));
    }
    for (const state of ["paused", "completed", "archived"] as const) {
      const sessions = groups.get(state) ?? [];
      if (sessions.length > 0) rows.push(this.#groupRow(place, state, sessions));
    }
    if (snapshot.hidden > 0) rows.push(hiddenRow(place.key, snapshot.hidden, wording));
    return rows.length === 0 && this.#filter !== "" ? [noMatchRow(place.key, wording)] : rows;
  }

  #sessionRow(place: PlaceSource, session: SessionView): TreeRow {
    const { wording } = this.#options;
    const children = (): Promise<readonly TreeRow[]> => this.#sessionChildren(place, session);
    return sessionRow(
      place.key,
      session,
      wording,
      children,
      this.#below(place, session),
      place.waiting.has(session.id),
    );
  }

  #temporaryRow(place: PlaceSource, session: SessionView): TreeRow {
    const children = (): Promise<readonly TreeRow[]> => this.#sessionChildren(place, session);
    const named = namedTemporary(place) !== undefined;
    return temporaryRow(place.key, session, this.#options.wording, named ? children : undefined);
  }

  /** A filter shows every match in its group, so nothing hangs below another session then. */
  #forksOf(place: PlaceSource, session: SessionView): readonly SessionView[] {
    if (this.#filter !== "") return [];
    return nestForks(place.snapshot().sessions, place.ownSession).below.get(session.id) ?? [];
  }

  #below(place: PlaceSource, session: SessionView): string {
    const forks = this.#forksOf(place, session);
    const parts = forks.map((fork) =>
      [fork.id, fork.record.meta.updated, place.waiting.has(fork.id), this.#below(place, fork)].join(" "),
    );
    return [place.versions.revision(session.id) + place.annotations.revision(session.id), ...parts].join(",");
  }

  async #forkRows(place: PlaceSource, session: SessionView): Promise<readonly TreeRow[]> {
    const forks = this.#forksOf(place, session);
    if (forks.length === 0) return [];
    const known = await place.versions.forks().catch(() => undefined);
    return forks.map((fork) => {
      const children = (): Promise<readonly TreeRow[]> => this.#sessionChildren(place, fork);
      return forkRow(place.key, fork, known?.get(fork.id), this.#options.wording, children, place.waiting.has(fork.id));
    });
  }

  async #sessionChildren(place: PlaceSource, session: SessionView): Promise<readonly TreeRow[]> {
    const { sections, wording } = this.#options;
    const forks = await this.#forkRows(place, session);
    const rows = await Promise.all(
      sections.map((section, position) =>
        section
          .rows(place, session, wording, forks)
          .catch((error: unknown) => [failedSectionRow(place.key, session, position, error)]),
      ),
    );
    const flat = rows.flat();
    return flat.length > 0 ? flat : [emptySessionRow(place.key, session, wording)];
  }

  #groupId(place: string, state: SessionState): string {
    return `${place}/group/${state}${this.#filter === "" ? "" : "/filtered"}`;
  }

  #groupRow(place: PlaceSource, state: SessionState, sessions: readonly SessionView[]): TreeRow {
    const { t, language } = this.#options.wording;
    const id = this.#groupId(place.key, state);
    const heading = stateHeading(state, t);
    const count = new Intl.NumberFormat(language).format(sessions.length);
    return {
      id,
      label: heading,
      description: count,
      spoken: t("{0}, {1} sessions", heading, count),
      contextValue: contextValues.group,
      expand: state === "paused" || this.#filter !== "" ? "expanded" : "collapsed",
      target: { place: place.key, group: state },
      children: () => Promise.resolve(this.#pageOf(place, state, sessions)),
    };
  }

  #pageOf(place: PlaceSource, state: SessionState, sessions: readonly SessionView[]): readonly TreeRow[] {
    const { t, language } = this.#options.wording;
    const id = this.#groupId(place.key, state);
    const shown = this.#shown.get(id) ?? pageSize;
    const rows = sessions.slice(0, shown).map((session) => this.#sessionRow(place, session));
    if (sessions.length > shown) {
      const label = t("Show more ({0} left)", new Intl.NumberFormat(language).format(sessions.length - shown));
      rows.push({
        id: `${id}/more`,
        label,
        spoken: label,
        icon: { name: "ellipsis" },
        contextValue: contextValues.more,
        expand: "never",
        command: commands.showMoreSessions,
        target: { place: place.key, group: state },
      });
    }
    return rows;
  }

  #problemsRow(place: PlaceSource): TreeRow {
    const { wording } = this.#options;
    const { problems } = place.snapshot();
    return {
      id: `${place.key}/problems`,
      label: wording.t("Problems"),
      description: String(problems.length),
      spoken: wording.t("Problems, {0}", problems.length),
      contextValue: contextValues.group,
      expand: "expanded",
      target: { place: place.key },
      children: () => Promise.resolve(problems.map((problem) => problemRow(place.key, problem, wording))),
    };
  }
}
