import * as vscode from "vscode";
import { nameAtRemote } from "../../core/git/repository/remoteBranch.ts";
import type { RefName } from "../../core/git/repository/refName.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { commands } from "../manifest/contributions.ts";
import type { Host } from "../feature/feature.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import { changing } from "../operations/policy.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { plainItemText, sessionItems } from "../prompts/sessionItems.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import { wording } from "../platform/hostWording.ts";
import type { FoundTarget } from "../rows/treeRow.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { chooseFound, foundOf } from "./chooseFound.ts";

export const keepingPolicy = { ...changing, needsWorkflow: false, progress: "notification" } as const;

/** Makes a session of found work, on its own branch and in its own worktree. */
export const keepFound = ({ runner, view }: Host): LateWorkspaceOperation => ({
  policy: keepingPolicy,
  run: async (context) => {
    const { workspace, given, runWithProgress } = context;
    const target = await chooseFound(workspace, context, t("Keep as Session"));
    const baseline =
      given.session === undefined ? await askBaseline(workspace, target) : workspace.find(given.session).id;
    const id = await keep(workspace, target, { baseline, slug: given.slug, runWithProgress });
    await view.revealSession(workspace.key, id);
    if (target.kind === "changes") return id;
    const review = t("Review Changes");
    void runner.attempt(async () => {
      const remote = nameAtRemote(target.ref ?? target.branch ?? "");
      const kept =
        remote === undefined
          ? t("{0} is a session now; its branch and worktree are where they were.", id)
          : t("{0} is a session now; its branch here is {1}.", id, plainItemText(remote));
      if ((await showInformation(kept, review)) === review)
        await vscode.commands.executeCommand(commands.reviewChanges, { folder: workspace.key, session: id });
    });
    return id;
  },
});

interface Keeping {
  /** The session it becomes a fork of; left out: it is measured against the integration branch. */
  readonly baseline?: SessionId | undefined;
  readonly slug?: string | undefined;
  readonly runWithProgress: RunWithProgress;
}

/** The session that was made of the work. Uncommitted changes of the main checkout become a session that works there, with a checkpoint of them. */
export async function keep(
  workspace: WorkflowWorkspace,
  target: FoundTarget,
  { baseline, slug, runWithProgress }: Keeping,
): Promise<SessionId> {
  if (target.kind === "changes") return await keepChanges(workspace, slug);
  const { forks } = await workspace.openGitFeatures();
  const found = await foundOf(workspace);
  const made = await runWithProgress(
    t("Keeping {0}", plainItemText(target.branch ?? target.path ?? "")),
    async (signal) =>
      await forks.adoptBranch(
        {
          ...(target.branch === null ? { worktree: target.path ?? "" } : { branch: target.ref ?? target.branch }),
          baseline: baseline ?? (await integrationOf(workspace, signal)),
          ...(slug === undefined ? {} : { slug }),
          agentOf: async (work) => await found.agentOf(work),
        },
        signal,
      ),
  );
  await workspace.follow();
  await tellRedacted(made, "project");
  return made.session.id;
}

/** The branch that found work is measured against. */
async function integrationOf(workspace: WorkflowWorkspace, signal: AbortSignal): Promise<RefName> {
  const branch = await (await foundOf(workspace)).integration(signal);
  if (branch !== undefined) return branch;
  throw new WorkflowError(
    "not-found",
    say`There is no branch that the work could be measured against.`,
    say`Check a branch out in “${workspace.name}”, or make the work a fork of a session.`,
  );
}

async function keepChanges(workspace: WorkflowWorkspace, slug: string | undefined): Promise<SessionId> {
  const before = new Set(workspace.snapshot().sessions.map(({ id }) => id));
  const given = { folder: workspace.key, ...(slug === undefined ? {} : { slug, project: slug }) };
  await vscode.commands.executeCommand(commands.createSession, given);
  const made = orCancel(workspace.snapshot().sessions.find(({ id }) => !before.has(id)));
  const { checkpoints } = await workspace.openGitFeatures();
  await checkpoints.take(made.id, { message: "Kept as a session" });
  await workspace.follow();
  return made.id;
}

/** Asked only where there is a session it could be a fork of. */
async function askBaseline(workspace: WorkflowWorkspace, { kind }: FoundTarget): Promise<SessionId | undefined> {
  const open = workspace
    .snapshot()
    .sessions.filter(({ state, record }) => record.forked_from === undefined && ["active", "paused"].includes(state));
  if (kind === "changes" || open.length === 0) return undefined;
  const alone = { label: `$(git-branch) ${t("On its own")}`, description: t("measured against the main branch") };
  const items = [alone, ...sessionItems(open, wording)];
  const picked = orCancel(
    await vscode.window.showQuickPick<vscode.QuickPickItem & { readonly session?: { readonly id: SessionId } }>(items, {
      title: t("Keep as Session"),
      placeHolder: t("A fork of which session?"),
    }),
  );
  return picked.session?.id;
}
