import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDrafts } from "../../../src/adapters/open/openDrafts.ts";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { Drafts } from "../../../src/core/annotations/drafts/drafts.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";

const person = { kind: "person", name: "Ada" } as const;

let scene: GateScene;
beforeEach(async () => {
  scene = await GateScene.make();
});
afterEach(() => scene.dispose());

async function window(): Promise<Drafts> {
  const { logger, root } = scene.workspace;
  return openDrafts(await openWorkspace(root, { logger }), scene.home);
}

describe("drafts of a workspace", () => {
  it("make nothing before one is written, and then what only their person can read", async () => {
    const drafts = await window();
    expect(await drafts.list(base)).toEqual([]);
    expect(await drafts.resume(base)).toBe(0);
    expect(existsSync(scene.home.directory)).toBe(false);
    const { id } = await drafts.add({ subject: { session: base }, body: "Later.", author: person });
    const directory = scene.home.draftsOf(scene.workspace.root);
    expect(readdirSync(join(directory, base, "annotations"))).toEqual([`${id}.json`]);
    if (process.platform !== "win32") expect(statSync(scene.home.directory).mode & 0o077).toBe(0);
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

  it("follow a fork that is renamed, by its directory alone, beside those written under its new name", async () => {
    await (await window()).add({ subject: { session: fork }, body: "Before.", author: person });
    const { id } = await scene.gitFeatures.forks.rename(fork, "better");
    await (await window()).add({ subject: { session: id }, body: "After.", author: person });
    expect(await (await window()).list(base)).toEqual([]);
    expect((await (await window()).list(id)).map(({ body }) => body)).toEqual(["Before.", "After."]);
    expect(readdirSync(scene.home.draftsOf(scene.workspace.root))).toEqual([id]);
  });
});
