import * as vscode from "vscode";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { findSessionNow } from "../../core/sessions/places/findSession.ts";
import type { Host } from "../feature/feature.ts";
import { viewIds } from "../manifest/contributions.ts";
import type { LateOperation } from "../operations/operation.ts";
import { reading } from "../operations/policy.ts";
import { Disposables } from "../platform/disposables.ts";
import { every } from "../platform/every.ts";
import { t, wording } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { timelineRows } from "../rows/timelineRows.ts";
import type { TreeElement } from "../rows/treeMirror.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import type { RowProvider } from "../views/rowProvider.ts";
import { type EventKind, eventKinds, kindWords } from "../wording/events/eventKinds.ts";
import { plainMessage } from "../wording/plainMessage.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { SessionTimeline } from "./sessionTimeline.ts";

/** Events before “Show more”. */
const pageSize = 200;
/** Ages move on. */
const tickEvery = 60_000;

/** Whose timeline is shown. */
interface Subject {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionId;
}

/** Looks of each session once whether it is there. */
function standing({ services }: WorkflowWorkspace): (session: SessionId) => boolean {
  const { fs, workflow } = services.eventSource;
  const known = new Map<SessionId, boolean>();
  return (session) => {
    const stands = known.get(session) ?? findSessionNow(fs, workflow, session) !== undefined;
    known.set(session, stands);
    return stands;
  };
}

/** What the timeline's view shows: the session that was selected last, else the one that is meant here. While nobody sees it, nothing is read. */
export class TimelineView implements vscode.Disposable {
  readonly #host: Host;
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #rows: RowProvider;
  readonly #owned: Disposables;
  #subject: Subject | undefined;
  #timeline: SessionTimeline | undefined;
  #kinds: ReadonlySet<EventKind> | undefined;
  #shown = pageSize;
  /** Whether a person has chosen the session; else the one that is meant here is followed. */
  #isChosen = false;

  constructor(host: Host, view: vscode.TreeView<TreeElement>, rows: RowProvider) {
    this.#host = host;
    this.#view = view;
    this.#rows = rows;
    this.#owned = new Disposables((error) => host.log.error("The timeline could not be closed.", error));
    this.#owned.own({ dispose: () => this.#leave() });
    this.#owned.own(host.view.onDidSelect(() => this.#choose(this.#selected())));
    this.#owned.own(view.onDidChangeVisibility(() => this.#turnTo(this.#subject)));
    this.#owned.own(host.workspaces.onDidChange(() => this.#turnTo(this.#present())));
    this.#owned.own(
      every(tickEvery, () => {
        if (view.visible) rows.update();
      }),
    );
  }

  rows(): readonly TreeRow[] {
    const [subject, timeline] = [this.#subject, this.#timeline];
    if (subject === undefined || timeline === undefined) return [];
    return timelineRows(
      {
        workspace: subject.workspace.key,
        session: subject.session,
        entries: timeline.entries.page(this.#shown, this.#kinds),
        count: timeline.entries.count(this.#kinds),
        filtered: this.#kinds !== undefined,
        stands: standing(subject.workspace),
      },
      wording,
    );
  }

  /** When the rows of the session that is shown are known. */
  async ready(): Promise<void> {
    await this.#host.workspaces.loaded();
    this.#choose(this.#isChosen ? undefined : this.#selected());
    await this.#timeline?.ready();
  }

  /** Opens the view on one session. */
  readonly showing: LateOperation = {
    policy: reading,
    choice: {
      title: () => t("Show Timeline"),
      states: ["active", "paused", "completed", "archived"],
      takesCurrent: true,
      temporary: "present",
    },
    run: async ({ workspace, session }) => {
      this.#choose({ workspace, session: session.id });
      await vscode.commands.executeCommand(`${viewIds.timeline}.focus`);
    },
  };

  /** Asks which kinds of events are looked at; none is all. */
  async filter(): Promise<void> {
    const entries = this.#timeline?.entries;
    const items = eventKinds.map((kind) => ({
      label: kindWords(kind, t),
      description: String(entries?.count(new Set([kind])) ?? 0),
      picked: this.#kinds?.has(kind) ?? true,
      value: kind,
    }));
    const title = t("Show in the Timeline");
    const picked = orCancel(await vscode.window.showQuickPick(items, { title, canPickMany: true }));
    const isAll = picked.length === 0 || picked.length === items.length;
    this.#kinds = isAll ? undefined : new Set(picked.map(({ value }) => value));
    this.#shown = pageSize;
    this.#draw();
  }

  showMore(): void {
    this.#shown += pageSize;
    this.#draw();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** The session whose row, or something below it, is selected among the sessions. */
  #selected(): Subject | undefined {
    const { workspace: key = "", session } = this.#host.view.selected;
    const workspace = this.#host.workspaces.find(key);
    return workspace === undefined || session === undefined ? undefined : { workspace, session };
  }

  /** The session that is to be seen now: the one that is shown, under the name it has now, also when it is gone; else the one that is meant, or the temporary workspace. */
  #present(): Subject | undefined {
    const chosen = this.#isChosen ? this.#subject : undefined;
    if (chosen !== undefined && this.#host.workspaces.all().includes(chosen.workspace)) {
      const { workspace, session } = chosen;
      const name = this.#timeline?.renamedTo ?? session;
      const renamed = workspace.snapshot().sessions.find(({ id }) => id === name);
      return renamed === undefined ? chosen : { workspace, session: renamed.id };
    }
    for (const workspace of this.#host.workspaces.all()) {
      const session = workspace.current();
      if (session !== undefined) return { workspace, session: session.id };
    }
    for (const workspace of this.#host.workspaces.all()) {
      const { temporary } = workspace.snapshot();
      if (temporary !== undefined) return { workspace, session: temporary.id };
    }
    return undefined;
  }

  #choose(subject: Subject | undefined): void {
    if (subject !== undefined) this.#isChosen = true;
    this.#turnTo(subject ?? this.#present());
  }

  /** Shows another session, or stops reading where nobody looks. */
  #turnTo(subject: Subject | undefined): void {
    const isOther = subject?.workspace !== this.#subject?.workspace || subject?.session !== this.#subject?.session;
    if (isOther) this.#shown = pageSize;
    this.#subject = subject;
    if (isOther || !this.#view.visible) this.#leave();
    if (isOther && subject === undefined) this.#draw();
    if (subject === undefined || !this.#view.visible || this.#timeline !== undefined) return;
    const { services, watching } = subject.workspace;
    const timeline = new SessionTimeline({
      ...services.eventSource,
      clock: services.clock,
      watching,
      session: subject.session,
      changed: () => this.#turnToPresent(),
    });
    this.#timeline = timeline;
    void this.#host.runner.attempt(async () => {
      await timeline.ready();
      if (timeline === this.#timeline) this.#draw();
    });
  }

  #leave(): void {
    const timeline = this.#timeline;
    this.#timeline = undefined;
    void this.#host.runner.attempt(async () => await timeline?.dispose());
  }

  #turnToPresent(): void {
    this.#turnTo(this.#present());
    this.#draw();
  }

  #draw(): void {
    const session = this.#subject?.session ?? "";
    const description = session === "" ? "" : t("{0} · unsigned", session);
    if ((this.#view.description ?? "") !== description) this.#view.description = description;
    const kinds = this.#kinds === undefined ? "" : [...this.#kinds].map((kind) => kindWords(kind, t)).join(" · ");
    const message = kinds === "" ? "" : plainMessage(t("Only: {0}", kinds));
    if ((this.#view.message ?? "") !== message) this.#view.message = message;
    this.#rows.update();
  }
}
