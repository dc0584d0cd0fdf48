import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import type { CommandId } from "../manifest/contributions.ts";
import { chooseFolder, chooseSession } from "../prompts/choose.ts";
import { t, wording } from "../platform/hostWording.ts";
import type { Log } from "../platform/log.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { workspaceNamed } from "../workspaces/workspaceNamed.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import { showFailure } from "../platform/failures.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { parseInvocation, type Invocation } from "./invocation.ts";
import type { LateOperation, LateWorkspaceOperation, WorkspaceOperation, SessionOperation } from "./operation.ts";
import type { Policy } from "./policy.ts";
import { meansTemporary, readTemporary } from "../workspaces/temporaryWorkspace.ts";
import { withoutSession } from "./withoutSession.ts";
import { withProgress } from "./runWithProgress.ts";

/** Runs operations: reads their arguments, sees to their policy, asks what is missing and shows what went wrong. */
export class OperationRunner {
  readonly #workspaces: WorkspaceRegistry;
  readonly #log: Log;

  constructor(workspaces: WorkspaceRegistry, log: Log) {
    this.#workspaces = workspaces;
    this.#log = log;
  }

  /** Registers the command of an operation on a whole workspace. */
  registerForWorkspace(operation: WorkspaceOperation): vscode.Disposable {
    return this.register(operation.command, async (invocation) => await this.runForWorkspace(operation, invocation));
  }

  /** For a command that is registered before its operation is loaded. */
  async runForWorkspace(operation: LateWorkspaceOperation, invocation: Invocation): Promise<unknown> {
    if (operation.policy.needsTrust) this.requireTrust();
    const workspace = await this.#workspaceOf(invocation);
    await this.#prepare(workspace, operation.policy, invocation.target.session ?? invocation.given.session);
    return await operation.run({
      ...invocation,
      workspace,
      runWithProgress: withProgress(workspace, operation.policy),
    });
  }

  /** Registers the command of an operation on one session. */
  registerForSession(operation: SessionOperation): vscode.Disposable {
    return this.register(operation.command, async (invocation) => await this.runForSession(operation, invocation));
  }

  /** As `runForWorkspace`. */
  async runForSession(operation: LateOperation, invocation: Invocation): Promise<void> {
    if (operation.policy.needsTrust) this.requireTrust();
    const workspace = await this.#workspaceOf(invocation);
    const meant = await this.#meant(workspace, invocation, operation);
    const runWithProgress = withProgress(workspace, operation.policy);
    if (typeof meant === "string") {
      const session = await readTemporary(workspace, wording.clock.now());
      const subject = { session, name: t("Temporary workspace") };
      await operation.run(
        meant === "named"
          ? { ...invocation, ...subject, id: session.id, workspace, runWithProgress }
          : {
              ...invocation,
              ...subject,
              workspace,
              runWithProgress: withoutSession(workspace, runWithProgress),
            },
      );
      return;
    }
    // What is shown may be a moment old: an operation that changes something decides on what the disk says.
    const session = operation.policy.needsTrust ? await workspace.sessions.get(meant.id) : meant;
    await operation.run({ ...invocation, session, id: session.id, name: session.id, workspace, runWithProgress });
  }

  /** Runs something outside a command (a button of a notification) with the same care; `undefined` where it failed. */
  async attempt<Answer>(task: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await task();
    } catch (error) {
      showFailure(error, this.#log);
      return undefined;
    }
  }

  /** Registers a command that reads its arguments as all do, and shows what went wrong. */
  register(command: CommandId, run: (invocation: Invocation) => Promise<unknown>): vscode.Disposable {
    return vscode.commands.registerCommand(
      command,
      async (argument: unknown) =>
        await this.attempt(async () => {
          await this.#workspaces.opened();
          return await run(await parseInvocation(argument));
        }),
    );
  }

  /** Ends an operation in Restricted Mode, with an explanation and the way out. */
  requireTrust(): void {
    if (vscode.workspace.isTrusted) return;
    throw new WorkflowError(
      "untrusted",
      say`This folder is in Restricted Mode: sessions can be looked at, not changed.`,
      say`Trust the folder to change sessions or open their terminals.`,
    );
  }

  /** Decisions are made on a fresh look; a session that is named and known is read by itself. */
  async #prepare(workspace: WorkflowWorkspace, policy: Policy, wanted?: string): Promise<void> {
    await workspace.loaded();
    if (!workspace.snapshot().sessions.some(({ id }) => id === wanted)) await workspace.reconcile();
    const { exists, problems } = workspace.snapshot();
    if (policy.needsWorkflow && !exists && problems.some(({ code }) => code === "lost-session")) {
      throw new WorkflowError(
        "not-found",
        say`The sessions of “${workspace.name}” are lost: their .workflow directory is gone.`,
        say`Bring them back first (“Bring Back Sessions”).`,
      );
    }
    if (policy.needsWorkflow && !exists) {
      throw new WorkflowError(
        "no-workflow",
        say`There are no sessions in “${workspace.name}” yet.`,
        say`Create the first session.`,
      );
    }
  }

  async #workspaceOf({ given, target }: Invocation): Promise<WorkflowWorkspace> {
    const workspaces = this.#workspaces.all();
    if (target.workspace !== undefined) return orCancel(workspaces.find(({ key }) => key === target.workspace));
    if (given.folder !== undefined) return workspaceNamed(workspaces, given.folder);
    const only = workspaces.length === 1 ? workspaces[0] : undefined;
    if (only !== undefined) return only;
    if (workspaces.length === 0) {
      throw new WorkflowError(
        "not-found",
        say`No folder is open whose sessions could be kept.`,
        say`Open a folder first.`,
      );
    }
    return orCancel(await chooseFolder(workspaces));
  }

  /** The session, or that the temporary workspace was chosen ("offered") or named. */
  async #meant(
    workspace: WorkflowWorkspace,
    invocation: Invocation,
    { choice, policy }: Omit<SessionOperation, "command">,
  ): Promise<SessionView | "offered" | "named"> {
    const wanted = invocation.target.session ?? invocation.given.session;
    await this.#prepare(workspace, policy, wanted);
    const { only } = choice;
    if (wanted !== undefined) {
      if (meansTemporary(workspace, wanted, choice)) return "named";
      const session = workspace.find(wanted);
      if (only !== undefined && !only.test(session)) throw only.otherwise(session.id);
      return session;
    }
    const current = choice.takesCurrent ? workspace.current() : undefined;
    const fits = current !== undefined && choice.states.includes(current.state) && only?.test(current) !== false;
    return fits ? current : orCancel(await chooseSession(workspace, choice));
  }
}
