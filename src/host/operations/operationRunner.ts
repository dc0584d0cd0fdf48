import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import type { CommandId } from "../manifest/contributions.ts";
import { chooseFolder, chooseSession } from "../prompts/choose.ts";
import { t, wording } from "../platform/hostWording.ts";
import type { Log } from "../platform/log.ts";
import type { Place } from "../workspaces/workflowWorkspace.ts";
import { placeNamed } from "../workspaces/workspaceNamed.ts";
import type { Places } from "../workspaces/workspaceRegistry.ts";
import { showFailure } from "../platform/failures.ts";
import { answered } from "../prompts/orCancel.ts";
import { parseInvocation } from "./commandArguments.ts";
import type { Invocation } from "./commandArguments.ts";
import type { PlaceOperation, SessionOperation } from "./operation.ts";
import type { Policy } from "./policy.ts";
import { meansTemporary, readTemporary } from "../workspaces/temporaryWorkspace.ts";
import { withoutSession } from "./withoutSession.ts";
import { workIn } from "./runWithProgress.ts";

/** Runs operations: reads their arguments, sees to their policy, asks what is missing and shows what went wrong. */
export class OperationRunner {
  readonly #places: Places;
  readonly #log: Log;

  constructor(places: Places, log: Log) {
    this.#places = places;
    this.#log = log;
  }

  /** Registers the command of an operation on a whole place. */
  registerForPlace(operation: PlaceOperation): vscode.Disposable {
    return this.register(operation.command, async (invocation) => await this.runForPlace(operation, invocation));
  }

  /** For a command that is registered before its operation is loaded. */
  async runForPlace(operation: Omit<PlaceOperation, "command">, invocation: Invocation): Promise<void> {
    if (operation.policy.needsTrust) this.requireTrust();
    const place = await this.#placeOf(invocation);
    await this.#prepare(place, operation.policy, invocation.target.session ?? invocation.given.session);
    await operation.run({ ...invocation, place, work: workIn(place, operation.policy) });
  }

  /** Registers the command of an operation on one session. */
  registerForSession(operation: SessionOperation): vscode.Disposable {
    return this.register(operation.command, async (invocation) => await this.runForSession(operation, invocation));
  }

  /** As `runForPlace`. */
  async runForSession(operation: Omit<SessionOperation, "command">, invocation: Invocation): Promise<void> {
    if (operation.policy.needsTrust) this.requireTrust();
    const place = await this.#placeOf(invocation);
    const meant = await this.#meant(place, invocation, operation);
    const work = workIn(place, operation.policy);
    if (typeof meant === "string") {
      const session = await readTemporary(place, wording.clock.now());
      const subject = { session, name: t("Temporary workspace") };
      await operation.run(
        meant === "named"
          ? { ...invocation, ...subject, id: session.id, place, work }
          : { ...invocation, ...subject, place, work: withoutSession(place, work, wording) },
      );
      return;
    }
    // What is shown may be a moment old: whoever changes something decides on what the disk says.
    const session = operation.policy.needsTrust ? await place.sessions.get(meant.id) : meant;
    await operation.run({ ...invocation, session, id: session.id, name: session.id, place, work });
  }

  /** Runs something outside a command (a button of a notification) with the same care. */
  async attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      showFailure(error, this.#log);
    }
  }

  /** Registers a command that reads its arguments as all do, and shows what went wrong. */
  register(command: CommandId, run: (invocation: Invocation) => Promise<void>): vscode.Disposable {
    return vscode.commands.registerCommand(command, async (argument: unknown) => {
      await this.attempt(async () => {
        await this.#places.opened();
        await run(parseInvocation(argument));
      });
    });
  }

  /** Ends an operation in Restricted Mode, with an explanation and the way out. */
  requireTrust(): void {
    if (vscode.workspace.isTrusted) return;
    throw new WorkflowError(
      "untrusted",
      t("This folder is in Restricted Mode: sessions can be looked at, not changed."),
      t("Trust the folder to change sessions or open their terminals."),
    );
  }

  /** Decisions are made on a fresh look; a session that is named and known is read by itself. */
  async #prepare(place: Place, policy: Policy, wanted?: string): Promise<void> {
    await place.loaded();
    if (!place.snapshot().sessions.some(({ id }) => id === wanted)) await place.reconcile();
    if (policy.needsWorkflow && !place.snapshot().exists) {
      throw new WorkflowError(
        "no-workflow",
        t("There are no sessions in “{0}” yet.", place.name),
        t("Create the first session."),
      );
    }
  }

  async #placeOf({ given, target }: Invocation): Promise<Place> {
    const places = this.#places.all();
    if (target.place !== undefined) return answered(places.find(({ key }) => key === target.place));
    if (given.folder !== undefined) return placeNamed(places, given.folder, t);
    const only = places.length === 1 ? places[0] : undefined;
    if (only !== undefined) return only;
    if (places.length === 0) {
      throw new WorkflowError(
        "not-found",
        t("No folder is open whose sessions could be kept."),
        t("Open a folder first."),
      );
    }
    return answered(await chooseFolder(places));
  }

  /** The session, or that the temporary workspace was chosen ("offered") or named. */
  async #meant(
    place: Place,
    invocation: Invocation,
    { choice, policy }: Omit<SessionOperation, "command">,
  ): Promise<SessionView | "offered" | "named"> {
    const wanted = invocation.target.session ?? invocation.given.session;
    await this.#prepare(place, policy, wanted);
    const { only } = choice;
    if (wanted !== undefined) {
      if (meansTemporary(place, wanted, choice)) return "named";
      const session = place.find(wanted);
      if (only !== undefined && !only.test(session)) throw only.otherwise(session.id);
      return session;
    }
    const current = choice.takesCurrent ? place.current() : undefined;
    const fits = current !== undefined && choice.states.includes(current.state) && only?.test(current) !== false;
    return fits ? current : answered(await chooseSession(place, choice));
  }
}
