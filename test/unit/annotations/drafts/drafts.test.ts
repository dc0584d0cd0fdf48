import { beforeEach, describe, expect, it } from "vitest";
import type { NoteWriter } from "../../../../src/core/annotations/annotationSchema.ts";
import { WorkflowError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { drafts, DraftScene, person, session } from "./draftScene.ts";

let made: DraftScene;
beforeEach(async () => {
  made = await DraftScene.make();
});

describe("comments that are not sent yet", () => {
  it("are kept outside of the workspace, and another window sees them", async () => {
    const [first, second] = await made.two();
    expect((await made.open().list(session)).map(({ id, body }) => [id, body])).toEqual([
      [first, "One"],
      [second, "Two"],
    ]);
    expect(await made.written()).toEqual([]);
    expect(made.scene.disk.list(`${drafts}/${session}/annotations`)).toEqual([`${first}.json`, `${second}.json`]);
    expect(await made.open().list(sessionIdFromSlug("two"))).toEqual([]);
  });

  it("can be changed and discarded", async () => {
    const [first, second] = await made.two();
    const changed = await made.open().edit(session, first, { body: "Uno" });
    expect(changed).toMatchObject({ id: first, body: "Uno", file: "a.txt" });
    expect(changed).not.toHaveProperty("suggestion");
    expect(await made.open().edit(session, first, { body: "Uno", suggestion: "BB" })).toMatchObject({
      suggestion: { text: "BB\n" },
    });
    await made.open().discard(session, [second, "../../escape", second]);
    expect((await made.open().list(session)).map(({ body }) => body)).toEqual(["Uno"]);
    await expect(made.open().edit(session, second, { body: "x" })).rejects.toThrow("no draft any more");
  });

  it("hold no secrets", async () => {
    const added = await made.open().add({ subject: { session }, body: "It is AKIAIOSFODNN7EXAMPLE", author: person });
    expect(added.redacted).toEqual(["aws-access-key"]);
    expect(JSON.stringify(made.scene.disk.text(`${drafts}/${session}/annotations/${added.id}.json`))).not.toContain(
      "AKIA",
    );
    expect(added).not.toHaveProperty("signature");
  });

  it("are sent as one review, with a summary, and are drafts no more", async () => {
    const ids = await made.two();
    made.later();
    const { review, sent } = await made.open().send(session, "Almost.\n\nTwo things.\n");
    expect(sent).toBe(2);
    const threads = await made.annotations().list(session);
    expect(threads.map(({ id }) => id)).toEqual(ids);
    expect(threads.map((thread) => thread.review)).toEqual([review, review]);
    expect(review).toEqual({ id: expect.any(String) as string, summary: "Almost.\n\nTwo things." });
    expect(threads[0]).toMatchObject({ suggestion: { text: "B\n" }, subject: { file: "a.txt" } });
    expect(new Set(threads.map(({ notes: [{ created }] }) => created)).size).toBe(1);
    expect(await made.open().list(session)).toEqual([]);
    await expect(made.open().send(session, undefined)).rejects.toThrow("no comment to send");
  });

  it("are sent once, wherever the window is killed in between", async () => {
    for (let step = 0; ; step += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one kill after the other
      made = await DraftScene.make();
      // oxlint-disable-next-line no-await-in-loop
      const ids = await made.two();
      const { fs, steps } = made.dying(step);
      // oxlint-disable-next-line no-await-in-loop
      const ended = await made
        .open({ fs })
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
      const standing = await Promise.all([made.open().list(session), made.annotations().list(session)]);
      const known = new Set(standing.flat().map(({ id }) => id));
      expect([step, [...known].toSorted()]).toEqual([step, [...ids].toSorted()]);
      // oxlint-disable-next-line no-await-in-loop
      const resumed = await made.open().resume(session);
      if (resumed === 0 && (await made.open().list(session)).length > 0) await made.open().send(session, "All");
      // oxlint-disable-next-line no-await-in-loop
      const threads = await made.annotations().list(session);
      expect([step, threads.map(({ id }) => id)]).toEqual([step, ids]);
      expect(new Set(threads.map(({ review }) => review?.id)).size).toBe(1);
      expect(made.scene.disk.list(`${drafts}/${session}`)).toEqual(["annotations", "session.json"]);
    }
  });

  it("cannot be changed while they are being sent, and are complete the next time", async () => {
    const [first, second] = await made.two();
    await made.beginToSend();
    expect(await made.written()).toEqual(["One"]);
    await expect(made.open().edit(session, second, { body: "x" })).rejects.toThrow("being sent");
    await expect(made.open().edit(session, first, { body: "x" })).rejects.toThrow("no draft any more");
    expect(await made.open().resume(session)).toBe(1);
    expect(await made.written()).toEqual(["One", "Two"]);
  });

  it("stay where nothing can be written, as if nobody had sent them", async () => {
    const [first] = await made.two();
    const refusal = new WorkflowError("refused", say`It is archived.`, say`Resume it.`);
    const store = made.annotations();
    const notes: NoteWriter = {
      seals: store.seals,
      compose: async (thread) => await store.compose(thread),
      rewrite: async (note, changed) => await store.rewrite(note, changed),
      publish: async () => Promise.reject(refusal),
    };
    await expect(made.open({ notes }).send(session, undefined)).rejects.toThrow(refusal);
    expect(await made.open().list(session)).toHaveLength(2);
    expect(await made.open().edit(session, first, { body: "Better" })).toMatchObject({ body: "Better" });
  });

  it("are not sent to a session that was archived meanwhile", async () => {
    await made.two();
    await made.scene.service().complete(session, { archive: true });
    await expect(made.open().send(session, undefined)).rejects.toThrow("archived");
    expect(await made.open().list(session)).toHaveLength(2);
  });

  it("follow a session that gets another name, by its requests, and no other one", async () => {
    const request = "20260101T100000Z-merge-0a1b2c3d";
    await made.open().add({ subject: { session, request }, body: "One", author: person });
    const renamed = sessionIdFromSlug("renamed");
    await made.scene.service().create({ slug: "other", project: "Another" });
    expect(await made.open().list(sessionIdFromSlug("other"))).toEqual([]);
    await made.scene.service().create({ slug: "renamed", project: "First" });
    await made.scene.fileSystem().makeDirectory(`${made.scene.directory}/${renamed}/approvals`);
    await made.scene.fileSystem().makeDirectory(`${made.scene.directory}/${renamed}/approvals/${request}`);
    expect(await made.open().list(renamed)).toEqual([]);
    await made.scene.fileSystem().rename(`${made.scene.directory}/${session}`, `${made.scene.root}/gone`);
    expect(await made.open().list(sessionIdFromSlug("other"))).toEqual([]);
    expect((await made.open().list(renamed)).map(({ body }) => body)).toEqual(["One"]);
    expect((await made.open().send(renamed, undefined)).sent).toBe(1);
  });

  it("follow a session that gets another name, also without a request, beside those that were written since", async () => {
    await made.two();
    await made.beginToSend("All");
    made.later();
    const twin = sessionIdFromSlug("twin");
    await made.scene.service().create({ slug: "twin", project: "First" });
    const renamed = sessionIdFromSlug("renamed");
    await made.scene.fileSystem().rename(`${made.scene.directory}/${session}`, `${made.scene.directory}/${renamed}`);
    await made.scene.service().create({ slug: "one", project: "First" });
    await made.open().add({ subject: { session: renamed }, body: "Three", author: person });
    expect(await made.open().list(twin)).toEqual([]);
    expect((await made.open().list(renamed)).map(({ body }) => body)).toEqual(["Two", "Three"]);
    expect(await made.open().list(session)).toEqual([]);
    expect(made.scene.disk.list(drafts)).toEqual([renamed]);
    expect(await made.open().resume(renamed)).toBe(1);
    expect((await made.annotations().list(renamed)).map(({ notes: [{ body }] }) => body)).toEqual(["One", "Two"]);
    expect((await made.open().list(renamed)).map(({ body }) => body)).toEqual(["Three"]);
  });

  it("do not follow into another session that was made where one was removed", async () => {
    await made.two();
    await made.scene.fileSystem().removeTree(`${made.scene.directory}/${session}`);
    const other = sessionIdFromSlug("other");
    await made.scene.service().create({ slug: "other", project: "First" });
    expect(await made.open().list(other)).toEqual([]);
    expect(made.scene.disk.list(drafts)).toEqual([session]);
  });

  it("are left out and left alone where they are no drafts", async () => {
    const [first] = await made.two();
    await made.scene
      .fileSystem()
      .writeAtomic(`${drafts}/${session}/annotations/${first}.json`, new TextEncoder().encode("{}"));
    await made.scene.fileSystem().writeAtomic(`${drafts}/${session}/send-x.json`, new TextEncoder().encode("{}"));
    expect((await made.open().list(session)).map(({ body }) => body)).toEqual(["Two"]);
    expect(await made.open().resume(session)).toBe(0);
    expect(made.scene.disk.text(`${drafts}/${session}/annotations/${first}.json`)).toBe("{}");
  });
});
