import * as vscode from "vscode";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import { branchPrefix } from "../../../core/sessions/model/sessionBranch.ts";
import { listRefs } from "../../../core/git/refs/refs.ts";
import { readConfiguration } from "../../../core/git/config/configuration.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { requestKinds, type RequestKind } from "../../../core/gate/requestKind.ts";
import { openRepository } from "../../../core/git/repository/repository.ts";
import { plainItemText } from "../../prompts/sessionItems.ts";
import { requestCommands, type CommandId } from "../../manifest/contributions.ts";
import { forkChoice } from "../../prompts/forkChoice.ts";
import { t } from "../../platform/hostWording.ts";
import type { GivenText } from "../../../core/redaction/givenText.ts";
import { askText } from "../../prompts/askText.ts";
import { tellRedacted } from "../../prompts/tellRedacted.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import type { SessionOperation } from "../../operations/operation.ts";
import { versioning } from "../../operations/policy.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { requestsOf } from "../requests/requestWatcher.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import type { RequestQuestions } from "../kinds/kindPresentation.ts";
import { presentationOf } from "../kinds/kinds.ts";
import { shortRef } from "../kinds/plainNames.ts";

/** Called with a request that was just made here. */
export type Requested = (workspace: WorkflowWorkspace, view: RequestView) => Promise<void>;

const quiet = { ...versioning, progress: "quiet" } as const;

/** Asks why; the first line becomes the subject of a commit. */
async function askSummary(title: string, prompt: string, value: string): Promise<GivenText> {
  const answer = await askText({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? t("A few words are enough.") : undefined),
  });
  return orCancel(answer);
}

/** Asks which branch; the one the main checkout is on comes first. */
async function askBranch(workspace: WorkflowWorkspace, title: string, question: string): Promise<string> {
  const repository = await openRepository(workspace.git, workspace.key);
  const [head, refs] = await Promise.all([repository.head(), listRefs(repository, "refs/heads/")]);
  const current: string | undefined = head.branch;
  const names = refs.map(({ ref }): string => ref).filter((ref) => ref !== current && !ref.startsWith(branchPrefix));
  const items = [...(current === undefined ? [] : [current]), ...names.toSorted()].map((ref) => ({
    label: plainItemText(shortRef(ref)),
    description: ref === current ? t("checked out in {0}", plainItemText(workspace.name)) : "",
    ref,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: question });
  return orCancel(picked).ref;
}

/** The names of the remotes the repository has; origin comes first. */
async function askRemote(workspace: WorkflowWorkspace, title: string, question: string): Promise<string> {
  const entries = await readConfiguration(await openRepository(workspace.git, workspace.key));
  const names = new Set(entries.flatMap(({ key }) => /^remote\.(.+)\.url$/su.exec(key)?.[1] ?? []));
  const [first, ...others] = [...names].toSorted((a, b) => Number(b === "origin") - Number(a === "origin"));
  if (first === undefined) {
    throw new WorkflowError("refused", say`The repository has no remote.`, say`Add one first (git remote add).`);
  }
  if (others.length === 0) return first;
  const items = [first, ...others].map((name) => ({ label: plainItemText(name), name }));
  return orCancel(await vscode.window.showQuickPick(items, { title, placeHolder: question })).name;
}

type AskingOperation = Omit<SessionOperation, "command">;

/** The operation that asks for one kind of request, as the kind says it (reviews/kinds); it does nothing of it. */
function requestOperation(kind: RequestKind, requested: Requested): AskingOperation {
  const { ask } = presentationOf<RequestKind>(kind);
  const title = (): string => ask.choice(t);
  return {
    policy: quiet,
    choice: {
      ...(ask.about === "forks" ? forkChoice(title) : { title, states: ["active", "paused"] }),
      takesCurrent: ask.takesCurrent,
    },
    run: async ({ workspace, session, given, runWithProgress }) => {
      const heading = ask.title(session.id, t);
      const questions: RequestQuestions = {
        summary: async (prompt, value) => await askSummary(heading, prompt, value),
        branch: async (question) => await askBranch(workspace, heading, question),
        remote: async (question) => await askRemote(workspace, heading, question),
        pick: async (question, items) =>
          orCancel(await vscode.window.showQuickPick([...items], { title: heading, placeHolder: question })).value,
      };
      const said = await ask.say(given, session, questions, t);
      const requests = await requestsOf(workspace);
      const requestedBy = reviewerName();
      const view = await runWithProgress(
        heading,
        async (signal) => await requests.ask(kind, session.id, { ...said, requestedBy, signal }),
      );
      await tellRedacted(view, "summary");
      await requested(workspace, view);
    },
  };
}

/** Operations that ask for something, by their command; none of them does it. */
export function requestOperations(requested: Requested): ReadonlyMap<CommandId, AskingOperation> {
  return new Map(requestKinds.map((kind) => [requestCommands[kind], requestOperation(kind, requested)]));
}
