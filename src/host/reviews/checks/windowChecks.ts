import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { checkedKinds, checksFor, type RequiredCheck } from "../../../core/review/checks/requiredCheck.ts";
import type { ActionDocument } from "../../../core/review/kinds/actionDocument.ts";
import type { PreparedAction } from "../../../core/review/gate.ts";
import type { Host } from "../../feature/feature.ts";
import { commands } from "../../manifest/contributions.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation, showWarning } from "../../platform/notifications.ts";
import { checksRunOnRequest, requiredChecks } from "../../settings/checkSettings.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import type { ReviewServices } from "../gate/reviewServices.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import type { FoundRequest } from "../requests/requestWatcher.ts";
import type { CheckFacts } from "../snapshot/checkFacts.ts";
import { CheckRuns, type CheckPlace, type RunEnd } from "./checkRuns.ts";
import { runEndText, runQuestion } from "./runQuestion.ts";

export interface WindowChecksOptions {
  readonly host: Host;
  readonly services: (workspace: WorkflowWorkspace) => ReviewServices;
  /** Whether a page that can be seen says what came of it. */
  readonly saysItself: (workspace: WorkflowWorkspace, request: PreparedAction["approval"]["id"]) => boolean;
  readonly changed: () => void;
}

/** The required checks of all requests of the window; nothing of them runs before the person has agreed once. */
export class WindowChecks implements vscode.Disposable {
  readonly #options: WindowChecksOptions;
  readonly #runs: CheckRuns;
  #hasAgreed = false;
  /** Requests that were there, or were seen to; `undefined`: nobody has looked. */
  #known: Set<string> | undefined;
  /** How to end the checks of a request that run. */
  readonly #running = new Map<string, () => void>();
  /** Requests that wait no more since their checks began. */
  readonly #over = new Set<string>();

  constructor(options: WindowChecksOptions) {
    this.#options = options;
    const { log: logger } = options.host;
    this.#runs = new CheckRuns({ required: requiredChecks, logger, t, changed: options.changed });
  }

  async look(workspace: WorkflowWorkspace, document: ActionDocument): Promise<CheckFacts | undefined> {
    return await this.#runs.look(this.#place(workspace), document);
  }

  /** Begins them once the person has agreed; what comes of it the page says, or a message where nobody can see that. */
  async begin(workspace: WorkflowWorkspace, prepared: PreparedAction): Promise<void> {
    if (!(await this.agrees(prepared))) return;
    this.#inBackground(workspace, prepared);
  }

  /** Asks before the first run in this window. Throws where nothing is required of such a request. */
  async agrees(prepared: PreparedAction, modal = true): Promise<boolean> {
    this.#options.host.runner.requireTrust();
    const required = this.#required(prepared);
    if (required.length === 0) throw nothingRequired();
    if (this.#hasAgreed) return true;
    const { message, detail, buttons } = runQuestion(requestTitle(prepared.approval, t), required, t);
    const [, run] = buttons;
    const picked = modal
      ? await showWarning(message, { modal, detail }, ...buttons)
      : await showWarning(`${message} ${detail.replaceAll("\n", " ")}`, run);
    this.#hasAgreed ||= picked === run;
    return picked === run;
  }

  /** Runs them to their end; the person has agreed. */
  async run(workspace: WorkflowWorkspace, prepared: PreparedAction, signal: AbortSignal): Promise<void> {
    const cancel = (): void => void this.cancel(workspace, prepared);
    signal.addEventListener("abort", cancel);
    try {
      await this.#tell(workspace, prepared, await this.#run(workspace, prepared));
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  async cancel(workspace: WorkflowWorkspace, { document }: PreparedAction): Promise<void> {
    const place = this.#place(workspace);
    const subject = await (await place.checks()).subjectOf(document);
    if (subject !== undefined) this.#runs.cancel(place, subject);
  }

  /**
   * Runs them for requests that have arrived since the window knows of any, where the person's settings say so, and ends those of requests that wait no more: what they would tell is
   * about a state that nobody decides on.
   */
  see(waiting: readonly FoundRequest[]): void {
    const known = this.#known;
    const fresh = known === undefined ? [] : waiting.filter((one) => !known.has(nameOf(one)));
    this.#known = new Set(waiting.map(nameOf));
    for (const [name, end] of this.#running) {
      if (known?.has(name) !== true || this.#known.has(name)) continue;
      this.#over.add(name);
      end();
    }
    if (!vscode.workspace.isTrusted || !checksRunOnRequest()) return;
    for (const { workspace, view } of fresh) {
      const isChecked = checkedKinds.some((kind) => kind === view.request?.kind);
      if (!isChecked || requiredChecks().checks.length === 0) continue;
      void this.#options.host.runner.attempt(async () => {
        const gate = await this.#options.services(workspace).gate();
        const prepared = await gate.prepare(view.id);
        if (this.#required(prepared).length > 0 && (await this.agrees(prepared, false))) {
          this.#inBackground(workspace, prepared);
        }
      });
    }
  }

  dispose(): void {
    this.#runs.dispose();
  }

  #inBackground(workspace: WorkflowWorkspace, prepared: PreparedAction): void {
    void this.#options.host.runner.attempt(async () => {
      await this.#tell(workspace, prepared, await this.#run(workspace, prepared));
    });
  }

  async #run(workspace: WorkflowWorkspace, prepared: PreparedAction): Promise<RunEnd> {
    const place = this.#place(workspace);
    const subject = await (await place.checks()).subjectOf(prepared.document);
    if (subject === undefined) throw nothingRequired();
    const name = nameOf({ workspace, view: prepared.approval });
    this.#running.set(name, () => this.#runs.cancel(place, subject));
    try {
      return await this.#runs.run(place, subject, this.#required(prepared));
    } finally {
      this.#running.delete(name);
    }
  }

  async #tell(workspace: WorkflowWorkspace, { approval }: PreparedAction, end: RunEnd): Promise<void> {
    const { host, saysItself } = this.#options;
    if (this.#over.delete(nameOf({ workspace, view: approval }))) return;
    if (saysItself(workspace, approval.id)) return;
    const isGood = end.failed + end.others === 0;
    const review = t("Review");
    const told = (isGood ? showInformation : showWarning)(runEndText(requestTitle(approval, t), end, t), review);
    void host.runner.attempt(async () => {
      if ((await told) !== review) return;
      await vscode.commands.executeCommand(commands.openReview, { folder: workspace.key, request: approval.id });
    });
  }

  #required({ document }: PreparedAction): readonly RequiredCheck[] {
    return checksFor(requiredChecks(), document.kind).checks;
  }

  #place(workspace: WorkflowWorkspace): CheckPlace {
    return { key: workspace.key, checks: this.#options.services(workspace).checks };
  }
}

function nameOf({
  workspace,
  view,
}: {
  readonly workspace: Pick<WorkflowWorkspace, "key">;
  readonly view: { readonly id: string };
}): string {
  return `${workspace.key}\n${view.id}`;
}

function nothingRequired(): WorkflowError {
  return new WorkflowError(
    "refused",
    say`Your settings require no checks of this.`,
    say`Name commands in your settings: workflowSessions.checks.required.`,
  );
}
