import * as vscode from "vscode";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import { branchPrefix } from "../../../core/worktrees/forkNames.ts";
import { listRefs } from "../../../core/git/refs/refs.ts";
import { requestKinds, type RequestKind } from "../../../core/gate/requestKind.ts";
import { openRepository } from "../../../core/git/repository/repository.ts";
import { plainItemText } from "../../prompts/sessionItems.ts";
import { commands } from "../../manifest/contributions.ts";
import type { CommandId } from "../../manifest/contributions.ts";
import { forkChoice } from "../../prompts/forkChoice.ts";
import { t } from "../../platform/hostWording.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import type { SessionOperation } from "../../operations/operation.ts";
import { versioning } from "../../operations/policy.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { requestsOf } from "../requests/requestWatcher.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import { shortRef } from "../kinds/plainNames.ts";

/** Called with a request that was just made here. */
export type Requested = (workspace: WorkflowWorkspace, view: RequestView) => Promise<void>;

const quiet = { ...versioning, progress: "quiet" } as const;

/** Asks why; the first line becomes the subject of a commit. */
async function askSummary(title: string, prompt: string, value: string): Promise<string> {
  const answer = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? t("A few words are enough.") : undefined),
  });
  return orCancel(answer).trim();
}

/** Asks which branch; the one the main checkout is on comes first. */
async function askTarget(workspace: WorkflowWorkspace, title: string): Promise<string> {
  const repository = await openRepository(workspace.git, workspace.key);
  const [head, refs] = await Promise.all([repository.head(), listRefs(repository, "refs/heads/")]);
  const current: string | undefined = head.branch;
  const names = refs.map(({ ref }): string => ref).filter((ref) => ref !== current && !ref.startsWith(branchPrefix));
  const items = [...(current === undefined ? [] : [current]), ...names.toSorted()].map((ref) => ({
    label: plainItemText(shortRef(ref)),
    description: ref === current ? t("checked out in {0}", plainItemText(workspace.name)) : "",
    ref,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: t("Into which branch?") });
  return orCancel(picked).ref;
}

type AskingOperation = Omit<SessionOperation, "command">;

const commandOf: Readonly<Record<RequestKind, CommandId>> = {
  merge: commands.requestMerge,
  commit: commands.requestCommit,
  teardown: commands.requestTeardown,
};

/** Operations that ask for something, by their command; none of them does it. */
export function requestOperations(requested: Requested): ReadonlyMap<CommandId, AskingOperation> {
  const operations: Readonly<Record<RequestKind, AskingOperation>> = {
    merge: {
      policy: quiet,
      choice: forkChoice(() => t("Request Merge of Fork")),
      run: async ({ workspace, session, given, runWithProgress }) => {
        const title = t("Request Merge: {0}", session.id);
        const into = given.into ?? (await askTarget(workspace, title));
        const prompt = t("What does it do? The first line becomes the subject of the commit on {0}.", shortRef(into));
        const summary = given.summary ?? (await askSummary(title, prompt, session.record.project));
        const requests = await requestsOf(workspace);
        const requestedBy = reviewerName();
        const view = await runWithProgress(
          title,
          async (signal) => await requests.requestMerge(session.id, { into, summary, requestedBy, signal }),
        );
        await requested(workspace, view);
      },
    },
    commit: {
      policy: quiet,
      choice: {
        title: () => t("Request Commit of Session"),
        states: ["active", "paused"],
        takesCurrent: true,
      },
      run: async ({ workspace, session, given, runWithProgress }) => {
        const title = t("Request Commit: {0}", session.id);
        const prompt = t("What does this work do, as one commit? Only to save your work, take a checkpoint instead.");
        const summary = given.summary ?? (await askSummary(title, prompt, ""));
        const requests = await requestsOf(workspace);
        const requestedBy = reviewerName();
        const view = await runWithProgress(
          title,
          async (signal) => await requests.requestCommit(session.id, { summary, requestedBy, signal }),
        );
        await requested(workspace, view);
      },
    },
    teardown: {
      policy: quiet,
      choice: { ...forkChoice(() => t("Request Removal of Fork")), takesCurrent: false },
      run: async ({ workspace, session, given, runWithProgress }) => {
        const title = t("Request Removal: {0}", session.id);
        const prompt = t("Why can it go? The review lists what would be lost.");
        const summary = given.summary ?? (await askSummary(title, prompt, ""));
        const requests = await requestsOf(workspace);
        const requestedBy = reviewerName();
        const view = await runWithProgress(
          title,
          async (signal) => await requests.requestTeardown(session.id, { summary, requestedBy, signal }),
        );
        await requested(workspace, view);
      },
    },
  };
  return new Map(requestKinds.map((kind) => [commandOf[kind], operations[kind]]));
}
