import { describe, expect, it } from "vitest";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const exclude = "/work/.git/info/exclude";
const gitDirectory = "/work/.git";

function repository(text?: string): SessionScene {
  const scene = new SessionScene();
  scene.disk.directory(gitDirectory);
  if (text !== undefined) scene.disk.file(exclude, text);
  return scene;
}

describe("init", () => {
  it("makes .workflow, also when it is there", async () => {
    const scene = new SessionScene();
    const sessions = scene.service();
    expect(await sessions.exists()).toBe(false);
    await sessions.init();
    await sessions.init();
    expect(await sessions.exists()).toBe(true);
  });

  it("excludes both directories from git, once, below what is there", async () => {
    const scene = repository("# mine\n*.log");
    const sessions = scene.service({ repository: { gitDirectory, tracks: async () => false } });
    await sessions.init();
    await sessions.init();
    expect(scene.disk.text(exclude)).toBe("# mine\n*.log\n# Workflow Sessions\n.worktrees/\n.workflow/\n");
  });

  it("makes the file when there is none", async () => {
    const scene = repository();
    await scene
      .service({ repository: { gitDirectory, tracks: async () => false } })
      .create({ slug: "a", project: "A" });
    expect(scene.disk.text(exclude)).toBe("# Workflow Sessions\n.worktrees/\n.workflow/\n");
  });

  it.each<[string, { tracks?: () => Promise<boolean> }]>([
    ["files in it are tracked", { tracks: async () => true }],
    ["nobody can say", {}],
    ["git fails", { tracks: async () => await Promise.reject(new Error("no git")) }],
  ])("leaves .workflow out when %s", async (_, around) => {
    const scene = repository();
    await scene.service({ repository: { gitDirectory, ...around } }).init();
    expect(scene.disk.text(exclude)).toBe("# Workflow Sessions\n.worktrees/\n");
  });

  it.each<[string, (scene: SessionScene) => void]>([
    ["is a link", (scene) => scene.disk.link(exclude, "/etc/passwd")],
    ["is not UTF-8", (scene) => scene.disk.file(exclude, new Uint8Array([0xff, 0xfe]))],
  ])("works, and leaves info/exclude alone, when that %s", async (_, prepare) => {
    const scene = repository("");
    prepare(scene);
    const before = scene.disk.find(exclude);
    await scene.service({ repository: { gitDirectory, tracks: async () => false } }).init();
    expect(scene.disk.find(exclude)).toBe(before);
    expect(await scene.service().exists()).toBe(true);
    expect(scene.logger.lines.join("\n")).toContain("was not changed");
  });

  it("refuses a .workflow that is a link or a file", async () => {
    const scene = new SessionScene();
    scene.disk.directory("/elsewhere");
    scene.disk.link(scene.directory, "/elsewhere");
    await expect(scene.service().init()).rejects.toMatchObject({ code: "unsafe-path" });
    await expect(scene.service().create({ slug: "a", project: "A" })).rejects.toMatchObject({ code: "unsafe-path" });
    expect(scene.disk.list("/elsewhere")).toEqual([]);
  });
});
