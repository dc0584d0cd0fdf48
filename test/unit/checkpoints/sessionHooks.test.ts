import { describe, expect, it } from "vitest";
import { KeptText } from "../../../src/core/redaction/keptText.ts";
import type { TakenCheckpoint } from "../../../src/core/checkpoints/model/checkpoint.ts";
import type { TakeOptions } from "../../../src/core/checkpoints/checkpointOptions.ts";
import { type AutomaticCheckpoints, checkpointHooks } from "../../../src/core/checkpoints/sessionHooks.ts";
import { temporaryId } from "../../../src/core/sessions/sessionContext.ts";
import { parseSessionId, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { checkpoint } from "../host/plainGitFeatures.ts";

const login = parseSessionId("WFS-login") as SessionId;
const search = parseSessionId("WFS-search") as SessionId;
const taken: TakenCheckpoint = { ...checkpoint(1), created: true };

function scene(automatic?: AutomaticCheckpoints, removing: readonly SessionId[] = []) {
  const takes: (Omit<TakeOptions, "signal"> & { readonly id: SessionId })[] = [];
  const hooks = checkpointHooks(
    async () => ({
      checkpoints: {
        take: async (id, { signal, ...options }: TakeOptions) => {
          signal?.throwIfAborted();
          takes.push({ id, ...options });
          return taken;
        },
      },
      forks: { removing: (id) => removing.includes(id) },
    }),
    automatic,
  );
  return { hooks, takes };
}

describe("checkpoints that operations take by themselves", () => {
  it("are taken when a phase is done and before a session ends", async () => {
    const { hooks, takes } = scene();
    await hooks.phaseCompleted?.(login, "PLAN");
    await hooks.sessionEnding?.(login);
    expect(takes).toEqual([
      { id: login, trigger: "phase", message: new KeptText("PLAN done") },
      { id: login, trigger: "session-end" },
    ]);
  });

  it("are not taken of the temporary workspace, nor of a fork that is being removed", async () => {
    const { hooks, takes } = scene({}, [login]);
    await hooks.phaseCompleted?.(temporaryId, "PLAN");
    await hooks.sessionEnding?.(login);
    expect(takes).toEqual([]);
  });

  it("are taken of the session that is left, once a person wants that", async () => {
    let wanted = false;
    const { hooks, takes } = scene({ onSwitch: () => wanted });
    await hooks.switching?.(login, search);
    wanted = true;
    await hooks.switching?.(undefined, search);
    await hooks.switching?.(login, search);
    expect(takes).toEqual([{ id: login, trigger: "switch" }]);
  });

  it("hold the operation up no longer than who runs them wants", async () => {
    const begun: (() => Promise<unknown>)[] = [];
    const later = new AbortController();
    const { hooks, takes } = scene({
      alongside: async (_session, take) => {
        begun.push(async () => await take(later.signal));
      },
    });
    await hooks.phaseCompleted?.(login, "PLAN");
    expect(takes).toEqual([]);
    await begun[0]?.();
    expect(takes).toHaveLength(1);
    later.abort();
    await expect(begun[0]?.()).rejects.toThrow("aborted");
  });

  it("fail the step they belong to, which the session's operation logs", async () => {
    const hooks = checkpointHooks(async () => {
      throw new Error("no git");
    });
    await expect(hooks.sessionEnding?.(login)).rejects.toThrow("no git");
  });
});
