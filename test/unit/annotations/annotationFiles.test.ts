import { nobodysVoices } from "../../support/nobodysVoices.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { Author } from "../../../src/core/annotations/annotation.ts";
import { AnnotationStore } from "../../../src/core/annotations/annotationStore.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const author: Author = { kind: "agent", name: "agent-1" };
const session = sessionIdFromSlug("one");
const id = "20250907T100000250Z-00000000000a";
const good = { version: 1, id, kind: "note", author, created: "2025-09-07T10:00:00Z", body: "b" };
const anchor = { side: "new", start: 2, end: 2, lines: ["x"], before: [], after: [] };

let scene: SessionScene;
let store: AnnotationStore;
let folder: string;

beforeEach(async () => {
  scene = new SessionScene();
  const sessions = scene.service();
  await sessions.create({ slug: "one", project: "First" });
  folder = `${scene.directory}/${session}/annotations`;
  scene.disk.directory(folder);
  const { clock, random, logger } = scene;
  store = new AnnotationStore({ voices: nobodysVoices(), fs: scene.fileSystem(), clock, random, logger, sessions });
});

function put(content: unknown, name = `${id}.json`): void {
  scene.disk.file(`${folder}/${name}`, typeof content === "string" ? content : JSON.stringify(content));
}

const warnings = (): readonly string[] => scene.logger.lines.filter((line) => line.includes("is not a comment"));

describe("an annotation another tool wrote", () => {
  it("is shown with the fewest members a note has", async () => {
    put(good);
    expect(await store.list(session)).toMatchObject([{ id, labels: [], resolved: false, notes: [{ body: "b" }] }]);
  });

  it("may have members nobody knows yet, which stay in the file", async () => {
    const newer = {
      ...good,
      file: "a",
      anchor: { ...anchor, column: 7 },
      mood: "calm",
      author: { ...author, mail: "m" },
    };
    put(newer);
    await store.reply(id, "c", author);
    await store.resolve(id, true, author);
    expect(await store.get(id)).toMatchObject({ subject: { file: "a", anchor }, resolved: true });
    expect(JSON.parse(scene.disk.text(`${folder}/${id}.json`) ?? "")).toEqual(newer);
  });

  it("may begin with a byte order mark", async () => {
    put(`\uFEFF${JSON.stringify(good)}`);
    expect(await store.list(session)).toHaveLength(1);
  });
});

describe("a file that is not an annotation is logged, left out and left where it is", () => {
  const rows: readonly [what: string, content: unknown][] = [
    ["nothing", ""],
    ["half a note", JSON.stringify(good).slice(0, 40)],
    ["NUL bytes", "\0\0\0\0"],
    ["a list", []],
    ["10,000 levels", `{"a":${"[".repeat(10_000)}`],
    ["a note of another version", { ...good, version: 2 }],
    ["a note of another kind", { ...good, kind: "grant" }],
    ["a note under another's name", { ...good, id: "20250907T100000250Z-00000000000b" }],
    ["a note without words", { ...good, body: "" }],
    ["a note of 10 MB", { ...good, body: "x".repeat(10_000_000) }],
    ["a note by a machine", { ...good, author: { kind: "machine", name: "x" } }],
    ["a note at no time", { ...good, created: "yesterday" }],
    ["a note on a file outside", { ...good, file: "../../etc/passwd" }],
    ["a note on an absolute path", { ...good, file: "/etc/passwd" }],
    ["a note with a label of markup", { ...good, labels: ["<b>"] }],
    ["a note on lines of no file", { ...good, anchor }],
    ["a note on lines backwards", { ...good, file: "a", anchor: { ...anchor, start: 3 } }],
    ["a note on line 0", { ...good, file: "a", anchor: { ...anchor, start: 0, end: 0 } }],
    ["a note on a million lines", { ...good, file: "a", anchor: { ...anchor, end: 1_000_001 } }],
    ["a note on a request that is an option", { ...good, request: "--all" }],
    ["an answer to a path", { ...good, kind: "reply", thread: "../../x" }],
    ["a resolution of nothing", { ...good, kind: "resolution", resolved: true }],
  ];
  it.each(rows)("%s", async (_what, content) => {
    put(content);
    const before = scene.disk.text(`${folder}/${id}.json`);
    expect(await store.list(session)).toEqual([]);
    expect(await store.list()).toEqual([]);
    await expect(store.get(id)).rejects.toMatchObject({ code: "not-found" });
    expect(warnings()).not.toEqual([]);
    expect(scene.disk.text(`${folder}/${id}.json`)).toBe(before);
  });

  it("a file of another name, and a write that was interrupted silently", async () => {
    put(good, "notes.txt");
    put(good, "--help.json");
    put(good, `.${id}.json.tmp-1-abc`);
    expect(await store.list(session)).toEqual([]);
    expect(warnings()).toHaveLength(2);
  });

  it("a link, a directory and something else of an annotation's name", async () => {
    scene.disk.file("/elsewhere.json", JSON.stringify(good));
    scene.disk.link(`${folder}/${id}.json`, "/elsewhere.json");
    scene.disk.directory(`${folder}/20250907T100000250Z-00000000000b.json`);
    scene.disk.attach(`${folder}/20250907T100000250Z-00000000000c.json`, "other");
    expect(await store.list(session)).toEqual([]);
    expect(warnings()).toHaveLength(3);
    await expect(store.reply(id, "b", author)).rejects.toMatchObject({ code: "unsafe-path" });
  });
});

it("annotations that lead elsewhere by a link are neither read nor written", async () => {
  await scene.fileSystem().removeTree(folder);
  scene.disk.directory("/elsewhere");
  scene.disk.file(`/elsewhere/${id}.json`, JSON.stringify(good));
  scene.disk.link(folder, "/elsewhere");
  await expect(store.list(session)).rejects.toMatchObject({ code: "unsafe-path" });
  await expect(store.add({ subject: { session }, body: "b", author })).rejects.toMatchObject({ code: "unsafe-path" });
  await expect(store.reply(id, "b", author)).rejects.toMatchObject({ code: "unsafe-path" });
  expect(scene.disk.list("/elsewhere")).toEqual([`${id}.json`]);
});

it("one session whose annotations cannot be read does not hide those of the others", async () => {
  const other = await scene.service().create({ slug: "two", project: "Second" });
  await store.add({ subject: { session: other.id }, body: "b", author });
  await scene.fileSystem().removeTree(folder);
  scene.disk.link(folder, "/elsewhere");
  expect(await store.list()).toHaveLength(1);
  expect(scene.logger.lines.join("\n")).toContain("symbolic link");
});

it("of 12,000 annotations the newest 10,000 are read", async () => {
  for (let index = 0; index < 12_000; index++) {
    const name = `20250907T10${String(index).padStart(7, "0")}Z-000000000000`;
    put({ ...good, id: name }, `${name}.json`);
  }
  const threads = await store.list(session);
  expect(threads).toHaveLength(10_000);
  expect(threads.at(-1)?.id).toContain("011999Z");
  expect(scene.logger.lines.join("\n")).toContain("only the newest 10000");
});

it("reads again only what has changed, and logs once what is not an annotation", async () => {
  const { clock, random, logger } = scene;
  const fs = scene.fileSystem();
  const readNow = fs.readNow.bind(fs);
  let reads = 0;
  fs.readNow = (...given) => {
    const reading = readNow(...given);
    if (typeof reading === "object") reads += 1;
    return reading;
  };
  store = new AnnotationStore({ voices: nobodysVoices(), fs, clock, random, logger, sessions: scene.service() });
  const other = "20250907T100000250Z-00000000000b";
  put(good);
  put("{", `${other}.json`);
  scene.rest();
  for (let look = 0; look < 3; look += 1) expect(await store.list(session)).toHaveLength(1);
  expect(reads).toBe(2);
  expect(warnings()).toHaveLength(1);
  put({ ...good, id: other }, `${other}.json`);
  expect(await store.list(session)).toHaveLength(2);
  expect(reads).toBe(3);
});

it("reads the newest 32 MiB of a session and says that there are more", async () => {
  for (let index = 0; index < 40; index++) {
    const name = `20250907T1000000${10 + index}Z-000000000000`;
    put({ ...good, id: name, filler: "x".repeat(1_000_000) }, `${name}.json`);
  }
  const threads = await store.list(session);
  expect(threads.length).toBeLessThan(36);
  expect(threads.at(-1)?.id).toContain("00049Z");
  expect(scene.logger.lines.join("\n")).toContain("40 comments; only the newest");
});
