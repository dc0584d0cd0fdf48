import type { SessionHooks } from "../sessions/sessionContext.ts";
import type { Forks } from "../forks/forks.ts";
import { temporaryId } from "../sessions/sessionContext.ts";
import type { Checkpoints } from "./checkpoints.ts";

/** Takes checkpoints where the seed saves ("Minimal Checkpoint Strategy"): at each phase transition and before a session ends. */
export function checkpointHooks(
  versions: () => Promise<{
    readonly checkpoints: Pick<Checkpoints, "take">;
    readonly forks: Pick<Forks, "removing">;
  }>,
): SessionHooks {
  return {
    async phaseCompleted(id, phase) {
      if (id === temporaryId) return;
      const { checkpoints } = await versions();
      await checkpoints.take(id, { trigger: "phase", message: `${phase} done` });
    },
    async sessionEnding(id) {
      const { checkpoints, forks } = await versions();
      // Without its worktree, what would be kept is the main checkout's work.
      if (!forks.removing(id)) await checkpoints.take(id, { trigger: "session-end" });
    },
  };
}

/** For those who turned it on: keeps the session that is left. Asked at each switch, so that the setting may change meanwhile. */
export function checkpointOnSwitch(
  versions: () => Promise<{ readonly checkpoints: Pick<Checkpoints, "take"> }>,
  isOn: () => boolean,
): Pick<SessionHooks, "switching"> {
  return {
    async switching(from) {
      if (from === undefined || from === temporaryId || !isOn()) return;
      const { checkpoints } = await versions();
      await checkpoints.take(from, { trigger: "switch" });
    },
  };
}
