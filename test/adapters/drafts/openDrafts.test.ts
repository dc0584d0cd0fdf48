import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openDrafts } from "../../../src/adapters/open/openDrafts.ts";
import { openSigner } from "../../../src/adapters/open/openGate.ts";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { openReviewerHome, type ReviewerHome } from "../../../src/adapters/reviewerHome.ts";
import type { Drafts } from "../../../src/core/annotations/drafts/drafts.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";
import { reviewerOf } from "../review/reviewWindow.ts";

const person = { kind: "person", name: "Ada" } as const;

let scene: GateScene;
let home: ReviewerHome;
beforeEach(async () => {
  scene = await GateScene.make();
  for (const name of ["XDG_CONFIG_HOME", "APPDATA", "HOME"]) vi.stubEnv(name, scene.repository.beside("person"));
  home = openReviewerHome(scene.workspace.fs);
});
afterEach(() => {
  vi.unstubAllEnvs();
  scene.dispose();
});

async function window(): Promise<Drafts> {
  const { logger, root, fs } = scene.workspace;
  const { secrets } = reviewerOf(root, fs);
  return openDrafts(
    await openWorkspace(root, { logger, signer: async () => Promise.resolve(openSigner(fs, secrets)) }),
  );
}

describe("drafts of a workspace", () => {
  it("make nothing before one is written, and then what only their person can read", async () => {
    const drafts = await window();
    expect(await drafts.list(base)).toEqual([]);
    expect(await drafts.resume(base)).toBe(0);
    expect(existsSync(home.directory)).toBe(false);
    const { id } = await drafts.add({ subject: { session: base }, body: "Later.", author: person });
    const directory = home.draftsOf(scene.workspace.root);
    expect(readdirSync(join(directory, base, "annotations"))).toEqual([`${id}.json`]);
    if (process.platform !== "win32") expect(statSync(home.directory).mode & 0o077).toBe(0);
    expect((await (await window()).list(base)).map(({ body }) => body)).toEqual(["Later."]);
  });

  it("come into the workspace when they are sent, not before", async () => {
    const inWorkspace = join(scene.workspace.sessions.directory, base, "annotations");
    await (await window()).add({ subject: { session: base }, body: "One.", author: person });
    await (await window()).add({ subject: { session: base }, body: "Two.", author: person });
    expect(existsSync(inWorkspace)).toBe(false);
    const { review } = await (await window()).send(base, "Both.");
    const threads = await (await scene.workspace.annotations()).list(base);
    expect(threads.map((thread) => [thread.notes[0].body, thread.review])).toEqual([
      ["One.", review],
      ["Two.", review],
    ]);
    expect(readdirSync(inWorkspace)).toHaveLength(2);
    expect(await (await window()).list(base)).toEqual([]);
  });

  it("are this person's by their key, whatever else lies there when a page is opened", async () => {
    await (await window()).add({ subject: { session: base }, body: "Mine.", author: person });
    const directory = join(home.draftsOf(scene.workspace.root), base);
    const id = "20251130T100000000Z-0123456789ab";
    const review = { id: "20251130T100001000Z-0123456789ac", summary: "I approve." };
    const created = "2025-11-30T10:00:00.000Z";
    const note = { version: 1, id, kind: "note", author: person, created, body: "Theirs.", labels: [] };
    writeFileSync(join(directory, "annotations", `${id}.json`), JSON.stringify(note));
    writeFileSync(
      join(directory, `send-${review.id}.json`),
      JSON.stringify({ version: 1, review, created, notes: [id] }),
    );
    expect(await (await window()).resume(base)).toBe(0);
    expect((await (await window()).list(base)).map(({ body }) => body)).toEqual(["Mine."]);
    expect((await (await window()).send(base, undefined)).sent).toBe(1);
    const threads = await (await scene.workspace.annotations()).list(base);
    expect(threads.map(({ notes: [{ body, author }] }) => [body, author.voice])).toEqual([["Mine.", "person"]]);
  });

  it("follow a fork that is renamed, by its directory alone, beside those written under its new name", async () => {
    await (await window()).add({ subject: { session: fork }, body: "Before.", author: person });
    const { id } = await scene.gitFeatures.forks.rename(fork, "better");
    await (await window()).add({ subject: { session: id }, body: "After.", author: person });
    expect(await (await window()).list(base)).toEqual([]);
    expect((await (await window()).list(id)).map(({ body }) => body)).toEqual(["Before.", "After."]);
    expect(readdirSync(home.draftsOf(scene.workspace.root))).toEqual([id]);
  });
});
