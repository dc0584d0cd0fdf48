import { commands } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import type { SessionChoice } from "../prompts/sessionChoice.ts";
import { versioning } from "../operations/policy.ts";
import { anyState } from "./diffCheckpoints.ts";

function choiceOf(title: SessionChoice["title"]): SessionChoice {
  return { title, states: anyState, takesCurrent: true, temporary: "present" };
}

/** The whole working tree, or chosen paths, as a checkpoint holds them; and back again. */
export const registerRestoreCheckpoints: Feature = (host) => {
  const { runner, log } = host;
  const registered = new Disposables((error) => log.error("A command could not be removed.", error));
  registered.own(
    runner.registerForSession({
      command: commands.restoreCheckpoint,
      policy: versioning,
      choice: choiceOf(() => t("Restore a Checkpoint of Session")),
      run: async (context) => await (await import("./restoreWorkingTree.ts")).restoreCheckpoint(host, context),
    }),
  );
  registered.own(
    runner.registerForSession({
      command: commands.restorePaths,
      policy: versioning,
      choice: choiceOf(() => t("Restore Files of a Session")),
      run: async (context) => await (await import("./restoreWorkingTree.ts")).restorePaths(host, context),
    }),
  );
  for (const operation of ["undo", "redo"] as const) {
    const undoes = operation === "undo";
    registered.own(
      runner.registerForSession({
        command: undoes ? commands.undoRestore : commands.redoRestore,
        policy: versioning,
        choice: choiceOf(() =>
          undoes ? t("Undo the Last Restore of Session") : t("Redo the Last Restore of Session"),
        ),
        run: async (context) => await (await import("./restoreWorkingTree.ts")).stepBack(operation, context),
      }),
    );
  }
  return registered;
};
