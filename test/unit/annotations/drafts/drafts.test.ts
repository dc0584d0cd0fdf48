import { beforeEach, describe, expect, it } from "vitest";
import type { Author } from "../../../../src/core/annotations/annotation.ts";
import { AnnotationStore } from "../../../../src/core/annotations/annotationStore.ts";
import type { NoteWriter } from "../../../../src/core/annotations/annotationSchema.ts";
import { DraftStore } from "../../../../src/core/annotations/drafts/draftStore.ts";
import { WorkflowError } from "../../../../src/core/base/errors.ts";
import type { FileSystem } from "../../../../src/core/base/ports.ts";
import { say } from "../../../../src/core/base/text.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { nobodysVoices } from "../../../support/nobodysVoices.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const person: Author = { kind: "person", name: "Ada" };
const session = sessionIdFromSlug("one");
const drafts = "/drafts/work";
const text = "a\nb\nc\n";

let scene: SessionScene;
beforeEach(async () => {
  scene = new SessionScene();
  await scene.service().create({ slug: "one", project: "First" });
});

function annotations(fs: FileSystem = scene.fileSystem()): AnnotationStore {
  const { clock, random, logger } = scene;
  return new AnnotationStore({ voices: nobodysVoices(), fs, clock, random, logger, sessions: scene.service() });
}

/** The drafts as another window sees them. */
function open({ fs = scene.fileSystem(), notes }: { fs?: FileSystem; notes?: NoteWriter } = {}): DraftStore {
  const { clock, random, logger } = scene;
  return new DraftStore({
    directory: drafts,
    fs,
    clock,
    random,
    logger,
    sessions: scene.service(),
    prepare: async () => {
      await fs.makeDirectory("/drafts");
    },
    notes: async () => Promise.resolve(notes ?? annotations(fs)),
  });
}

/** Dies before its write number `step`; what came before stays. */
function dying(step: number): { readonly fs: FileSystem; readonly steps: () => number } {
  let steps = 0;
  const fs = new Proxy(scene.fileSystem(), {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
      if (name !== "writeAtomic" && name !== "remove") return method.bind(target);
      return (...parameters: readonly unknown[]): unknown => {
        steps += 1;
        if (steps > step) throw new Error("killed");
        return method.apply(target, [...parameters]);
      };
    },
  });
  return { fs, steps: () => steps };
}

async function two(): Promise<readonly [string, string]> {
  const lines = { side: "new", start: 2, end: 2 } as const;
  const first = await open().add({
    subject: { session, file: "a.txt", lines },
    text,
    body: "One",
    suggestion: "B",
    author: person,
  });
  scene.clock.set(scene.clock.now() + 1000);
  const second = await open().add({ subject: { session }, body: "Two", labels: ["needs-review"], author: person });
  return [first.id, second.id];
}

const written = async (): Promise<readonly string[]> =>
  (await annotations().list(session)).map(({ notes: [note] }) => note.body);

describe("comments that are not sent yet", () => {
  it("are kept outside of the workspace, and another window sees them", async () => {
    const [first, second] = await two();
    expect((await open().list(session)).map(({ id, body }) => [id, body])).toEqual([
      [first, "One"],
      [second, "Two"],
    ]);
    expect(await written()).toEqual([]);
    expect(scene.disk.list(`${drafts}/${session}/annotations`)).toEqual([`${first}.json`, `${second}.json`]);
    expect(await open().list(sessionIdFromSlug("two"))).toEqual([]);
  });

  it("can be changed and discarded", async () => {
    const [first, second] = await two();
    const changed = await open().edit(session, first, { body: "Uno" });
    expect(changed).toMatchObject({ id: first, body: "Uno", file: "a.txt" });
    expect(changed).not.toHaveProperty("suggestion");
    expect(await open().edit(session, first, { body: "Uno", suggestion: "BB" })).toMatchObject({
      suggestion: { text: "BB\n" },
    });
    await open().discard(session, [second, "../../escape", second]);
    expect((await open().list(session)).map(({ body }) => body)).toEqual(["Uno"]);
    await expect(open().edit(session, second, { body: "x" })).rejects.toThrow("no draft any more");
  });

  it("hold no secrets", async () => {
    const added = await open().add({ subject: { session }, body: "It is AKIAIOSFODNN7EXAMPLE", author: person });
    expect(added.redacted).toEqual(["aws-access-key"]);
    expect(JSON.stringify(scene.disk.text(`${drafts}/${session}/annotations/${added.id}.json`))).not.toContain("AKIA");
    expect(added).not.toHaveProperty("signature");
  });

  it("are sent as one review, with a summary, and are drafts no more", async () => {
    const ids = await two();
    scene.clock.set(scene.clock.now() + 60_000);
    const { review, sent } = await open().send(session, "Almost.\n\nTwo things.\n");
    expect(sent).toBe(2);
    const threads = await annotations().list(session);
    expect(threads.map(({ id }) => id)).toEqual(ids);
    expect(threads.map((thread) => thread.review)).toEqual([review, review]);
    expect(review).toEqual({ id: expect.any(String) as string, summary: "Almost.\n\nTwo things." });
    expect(threads[0]).toMatchObject({ suggestion: { text: "B\n" }, subject: { file: "a.txt" } });
    expect(new Set(threads.map(({ notes: [{ created }] }) => created)).size).toBe(1);
    expect(await open().list(session)).toEqual([]);
    await expect(open().send(session, undefined)).rejects.toThrow("no comment to send");
  });

  it("are sent once, wherever the window is killed in between", async () => {
    for (let step = 0; ; step += 1) {
      scene = new SessionScene();
      // oxlint-disable-next-line no-await-in-loop -- one kill after the other
      await scene.service().create({ slug: "one", project: "First" });
      // oxlint-disable-next-line no-await-in-loop
      const ids = await two();
      const { fs, steps } = dying(step);
      // oxlint-disable-next-line no-await-in-loop
      const ended = await open({ fs })
        .send(session, "All")
        .then(
          () => "sent",
          () => "killed",
        );
      if (ended === "sent") {
        expect(steps()).toBeGreaterThan(4);
        return;
      }
      // oxlint-disable-next-line no-await-in-loop
      const standing = await Promise.all([open().list(session), annotations().list(session)]);
      const known = new Set(standing.flat().map(({ id }) => id));
      expect([step, [...known].toSorted()]).toEqual([step, [...ids].toSorted()]);
      // oxlint-disable-next-line no-await-in-loop
      const resumed = await open().resume(session);
      if (resumed === 0 && (await open().list(session)).length > 0) await open().send(session, "All");
      // oxlint-disable-next-line no-await-in-loop
      const threads = await annotations().list(session);
      expect([step, threads.map(({ id }) => id)]).toEqual([step, ids]);
      expect(new Set(threads.map(({ review }) => review?.id)).size).toBe(1);
      expect(scene.disk.list(`${drafts}/${session}`)).toEqual(["annotations", "session.json"]);
    }
  });

  it("cannot be changed while they are being sent, and are complete the next time", async () => {
    const [first, second] = await two();
    // The journal, the first comment, then the draft's removal.
    await expect(open(dying(3)).send(session, undefined)).rejects.toThrow();
    expect(await written()).toEqual(["One"]);
    await expect(open().edit(session, second, { body: "x" })).rejects.toThrow("being sent");
    await expect(open().edit(session, first, { body: "x" })).rejects.toThrow("no draft any more");
    expect(await open().resume(session)).toBe(1);
    expect(await written()).toEqual(["One", "Two"]);
  });

  it("stay where nothing can be written, as if nobody had sent them", async () => {
    const [first] = await two();
    const refusal = new WorkflowError("refused", say`It is archived.`, say`Resume it.`);
    const store = annotations();
    const notes: NoteWriter = {
      compose: async (thread) => await store.compose(thread),
      rewrite: async (note, changed) => await store.rewrite(note, changed),
      publish: async () => Promise.reject(refusal),
    };
    await expect(open({ notes }).send(session, undefined)).rejects.toThrow(refusal);
    expect(await open().list(session)).toHaveLength(2);
    expect(await open().edit(session, first, { body: "Better" })).toMatchObject({ body: "Better" });
  });

  it("are not sent to a session that was archived meanwhile", async () => {
    await two();
    await scene.service().complete(session, { archive: true });
    await expect(open().send(session, undefined)).rejects.toThrow("archived");
    expect(await open().list(session)).toHaveLength(2);
  });

  it("follow a session that gets another name, by its requests, and no other one", async () => {
    const request = "20260101T100000Z-merge-0a1b2c3d";
    await open().add({ subject: { session, request }, body: "One", author: person });
    const renamed = sessionIdFromSlug("renamed");
    await scene.service().create({ slug: "other", project: "Another" });
    expect(await open().list(sessionIdFromSlug("other"))).toEqual([]);
    await scene.service().create({ slug: "renamed", project: "First" });
    await scene.fileSystem().makeDirectory(`${scene.directory}/${renamed}/approvals`);
    await scene.fileSystem().makeDirectory(`${scene.directory}/${renamed}/approvals/${request}`);
    expect(await open().list(renamed)).toEqual([]);
    await scene.fileSystem().rename(`${scene.directory}/${session}`, `${scene.root}/gone`);
    expect(await open().list(sessionIdFromSlug("other"))).toEqual([]);
    expect((await open().list(renamed)).map(({ body }) => body)).toEqual(["One"]);
    expect((await open().send(renamed, undefined)).sent).toBe(1);
  });

  it("follow a session that gets another name, also without a request, beside those that were written since", async () => {
    await two();
    await expect(open(dying(3)).send(session, "All")).rejects.toThrow("killed");
    scene.clock.set(scene.clock.now() + 60_000);
    const twin = sessionIdFromSlug("twin");
    await scene.service().create({ slug: "twin", project: "First" });
    const renamed = sessionIdFromSlug("renamed");
    await scene.fileSystem().rename(`${scene.directory}/${session}`, `${scene.directory}/${renamed}`);
    await scene.service().create({ slug: "one", project: "First" });
    await open().add({ subject: { session: renamed }, body: "Three", author: person });
    expect(await open().list(twin)).toEqual([]);
    expect((await open().list(renamed)).map(({ body }) => body)).toEqual(["Two", "Three"]);
    expect(await open().list(session)).toEqual([]);
    expect(scene.disk.list(drafts)).toEqual([renamed]);
    expect(await open().resume(renamed)).toBe(1);
    expect((await annotations().list(renamed)).map(({ notes: [{ body }] }) => body)).toEqual(["One", "Two"]);
    expect((await open().list(renamed)).map(({ body }) => body)).toEqual(["Three"]);
  });

  it("do not follow into another session that was made where one was removed", async () => {
    await two();
    await scene.fileSystem().removeTree(`${scene.directory}/${session}`);
    const other = sessionIdFromSlug("other");
    await scene.service().create({ slug: "other", project: "First" });
    expect(await open().list(other)).toEqual([]);
    expect(scene.disk.list(drafts)).toEqual([session]);
  });

  it("are left out and left alone where they are no drafts", async () => {
    const [first] = await two();
    await scene
      .fileSystem()
      .writeAtomic(`${drafts}/${session}/annotations/${first}.json`, new TextEncoder().encode("{}"));
    await scene.fileSystem().writeAtomic(`${drafts}/${session}/send-x.json`, new TextEncoder().encode("{}"));
    expect((await open().list(session)).map(({ body }) => body)).toEqual(["Two"]);
    expect(await open().resume(session)).toBe(0);
    expect(scene.disk.text(`${drafts}/${session}/annotations/${first}.json`)).toBe("{}");
  });
});
