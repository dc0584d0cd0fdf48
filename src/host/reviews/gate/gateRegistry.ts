import { openDrafts } from "../../../adapters/open/openDrafts.ts";
import { openGate, type OpenedGate } from "../../../adapters/open/openGate.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { lazily } from "../../../core/base/lazily.ts";
import { Memo } from "../../../core/base/memo.ts";
import { joinPath } from "../../../core/files/paths.ts";
import type { Gate, PreparedAction } from "../../../core/review/gate.ts";
import type { PublishedWork } from "../../../core/review/kinds/publish/fetchPublished.ts";
import { endedRequests } from "../../../core/review/requests/endedRequests.ts";
import type { UnreviewedWork } from "../../../core/unreviewed/unreviewedWork.ts";
import type { Host } from "../../feature/feature.ts";
import { DelayedRun } from "../../platform/delayedRun.ts";
import { reviewerSecrets } from "../../platform/reviewerSecrets.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { auditHeadOf } from "../audit/auditLog.ts";
import { requestsOf } from "../requests/requestWatcher.ts";
import type { ReviewFile } from "../../documents/reviewAddress.ts";
import { RememberedProtectedRefs } from "./protectedRefs.ts";
import type { ReviewServices } from "./reviewServices.ts";
import { checkpointSettings } from "../../settings/checkpointSettings.ts";
import { turnedOnRemotes } from "../../settings/publishSettings.ts";
import { reviewPolicy } from "../../settings/reviewPolicy.ts";

/** Actions that were built for editors whose review is closed. */
const keptActions = 20;
/** By then a person who opened a review reads it, and the vault is at rest; milliseconds. */
const tidiedAfter = 10 * 60_000;

/** Lets go of what nobody can grant any more. */
async function tidy(workspace: WorkflowWorkspace, { tidyVault }: OpenedGate): Promise<void> {
  const requests = await (await requestsOf(workspace)).list({ all: true });
  await tidyVault(endedRequests(requests));
}

/** The reviewer's side of each workspace, made when it is first needed: git and the vault are not touched before. */
export class GateRegistry {
  readonly #host: Host;
  readonly #gates = new WeakMap<WorkflowWorkspace, () => Promise<OpenedGate>>();
  readonly #prepared = new Memo<PreparedAction>(keptActions);

  constructor(host: Host) {
    this.#host = host;
  }

  of(workspace: WorkflowWorkspace): ReviewServices {
    return {
      gate: async () => await this.#gate(workspace),
      looks: async () => (await this.#opened(workspace)).looks,
      annotations: workspace.services.annotations,
      drafts: () => {
        this.#host.runner.requireTrust();
        return openDrafts(workspace.services);
      },
      suggestions: async () => {
        const { annotations, sessionTexts } = workspace.services;
        return (await this.#opened(workspace)).suggestions({ annotations, texts: sessionTexts });
      },
    };
  }

  /** Where the pull request of something that was published stands. */
  async pullRequestState(
    workspace: WorkflowWorkspace,
    published: Parameters<OpenedGate["pullRequestState"]>[0],
  ): ReturnType<OpenedGate["pullRequestState"]> {
    return await (await this.#opened(workspace)).pullRequestState(published);
  }

  /** Where the branch the main checkout is on goes, if it is known that nobody pushes there directly. */
  async protectedUpstream(workspace: WorkflowWorkspace): ReturnType<OpenedGate["protectedUpstream"]> {
    return await (await this.#opened(workspace)).protectedUpstream();
  }

  /** Notes in the repository whether published work has landed by now; uses the network. */
  async fetchPublished(workspace: WorkflowWorkspace, work: PublishedWork, signal: AbortSignal): Promise<void> {
    await (await this.#opened(workspace)).fetchPublished(work, signal);
  }

  /** One side of a file under review; `shown`: the action as its open review has it. */
  async readSide(
    workspace: WorkflowWorkspace,
    file: ReviewFile,
    shown?: PreparedAction,
  ): Promise<Uint8Array | undefined> {
    const gate = await this.#gate(workspace);
    return await gate.readSide(shown ?? (await this.#prepare(gate, file)), file.side, file.path);
  }

  async #prepare(gate: Gate, { workspace, request }: ReviewFile): Promise<PreparedAction> {
    return await this.#prepared.get(`${workspace}\n${request}`, async () => await gate.prepare(request));
  }

  /** What came to branches of the workspace around the gate. */
  async unreviewed(workspace: WorkflowWorkspace): Promise<UnreviewedWork> {
    const { unreviewed } = await this.#opened(workspace);
    return unreviewed(async () => await (await requestsOf(workspace)).list({ all: true }));
  }

  async #gate(workspace: WorkflowWorkspace): Promise<Gate> {
    return (await this.#opened(workspace)).gate;
  }

  async #opened(workspace: WorkflowWorkspace): Promise<OpenedGate> {
    this.#host.runner.requireTrust();
    let open = this.#gates.get(workspace);
    if (open === undefined) {
      open = lazily(async () => await this.#open(workspace));
      this.#gates.set(workspace, open);
    }
    return await open();
  }

  async #open(workspace: WorkflowWorkspace): Promise<OpenedGate> {
    const { extension, log } = this.#host;
    const { git, root, fs, clock, random, events, sessions } = workspace.services;
    if (git === undefined) throw new WorkflowError("git-missing", say`There is no git.`, say`Install git.`);
    const opened = await openGate({
      root,
      fs,
      clock,
      random,
      events,
      sessions,
      gitFeatures: git,
      logger: log,
      git: workspace.git,
      vaultDirectory: joinPath(extension.globalStorageUri.fsPath, "vaults"),
      secrets: reviewerSecrets(extension.secrets),
      policy: reviewPolicy,
      sizeLimit: () => checkpointSettings.sizeLimit,
      turnedOnRemotes,
      protectedRefs: new RememberedProtectedRefs(extension.workspaceState),
      auditHead: auditHeadOf(extension.globalState),
    });
    this.#tidyLater(workspace, opened);
    return opened;
  }

  #tidyLater(workspace: WorkflowWorkspace, opened: OpenedGate): void {
    const { extension, log } = this.#host;
    const tidying = new DelayedRun(tidiedAfter, () => {
      tidy(workspace, opened).catch((error: unknown) => log.warn(`The review vault was not tidied: ${String(error)}`));
    });
    extension.subscriptions.push(tidying);
    tidying.start();
  }
}
