import { type SessionHooks, temporaryId } from "../sessions/sessionContext.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { KeptText } from "../redaction/keptText.ts";
import type { TakeOptions } from "./checkpointOptions.ts";
import type { Checkpoints } from "./checkpoints.ts";

/** Runs the taking of a checkpoint; the operation it belongs to goes on when this answers, whether or not the checkpoint is taken by then. */
export type TakeAlongside = (session: SessionId, take: (signal: AbortSignal) => Promise<unknown>) => Promise<void>;

export interface AutomaticCheckpoints {
  /** Whether the session that is left is kept; asked at each switch. Default: never. */
  readonly onSwitch?: () => boolean;
  /** Default: the operation waits until the checkpoint is taken. */
  readonly alongside?: TakeAlongside;
}

const untilTaken: TakeAlongside = async (_session, take) => {
  await take(new AbortController().signal);
};

/** Takes checkpoints beside the saves of a session: at each phase transition, before a session ends, on request at a switch. */
export function checkpointHooks(
  versions: () => Promise<{
    readonly checkpoints: Pick<Checkpoints, "take">;
    /** Whether this session is about to be ended because its fork is removed. */
    readonly forks: { removing(id: SessionId): boolean };
  }>,
  { onSwitch = () => false, alongside = untilTaken }: AutomaticCheckpoints = {},
): SessionHooks {
  const take = async (id: SessionId, options: TakeOptions): Promise<void> => {
    const { checkpoints } = await versions();
    await alongside(id, async (signal) => await checkpoints.take(id, { ...options, signal }));
  };
  return {
    async phaseCompleted(id, phase) {
      if (id !== temporaryId)
        await take(id, {
          trigger: "phase",
          ...(phase === undefined ? {} : { message: new KeptText(`${phase} done`) }),
        });
    },
    async sessionEnding(id) {
      const { forks } = await versions();
      // Without its worktree, what would be kept is the main checkout's work.
      if (!forks.removing(id)) await take(id, { trigger: "session-end" });
    },
    async switching(from) {
      if (from !== undefined && onSwitch()) await take(from, { trigger: "switch" });
    },
  };
}
