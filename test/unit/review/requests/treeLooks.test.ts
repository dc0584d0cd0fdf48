import { describe, expect, it } from "vitest";
import type { ObjectId } from "../../../../src/core/git/repository/objectId.ts";
import type { Asked } from "../../../../src/core/review/requests/currentFacts.ts";
import { commitRequest } from "../../../../src/core/review/kinds/commit/commitRequest.ts";
import { TreeLooks } from "../../../../src/core/review/requests/treeLooks.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";
import { fork, mergeFile } from "../../../support/requests.ts";

const tree = "3".repeat(40) as ObjectId;

function asks(number: number): Asked {
  const { into: _, strategy: __, source_commit: ___, target_commit: head, ...common } = mergeFile();
  const id = `20260101T100000Z-commit-0000000${number}`;
  return { session: fork, request: commitRequest.schema.parse({ ...common, id, kind: "commit", head, tree }) };
}

function scene(took: number): { readonly clock: FakeClock; readonly trees: TreeLooks; readonly looks: () => number } {
  const clock = new FakeClock();
  let looks = 0;
  const trees = new TreeLooks({
    clock,
    logger: new MemoryLogger(),
    tree: async () => {
      looks += 1;
      await clock.sleep(took);
      return tree;
    },
  });
  return { clock, trees, looks: () => looks };
}

describe("a working tree that a request is about", () => {
  it("is looked at every few seconds, or as rarely as is asked for", async () => {
    const { clock, trees, looks } = scene(10);
    expect(await trees.of([asks(1)], {})).toEqual(new Map([[asks(1).request.id, tree]]));
    clock.set(clock.now() + 4900);
    await trees.of([asks(1)], {});
    expect(looks()).toBe(1);
    clock.set(clock.now() + 200);
    expect((await trees.of([asks(1)], { every: 45_000 })).size).toBe(1);
    expect(looks()).toBe(1);
    await trees.of([asks(1)], {});
    expect(looks()).toBe(2);
    clock.set(clock.now() + 45_000);
    await trees.of([asks(1)], { every: 45_000 });
    expect(looks()).toBe(3);
  });

  it("is looked at for a small part of the time when that takes long", async () => {
    const { clock, trees, looks } = scene(1000);
    await trees.of([asks(1)], {});
    clock.set(clock.now() + 19_000);
    await trees.of([asks(1)], {});
    expect(looks()).toBe(1);
    clock.set(clock.now() + 1000);
    await trees.of([asks(1)], {});
    expect(looks()).toBe(2);
  });

  it("is looked at for a new request, however late it was looked at for another one", async () => {
    const { trees, looks } = scene(10);
    await trees.of([asks(1)], {});
    await trees.of([asks(1), asks(2)], { every: 45_000 });
    expect(looks()).toBe(2);
  });
});
