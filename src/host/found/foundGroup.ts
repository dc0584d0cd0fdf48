import * as vscode from "vscode";
import { Coalesced } from "../../core/base/coalesce.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import type { Found } from "../../core/found/found.ts";
import type { FoundList, FoundWork } from "../../core/found/model/foundWork.ts";
import { joinPath } from "../../core/files/paths.ts";
import { refDirectories, tellsOfRefs } from "../../core/git/refs/refDirectories.ts";
import type { Followed } from "../../core/watching/watching.ts";
import { adoptedBranch } from "../../core/sessions/model/sessionBranch.ts";
import { DelayedRun } from "../platform/delayedRun.ts";
import { Disposables } from "../platform/disposables.ts";
import { wording } from "../platform/hostWording.ts";
import type { Log } from "../platform/log.ts";
import { foundRow } from "../rows/foundRow.ts";
import { foundSettings } from "../settings/foundSettings.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

/** Milliseconds in which what was measured is gathered before rows are drawn again, and after which a change is looked at. */
const gathering = 250;
const debounceMs = 500;

/** Nothing is found there, and nothing is wrong. */
const silent: ReadonlySet<string> = new Set(["untrusted", "git-missing", "not-a-repository", "no-commits"]);

/**
 * Work around one workspace that belongs to no session, as rows. What is listed is shown at once; commits, files and what is not committed are measured
 * once somebody has unfolded it.
 */
export class FoundGroup implements vscode.Disposable {
  readonly workspace: WorkflowWorkspace;
  readonly #log: Log;
  readonly #owned: Disposables;
  readonly #looking = new Coalesced(async () => await this.#look());
  readonly #drawing: DelayedRun;
  readonly #refreshing: DelayedRun;
  readonly #stop = new AbortController();
  #followed: Followed | undefined;
  #list: FoundList | undefined;
  /** By what was listed; `undefined`: there is nothing of it any more. */
  #measured = new Map<string, FoundWork | undefined>();
  #isAsked = false;
  #taken = "";

  constructor(workspace: WorkflowWorkspace, log: Log) {
    this.workspace = workspace;
    this.#log = log;
    this.#owned = new Disposables((error) => log.error("What looks for work could not be closed.", error));
    this.#drawing = this.#owned.own(new DelayedRun(gathering, () => this.#draw()));
    this.#refreshing = this.#owned.own(new DelayedRun(debounceMs, () => void this.#looking.run()));
    this.#taken = this.#takenText();
    void this.#looking.run();
  }

  /** Looks again soon. */
  refresh(): void {
    this.#refreshing.start();
  }

  /** What has become a session, or is one no more, is listed otherwise. */
  sessionsChanged(): void {
    const taken = this.#takenText();
    if (taken === this.#taken) return;
    this.#taken = taken;
    this.refresh();
  }

  dispose(): void {
    this.#stop.abort();
    this.#followed?.dispose();
    this.#owned.dispose();
  }

  async #look(): Promise<void> {
    const { services } = this.workspace;
    if (!vscode.workspace.isTrusted || services.found === undefined) return;
    try {
      await this.workspace.loaded();
      const found = await services.found();
      const { signal } = this.#stop;
      const { patterns, days } = foundSettings();
      this.#list = await found.list({
        patterns,
        days,
        taken: this.#takenBranches(),
        worksHere: this.#worksHere(),
        signal,
      });
      this.#follow(this.#list);
      await this.#measure(found);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (!(error instanceof WorkflowError) || !silent.has(error.code)) {
        this.#log.warn(`Work around the sessions of ${this.workspace.name} could not be looked for: ${String(error)}`);
      }
      this.workspace.setFound(undefined);
    }
  }

  /** Whether something is uncommitted in the checkout decides whether it is a row at all; all else is measured where it is seen. */
  async #measure(found: Found): Promise<void> {
    const { signal } = this.#stop;
    const listed = this.#list?.found ?? [];
    const wanted = listed.filter(({ kind }) => this.#isAsked || kind === "changes");
    const measured = new Map<string, FoundWork | undefined>();
    for (const work of listed) {
      const known = keyOf(work);
      if (this.#measured.has(known)) measured.set(known, this.#measured.get(known));
    }
    this.#measured = measured;
    if (!wanted.some(({ kind }) => kind === "changes") || this.#isAsked) this.#draw();
    for (const work of wanted) {
      measured.set(keyOf(work), await found.measure(work, signal));
      if (signal.aborted || this.#measured !== measured) return;
      this.#drawing.start();
    }
    this.#draw();
  }

  #draw(): void {
    const list = this.#list;
    if (list === undefined) return;
    const found = list.found.flatMap((work) => {
      const key = keyOf(work);
      const known = this.#measured.get(key);
      if (known !== undefined) return [known];
      return this.#measured.has(key) || work.kind === "changes" ? [] : [work];
    });
    const hasSessions = this.workspace.snapshot().sessions.length > 0;
    const row = found.length === 0 ? undefined : foundRow(this.workspace.key, { ...list, found }, wording, hasSessions);
    this.workspace.setFound(
      row === undefined
        ? undefined
        : {
            ...row,
            children: async () => {
              this.#ask();
              return (await row.children?.()) ?? [];
            },
          },
    );
  }

  /** Somebody sees the rows. */
  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.refresh();
  }

  /** Branches that move, and worktrees that come and go, are noticed. */
  #follow({ found }: FoundList): void {
    const { gitDirectory, fs, watching } = this.workspace.services;
    if (gitDirectory === undefined) return;
    const names = ["refs/heads", "worktrees", "packed-refs", "reftable", "refs/remotes"];
    const places = names.map((name) => joinPath(gitDirectory, name));
    let before = "";
    this.#followed ??= watching.follow({
      heard: (_directory, path) =>
        ["refs/heads", "refs/remotes"].some((prefix) => tellsOfRefs(gitDirectory, prefix, path)) ||
        path.startsWith(places[1] ?? ""),
      look: async () => {
        const stats = await Promise.all(places.map(async (place) => await fs.lstat(place)));
        const now = stats.map((stat) => `${stat?.ino} ${stat?.ctimeNs}`).join();
        const isFirst = before === "";
        if (now === before) return;
        before = now;
        if (!isFirst) this.refresh();
      },
    });
    const refs = found.flatMap(({ ref }) => ref ?? []);
    const directories = refDirectories(fs, gitDirectory, ["refs/heads/any", "refs/remotes/origin/any", ...refs]);
    this.#followed.setDirectories([...directories, places[1] ?? ""]);
  }

  #takenBranches(): ReadonlySet<string> {
    const { sessions } = this.workspace.snapshot();
    return new Set(
      sessions.flatMap(({ record, state }) => (state === "archived" ? [] : (adoptedBranch(record) ?? []))),
    );
  }

  /** Whether a session is active that works in the main checkout. */
  #worksHere(): boolean {
    const { sessions } = this.workspace.snapshot();
    return sessions.some(({ active, record }) => active && record.forked_from === undefined);
  }

  #takenText(): string {
    const { sessions } = this.workspace.snapshot();
    return [sessions.length > 0, this.#worksHere(), ...this.#takenBranches()].join("\n");
  }
}

/** The same as long as the branch, or the commit, is where it was and stands where it stood. */
function keyOf({ kind, path, branch, head, base }: FoundWork): string {
  return [kind, path, branch, head, base].join("\n");
}
