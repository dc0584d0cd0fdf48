import type { Problem, SessionState, SessionView } from "../../core/sessions/model/session.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import type { ViewState } from "../manifest/contributions.ts";
import { countText } from "../wording/english.ts";
import { stateHeading } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";
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
import type { WorkspaceModel, WorkspaceSnapshot } from "../workspaces/workspaceModel.ts";
import { lostRow } from "../rows/lostRow.ts";
import { isLost, problemRow } from "../rows/problemRow.ts";
import type { SessionSection } from "../sections/sessionSection.ts";
import { sessionRow } from "../rows/sessionRow.ts";
import { temporaryRow } from "../rows/temporaryRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";

/** More rows than this in one group wait behind "Show more". */
export const pageSize = 500;

export interface SessionsModelOptions {
  readonly workspaces: () => readonly WorkspaceModel[];
  readonly sections: readonly SessionSection[];
  readonly wording: Wording;
}

/** The sessions view as rows. It keeps what the person chose (filter, pages) and computes everything else from the workspaces' snapshots. */
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

  showMore(workspace: string, group: SessionState): void {
    const id = this.#groupId(workspace, group);
    this.#shown.set(id, (this.#shown.get(id) ?? pageSize) + pageSize);
  }

  /** What the view is about when it has no rows. */
  state(): ViewState {
    const snapshots = this.#options.workspaces().map((workspace) => workspace.snapshot());
    if (snapshots.some((snapshot) => hasSessions(snapshot) || snapshot.problems.some(isLost))) return "ready";
    if (snapshots.some(({ loaded }) => !loaded)) return "loading";
    return snapshots.some(({ exists }) => exists) ? "empty" : "noWorkflow";
  }

  /** How many sessions the filter lets through, of how many. */
  counts(): { readonly shown: number; readonly all: number } {
    const sessions = this.#options.workspaces().flatMap((workspace) => workspace.snapshot().sessions);
    return { shown: sessions.filter(sessionFilter(this.#filter)).length, all: sessions.length };
  }

  roots(): readonly TreeRow[] {
    const workspaces = this.#options.workspaces();
    if (workspaces.length === 1 && workspaces[0] !== undefined) return this.#workspaceRows(workspaces[0]);
    return workspaces.some((workspace) => isSomething(workspace))
      ? workspaces.map((workspace) => this.#folderRow(workspace))
      : [];
  }

  #folderRow(workspace: WorkspaceModel): TreeRow {
    const { t } = this.#options.wording;
    const snapshot = workspace.snapshot();
    const { loaded, active } = snapshot;
    const missing = loaded && !isSomething(workspace);
    const description = missing ? t("no sessions yet") : (active.active ?? t("no active session"));
    return {
      id: workspace.key,
      label: workspace.name,
      description: loaded ? description : "",
      spoken: t("Folder {0}, {1}", workspace.name, description),
      icon: { name: "root-folder" },
      contextValue: missing ? contextValues.folderWithoutWorkflow : contextValues.folder,
      expand: missing ? "never" : "expanded",
      target: { workspace: workspace.key },
      children: () => Promise.resolve(this.#workspaceRows(workspace)),
    };
  }

  #workspaceRows(workspace: WorkspaceModel): readonly TreeRow[] {
    const { wording } = this.#options;
    const snapshot = workspace.snapshot();
    const { nested } = nestForks(snapshot.sessions, workspace.ownSession);
    const shown = this.#filter === "" ? ({ id }: SessionView) => !nested.has(id) : sessionFilter(this.#filter);
    const groups = groupSessions(snapshot.sessions.filter(shown));
    const rows: TreeRow[] = [];
    if (snapshot.scanError !== undefined) rows.push(scanErrorRow(workspace.key, snapshot.scanError, wording));
    if (snapshot.watchError !== undefined) rows.push(watchErrorRow(workspace.key, snapshot.watchError, wording));
    for (const session of groups.get("active") ?? []) rows.push(this.#sessionRow(workspace, session));
    if (this.#filter === "") {
      if (snapshot.temporary !== undefined) rows.push(this.#temporaryRow(workspace, snapshot.temporary));
      const lost = hasSessions(snapshot) ? [] : snapshot.problems.filter(isLost);
      if (lost.length > 0) rows.push(lostRow(workspace.key, lost, wording));
      const problems = snapshot.problems.filter((problem) => !lost.includes(problem));
      if (problems.length > 0) rows.push(this.#problemsRow(workspace, problems));
    }
    for (const state of ["paused", "completed", "archived"] as const) {
      const sessions = groups.get(state) ?? [];
      if (sessions.length > 0) rows.push(this.#groupRow(workspace, state, sessions));
    }
    if (snapshot.hidden > 0) rows.push(hiddenRow(workspace.key, snapshot.hidden, wording));
    if (this.#filter === "" && workspace.found !== undefined) rows.push(workspace.found);
    return rows.length === 0 && this.#filter !== "" ? [noMatchRow(workspace.key, wording)] : rows;
  }

  #sessionRow(workspace: WorkspaceModel, session: SessionView): TreeRow {
    const { wording } = this.#options;
    const children = (): Promise<readonly TreeRow[]> => this.#sessionChildren(workspace, session);
    return sessionRow(
      workspace.key,
      session,
      wording,
      children,
      this.#below(workspace, session),
      workspace.waiting.has(session.id),
    );
  }

  #temporaryRow(workspace: WorkspaceModel, session: SessionView): TreeRow {
    const children = (): Promise<readonly TreeRow[]> => this.#sessionChildren(workspace, session);
    const named = namedTemporary(workspace) !== undefined;
    return temporaryRow(
      workspace.key,
      session,
      this.#options.wording,
      this.#below(workspace, session),
      named ? children : undefined,
    );
  }

  /** A filter shows every match in its group, so nothing hangs below another session then. */
  #forksOf(workspace: WorkspaceModel, session: SessionView): readonly SessionView[] {
    if (this.#filter !== "") return [];
    return nestForks(workspace.snapshot().sessions, workspace.ownSession).below.get(session.id) ?? [];
  }

  #below(workspace: WorkspaceModel, session: SessionView): string {
    const forks = this.#forksOf(workspace, session);
    const parts = forks.map((fork) =>
      [
        fork.id,
        fork.record.meta.updated,
        workspace.waiting.has(fork.id),
        workspace.arrived.get(fork.id)?.pulled,
        workspace.answered.get(fork.id),
        JSON.stringify(workspace.pullRequests.get(fork.id)),
        this.#below(workspace, fork),
      ].join(" "),
    );
    const { gitFeatures, annotations, runs } = workspace;
    const revision = gitFeatures.revision(session.id) + annotations.revision(session.id) + runs.revision;
    return [revision, ...parts].join(",");
  }

  async #forkRows(workspace: WorkspaceModel, session: SessionView): Promise<readonly TreeRow[]> {
    const forks = this.#forksOf(workspace, session);
    return forks.length === 0 ? [] : forks.map(await this.#asFork(workspace));
  }

  /** How a fork is drawn, with what git knows of all of them now. */
  async #asFork(workspace: WorkspaceModel): Promise<(fork: SessionView) => TreeRow> {
    const known = await workspace.gitFeatures.forks().catch(() => undefined);
    const runs = await workspace.runs.bySession().catch(() => undefined);
    const { forkRow } = await import("../rows/forkRow.ts");
    return (fork) => {
      const children = (): Promise<readonly TreeRow[]> => this.#sessionChildren(workspace, fork);
      return forkRow(workspace.key, fork, known?.get(fork.id), this.#options.wording, children, {
        waits: workspace.waiting.has(fork.id),
        arrived: workspace.arrived.get(fork.id),
        answer: workspace.answered.get(fork.id),
        pullRequest: workspace.pullRequests.get(fork.id),
        lanes: (runs?.get(fork.id) ?? []).map(({ record }) => record.lane),
      });
    };
  }

  /** Sessions of one group. A fork is there whose baseline is no session: it is drawn as a fork all the same. */
  async #rowsOf(workspace: WorkspaceModel, sessions: readonly SessionView[]): Promise<readonly TreeRow[]> {
    if (this.#filter !== "" || !sessions.some(isFork)) return sessions.map((one) => this.#sessionRow(workspace, one));
    const asFork = await this.#asFork(workspace);
    return sessions.map((one) =>
      isFork(one) ? { ...asFork(one), below: this.#below(workspace, one) } : this.#sessionRow(workspace, one),
    );
  }

  async #sessionChildren(workspace: WorkspaceModel, session: SessionView): Promise<readonly TreeRow[]> {
    const { sections, wording } = this.#options;
    const forks = await this.#forkRows(workspace, session);
    const told = new Set<string>();
    const rows = await Promise.all(
      sections.map((section, position) =>
        section.rows(workspace, session, wording, forks).catch((error: unknown) => {
          const row = failedSectionRow(workspace.key, session, position, error, wording);
          // What withholds all notes of a session is told once.
          return told.has(row.label) ? [] : (told.add(row.label), [row]);
        }),
      ),
    );
    const flat = rows.flat();
    return flat.length > 0 ? flat : [emptySessionRow(workspace.key, session, wording)];
  }

  #groupId(workspace: string, state: SessionState): string {
    return `${workspace}/group/${state}${this.#filter === "" ? "" : "/filtered"}`;
  }

  #groupRow(workspace: WorkspaceModel, state: SessionState, sessions: readonly SessionView[]): TreeRow {
    const { t, language } = this.#options.wording;
    const id = this.#groupId(workspace.key, state);
    const heading = stateHeading(state, t);
    const count = countText(sessions.length, language);
    return {
      id,
      label: heading,
      description: count,
      spoken: sessions.length === 1 ? t("{0}, 1 session", heading) : t("{0}, {1} sessions", heading, count),
      contextValue: contextValues.group,
      expand: state === "paused" || this.#filter !== "" ? "expanded" : "collapsed",
      target: { workspace: workspace.key, group: state },
      children: async () => await this.#pageOf(workspace, state, sessions),
    };
  }

  async #pageOf(
    workspace: WorkspaceModel,
    state: SessionState,
    sessions: readonly SessionView[],
  ): Promise<readonly TreeRow[]> {
    const { t, language } = this.#options.wording;
    const id = this.#groupId(workspace.key, state);
    const shown = this.#shown.get(id) ?? pageSize;
    const rows = [...(await this.#rowsOf(workspace, sessions.slice(0, shown)))];
    if (sessions.length > shown) {
      const label = t("Show more ({0} left)", countText(sessions.length - shown, language));
      rows.push({
        id: `${id}/more`,
        label,
        spoken: label,
        icon: { name: "ellipsis" },
        contextValue: contextValues.more,
        expand: "never",
        command: commands.showMoreSessions,
        target: { workspace: workspace.key, group: state },
      });
    }
    return rows;
  }

  #problemsRow(workspace: WorkspaceModel, problems: readonly Problem[]): TreeRow {
    const { wording } = this.#options;
    return {
      id: `${workspace.key}/problems`,
      label: wording.t("Problems"),
      description: String(problems.length),
      spoken: wording.t("Problems, {0}", problems.length),
      contextValue: contextValues.group,
      expand: "expanded",
      target: { workspace: workspace.key },
      children: () => Promise.resolve(problems.map((problem) => problemRow(workspace.key, problem, wording))),
    };
  }
}

const hasSessions = ({ sessions, temporary }: WorkspaceSnapshot): boolean =>
  sessions.length > 0 || temporary !== undefined;

/** Whether there is a `.workflow`, or was one that git still tells of, or work that could go into one. */
function isSomething(workspace: WorkspaceModel): boolean {
  const { exists, problems } = workspace.snapshot();
  return exists || problems.some(isLost) || workspace.found !== undefined;
}

const isFork = ({ record, state }: SessionView): boolean => record.forked_from !== undefined && state !== "archived";
