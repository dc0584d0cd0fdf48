import { describe, expect, it } from "vitest";
import type { IndexChange, IndexSnapshot } from "../../../../src/core/sessions/index/sessionIndex.ts";
import { workspaceNamed } from "../../../../src/host/workspaces/workspaceNamed.ts";
import { ConsistentIndex } from "../../../../src/host/workspaces/consistentIndex.ts";
import { SerialQueue } from "../../../../src/core/base/serialQueue.ts";
import { session } from "../plainSessions.ts";

describe("the folder that an argument names", () => {
  const one = { key: "/a/app", folders: [{ name: "app" }] };
  const two = { key: "/b/app", folders: [{ name: "app" }, { name: "docs" }] };
  const named = (wanted: string): unknown => workspaceNamed([one, two], wanted);

  it("is the one of this directory, or the only one of this name, whichever of its folders has it", () => {
    expect(named("/b/app")).toBe(two);
    expect(named("docs")).toBe(two);
    expect(workspaceNamed([one], "app")).toBe(one);
  });

  it("is refused when several have the name, with what tells them apart", () => {
    expect(() => named("app")).toThrow(
      expect.objectContaining({ code: "usage", hint: expect.stringMatching(/\/a\/app.*\/b\/app/u) as string }),
    );
  });

  it("is not found when none has it", () => {
    expect(() => named("shop")).toThrow(expect.objectContaining({ code: "not-found" }));
  });
});

describe("turns", () => {
  it("go on after a task that failed, in the order they came", async () => {
    const turns = new SerialQueue();
    const order: number[] = [];
    const slow = turns.run(async () => {
      await Promise.resolve();
      order.push(1);
      throw new Error("no");
    });
    const next = turns.run(() => Promise.resolve(order.push(2)));
    await expect(slow).rejects.toThrow("no");
    await expect(next).resolves.toBe(2);
    expect(order).toEqual([1, 2]);
  });
});

type Index = ConstructorParameters<typeof ConsistentIndex>[0];

/** An index whose snapshot a test sets, and whose changes it tells. */
class SpokenIndex {
  snapshot: IndexSnapshot;
  #listener: ((change: IndexChange) => void) | undefined;

  constructor({ loaded }: { readonly loaded: boolean }) {
    const active = { active: undefined, state: "none" } as const;
    this.snapshot = { loaded, exists: loaded, active, sessions: [], hidden: 0 };
  }

  tell(change: IndexChange): void {
    this.#listener?.(change);
  }

  port(looks: Pick<Index, "start" | "reconcile">): Index {
    return {
      ...looks,
      snapshot: () => this.snapshot,
      setOpen: () => undefined,
      onDidChange: (follow) => {
        this.#listener = follow;
        return { dispose: () => undefined };
      },
      dispose: () => undefined,
    };
  }
}

describe("an index at its first look", () => {
  it("is not looked at a second time because its marker is known before its sessions", async () => {
    const fresh = session("fresh", "active");
    const spoken = new SpokenIndex({ loaded: false });
    let looks = 0;
    const told: (readonly string[])[] = [];
    const port = spoken.port({
      start: () => {
        spoken.snapshot = { ...spoken.snapshot, active: { active: fresh.id, state: "ok" } };
        spoken.tell({ changed: [], structure: false, active: true, errors: false });
        spoken.snapshot = { ...spoken.snapshot, loaded: true, exists: true, sessions: [fresh] };
        spoken.tell({ changed: [fresh.id], structure: true, active: false, errors: false });
        return Promise.resolve();
      },
      reconcile: () => {
        looks += 1;
        return Promise.resolve();
      },
    });
    const index = new ConsistentIndex(port, {
      changed: (changed) => told.push(changed),
      failed: (error) => {
        throw error;
      },
    });
    await index.start();
    expect(looks).toBe(0);
    expect(told).toEqual([[fresh.id]]);
    expect(index.snapshot().active.active).toBe(fresh.id);
  });
});

describe("an index whose look fails", () => {
  it("is told, and the next change is followed all the same", async () => {
    const spoken = new SpokenIndex({ loaded: true });
    const failures: unknown[] = [];
    const told: (readonly string[])[] = [];
    const port = spoken.port({
      start: () => Promise.resolve(),
      reconcile: () => Promise.reject(new Error("EIO")),
    });
    const settled = new ConsistentIndex(port, {
      changed: (changed) => told.push(changed),
      failed: (error) => failures.push(error),
    });
    const fresh = session("fresh", "active");
    const change = { changed: [fresh.id], structure: true, active: true, errors: false };
    spoken.snapshot = { ...spoken.snapshot, active: { active: fresh.id, state: "ok" } };
    spoken.tell(change);
    await expect.poll(() => failures).toHaveLength(1);
    expect(settled.snapshot().active.active).toBeUndefined();
    spoken.snapshot = { ...spoken.snapshot, sessions: [fresh] };
    spoken.tell(change);
    expect(told).toEqual([[fresh.id]]);
    expect(settled.snapshot().active.active).toBe(fresh.id);
  });
});
