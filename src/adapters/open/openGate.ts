import { mkdirSync } from "node:fs";
import { openRepository } from "../../core/git/repository/repository.ts";
import { joinPath } from "../../core/files/paths.ts";
import type {
  Clock,
  Commands,
  FileSystem,
  Git,
  Logger,
  Processes,
  Programs,
  Random,
  Signer,
} from "../../core/base/ports.ts";
import type { PersonsSeals } from "../../core/base/personsSeals.ts";
import type { EventSink } from "../../core/events/model/event.ts";
import type { ActionContext } from "../../core/review/kinds/common/actionKind.ts";
import { headInFile, type AuditHead } from "../../core/audit/auditHead.ts";
import { AuditLog } from "../../core/audit/auditLog.ts";
import { actionSchema } from "../../core/review/kinds/actionDocument.ts";
import { Claims } from "../../core/gate/claims.ts";
import type { Gate } from "../../core/review/gate.ts";
import type { Receipt } from "../../core/gate/receipt.ts";
import { pullRequestState, type PullRequestState } from "../../core/review/kinds/publish/pullRequestState.ts";
import {
  protectedUpstream,
  type ProtectedLook,
  type RemoteBranch,
} from "../../core/review/kinds/publish/protectedBranch.ts";
import { fetchPublished, type PublishedWork } from "../../core/review/kinds/publish/fetchPublished.ts";
import type { ProtectedRefs } from "../../core/review/kinds/common/publishing.ts";
import type { ReviewPolicy } from "../../core/gate/policy.ts";
import { TrustedDecisionStore } from "../../core/gate/trustedDecisionStore.ts";
import type { RequestId } from "../../core/sessions/model/requestId.ts";
import { RemoteLooks } from "../../core/git/remote/remoteLooks.ts";
import { Seals } from "../../core/gate/seals.ts";
import { CheckResults } from "../../core/review/checks/checkResults.ts";
import { RequiredChecks } from "../../core/review/checks/requiredChecks.ts";
import { ReviewGate } from "../../core/review/reviewGate.ts";
import { MonotonicDeadlineClock } from "../../core/gate/monotonicDeadlineClock.ts";
import { requestRefs } from "../../core/review/vault/requestRefs.ts";
import { Vault } from "../../core/review/vault/vault.ts";
import { ProposalLooks } from "../../core/review/looking/proposalLooks.ts";
import { Worktrees } from "../../core/worktrees/worktree.ts";
import { defaultSizeLimit } from "../../core/checkpoints/checkpointOptions.ts";
import type { SuggestionServices } from "../../core/review/applySuggestion.ts";
import { Suggestions } from "../../core/review/suggestions.ts";
import { DecisionWriter } from "../../core/review/requests/decisionWriter.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import { ArrivalStore } from "../../core/unreviewed/arrivalStore.ts";
import { UnreviewedWork, type UnreviewedWorkOptions } from "../../core/unreviewed/unreviewedWork.ts";
import { Ed25519Signer, type SecretStore } from "../ed25519Signer.ts";
import { attempt } from "../fileErrors.ts";
import { NodeCryptography } from "../nodeCryptography.ts";
import { nodeProcesses } from "../nodeProcesses.ts";
import { NodePrograms } from "../programs/nodePrograms.ts";
import type { GitFeatures } from "./openWorkspace.ts";
import { openReviewerHome, type ReviewerHome } from "../reviewerHome.ts";
import { shellCommands } from "../programs/shellCommands.ts";
import { SimpleGit } from "../simpleGit.ts";

export interface OpenGateOptions {
  /** As `Workspace` has them. */
  readonly root: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly events: EventSink;
  readonly sessions: Sessions;
  /** Of what this person's window keeps for this workspace. */
  readonly seals: () => Promise<PersonsSeals>;
  readonly gitFeatures: () => Promise<GitFeatures>;
  /** The one the workspace was opened with, so that writes to the repository go one at a time. */
  readonly git: Git;
  /** Where the vaults are, outside every workspace: a directory of the extension's global storage, made when it is missing. */
  readonly vaultDirectory: string;
  /** Where the reviewer's key is: VS Code's SecretStorage. */
  readonly secrets: SecretStore;
  /** The reviewer's settings as they are now, from the user's own configuration. */
  readonly policy: () => ReviewPolicy;
  /** Addresses of remotes the person has turned on for the repository with this shared git directory, as their own settings say now; left out: none. */
  readonly turnedOnRemotes?: (repository: string) => readonly string[];
  /** What the extension remembers of branches that remotes protect; left out: nothing. */
  readonly protectedRefs?: ProtectedRefs;
  /** The second place that remembers the head of the audit log, besides the file in the reviewer's home. */
  readonly auditHead: AuditHead;
  /** Bytes; larger files of a working tree that is looked at are left out. Asked at every look. */
  readonly sizeLimit?: () => number;
  /** For tests. */
  readonly home?: ReviewerHome;
  readonly processes?: Processes;
  readonly programs?: Programs;
  readonly commands?: Commands;
  readonly vaultGit?: Git;
}

/** What the host gets: the gate, the log it writes, and the care of the vault. */
export interface OpenedGate {
  readonly gate: Gate;
  /** What can be looked at without a request. */
  readonly looks: ProposalLooks;
  readonly audit: AuditLog;
  /** Where a pull request stands; `undefined`: nobody can tell, or the remote is not turned on. */
  readonly pullRequestState: (published: NonNullable<Receipt["published"]>) => Promise<PullRequestState | undefined>;
  /** Where the branch the main checkout is on goes, if it is known that nobody pushes there directly. */
  readonly protectedUpstream: () => Promise<RemoteBranch | undefined>;
  /** Notes in the repository whether what was published has landed by now, as far as its remote is turned on; throws where it is not. */
  readonly fetchPublished: (work: PublishedWork, signal?: AbortSignal) => Promise<void>;
  /** Lets go of what the vault keeps of requests that are over, and frees it (vault/tidyVault.ts); for a window that has nothing better to do. */
  readonly tidyVault: (over: readonly RequestId[]) => Promise<void>;
  /** Work that came to a branch around the gate, told from what `requests` say was granted. */
  readonly unreviewed: (requests: UnreviewedWorkOptions["requests"]) => UnreviewedWork;
  /** What the person's own settings require of proposals. */
  readonly checks: RequiredChecks;
  /** Applies what comments of a workspace suggest. */
  readonly suggestions: (comments: Pick<SuggestionServices, "annotations" | "texts">) => Suggestions;
}

/** Where the claims of a workspace lie, whether there are any or not; the gate need not be open. */
export function claimsDirectory({ fs, root }: Pick<OpenGateOptions, "fs" | "root">): string {
  return openReviewerHome(fs).claimsOf(root);
}

/** Signs with the reviewer's key, for comments of a person in their own window; makes the key where there is none. */
export function openSigner(fs: FileSystem, secrets: SecretStore): Signer {
  return new Ed25519Signer(secrets, openReviewerHome(fs));
}

/**
 * The gate of one workspace, for the extension alone: no other door may import this file, so nothing else can decide or execute
 * (docs/gate.md). Makes the reviewer's own directories. Throws `refused` where they cannot be.
 */
export async function openGate(options: OpenGateOptions): Promise<OpenedGate> {
  const { root, fs, clock, random, logger, sessions, git, vaultDirectory, processes = nodeProcesses } = options;
  const home = options.home ?? openReviewerHome(fs);
  await home.prepare();
  const directory = home.claimsOf(root);
  await fs.makeDirectory(directory);
  await attempt(vaultDirectory, () => mkdirSync(vaultDirectory, { recursive: true, mode: 0o700 }));
  const cryptography = new NodeCryptography();
  const signer = new Ed25519Signer(options.secrets, home);
  const audit = new AuditLog({
    directory: home.auditDirectory,
    heads: [headInFile(fs, home.auditHead), options.auditHead],
    keys: home,
    fs,
    clock,
    cryptography,
    signer,
    logger,
  });
  const kept = new TrustedDecisionStore({ directory, workspace: root, fs, cryptography, logger });
  const vaultGit = options.vaultGit ?? new SimpleGit({ workspace: root, logger });
  const publishing = {
    turnedOn: options.turnedOnRemotes ?? (() => []),
    programs: options.programs ?? new NodePrograms({ workspace: root }),
    looks: new RemoteLooks(clock),
    protectedRefs: options.protectedRefs ?? { has: () => false, note: () => undefined },
  };
  const context = async (signal?: AbortSignal): Promise<ActionContext> => {
    const { checkpoints, forks } = await options.gitFeatures();
    const repository = await checkpoints.adopt(await openRepository(git, root, signal));
    const parts = { fs, logger, random, clock, cryptography };
    const vault = await Vault.open({ ...parts, git: vaultGit, directory: vaultDirectory, source: repository }, signal);
    return { ...parts, processes, root, sessions, checkpoints, forks, repository, vault, publishing };
  };
  const gate = new ReviewGate({
    root,
    fs,
    clock,
    random,
    logger,
    cryptography,
    signer,
    sessions,
    audit,
    context,
    keys: home,
    time: new MonotonicDeadlineClock(clock),
    kept,
    seals: new Seals({ directory, fs, clock, random, logger }),
    files: new DecisionWriter({ root, fs, clock, random, cryptography, logger, kept, events: options.events }),
    claims: new Claims({
      documents: actionSchema,
      directory,
      fs,
      clock,
      processes,
      cryptography,
      logger,
    }),
    policy: options.policy,
  });
  const checks = new RequiredChecks({
    fs,
    clock,
    random,
    processes,
    logger,
    checkouts: async () => {
      await home.prepare();
      await fs.makeDirectory(home.checkoutsDirectory);
      return (await fs.realPath(home.checkoutsDirectory)) ?? home.checkoutsDirectory;
    },
    events: options.events,
    commands: options.commands ?? shellCommands,
    vault: async (signal) => (await context(signal)).vault,
    results: new CheckResults({
      directory: home.checksOf(root),
      prepare: async () => {
        await home.prepare();
        await fs.makeDirectory(home.checksDirectory);
      },
      fs,
      cryptography,
      logger,
      seals: options.seals,
    }),
  });
  const looks = new ProposalLooks(cryptography, async (signal) => {
    const { repository, vault } = await context(signal);
    const worktrees = new Worktrees(root, git, fs);
    await worktrees.adopt(repository);
    return { root, fs, clock, random, sizeLimit: options.sizeLimit?.() ?? defaultSizeLimit, worktrees, vault };
  });
  const tidyVault = async (over: readonly RequestId[]): Promise<void> => {
    const { vault } = await context();
    await vault.forget(...over.map(requestRefs), ...(await looks.closed(vault)));
    await vault.tidy();
  };
  const store = new ArrivalStore({ directory: joinPath(directory, "branches"), fs, cryptography, logger });
  const unreviewed = (requests: UnreviewedWorkOptions["requests"]): UnreviewedWork =>
    new UnreviewedWork({
      fs,
      clock,
      logger,
      sessions,
      store,
      audit,
      requests,
      git: async () => ({ ...(await options.gitFeatures()), repository: await openRepository(git, root) }),
    });
  const suggestions = (comments: Pick<SuggestionServices, "annotations" | "texts">): Suggestions =>
    new Suggestions({ clock, random, cryptography, context, ...comments });
  const place = async (): Promise<Pick<ProtectedLook, "repository" | "directory">> => {
    const repository = await openRepository(git, root);
    const { commonDir } = repository.paths;
    return { repository, directory: (await fs.realPath(commonDir)) ?? commonDir };
  };
  const pullRequestOf: OpenedGate["pullRequestState"] = async (published) => {
    const isOn = publishing.turnedOn((await place()).directory).includes(published.url);
    return isOn ? await pullRequestState(publishing.programs, published) : undefined;
  };
  const protectedOf: OpenedGate["protectedUpstream"] = async () =>
    protectedUpstream({ ...(await place()), fs, publishing });
  const fetchOf: OpenedGate["fetchPublished"] = async (work, signal) =>
    fetchPublished(await context(signal), (await place()).directory, work, signal);
  const remotes = { pullRequestState: pullRequestOf, protectedUpstream: protectedOf, fetchPublished: fetchOf };
  return { gate, looks, audit, ...remotes, tidyVault, unreviewed, checks, suggestions };
}
