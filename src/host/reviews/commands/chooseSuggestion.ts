import * as vscode from "vscode";
import type { Thread } from "../../../core/annotations/annotation.ts";
import { mayMean } from "../../../core/annotations/annotationId.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { Invocation } from "../../operations/invocation.ts";
import { t } from "../../platform/hostWording.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import { plainItemText } from "../../prompts/sessionItems.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { workspaceNamed } from "../../workspaces/workspaceNamed.ts";

interface FoundSuggestion {
  readonly workspace: WorkflowWorkspace;
  readonly thread: Thread;
}

/** The suggestion that is meant: the named one, the only one there is, else one that the person chooses. */
export async function chooseSuggestion(
  workspaces: readonly WorkflowWorkspace[],
  { given, target }: Invocation,
): Promise<FoundSuggestion> {
  const key =
    target.workspace ?? (given.folder === undefined ? undefined : workspaceNamed(workspaces, given.folder).key);
  const id = target.annotation ?? given.comment;
  const session = id === undefined ? (target.session ?? given.session) : undefined;
  const found: FoundSuggestion[] = [];
  for (const workspace of workspaces.filter((one) => key === undefined || one.key === key)) {
    const threads = await (await workspace.services.annotations()).list();
    for (const thread of threads.filter(
      (one) => isMeant(one, id) && (session ?? one.subject.session) === one.subject.session,
    ))
      found.push({ workspace, thread });
  }
  const [only] = found;
  if (only === undefined) {
    throw new WorkflowError(
      "not-found",
      say`There is no suggestion that could be applied.`,
      say`Open comments that suggest lines of a file can be applied to their fork.`,
    );
  }
  if (found.length === 1) return only;
  const items = found.toReversed().map((one) => {
    const { subject, notes } = one.thread;
    return {
      label: plainItemText(subject.file ?? ""),
      description: subject.session,
      detail: plainItemText(`${notes[0].author.name}: ${notes[0].body.split("\n")[0] ?? ""}`),
      one,
    };
  });
  const options = { title: t("Apply Suggestion"), matchOnDescription: true, matchOnDetail: true };
  return orCancel(await vscode.window.showQuickPick(items, options)).one;
}

function isMeant({ id, notes, resolved, suggestion }: Thread, typed: string | undefined): boolean {
  if (suggestion === undefined) return false;
  return typed === undefined ? !resolved : id === typed || notes.some((note) => mayMean(typed, note.id));
}
