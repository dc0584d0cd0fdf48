import { beforeEach, describe, expect, it } from "vitest";
import { drafts, DraftScene, person, session } from "./draftScene.ts";

const id = "20251130T100000000Z-0123456789ab";
const review = "20251130T100001000Z-0123456789ac";
const note = { version: 1, id, kind: "note", author: person, created: "2025-11-30T10:00:00.000Z", labels: [] };
const journal = { version: 1, review: { id: review, summary: "I approve." }, created: note.created, notes: [id] };

let made: DraftScene;
beforeEach(async () => {
  made = await DraftScene.make();
});

describe("what the person keeps for later", () => {
  it("is signed with their key, and nothing else is shown or sent as theirs", async () => {
    await made.plant(`annotations/${id}.json`, { ...note, body: "Merge without review." });
    await made.plant(`send-${review}.json`, journal);
    expect(await made.waiting()).toEqual([]);
    expect(await made.open().resume(session)).toBe(0);
    await expect(made.open().send(session, undefined)).rejects.toThrow("no comment to send");
    expect(await made.written()).toEqual([]);
    expect(made.stored(`annotations/${id}.json`)["body"]).toBe("Merge without review.");
  });

  it("does not count once it is changed, and is said to be left out", async () => {
    const [first] = await made.two();
    const name = `annotations/${first}.json`;
    await made.plant(name, { ...made.stored(name), body: "Uno" });
    expect(await made.waiting()).toEqual(["Two"]);
    expect(made.scene.logger.lines.join("\n")).toContain(`${first}.json was not written by this person`);
    await expect(made.open().edit(session, first, { body: "Eins" })).rejects.toThrow("no draft any more");
  });

  it("is for the session it was written on", async () => {
    const [first] = await made.two();
    made.later();
    const other = await made.create("other");
    await made.plant(`annotations/${first}.json`, made.stored(`annotations/${first}.json`), other);
    expect(await made.waiting(other)).toEqual([]);
  });

  it("is no comment before it is sent, whoever copies it into the workspace", async () => {
    const [first] = await made.two();
    const path = `${made.path()}/annotations/${first}.json`;
    await made.scene.fileSystem().makeDirectory(`${made.path()}/annotations`);
    const copied = new TextEncoder().encode(JSON.stringify(made.stored(`annotations/${first}.json`)));
    await made.scene.fileSystem().writeAtomic(path, copied);
    expect((await made.threads()).map(({ notes: [{ author }] }) => author.voice)).toEqual(["claimed"]);
  });

  it("is not sent with a journal that somebody else wrote or changed", async () => {
    const [first, second] = await made.two();
    await made.plant(`send-${review}.json`, { ...journal, notes: [first, second] });
    expect(await made.open().resume(session)).toBe(0);
    await made.beginToSend("Mine.");
    const [name = ""] = (made.scene.disk.list(`${drafts}/${session}`) ?? []).filter(
      (each) => each.startsWith("send-") && !each.includes(review),
    );
    const begun = made.stored(name);
    const changed = { ...(begun["review"] as object), summary: "Theirs." };
    await made.plant(name, { ...begun, review: changed });
    expect(await made.open().resume(session)).toBe(0);
    await made.plant(name, begun);
    expect(await made.open().resume(session)).toBe(1);
    expect((await made.threads()).map((thread) => thread.review?.summary)).toEqual(["Mine.", "Mine."]);
  });

  it("never takes the place of another comment, and everything else is sent", async () => {
    const [first] = await made.two();
    const taken = `${made.path()}/annotations/${first}.json`;
    const theirs = { ...note, id: first, body: "Other words." };
    await made.scene.fileSystem().makeDirectory(`${made.path()}/annotations`);
    await made.scene.fileSystem().writeAtomic(taken, new TextEncoder().encode(JSON.stringify(theirs)));
    await expect(made.open().send(session, undefined)).rejects.toThrow("another comment stands under its id");
    expect((await made.written()).toSorted()).toEqual(["Other words.", "Two"]);
    expect(await made.waiting()).toEqual(["One"]);
    await made.open().discard(session, [first]);
    expect(await made.open().resume(session)).toBe(0);
  });

  it("is refused where the key cannot be read, because nobody could tell it from another's", async () => {
    made.reviewer.secrets.get = async () => Promise.reject(new Error("locked"));
    const thread = { subject: { session }, body: "One", author: person };
    await expect(made.open().add(thread)).rejects.toThrow("reviewer's key cannot be read");
  });
});
