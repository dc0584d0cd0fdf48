import { beforeEach, describe, expect, it } from "vitest";
import { AnnotationStore } from "../../../src/core/annotations/annotationStore.ts";
import { Voices } from "../../../src/core/annotations/voices.ts";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import type { Signer } from "../../../src/core/base/ports.ts";
import { say } from "../../../src/core/base/text.ts";
import type { ReviewerKeys } from "../../../src/core/gate/reviewerKeys.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { Reviewer } from "../../support/reviewer.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const [one, two] = [sessionIdFromSlug("one"), sessionIdFromSlug("two")];
const ada = { kind: "person", name: "Ada" } as const;

let scene: SessionScene;
let reviewer: Reviewer;
let logger: MemoryLogger;
beforeEach(async () => {
  scene = new SessionScene();
  reviewer = new Reviewer();
  logger = new MemoryLogger();
  await scene.service().create({ slug: "one", project: "First" });
  await scene.service().create({ slug: "two", project: "Second" });
});

interface Door {
  readonly keys?: ReviewerKeys;
  readonly signer?: Signer;
  readonly workspace?: string;
}

/** A window of the reviewer, unless it is told otherwise. */
function open({ keys = reviewer.keys, signer, workspace = "/work" }: Door = {}): AnnotationStore {
  const { clock, random } = scene;
  const voices = new Voices({
    workspace,
    logger,
    keys: async () => keys.keys(),
    cryptography: async () => Promise.resolve(reviewer.cryptography),
    ...(signer === undefined ? {} : { signer: async () => Promise.resolve(signer) }),
  });
  return new AnnotationStore({ fs: scene.fileSystem(), clock, random, logger, sessions: scene.service(), voices });
}

const window = (): AnnotationStore => open({ signer: reviewer.signer });
const path = (id: string, session = one): string => `${scene.directory}/${session}/annotations/${id}.json`;
const fileOf = (id: string): Record<string, unknown> =>
  JSON.parse(scene.disk.text(path(id)) ?? "{}") as Record<string, unknown>;

async function voicesIn(store = open(), session = one): Promise<readonly unknown[]> {
  const threads = await store.list(session);
  return threads.flatMap(({ notes }) => notes.map(({ author }) => author.voice));
}

/** A comment, an answer and a resolution that the person at the window has written. */
async function written(): Promise<string> {
  const { id } = await window().add({
    subject: { session: one },
    body: "Yes, merge it.",
    author: ada,
    labels: ["done"],
  });
  await window().reply(id, "And this.", ada);
  await window().resolve(id, true, ada);
  return id;
}

describe("who speaks", () => {
  it("is the person, in what they wrote in their own window, for every door", async () => {
    const id = await written();
    expect(await voicesIn()).toEqual(["person", "person"]);
    expect((await open().get(id)).resolvedBy).toEqual({ ...ada, voice: "person" });
  });

  it("is somebody who claims to be the person, where the door has no key of theirs", async () => {
    const { id, notes } = await open().add({ subject: { session: one }, body: "Yes, merge it.", author: ada });
    expect(notes[0].author).toEqual({ ...ada, voice: "claimed" });
    expect(fileOf(id)).toMatchObject({ signature: null });
    expect(await voicesIn()).toEqual(["claimed"]);
  });

  it("is an agent without more, signed or not", async () => {
    const agent = { kind: "agent", name: "claude" } as const;
    const { id, notes } = await window().add({ subject: { session: one }, body: "Done.", author: agent });
    expect(notes[0].author).toEqual(agent);
    expect(fileOf(id)).not.toHaveProperty("signature");
  });

  it("was not signed, in a comment from before comments were", async () => {
    const { id } = await written().then(async (first) => open().get(first));
    const { key: _key, signature: _signature, ...old } = fileOf(id);
    scene.disk.file(path(id), JSON.stringify(old));
    expect(await voicesIn()).toEqual(["unsigned", "person"]);
  });

  it.each<readonly [what: string, change: (file: Record<string, unknown>) => Record<string, unknown>]>([
    ["other words", (file) => ({ ...file, body: "No." })],
    ["another name", (file) => ({ ...file, author: { kind: "person", name: "Bob" } })],
    ["another time", (file) => ({ ...file, created: "2025-01-01T00:00:00.000Z" })],
    ["other labels", (file) => ({ ...file, labels: [] })],
    ["a file it was not on", (file) => ({ ...file, file: "src/a.ts" })],
    ["no signature any more", (file) => ({ ...file, signature: null })],
    ["another key", (file) => ({ ...file, key: "AAAA" })],
    ["a signature of something else", (file) => ({ ...file, signature: "AAAA" })],
  ])("is only a claim with %s", async (_what, change) => {
    const id = await written();
    scene.disk.file(path(id), JSON.stringify(change(fileOf(id))));
    expect(await voicesIn()).toEqual(["claimed", "person"]);
  });

  it("is the person whatever the order of the members and the white space", async () => {
    const id = await written();
    const reversed = Object.fromEntries(Object.entries(fileOf(id)).toReversed());
    scene.disk.file(path(id), JSON.stringify(reversed, null, 4));
    expect(await voicesIn()).toEqual(["person", "person"]);
  });

  it("is only a claim in another session, and in another workspace", async () => {
    const id = await written();
    scene.disk.directory(`${scene.directory}/${two}/annotations`);
    scene.disk.file(path(id, two), scene.disk.text(path(id)) ?? "");
    expect(await voicesIn(open(), two)).toEqual(["claimed"]);
    expect(await voicesIn(open({ workspace: "/elsewhere" }))).toEqual(["claimed", "claimed"]);
  });

  it("is only a claim where the reviewer's key is not known, and the person again once it is", async () => {
    await written();
    const keys = {
      known: [] as readonly string[],
      keys: async () => keys.known,
      publish: async () => Promise.resolve(),
    };
    const store = open({ keys });
    expect(await voicesIn(store)).toEqual(["claimed", "claimed"]);
    keys.known = await reviewer.keys.keys();
    expect(await voicesIn(store)).toEqual(["person", "person"]);
  });

  it("is not lost where the key cannot be had: the comment stands unsigned, and the log says so", async () => {
    const locked = new WorkflowError("refused", say`The keyring is locked.`, say`Unlock it.`);
    const signer = { key: async () => Promise.reject(locked), sign: async () => Promise.reject(locked) };
    await open({ signer }).add({ subject: { session: one }, body: "Kept.", author: ada });
    expect(await voicesIn()).toEqual(["claimed"]);
    expect(logger.lines.join()).toContain("The keyring is locked.");
  });
});
