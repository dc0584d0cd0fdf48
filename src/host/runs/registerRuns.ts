import type { Feature } from "../feature/feature.ts";
import { commands } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";

const names = ["start", "openTerminal", "retry", "reset", "tearDown", "show"] as const;

/** What a person does with a run. */
export type RunAct = (typeof names)[number];

/** Commands on runs; nothing of them is loaded before the first is run. */
export const registerRuns: Feature = (host) => {
  const registered = new Disposables((error) => host.log.error("A command could not be removed.", error));
  for (const name of names) {
    registered.own(
      host.runner.register(commands[`run.${name}`], async (invocation) => {
        await (await import("./runCommands.ts")).actOnRun(host, name, invocation);
      }),
    );
  }
  return registered;
};
