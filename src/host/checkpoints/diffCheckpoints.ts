import type { SessionState } from "../../core/sessions/model/session.ts";
import { commands, type CommandId } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import type { SessionOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { versioning } from "../operations/policy.ts";

export const anyState: readonly SessionState[] = ["active", "paused", "completed", "archived"];

/** A checkpoint beside the files as they are, beside HEAD, or beside another checkpoint; how they are compared is loaded late. */
export const registerDiffCheckpoints: Feature = ({ runner, log }) => {
  const registered = new Disposables((error) => log.error("A command could not be removed.", error));
  const register = (command: CommandId, title: () => string, run: SessionOperation["run"]): void => {
    registered.own(
      runner.registerForSession({
        command,
        policy: versioning,
        choice: { title, states: anyState, takesCurrent: true, temporary: "present" },
        run,
      }),
    );
  };
  register(
    commands.diffCheckpoint,
    () => t("Compare a Checkpoint of Session"),
    async (context) => await (await import("./compareCheckpoints.ts")).compareWithWorkingTree(context),
  );
  register(
    commands.diffCheckpointWithHead,
    () => t("Compare a Checkpoint of Session"),
    async (context) => await (await import("./compareCheckpoints.ts")).compareWithHead(context),
  );
  register(
    commands.compareCheckpoints,
    () => t("Compare Checkpoints of Session"),
    async (context) => await (await import("./compareCheckpoints.ts")).compareWithOther(context),
  );
  return registered;
};
