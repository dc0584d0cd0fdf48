import { commands } from "../manifest/contributions.ts";
import type { CommandId } from "../manifest/contributions.ts";
import type { Feature, Host } from "../feature/feature.ts";
import type { LateOperation } from "../operations/operation.ts";
import { Disposables } from "../platform/disposables.ts";

const operations: readonly (readonly [CommandId, () => Promise<(host: Host) => LateOperation>])[] = [
  [commands.diffFork, async () => (await import("./diffFork.ts")).diffFork],
  [commands.renameFork, async () => (await import("./renameFork.ts")).renameFork],
  [commands.syncFork, async () => (await import("./syncFork.ts")).syncFork],
  [commands.removeFork, async () => (await import("./removeFork.ts")).removeFork],
];

/** Commands on forks that are run now and then: nothing of them is read before. */
export const registerForkCommands: Feature = (host) => {
  const registered = new Disposables((error) => host.log.error("A command could not be removed.", error));
  for (const [command, load] of operations) {
    registered.own(
      host.runner.register(command, async (invocation) => {
        await host.runner.runForSession((await load())(host), invocation);
      }),
    );
  }
  return registered;
};
