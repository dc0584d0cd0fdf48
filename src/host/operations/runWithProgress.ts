import * as vscode from "vscode";
import { settlesWithin } from "../../core/base/settlesWithin.ts";
import type { Clock } from "../../core/base/ports.ts";
import { viewIds } from "../manifest/contributions.ts";
import { showProgress } from "../platform/notifications.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { cancelled } from "../prompts/orCancel.ts";
import type { Policy } from "./policy.ts";

/** Runs the part of an operation that takes time, after everything was asked; `signal` is aborted when the person cancels. */
export type RunWithProgress = <T>(title: string, task: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** What is done sooner needs no notification that comes and goes. */
const timeoutMs = 800;

/** Work of one workspace with the progress its policy names; what changes `.workflow` goes one at a time. */
export function withProgress(workspace: WorkflowWorkspace, policy: Policy): RunWithProgress {
  return async (title, task) => {
    const controller = new AbortController();
    const running = policy.readOnly ? task(controller.signal) : workspace.change(() => task(controller.signal));
    const finished = running.then(
      () => undefined,
      () => undefined,
    );
    void vscode.window.withProgress({ location: { viewId: viewIds.sessions } }, () => finished);
    if (policy.progress === "quiet") return await running;
    return await Promise.race([running, cancellation(workspace.services.clock, title, finished, controller)]);
  };
}

/** Shows a notification when the work takes longer; ends with `cancelled` when the person presses Cancel, and otherwise never. */
async function cancellation(
  clock: Clock,
  title: string,
  finished: Promise<void>,
  controller: AbortController,
): Promise<never> {
  if (!(await settlesWithin(clock, timeoutMs, finished))) {
    await showProgress(title, async (token) => {
      const pressed = new Promise<void>((done) => {
        token.onCancellationRequested(() => {
          controller.abort();
          done();
        });
      });
      await Promise.race([finished, pressed]);
    });
    if (controller.signal.aborted) throw cancelled();
  }
  return await new Promise<never>(() => undefined);
}
