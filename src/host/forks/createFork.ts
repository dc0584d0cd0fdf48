import type { SessionState } from "../../core/sessions/model/session.ts";
import { chooseCheckpoint } from "../prompts/chooseCheckpoint.ts";
import { commands } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";

const states: readonly SessionState[] = ["active", "paused", "completed"];

/** A fork of a session as it was committed last, or of one of its checkpoints. */
export const registerCreateFork: Feature = (host) => {
  const { runner, log } = host;
  const registered = new Disposables((error) => log.error("A command could not be removed.", error));
  registered.own(
    runner.registerForSession({
      command: commands.createFork,
      policy: changing,
      choice: { title: () => t("Fork Session"), states, takesCurrent: true },
      run: async (context) => await (await import("./forkSession.ts")).forkSession(host, context),
    }),
  );
  registered.own(
    runner.registerForSession({
      command: commands.forkFromCheckpoint,
      policy: changing,
      choice: { title: () => t("Fork from a Checkpoint of Session"), states, takesCurrent: true },
      run: async (context) => {
        const { id } = await chooseCheckpoint(context, t("Fork from Checkpoint: {0}", context.session.id));
        await (await import("./forkSession.ts")).forkSession(host, { ...context, checkpoint: id });
      },
    }),
  );
  return registered;
};
