import { describe, expect, it } from "vitest";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import type { Problem } from "../../../src/core/sessions/model/session.ts";
import type { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

/** As `chmod 000 <directory>`: it is seen, but neither listed nor looked into. */
function closed(scene: SessionScene, directory: string): SessionService {
  return scene.service({
    onStep({ call, paths: [path = ""] }) {
      const inside = path.startsWith(`${directory}/`) || (path === directory && /^(?:names|entries)$/u.test(call));
      if (inside) throw new FileError("not-permitted", path, say`EACCES: permission denied, ${call} '${path}'`);
    },
  });
}

async function twoSessions(): Promise<SessionScene> {
  const scene = new SessionScene();
  await scene.service().create({ slug: "a", project: "First" });
  await scene.service().create({ slug: "b", project: "Second" });
  scene.rest();
  return scene;
}

const codes = (problems: readonly Problem[]): readonly string[] => problems.map(({ code, path }) => `${code} ${path}`);

describe("what cannot be read", () => {
  it("is a problem of one session and stops nothing else", async () => {
    const scene = await twoSessions();
    const sessions = closed(scene, `${scene.directory}/WFS-a`);
    const problems = await sessions.problems();
    expect(codes(problems)).toEqual([`unreadable ${scene.recordPath("WFS-a")}`]);
    expect(problems[0]?.session).toBe("WFS-a");
    expect((await sessions.list()).map(({ id, problem }) => [id, problem === undefined])).toEqual([
      ["WFS-b", true],
      ["WFS-a", false],
    ]);
  });

  it("is a problem when only the listing is refused", async () => {
    const scene = await twoSessions();
    const path = `${scene.directory}/WFS-a`;
    const sessions = scene.service({
      onStep({ call, paths }) {
        if (call.startsWith("names") && paths[0] === path)
          throw new FileError("not-permitted", path, say`EACCES: scandir`);
      },
    });
    expect(codes(await sessions.problems())).toEqual([`unreadable ${path}`]);
  });

  it("is a problem of the archive, whose sessions are not shown then", async () => {
    const scene = await twoSessions();
    const archive = `${scene.directory}/completed`;
    await scene.service().complete(undefined, { archive: true });
    scene.rest();
    const sessions = closed(scene, archive);
    expect((await sessions.list()).map(({ id }) => id)).toEqual(["WFS-a"]);
    await sessions.list();
    expect(scene.logger.lines.filter((line) => line.includes(archive))).toHaveLength(1);
    expect(codes(await sessions.problems())).toEqual([`unreadable ${archive}`]);
  });

  it("is not an answer when the failure passes by itself", async () => {
    const scene = await twoSessions();
    const sessions = scene.service({
      onStep({ call, paths }) {
        const path = paths[0] ?? "";
        if (call.startsWith("names") && path.endsWith("WFS-a")) throw new FileError("too-many-open", path, say`EMFILE`);
      },
    });
    await expect(sessions.problems()).rejects.toMatchObject({ reason: "too-many-open" });
  });
});

/** What stands in the way, and the problem it is; everything here made operations fail. */
const inTheWay: readonly (readonly [string, (scene: SessionScene) => void])[] = [
  ["completed", (scene) => scene.disk.link(`${scene.directory}/completed`, "/work")],
  ["completed", (scene) => scene.disk.file(`${scene.directory}/completed`, "")],
  [".temporary", (scene) => scene.disk.link(`${scene.directory}/.temporary`, "/work")],
  [".temporary", (scene) => scene.disk.file(`${scene.directory}/.temporary`, "")],
  ["WFS-a/phases", (scene) => scene.disk.link(`${scene.directory}/WFS-a/phases`, "/work")],
  ["WFS-a/saves", (scene) => scene.disk.file(`${scene.directory}/WFS-a/saves`, "")],
  ["WFS-a/.edit", (scene) => scene.disk.link(`${scene.directory}/WFS-a/.edit`, "/work")],
  ["WFS-a/.edit", (scene) => scene.disk.file(`${scene.directory}/WFS-a/.edit`, "")],
];

describe("what stands in the way of operations", () => {
  it.each(inTheWay)("is a problem: %s", async (name, prepare) => {
    const scene = await twoSessions();
    prepare(scene);
    scene.rest();
    const sessions = scene.service();
    const problems = await sessions.problems();
    expect(codes(problems)).toEqual([`unsafe-path ${scene.directory}/${name}`]);
    expect(problems[0]?.repair).toBeUndefined();
    expect(await sessions.temporary()).toBeUndefined();
    expect(await sessions.list()).toHaveLength(2);
  });

  it("is a session that lies in the archive too", async () => {
    const scene = await twoSessions();
    const text = scene.disk.text(scene.recordPath("WFS-a")) ?? "";
    scene.disk.file(`${scene.directory}/completed/WFS-A/workflow-session.json`, text.replaceAll("WFS-a", "WFS-A"));
    scene.disk.file(`${scene.directory}/completed/WFS-b/workflow-session.json`, text.replaceAll("WFS-a", "WFS-b"));
    scene.rest();
    const problems = await scene.service().problems();
    expect(codes(problems)).toEqual([
      `twin ${scene.directory}/completed/WFS-A`,
      `twin ${scene.directory}/completed/WFS-b`,
    ]);
    expect(String(problems[1]?.message)).toContain("Rename");
  });
});
