import * as vscode from "vscode";
import { claimsDirectory } from "../../adapters/open/openGate.ts";
import { asWorkflowError, WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { ClaimLog } from "../../core/review/claimLog.ts";
import type { RemoteBranch } from "../../core/review/kinds/publish/protectedBranch.ts";
import type { RequestView } from "../../core/review/requests/requests.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { isRequestId } from "../../core/sessions/model/requestId.ts";
import {
  auditScheme,
  commands,
  configurationSection,
  contextKeys,
  reviewScheme,
  type CommandId,
} from "../manifest/contributions.ts";
import { requiredChecks } from "../settings/checkSettings.ts";
import { publishingIsOn } from "../settings/publishSettings.ts";
import { showInformation } from "../platform/notifications.ts";
import { Disposables } from "../platform/disposables.ts";
import { every } from "../platform/every.ts";
import type { Host } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import type { Invocation } from "../operations/invocation.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import type { ReadOnlyFiles } from "../documents/readOnlyFiles.ts";
import { RequestNotifier } from "./requests/requestNotifier.ts";
import { exportAuditLog, readAuditPage } from "./audit/auditLog.ts";
import { RequestWatcher } from "./requests/requestWatcher.ts";
import { landingCommand } from "./commands/landing.ts";
import { pickProposal } from "./commands/pickProposal.ts";
import { requestOperations } from "./commands/requestCommands.ts";
import { parseLookQuery } from "../documents/lookAddress.ts";
import { parseReviewQuery } from "../documents/reviewAddress.ts";
import { reviewCommands } from "./commands/reviewCommands.ts";
import { chooseLook } from "./looking/chooseLook.ts";
import { foundCommands } from "./looking/foundCommands.ts";
import { parseLookArgument } from "./looking/lookArgument.ts";
import { LookPanels } from "./looking/lookPanels.ts";
import { arrivalCommands } from "./unreviewed/arrivalCommands.ts";
import { Arrivals } from "./unreviewed/arrivals.ts";
import { WindowChecks } from "./checks/windowChecks.ts";
import { ReviewPanels } from "./panel/reviewPanels.ts";
import { reviewerName } from "../platform/reviewer.ts";
import { GateRegistry } from "./gate/gateRegistry.ts";
import { PullRequestStates, type PublishedReceipt } from "./gate/pullRequestStates.ts";
import { ReviewsModel } from "./list/reviewsModel.ts";
import { CrashRecovery, type RecoverableWorkspace } from "./gate/crashRecovery.ts";

/** Milliseconds after which a grant that has no receipt yet is looked at again. */
const recoverEvery = 30_000;
const orderKey = "reviews.newestFirst";

/** A command on a request may be called with its id alone, which reads like a session's where commands are parsed. */
function withRequest({ given, target }: Invocation): Invocation {
  const { session, ...others } = given;
  if (session === undefined || !isRequestId(session)) return { given, target };
  return { given: { ...others, request: session }, target };
}

/** Everything about reviews that is loaded once there are sessions: what the view shows, who is told, panels and commands. */
export class Reviews implements vscode.Disposable {
  readonly #host: Host;
  readonly #files: ReadOnlyFiles;
  readonly #owned: Disposables;
  readonly #watcher: RequestWatcher;
  readonly #notifier: RequestNotifier;
  readonly #model: ReviewsModel;
  readonly #panels: ReviewPanels;
  readonly #looks: LookPanels;
  readonly #gates: GateRegistry;
  readonly #checks: WindowChecks;
  readonly #arrivalCommands: ReturnType<typeof arrivalCommands>;
  readonly #pullRequests: PullRequestStates;
  readonly #commands: ReturnType<typeof reviewCommands>;
  readonly #requests: ReturnType<typeof requestOperations>;

  constructor(host: Host, files: ReadOnlyFiles) {
    this.#host = host;
    this.#files = files;
    this.#owned = new Disposables((error) => host.log.error("The reviews could not be closed.", error));
    this.#watcher = this.#owned.own(new RequestWatcher(host.workspaces, host.log));
    this.#notifier = this.#owned.own(new RequestNotifier(host));
    this.#gates = new GateRegistry(host);
    this.#pullRequests = new PullRequestStates(host.log, () => wording.clock.now());
    this.#checks = this.#owned.own(
      new WindowChecks({
        host,
        services: (workspace) => this.#gates.of(workspace),
        saysItself: (workspace, request) => this.#panels.shows(workspace, request),
        changed: () => void this.#panels.recheck(),
      }),
    );
    this.#panels = this.#owned.own(
      new ReviewPanels(host, this.#watcher, (workspace) => this.#gates.of(workspace), {
        checks: this.#checks,
        built: () => this.#redraw(),
        known: (id) => this.#notifier.known(id),
      }),
    );
    this.#looks = this.#owned.own(
      new LookPanels({
        host,
        services: (workspace) => this.#gates.of(workspace),
        actions: foundCommands,
        built: () => this.#redraw(),
      }),
    );
    const requested = async (workspace: WorkflowWorkspace, view: RequestView): Promise<void> =>
      await this.#requested(workspace, view);
    this.#commands = reviewCommands({
      host,
      watcher: this.#watcher,
      panels: this.#panels,
      checks: this.#checks,
      services: (workspace) => this.#gates.of(workspace),
      fetchPublished: async (...all) => await this.#gates.fetchPublished(...all),
      requested,
    });
    this.#requests = requestOperations(requested);
    const arrivals = this.#owned.own(new Arrivals(host, this.#watcher, this.#gates));
    this.#arrivalCommands = arrivalCommands(arrivals, this.#gates);
    this.#model = new ReviewsModel(
      {
        workspaces: () =>
          host.workspaces.all().map((workspace) => ({
            key: workspace.key,
            name: workspace.name,
            views: this.#watcher.of(workspace).views,
            more: this.#watcher.of(workspace).more,
            pullRequest: (view) => this.#pullRequests.of(view),
            files: ({ id }) => this.#panels.find(workspace, id)?.review.prepared?.files.length,
          })),
        reviewer: reviewerName(),
        wording,
      },
      host.extension.workspaceState.get<unknown>(orderKey) !== false,
    );
    this.#owned.own(this.#watcher.onDidChange(() => this.#show()));
    this.#owned.own(
      every(60_000, () => {
        if (host.reviews.visible) this.#redraw();
        if (host.reviews.visible || host.view.visible) void this.#lookAtPullRequests();
      }),
    );
    this.#tellSettings();
    this.#owned.own(
      vscode.workspace.onDidChangeConfiguration((changes) => {
        if (!changes.affectsConfiguration(configurationSection)) return;
        this.#tellSettings();
        void this.#panels.recheck();
      }),
    );
    const recovery = new CrashRecovery(() => this.#recoverableWorkspaces(), host.log);
    this.#owned.own(host.workspaces.onDidChange(() => void recovery.run()));
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void recovery.run()));
    this.#owned.own(every(recoverEvery, () => void recovery.run()));
    void this.#watcher.ready().then(async () => await recovery.run());
  }

  /** When everything was looked at once and is shown. */
  async ready(): Promise<void> {
    await this.#watcher.ready();
    this.#show();
  }

  /** Runs one of the commands that `registerReviews` has registered. */
  async run(asked: CommandId, called: Invocation): Promise<void> {
    const invocation = withRequest(called);
    const command = await landingCommand(asked, invocation, {
      workspaces: this.#host.workspaces.all(),
      protectedUpstream: async (workspace) => await this.#protectedUpstream(workspace),
    });
    const request = this.#requests.get(command) ?? this.#arrivalCommands.get(command);
    if (request !== undefined) await this.#host.runner.runForSession(request, invocation);
    else if (command === commands.sortReviews) await this.#sort(invocation);
    else if (command === commands.showAuditLog) await this.#showAudit();
    else if (command === commands.exportAuditLog) await exportAuditLog(this.#host.extension.globalState);
    else await this.#commands.get(command)?.(invocation);
  }

  /** Asks for a merge of one of the forks that a page compares (forks/compareForks.ts). */
  async pick(page: unknown): Promise<void> {
    await pickProposal(page, this.#host.workspaces);
  }

  /** Opens work on its page: a fork's whose merge is asked for as that request. `argument`: what a command was called with (lookArgument.ts). */
  async lookAt(argument: unknown): Promise<void> {
    await this.#host.workspaces.opened();
    const given = parseLookArgument(argument);
    const folder = given?.folder;
    await this.#host.runner.runForWorkspace(
      {
        policy: { readOnly: true, needsTrust: true, needsWorkflow: false, progress: "quiet" },
        run: async ({ workspace }) => {
          const target = given?.target ?? (await chooseLook(workspace));
          const waiting = target.kind === "fork" ? await this.#mergeOf(workspace, target.session) : undefined;
          if (waiting === undefined) this.#looks.show(workspace, target);
          else this.#panels.show({ workspace, view: waiting });
        },
      },
      { given: folder === undefined ? {} : { folder }, target: {} },
    );
  }

  async #mergeOf(workspace: WorkflowWorkspace, session: SessionId): Promise<RequestView | undefined> {
    await this.#watcher.ready();
    const isIt = (view: RequestView): boolean =>
      view.session === session && view.state === "waiting" && view.request?.kind === "merge";
    return this.#watcher.of(workspace).views?.find(isIt);
  }

  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (await this.#looks.restore(panel, state)) return;
    await this.#panels.restore(panel, state);
  }

  /** One side of a file under review, from the vault. Throws a `vscode.FileSystemError`. */
  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const wanted = parseReviewQuery(uri.query) ?? parseLookQuery(uri.query);
    await this.#host.workspaces.opened();
    const workspace = wanted === undefined ? undefined : this.#host.workspaces.find(wanted.workspace);
    if (wanted === undefined || workspace === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    let bytes: Uint8Array | undefined;
    try {
      if ("target" in wanted) bytes = await this.#looks.readSide(workspace, wanted);
      else {
        const shown = this.#panels.find(workspace, wanted.request)?.review.prepared;
        bytes = await this.#gates.readSide(workspace, wanted, shown);
      }
    } catch (error) {
      const { message, hint } = asWorkflowError(error);
      throw vscode.FileSystemError.Unavailable(`${message} ${hint}`);
    }
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return bytes;
  }

  async auditPage(): Promise<string> {
    return await readAuditPage(this.#host.extension.globalState, wording);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Editors of files under review that are open ask again, because what they show was built anew. */
  #redraw(): void {
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === reviewScheme);
    if (open.length > 0) this.#files.changed(open.map(({ uri }) => uri));
    this.#show();
  }

  #show(): void {
    const waiting = this.#watcher.waiting();
    this.#host.reviews.show(this.#model, waiting.length);
    this.#checks.see(waiting);
    this.#notifier.see(waiting.filter((one) => !this.#panels.leadsTo(one)));
  }

  /** For the commands that are there only where the person's settings say something. */
  #tellSettings(): void {
    void vscode.commands.executeCommand("setContext", contextKeys.publishes, publishingIsOn().length > 0);
    void vscode.commands.executeCommand("setContext", contextKeys.requiresChecks, requiredChecks().checks.length > 0);
  }

  /** Only while somebody can see the rows; the remote of each has to be turned on (openGate.ts). */
  async #lookAtPullRequests(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const published = this.#host.workspaces.all().map((workspace) => ({
      views: this.#watcher.of(workspace).views ?? [],
      ask: async (one: PublishedReceipt) => await this.#gates.pullRequestState(workspace, one),
    }));
    const news = await this.#pullRequests.look(published);
    if (news.length > 0) this.#show();
    for (const workspace of this.#host.workspaces.all()) {
      workspace.setPullRequests(this.#pullRequests.bySession(this.#watcher.of(workspace).views ?? []));
    }
    for (const view of news) {
      if (this.#pullRequests.of(view)?.state !== "merged") continue;
      void this.#host.runner.attempt(async () => await this.#offerToCheck(view));
    }
  }

  /** The host has merged it; whether that is all of the work, and what is next, a fetch tells, unless one has. */
  async #offerToCheck({ id, session }: RequestView): Promise<void> {
    const workspace = this.#watcher.all().find(({ view }) => view.id === id)?.workspace;
    const known = await workspace?.gitFeatures.forks();
    if (known?.get(session)?.merged === true) return;
    const check = t("Check Whether It Has Landed");
    if ((await showInformation(t("The pull request of {0} was merged.", session), check)) !== check) return;
    await vscode.commands.executeCommand(commands.checkLanded, { request: id });
  }

  async #protectedUpstream(workspace: WorkflowWorkspace): Promise<RemoteBranch | undefined> {
    if (!vscode.workspace.isTrusted) return undefined;
    try {
      return await this.#gates.protectedUpstream(workspace);
    } catch (error) {
      this.#host.log.warn(`Whether the branch is protected is not known: ${asWorkflowError(error).message}`);
      return undefined;
    }
  }

  async #requested(workspace: WorkflowWorkspace, { id }: RequestView): Promise<void> {
    this.#notifier.known(id);
    await this.#watcher.of(workspace).look();
    const view = this.#watcher.of(workspace).find(id);
    if (view === undefined) {
      throw new WorkflowError("not-found", say`The request is gone already.`, say`Look at the list of reviews again.`);
    }
    this.#panels.show({ workspace, view });
  }

  async #sort({ given }: Invocation): Promise<void> {
    this.#model.newestFirst = given.order === undefined ? !this.#model.newestFirst : given.order === "newest";
    await this.#host.extension.workspaceState.update(orderKey, this.#model.newestFirst);
    this.#show();
  }

  async #showAudit(): Promise<void> {
    const uri = vscode.Uri.from({ scheme: auditScheme, path: `/${t("Audit Log")}.md`, query: String(Date.now()) });
    await vscode.commands.executeCommand("vscode.openWith", uri, "vscode.markdown.preview.editor");
  }

  #recoverableWorkspaces(): readonly RecoverableWorkspace[] {
    if (!vscode.workspace.isTrusted) return [];
    return this.#host.workspaces.all().map((workspace) => {
      const { services } = workspace;
      const { fs, logger, pendingGrants } = services;
      const { gate } = this.#gates.of(workspace);
      const requests = this.#watcher.of(workspace);
      return {
        key: workspace.key,
        claims: () => new ClaimLog({ directory: claimsDirectory(services), fs, logger, gate, pending: pendingGrants }),
        deciding: () => requests.views?.some(({ state }) => state === "deciding") ?? false,
        recovered: async () => await requests.look(),
      };
    });
  }
}
