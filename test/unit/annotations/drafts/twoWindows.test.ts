import { beforeEach, describe, expect, it } from "vitest";
import type { NoteWriter } from "../../../../src/core/annotations/annotationSchema.ts";
import { drafts, DraftScene, person, session } from "./draftScene.ts";

let made: DraftScene;
beforeEach(async () => {
  made = await DraftScene.make();
});

/** The writer of a window to which something happens while it writes. */
function meanwhile(steps: Partial<Record<"rewrite" | "publish", () => Promise<unknown>>>): NoteWriter {
  const store = made.annotations();
  return {
    seals: store.seals,
    compose: async (thread) => await store.compose(thread),
    rewrite: async (note, changed) => {
      await steps.rewrite?.();
      return await store.rewrite(note, changed);
    },
    publish: async (id, note) => {
      await steps.publish?.();
      return await store.publish(id, note);
    },
  };
}

describe("two windows with the same drafts", () => {
  it("do not bring a comment back with an edit that was sent meanwhile", async () => {
    const [first] = await made.two();
    const notes = meanwhile({ rewrite: async () => await made.open().send(session, "All") });
    await expect(made.open({ notes }).edit(session, first, { body: "Uno" })).rejects.toThrow("no draft any more");
    expect(await made.waiting()).toEqual([]);
    expect(await made.written()).toEqual(["One", "Two"]);
  });

  it("do not bring a comment back with an edit that was discarded meanwhile", async () => {
    const [first] = await made.two();
    const notes = meanwhile({ rewrite: async () => await made.open().discard(session, [first]) });
    await expect(made.open({ notes }).edit(session, first, { body: "Uno" })).rejects.toThrow("no draft any more");
    expect(await made.waiting()).toEqual(["Two"]);
  });

  it("send each comment in one review when both send at once", async () => {
    await made.two();
    const ends = await Promise.allSettled([made.open().send(session, "A"), made.open().send(session, "B")]);
    const sent = ends.filter(({ status }) => status === "fulfilled");
    expect(sent).toHaveLength(1);
    expect(ends.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { message: "There is no comment to send." },
    });
    const threads = await made.threads();
    expect(threads.map(({ notes: [{ body }] }) => body)).toEqual(["One", "Two"]);
    expect(new Set(threads.map(({ review }) => review?.id)).size).toBe(1);
    expect(made.scene.disk.list(`${drafts}/${session}`)).toEqual(["annotations", "session.json"]);
  });

  it("complete the same review together, and leave what is written then to the next one", async () => {
    await made.two();
    let other: Promise<number> | undefined;
    const notes = meanwhile({
      publish: async () => {
        other ??= made.open().resume(session);
        await made.open().add({ subject: { session }, body: "Later", author: person });
      },
    });
    await made.open({ notes }).send(session, "A");
    await other;
    expect(await made.written()).toEqual(["One", "Two"]);
    expect(new Set(await made.waiting())).toEqual(new Set(["Later"]));
  });

  it("begin again where another window has taken the turn from one that slept", async () => {
    await made.two();
    const fs = made.scene.fileSystem();
    let asleep = true;
    const slow = new Proxy(fs, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
        if (name !== "createExclusive" || !asleep) return method.bind(target);
        return async (...parameters: readonly unknown[]): Promise<unknown> => {
          const result = await method.apply(target, [...parameters]);
          if (asleep) {
            asleep = false;
            made.later();
            await made.open().send(session, "Other");
          }
          return result;
        };
      },
    });
    await expect(made.open({ fs: slow }).send(session, "Mine")).rejects.toThrow("no comment to send");
    expect((await made.threads()).map(({ review }) => review?.summary)).toEqual(["Other", "Other"]);
  });
});
