import type { CommandId } from "../manifest/contributions.ts";
import type { LateOperation, LateWorkspaceOperation } from "../operations/operation.ts";
import type { Feature, Host } from "./feature.ts";

/** A command on one session that is run now and then: nothing of its operation is read before. */
export function lateCommand(command: CommandId, load: () => Promise<(host: Host) => LateOperation>): Feature {
  return (host) =>
    host.runner.register(command, async (invocation) => {
      await host.runner.runForSession((await load())(host), invocation);
    });
}

/** Likewise a command on a whole workspace. */
export function lateWorkspaceCommand(
  command: CommandId,
  load: () => Promise<(host: Host) => LateWorkspaceOperation>,
): Feature {
  return (host) =>
    host.runner.register(
      command,
      async (invocation) => await host.runner.runForWorkspace((await load())(host), invocation),
    );
}
