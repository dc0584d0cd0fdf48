import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Checkpoint } from "../../../../src/core/checkpoints/model/checkpoint.ts";
import { CachedGitFeatures } from "../../../../src/host/workspaces/cachedGitFeatures.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";
import { session } from "../plainSessions.ts";
import { checkpoint } from "../plainGitFeatures.ts";

const { id } = session("a");

function shown(): {
  readonly workspace: CachedGitFeatures;
  readonly taken: Checkpoint[];
  readonly changed: () => void;
} {
  const taken = [checkpoint(1)];
  const changed = vi.fn();
  const workspace = new CachedGitFeatures({
    open: async () =>
      await Promise.resolve({
        checkpoints: {
          list: async () => await Promise.resolve([...taken]),
          size: async () => await Promise.resolve(0),
        },
        forks: { list: async () => await Promise.resolve([]) },
      }),
    trusted: () => true,
    logger: new MemoryLogger(),
    changed,
  });
  return { workspace, taken, changed };
}

describe("checkpoints and forks that are shown", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("follow what happened, after a pause", async () => {
    const { workspace, taken, changed } = shown();
    expect(await workspace.checkpoints(id)).toHaveLength(1);
    taken.unshift(checkpoint(2));
    workspace.refreshSoon();
    expect(await workspace.checkpoints(id)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(300);
    expect(await workspace.checkpoints(id)).toHaveLength(2);
    expect(changed).toHaveBeenCalledOnce();
  });

  it("follow a checkpoint that nothing tells of, taken within the second of the last change", async () => {
    const { workspace, taken, changed } = shown();
    await workspace.checkpoints(id);
    workspace.refreshSoon();
    await vi.advanceTimersByTimeAsync(900);
    taken.unshift(checkpoint(2));
    await vi.advanceTimersByTimeAsync(600);
    expect(await workspace.checkpoints(id)).toHaveLength(2);
    expect(changed).toHaveBeenCalledOnce();
  });

  it("are not asked for any more once the folder is gone", async () => {
    const { workspace, taken, changed } = shown();
    await workspace.checkpoints(id);
    workspace.refreshSoon();
    taken.unshift(checkpoint(2));
    workspace.dispose();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await workspace.checkpoints(id)).toHaveLength(1);
    expect(changed).not.toHaveBeenCalled();
  });
});
