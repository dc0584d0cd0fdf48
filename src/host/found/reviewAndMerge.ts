import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Landing } from "../../core/forks/landing.ts";
import { branchRef, isRefName, type RefName, shortName } from "../../core/git/repository/refName.ts";
import { adoptedBranch } from "../../core/sessions/model/sessionBranch.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { baselineName } from "../../core/worktrees/forkBranch.ts";
import type { Host } from "../feature/feature.ts";
import { commands } from "../manifest/contributions.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { commitCount } from "../wording/counts.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import type { FoundTarget } from "../rows/treeRow.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { chooseFound, foundOf } from "./chooseFound.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { someFiles } from "../../core/checkpoints/branchUpdate/someFiles.ts";
import { keep, keepingPolicy } from "./keepFound.ts";

/** A person reviews and lands work that nobody has asked for: the request is made in their own name, and opened. */
export const reviewAndMerge = ({ view }: Host): LateWorkspaceOperation => ({
  policy: keepingPolicy,
  run: async (context) => {
    const { workspace, target, given } = context;
    const known = target.session ?? given.session;
    const found = known === undefined ? await chooseFound(workspace, context, t("Review and Merge")) : undefined;
    if (found?.kind === "changes") throw isUncommitted();
    const id =
      found === undefined
        ? workspace.find(known ?? "").id
        : (keptAs(workspace, found) ?? (await keepForMerge(context, found, given.into)));
    const { forks } = await workspace.openGitFeatures();
    const { into, behind, summary, commits } = await forks.landing(id);
    if (given.into === undefined) await askAboutRest(into, behind);
    const own = commits > 1 && given.summary === undefined ? await askTitle(id, summary ?? "", commits) : summary;
    await view.revealSession(workspace.key, id);
    const said = { into: given.into ?? into, summary: given.summary ?? own };
    await vscode.commands.executeCommand(commands.requestMerge, {
      folder: workspace.key,
      session: id,
      ...(said.into === undefined ? {} : { into: said.into }),
      ...(said.summary === undefined ? {} : { summary: said.summary }),
    });
  },
});

/** Makes a session of the work, unless it conflicts: then nobody could be asked, and nothing is made. */
async function keepForMerge(
  {
    workspace,
    runWithProgress,
  }: {
    readonly workspace: WorkflowWorkspace;
    readonly runWithProgress: RunWithProgress;
  },
  found: FoundTarget,
  wanted: string | undefined,
): Promise<SessionId> {
  const all = await foundOf(workspace);
  const into = wanted === undefined ? await all.integration() : fullName(wanted);
  const full = found.ref ?? found.branch;
  const ref = full === null ? undefined : fullName(full);
  const files = into === undefined ? [] : await all.conflicts({ ref, path: found.path }, into);
  if (into === undefined || files.length === 0) return await keep(workspace, found, { runWithProgress });
  const name = plainItemText(found.branch ?? found.path ?? "");
  throw new WorkflowError(
    "conflict",
    say`${name} conflicts with ${shortName(into)} in ${someFiles(files)}; nothing was made, and nobody was asked.`,
    say`Merge ${shortName(into)} into it first, where it is checked out, or have the agent do that; then try again.`,
  );
}

const fullName = (name: string): RefName => (isRefName(name) ? name : branchRef(name));

/** The session that was made of the work since its row or page was drawn; `undefined`: none. */
function keptAs(workspace: WorkflowWorkspace, { branch, path }: FoundTarget): SessionId | undefined {
  return workspace.snapshot().sessions.find(({ record, state }) => {
    const adopted = state === "archived" ? undefined : adoptedBranch(record);
    if (adopted === undefined) return false;
    return (branch !== null && adopted === branchRef(branch)) || (path !== null && record.workspace === path);
  })?.id;
}

/** Where the branch here is behind the one the work began at, a merge would bring more than the work. */
async function askAboutRest(into: Landing["into"], behind: Landing["behind"]): Promise<void> {
  if (into === undefined || behind === undefined) return;
  const go = t("Merge Anyway");
  const said = t("{0} is {1} behind {2}.", shortName(into), commitCount(behind.commits, t), baselineName(behind.ref));
  const detail = t("The work began there: merging it would bring those commits, too. Pull first, then try again.");
  orCancel(await showWarning(said, { modal: true, detail }, go));
}

/** Several commits have no message of their own: the person says the first line, below which their subjects stay. Secrets are taken out when it is asked. */
async function askTitle(session: string, summary: string, commits: number): Promise<string> {
  const [title = "", ...rest] = summary.split("\n");
  const typed = await vscode.window.showInputBox({
    title: t("Review and Merge: {0}", session),
    prompt: t("The first line of the message for {0}. Their other subjects stay below it.", commitCount(commits, t)),
    value: title,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? t("A few words are enough.") : undefined),
  });
  return [orCancel(typed).trim(), ...rest].join("\n");
}

function isUncommitted(): WorkflowError {
  return new WorkflowError(
    "refused",
    say`Changes that are not committed are on no branch that could be merged.`,
    say`Commit them, or keep them as a session and ask for a commit (“Request Commit”).`,
  );
}
