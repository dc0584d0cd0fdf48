import { describe, expect, it } from "vitest";
import { Emitter, type Subscription } from "../../../src/core/base/emitter.ts";

describe("Emitter", () => {
  it("tells every listener, also after one that throws, and reports the throw", () => {
    const reported: unknown[] = [];
    const heard: string[] = [];
    const emitter = new Emitter<string>((error) => reported.push(error));
    const broken = new Error("broken listener");
    emitter.on(() => {
      throw broken;
    });
    emitter.on((value) => heard.push(value));
    emitter.fire("a");
    emitter.fire("b");
    expect(heard).toEqual(["a", "b"]);
    expect(reported).toEqual([broken, broken]);
  });

  it("ends a subscription once and only that one, though the same function listens twice", () => {
    let heard = 0;
    const emitter = new Emitter<void>(() => undefined);
    const listener = (): void => {
      heard += 1;
    };
    const first = emitter.on(listener);
    emitter.on(listener);
    first.dispose();
    first.dispose();
    emitter.fire();
    expect(heard).toBe(1);
  });

  it("does not call a listener that another one ended during the same event, nor one that began", () => {
    const heard: string[] = [];
    const emitter = new Emitter<void>(() => undefined);
    const ended: Subscription[] = [];
    emitter.on(() => {
      for (const subscription of ended) subscription.dispose();
      emitter.on(() => heard.push("late"));
    });
    ended.push(emitter.on(() => heard.push("ended")));
    emitter.fire();
    expect(heard).toEqual([]);
    emitter.dispose();
    emitter.fire();
    expect(heard).toEqual([]);
  });
});
