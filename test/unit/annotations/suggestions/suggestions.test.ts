import { beforeEach, describe, expect, it } from "vitest";
import type { Thread } from "../../../../src/core/annotations/annotation.ts";
import { AnnotationStore } from "../../../../src/core/annotations/annotationStore.ts";
import { suggestionLines, suggestionMarkdown } from "../../../../src/core/annotations/suggestions/suggestionLines.ts";
import { suggestionState } from "../../../../src/core/annotations/suggestions/suggestionState.ts";
import { KeptText } from "../../../../src/core/redaction/keptText.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { parseObjectId } from "../../../../src/core/git/repository/objectId.ts";
import { nobodysVoices } from "../../../support/nobodysVoices.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const session = sessionIdFromSlug("one");
const agent = { kind: "agent", name: "agent-1" } as const;
const text = "a\nb\nc\nd\n";
const key = "AKIAIOSFODNN7EXAMPLE";

let scene: SessionScene;
let store: AnnotationStore;
beforeEach(async () => {
  scene = new SessionScene();
  await scene.service().create({ slug: "one", project: "First" });
  const { clock, random, logger } = scene;
  store = new AnnotationStore({
    voices: nobodysVoices(),
    fs: scene.fileSystem(),
    clock,
    random,
    logger,
    sessions: scene.service(),
  });
});

async function suggest(suggestion: string | KeptText, side: "old" | "new" = "new", content = text): Promise<Thread> {
  const lines = { side, start: 2, end: 3 };
  return await store.add({
    subject: { session, file: "a.txt", lines },
    text: content,
    body: "Shorter.",
    suggestion,
    author: agent,
  });
}

describe("a comment that suggests lines", () => {
  it("keeps whole lines, whatever ends them", async () => {
    expect((await suggest("B")).suggestion).toEqual({ text: "B\n" });
    expect((await suggest("B\r\nC\r\n")).suggestion).toEqual({ text: "B\nC\n" });
    expect((await suggest("")).suggestion).toEqual({ text: "" });
    expect((await store.list(session)).map(({ suggestion }) => suggestion?.text)).toEqual(["B\n", "B\nC\n", ""]);
  });

  it.each([
    ["what changes nothing", "b\nc", "changes nothing"],
    ["control characters", "a\u0007", "cannot be used"],
    ["a line end of its own", "a\rb", "cannot be used"],
    ["half a character", "\uD800", "cannot be used"],
    ["too much", "x".repeat(65_537), "cannot be used"],
    ["a secret", `key = "${key}"`, "look like they hold a secret"],
  ])("refuses %s, and writes nothing", async (_name, suggestion, words) => {
    await expect(suggest(suggestion)).rejects.toThrow(words);
    expect(await store.list(session)).toEqual([]);
  });

  it("keeps what looks like a secret on a person's word", async () => {
    expect((await suggest(new KeptText(`key = "${key}"`))).suggestion).toEqual({ text: `key = "${key}"\n` });
  });

  it("refuses lines that hold a secret, because it could not say which lines it is for", async () => {
    await expect(suggest("B", "new", `a\nb = "${key}"\nc\n`)).rejects.toThrow("look like they hold a secret");
    expect((await suggest("B", "new", `a\nb\nc\nd = "${key}"\n`)).suggestion).toEqual({ text: "B\n" });
  });

  it("refuses lines that cannot be read, because it could not say which lines it is for", async () => {
    await expect(suggest("B", "new", "a\nb\uFFFD\nc\n")).rejects.toThrow("cannot be read as text");
    expect((await suggest("B", "new", "a\uFFFD\nb\nc\n")).suggestion).toEqual({ text: "B\n" });
  });

  it("is for lines of the new side alone", async () => {
    await expect(suggest("B", "old")).rejects.toThrow("lines of a file as it is now");
    await expect(store.add({ subject: { session }, body: "x", suggestion: "B", author: agent })).rejects.toThrow(
      "lines of a file as it is now",
    );
  });

  it("is drawn line by line, in a block that nothing in it ends", async () => {
    const thread = await suggest("B\n````\n");
    expect(suggestionLines(thread).map(({ sign, text: line }) => sign + line)).toEqual(["-b", "-c", "+B", "+````"]);
    expect(suggestionMarkdown(thread)).toBe("`````diff\n-b\n-c\n+B\n+````\n`````");
    expect(suggestionMarkdown({ subject: thread.subject })).toBe("");
  });
});

describe("how a suggestion stands", () => {
  const commit = parseObjectId("a".repeat(40));
  const texts = (files: Readonly<Record<string, string>>, renamed: Readonly<Record<string, string>> = {}) => ({
    committed: async (_session: unknown, path: string) =>
      Promise.resolve(files[path] === undefined ? undefined : { commit, bytes: new TextEncoder().encode(files[path]) }),
    renames: async () => Promise.resolve((path: string) => renamed[path] ?? path),
  });

  it("says whether it applies, and why not", async () => {
    const thread = await suggest("B\n");
    expect(await suggestionState(texts({ "a.txt": text }), thread)).toMatchObject({
      text: "B\n",
      applies: true,
      why: null,
      applied: null,
      patch: expect.stringContaining("-b\n-c\n+B\n") as string,
    });
    const changed = await suggestionState(texts({ "a.txt": "a\nb\n" }), thread);
    expect(changed).toMatchObject({ applies: false, patch: null });
    expect(String(changed?.why)).toBe("The lines it is for are gone or have changed.");
    expect(String((await suggestionState(texts({}), thread))?.why)).toContain("is in no commit");
  });

  it("finds its file under the name it has now", async () => {
    const state = await suggestionState(texts({ "b.txt": text }, { "a.txt": "b.txt" }), await suggest("B\n"));
    expect(state?.patch).toContain("--- a/b.txt\n");
  });

  it("says that what cannot be read does not apply", async () => {
    const failing = { ...texts({}), committed: async () => Promise.reject(new TypeError("ours")) };
    await expect(suggestionState(failing, await suggest("B\n"))).rejects.toThrow("ours");
  });

  it("believes nobody but the person that it was applied", async () => {
    const { id } = await suggest("B\n");
    expect(await store.resolve(id, true, agent, commit)).not.toHaveProperty("applied");
    expect(await store.get(id)).toMatchObject({ resolved: true });
  });
});
