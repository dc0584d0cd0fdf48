import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { answeredRequest } from "../../../core/review/delivery/undelivered.ts";
import { sessionIdFromSlug } from "../../../core/sessions/model/sessionId.ts";
import type { Host } from "../../feature/feature.ts";
import type { Invocation } from "../../operations/invocation.ts";
import { workspaceNamed } from "../../workspaces/workspaceNamed.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import type { FoundRequest, RequestWatcher } from "../requests/requestWatcher.ts";
import type { AnswerSubject } from "../sendBack/answerSubject.ts";

/**
 * The answer that is meant: that of the row's request or of the named one, the newest of the row's session or of the named one, else of a request that the person chooses
 * (`choose`).
 */
export async function chooseAnswer(
  { workspaces }: Host,
  watcher: RequestWatcher,
  { given, target }: Invocation,
  choose: () => Promise<FoundRequest>,
): Promise<AnswerSubject> {
  const named = target.session ?? given.session;
  if ((target.request ?? given.request) !== undefined || named === undefined) {
    const { workspace, view } = await choose();
    return subjectOf(watcher, workspace, view.session, view);
  }
  const id = sessionIdFromSlug(named);
  const workspace = workspaceOf(workspaces.all(), { given, target }, id);
  await watcher.of(workspace).look();
  const { id: session } = await workspace.sessions.get(id);
  const { views } = subjectOf(watcher, workspace, session, undefined);
  return { workspace, session, views, view: answeredRequest(views) };
}

function subjectOf(
  watcher: RequestWatcher,
  workspace: WorkflowWorkspace,
  session: AnswerSubject["session"],
  view: AnswerSubject["view"],
): AnswerSubject {
  const views = (watcher.of(workspace).views ?? []).filter((one) => one.session === session);
  return { workspace, session, view, views };
}

function workspaceOf(
  workspaces: readonly WorkflowWorkspace[],
  { given, target }: Invocation,
  session: string,
): WorkflowWorkspace {
  if (given.folder !== undefined) return workspaceNamed(workspaces, given.folder);
  const found = workspaces.find((one) =>
    target.workspace === undefined
      ? one.snapshot().sessions.some(({ id }) => id === session)
      : one.key === target.workspace,
  );
  if (found !== undefined) return found;
  throw new WorkflowError("not-found", say`There is no session ${session}.`, say`Look at the list of sessions again.`);
}
