import { nobodysVoices } from "../../support/nobodysVoices.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { Author } from "../../../src/core/annotations/annotation.ts";
import { AnnotationStore } from "../../../src/core/annotations/annotationStore.ts";
import { temporaryId } from "../../../src/core/sessions/sessionContext.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const agent: Author = { kind: "agent", name: "agent-1" };
const person: Author = { kind: "person", name: "Ada" };
/** The same as it is read where nobody can sign. */
const claimed = { ...person, voice: "claimed" };
const session = sessionIdFromSlug("one");
const text = ["a", "b", "c", "const wanted = true;", "e", "f"].join("\n");

let scene: SessionScene;
let store: AnnotationStore;

function open(): AnnotationStore {
  const { clock, random, logger } = scene;
  return new AnnotationStore({
    voices: nobodysVoices(),
    fs: scene.fileSystem(),
    clock,
    random,
    logger,
    sessions: scene.service(),
  });
}

/** Where the only annotations of the session lie, by name. */
function files(): readonly string[] {
  return scene.disk.list(`${scene.directory}/${session}/annotations`);
}

beforeEach(async () => {
  scene = new SessionScene();
  await scene.service().create({ slug: "one", project: "First" });
  store = open();
});

describe("annotations of a session", () => {
  it("are threads of a note, its replies and what became of it", async () => {
    const { id } = await store.add({ subject: { session }, body: "Why **this**?\n", author: person });
    await store.reply(id, "Because.", agent);
    await store.reply(id, "I see.", person);
    expect(await open().list(session)).toEqual([
      {
        id,
        subject: { session },
        labels: [],
        notes: [
          { id, author: claimed, created: "2025-09-07T10:00:00.450Z", body: "Why **this**?" },
          { id: expect.any(String), author: agent, created: expect.any(String), body: "Because." },
          { id: expect.any(String), author: claimed, created: expect.any(String), body: "I see." },
        ],
        resolved: false,
      },
    ]);
  });

  it("are one file each, readable by a person, and are never rewritten", async () => {
    const { id } = await store.add({
      subject: { session, file: "src/a.ts", lines: { side: "new", start: 4, end: 4 } },
      text,
      body: "Why?",
      labels: ["needs-review", "needs-review"],
      author: person,
    });
    const path = `${scene.directory}/${session}/annotations/${id}.json`;
    expect(JSON.parse(scene.disk.text(path) ?? "")).toEqual({
      version: 1,
      id,
      created: "2025-09-07T10:00:00.450Z",
      kind: "note",
      author: person,
      body: "Why?",
      labels: ["needs-review"],
      signature: null,
      file: "src/a.ts",
      anchor: {
        side: "new",
        start: 4,
        end: 4,
        lines: ["const wanted = true;"],
        before: ["a", "b", "c"],
        after: ["e", "f"],
      },
    });
    const before = scene.disk.text(path);
    await store.reply(id, "So.", agent);
    await store.resolve(id, true, person);
    expect(files()).toHaveLength(3);
    expect(scene.disk.text(path)).toBe(before);
  });

  it("keep their order when the clock is set back", async () => {
    const { id } = await store.add({ subject: { session }, body: "first", author: person });
    scene.clock.set(scene.clock.now() - 3_600_000);
    await store.reply(id, "second", agent);
    const thread = await store.reply(id, "third", person);
    expect(thread.notes.map(({ body }) => body)).toEqual(["first", "second", "third"]);
    expect(await store.get(id)).toEqual(thread);
  });

  it("are resolved and opened again, and say by whom", async () => {
    const { id } = await store.add({ subject: { session }, body: "first", author: person });
    expect(await store.resolve(id, true, agent)).toMatchObject({ resolved: true, resolvedBy: agent });
    scene.clock.set(scene.clock.now() - 3_600_000);
    expect(await store.resolve(id, false, person)).toMatchObject({ resolved: false, resolvedBy: person });
    expect(await store.get(id)).toMatchObject({ resolved: false, resolvedBy: person });
  });

  it("need no second file to be what they are already", async () => {
    const { id } = await store.add({ subject: { session }, body: "first", author: person });
    await store.resolve(id, false, agent);
    expect(files()).toHaveLength(1);
  });

  it("are found by the id of any of their notes", async () => {
    const { id } = await store.add({ subject: { session }, body: "first", author: person });
    const answered = await store.reply(id, "second", agent);
    expect(await store.get(answered.notes[1]?.id ?? "")).toEqual(answered);
  });

  it("lose the answers to a note somebody removed, and nothing else", async () => {
    const { id } = await store.add({ subject: { session }, body: "first", author: person });
    const other = await store.add({ subject: { session }, body: "other", author: person });
    const { notes } = await store.reply(id, "second", agent);
    await scene.fileSystem().remove(`${scene.directory}/${session}/annotations/${id}.json`);
    expect(await store.list(session)).toEqual([other]);
    await expect(store.get(notes[1]?.id ?? "")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("annotations of all sessions", () => {
  it("come from every session that is not archived, the temporary one too, oldest first", async () => {
    const sessions = scene.service();
    const { id: second } = await sessions.create({ slug: "two", project: "Second", activate: false });
    const { id: third } = await sessions.create({ slug: "three", project: "Third", activate: false });
    await store.add({ subject: { session: third }, body: "of an archived one", author: person });
    await sessions.complete(third, { archive: true });
    await sessions.pause(session);
    await sessions.addTask("something");
    for (const [body, id] of [
      ["1", second],
      ["2", session],
      ["3", temporaryId],
    ] as const) {
      scene.rest(1000);
      await store.add({ subject: { session: id }, body, author: agent });
    }
    const found = await store.list();
    expect(found.map(({ notes, subject }) => [notes[0]?.body, subject.session])).toEqual([
      ["1", second],
      ["2", session],
      ["3", temporaryId],
    ]);
  });

  it("can be read in the archive, but not answered", async () => {
    const sessions = scene.service();
    const { id } = await store.add({ subject: { session }, body: "first", author: person });
    await sessions.complete(session, { archive: true });
    expect(await store.list()).toEqual([]);
    expect(await store.list(session)).toHaveLength(1);
    expect((await store.get(id)).id).toBe(id);
    await expect(store.reply(id, "late", agent)).rejects.toMatchObject({ code: "refused" });
    await expect(store.resolve(id, true, agent)).rejects.toMatchObject({ code: "refused" });
    await expect(store.add({ subject: { session }, body: "late", author: agent })).rejects.toMatchObject({
      code: "refused",
    });
  });

  it("are none where there is no .workflow", async () => {
    scene = new SessionScene();
    expect(await open().list()).toEqual([]);
  });
});

describe("a note that cannot be", () => {
  const rows: readonly [what: string, change: object, code: string][] = [
    ["of an unknown session", { subject: { session: sessionIdFromSlug("none") } }, "not-found"],
    ["without words", { body: " \n" }, "usage"],
    ["of a megabyte", { body: "x".repeat(16_385) }, "usage"],
    ["with control characters", { body: "a\u001b[31mb" }, "usage"],
    ["that is no Unicode", { body: "\ud800" }, "usage"],
    ["by nobody", { author: { kind: "agent", name: " " } }, "usage"],
    ["by somebody of two lines", { author: { kind: "agent", name: "a\nb" } }, "usage"],
    ["with a label of two words", { labels: ["needs review"] }, "usage"],
    ["with a label too long", { labels: ["x".repeat(51)] }, "usage"],
    ["with eleven labels", { labels: Array.from({ length: 11 }, (_, index) => `l${index}`) }, "usage"],
    ["on a file outside", { subject: { session, file: "../secret" } }, "unsafe-path"],
    ["on an absolute path", { subject: { session, file: "/etc/passwd" } }, "unsafe-path"],
    ["on a drive", { subject: { session, file: "C:/x" } }, "unsafe-path"],
    ["on no path", { subject: { session, file: "" } }, "unsafe-path"],
    ["on lines of no file", { subject: { session, lines: { side: "new", start: 1, end: 1 } }, text }, "usage"],
    ["on lines of no text", { subject: { session, file: "a", lines: { side: "new", start: 1, end: 1 } } }, "usage"],
    ["on lines beyond", { subject: { session, file: "a", lines: { side: "new", start: 6, end: 7 } }, text }, "usage"],
    ["on line 0", { subject: { session, file: "a", lines: { side: "new", start: 0, end: 1 } }, text }, "usage"],
    [
      "on lines backwards",
      { subject: { session, file: "a", lines: { side: "new", start: 3, end: 2 } }, text },
      "usage",
    ],
    ["on no request", { subject: { session, request: "--option" } }, "usage"],
  ];
  it.each(rows)("%s is refused, and nothing is written", async (_what, change, code) => {
    await expect(store.add({ subject: { session }, body: "b", author: agent, ...change })).rejects.toMatchObject({
      code,
    });
    expect(files()).toEqual([]);
  });

  it("is answered: not found", async () => {
    for (const id of ["20250907T100000250Z-000000000000", "../../x", "", "--help"]) {
      await expect(store.reply(id, "b", agent)).rejects.toMatchObject({ code: "not-found" });
    }
  });
});
