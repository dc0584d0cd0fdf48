import { say } from "../../../../src/core/base/text.ts";
import { describe, expect, it } from "vitest";
import type { LostSession } from "../../../../src/core/sessions/model/lostSession.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import type { Problem } from "../../../../src/core/sessions/model/session.ts";
import { ActiveMarker } from "../../../../src/core/sessions/markers/activeMarker.ts";
import { WorkspaceHealth } from "../../../../src/host/workspaces/workspaceHealth.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const settle = async (): Promise<undefined> => Promise.resolve(undefined);

async function besidesOf(
  trusted: boolean,
  unfinished: readonly Problem[] = [],
  lost: readonly LostSession[] = [],
): Promise<{ scene: SessionScene; besides: WorkspaceHealth; changes: () => number }> {
  const scene = new SessionScene();
  const sessions = scene.service({
    unfinished: { problems: async () => Promise.resolve(unfinished), repair: settle },
    lost: { find: async () => Promise.resolve(lost), originOf: async () => Promise.resolve(undefined) },
  });
  for (const slug of ["b", "a"]) await sessions.create({ slug, project: slug });
  scene.disk.file(`${scene.directory}/.active-WFS-b`, "", { mtimeNs: 1n });
  scene.disk.file(`${scene.directory}/.active-WFS-gone`, "", { mtimeNs: 1n });
  scene.rest();
  const fs = scene.fileSystem();
  const { clock, logger } = scene;
  let changes = 0;
  const besides = new WorkspaceHealth({
    sessions,
    marker: new ActiveMarker(scene.directory, { fs, clock, logger }),
    fs,
    clock,
    log: logger,
    trusted: () => trusted,
    changed: () => (changes += 1),
  });
  return { scene, besides, changes: () => changes };
}

describe("doubled and orphaned markers that stand", () => {
  it("are repaired by themselves when doubled, and shown when orphaned", async () => {
    const { scene, besides } = await besidesOf(true);
    await besides.look();
    expect(scene.markers()).toEqual([".active-WFS-a", ".active-WFS-gone"]);
    expect(besides.problems.map(({ code }) => code)).toEqual(["orphan-marker"]);
    expect(scene.logger.lines.filter((line) => /WFS-b/u.test(line)).length).toBeGreaterThan(0);
  });

  it("are only shown in Restricted Mode", async () => {
    const { scene, besides, changes } = await besidesOf(false);
    await besides.look();
    expect(scene.markers()).toHaveLength(3);
    expect(besides.problems.map(({ code }) => code).toSorted()).toEqual(["orphan-marker", "several-markers"]);
    expect(changes()).toBe(1);
  });
});

describe("a marker from the future", () => {
  it("is shown, and left as it is until somebody asks for the repair", async () => {
    const { scene, besides } = await besidesOf(true);
    await besides.look();
    const path = `${scene.directory}/.active-WFS-a`;
    const ahead = scene.disk.time + 3_600_000_000_000n;
    scene.disk.file(path, "", { mtimeNs: ahead });
    await besides.look();
    expect(besides.problems.map(({ code }) => code)).toEqual(["future-marker", "orphan-marker"]);
    expect(scene.disk.find(path)?.mtimeNs).toBe(ahead);
  });
});

describe("what a killed process left half done", () => {
  it("stands among the problems, and nothing of it is recovered by a look", async () => {
    const half: Problem = {
      code: "half-changed",
      message: say`cut off`,
      path: "/work/.workflow/WFS-a",
      repair: say`done`,
    };
    const { besides, changes } = await besidesOf(true, [half]);
    await besides.look();
    expect(besides.problems.at(-1)).toEqual(half);
    await besides.look();
    expect(changes()).toBe(1);
  });
});

describe("sessions that are gone while git still has what belongs to them", () => {
  const lost = [{ id: sessionIdFromSlug("fork"), branch: true, checkpoints: 2 }];

  it("stand among the problems of a trusted folder, without a repair that happens by the way", async () => {
    const { scene, besides } = await besidesOf(true, [], lost);
    await besides.look();
    expect(besides.problems.at(-1)).toMatchObject({
      code: "lost-session",
      session: "WFS-fork",
      path: `${scene.directory}/WFS-fork`,
    });
    expect(besides.problems.at(-1)?.repair).toBeUndefined();
    expect(String(besides.problems.at(-1)?.message)).toContain("its branch, 2 checkpoints");
  });

  it("are not looked for in Restricted Mode", async () => {
    const { besides } = await besidesOf(false, [], lost);
    await besides.look();
    expect(besides.problems.map(({ code }) => code)).not.toContain("lost-session");
  });
});
