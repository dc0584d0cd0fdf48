import { beforeEach, describe, expect, it } from "vitest";
import { drafts, DraftScene, person, session } from "./draftScene.ts";

let made: DraftScene;
beforeEach(async () => {
  made = await DraftScene.make();
});

const add = async (body: string, id = session): Promise<void> => {
  await made.open().add({ subject: { session: id }, body, author: person });
};

describe("drafts of a session whose name another one has now", () => {
  it("are neither shown in it nor sent to it when theirs was removed, and stay", async () => {
    await made.two();
    await made.scene.fileSystem().removeTree(made.path());
    made.later();
    await made.create("one");
    expect(await made.waiting()).toEqual([]);
    await add("For the new one");
    expect(await made.waiting()).toEqual(["For the new one"]);
    expect((await made.open().send(session, undefined)).sent).toBe(1);
    expect(await made.written()).toEqual(["For the new one"]);
    const [aside = ""] = made.scene.disk.list(drafts).filter((name) => name.startsWith("former-"));
    expect(made.scene.disk.list(`${drafts}/${aside}/annotations`)).toHaveLength(2);
  });

  it("go to theirs when it was renamed, whichever page is opened first", async () => {
    await made.two();
    const renamed = await made.rename("renamed");
    made.later();
    await made.create("one");
    expect(await made.waiting()).toEqual([]);
    await add("For the new one");
    expect(await made.waiting(renamed)).toEqual(["One", "Two"]);
    expect(await made.waiting()).toEqual(["For the new one"]);
    expect(made.scene.disk.list(drafts).toSorted()).toEqual([session, renamed].toSorted());
    expect((await made.open().send(session, undefined)).sent).toBe(1);
    expect(await made.written()).toEqual(["For the new one"]);
    expect((await made.open().send(renamed, undefined)).sent).toBe(2);
  });

  it("are told apart by the directory where both began in the same second", async () => {
    const other = await made.create("other");
    await made.two();
    const renamed = await made.rename("renamed");
    await made.scene.fileSystem().rename(made.path(other), made.path());
    await add("For the other");
    expect(await made.waiting()).toEqual(["For the other"]);
    expect(await made.waiting(renamed)).toEqual(["One", "Two"]);
  });

  it("go on with a review that was being sent, under the new name", async () => {
    await made.two();
    await made.beginToSend("All");
    const renamed = await made.rename("renamed");
    made.later();
    await made.create("one");
    expect(await made.open().resume(session)).toBe(0);
    expect(await made.open().resume(renamed)).toBe(1);
    expect(await made.written(renamed)).toEqual(["One", "Two"]);
    expect(await made.written()).toEqual([]);
  });

  it("stay with a session whose directory was put back from a copy", async () => {
    await made.two();
    const copy = made.scene.files(made.path());
    const fs = made.scene.fileSystem();
    await fs.removeTree(made.path());
    await fs.makeDirectory(made.path());
    for (const [name, text] of Object.entries(copy)) {
      // oxlint-disable-next-line no-await-in-loop -- a handful of files
      await fs.writeAtomic(`${made.scene.directory}/${name}`, new TextEncoder().encode(text));
    }
    expect(await made.waiting()).toEqual(["One", "Two"]);
  });
});
