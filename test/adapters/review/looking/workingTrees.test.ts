import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";

import { afterEach, describe, expect, it } from "vitest";
import type { SessionId } from "../../../../src/core/sessions/model/sessionId.ts";
import { arm } from "../../../support/scenes/armedRepository.ts";
import { LookingScene, rows } from "./lookingScene.ts";

let scene: LookingScene;
afterEach(() => scene.dispose());

const fork = { kind: "fork", session: "WFS-a" as SessionId } as const;

/** What `everyByte` says, without when the shared part of an index was changed last. */
function withoutTimeOfShared(state: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const shown = Object.entries(state).map(([path, said]) => {
    const [mode = "", , content = ""] = said.split(" ");
    return [path, path.includes("/sharedindex.") ? `${mode} ${content}` : said] as const;
  });
  return Object.fromEntries(shown);
}

describe("a fork", () => {
  it("is looked at in its worktree, or as its branch, against what the main checkout is on", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.write("feature.txt", "f\n");
    repository.commitAll("of the feature");
    const path = repository.path(".worktrees/WFS-a");
    repository.git("worktree", "add", "--quiet", "-b", "session/WFS-a", path);
    scene.writeIn(path, "a.txt", "one\n");
    repository.gitIn(path, "commit", "--quiet", "--all", "-m", "Less");
    scene.writeIn(path, "edited.txt", "e\n");
    const looks = await scene.looks();
    const looked = await looks.look(fork);
    expect(looked).toMatchObject({
      path,
      branch: "refs/heads/session/WFS-a",
      onto: { ref: "refs/heads/feature" },
      ahead: 1,
    });
    expect(rows(looked.committed)).toEqual(["changed a.txt"]);
    expect(rows(looked.uncommitted)).toEqual(["added edited.txt"]);
    repository.git("worktree", "remove", "--force", path);
    const alone = await looks.again(looked);
    expect(alone).toMatchObject({ path: null, uncommitted: null, ahead: 1 });
    expect(rows(alone.committed)).toEqual(["changed a.txt"]);
    repository.git("branch", "--quiet", "-D", "session/WFS-a");
    await expect(looks.again(alone)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("a working tree", () => {
  it("of every kind of change is shown as git status has it, and stays as it is", async () => {
    scene = new LookingScene({
      files: {
        "a.txt": "a\n",
        "mode.sh": "x\n",
        "kind.txt": "k\n",
        "dir/inside.txt": "i\n",
        "gone.txt": "g\n",
        "moved.txt": "one\ntwo\nthree\n",
      },
    });
    const { repository } = scene;
    chmodSync(repository.path("mode.sh"), 0o755);
    rmSync(repository.path("kind.txt"));
    symlinkSync("a.txt", repository.path("kind.txt"));
    rmSync(repository.path("dir"), { recursive: true });
    writeFileSync(repository.path("dir"), "a file now\n");
    repository.git("rm", "--quiet", "gone.txt");
    repository.git("mv", "moved.txt", "there.txt");
    repository.write("staged-then-edited.txt", "1\n");
    repository.git("add", "staged-then-edited.txt");
    repository.write("staged-then-edited.txt", "2\n");
    repository.write("image.png", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    mkdirSync(repository.path("empty"));
    const before = scene.state();
    const looks = await scene.looks();
    const looked = await looks.look({ kind: "changes" });
    expect(rows(looked.uncommitted)).toEqual([
      "added dir",
      "added image.png",
      "added staged-then-edited.txt",
      "changed mode.sh",
      "deleted dir/inside.txt",
      "deleted gone.txt",
      "renamed there.txt",
      "type-changed kind.txt",
    ]);
    expect(await looks.readFile(looked, "uncommitted", "staged-then-edited.txt", false)).toMatchObject({
      newText: "2\n",
    });
    expect(await looks.readSide(looked, "uncommitted", "from", "moved.txt")).toBeDefined();
    expect(await looks.again(looked)).toBe(looked);
    expect(scene.state()).toEqual(before);
  });

  it("in the middle of a merge is shown with its marks of conflict", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write("a.txt", "topic\n");
    repository.commitAll("topic");
    repository.git("checkout", "--quiet", "main");
    repository.write("a.txt", "main\n");
    repository.commitAll("main");
    expect(() => repository.git("merge", "topic")).toThrow();
    const before = scene.state();
    const looks = await scene.looks();
    const looked = await looks.look({ kind: "changes" });
    expect(rows(looked.uncommitted)).toEqual(["changed a.txt"]);
    expect(await looks.readFile(looked, "uncommitted", "a.txt", false)).toMatchObject({
      newText: expect.stringContaining("<<<<<<< HEAD") as string,
    });
    expect(scene.state()).toEqual(before);
  });

  it("that is sparse has no files deleted that were never there", async () => {
    scene = new LookingScene({ files: { "in/a.txt": "a\n", "out/b.txt": "b\n" } });
    const { repository } = scene;
    repository.git("sparse-checkout", "set", "in");
    repository.write("in/a.txt", "edited\n");
    const before = scene.state();
    const looked = await (await scene.looks()).look({ kind: "changes" });
    expect(rows(looked.uncommitted)).toEqual(["changed in/a.txt"]);
    expect(scene.state()).toEqual(before);
  });

  it("with promises to git that files stay as they are is read all the same", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    repository.git("update-index", "--assume-unchanged", "a.txt");
    repository.git("update-index", "--skip-worktree", "b.txt");
    repository.write("a.txt", "edited\n");
    repository.write("b.txt", "edited\n");
    const before = scene.state();
    const looked = await (await scene.looks()).look({ kind: "changes" });
    expect(rows(looked.uncommitted)).toEqual(["changed a.txt", "changed b.txt"]);
    expect(scene.state()).toEqual(before);
  });

  it("with an index that is split stays as it is, but for the time at which git says that the shared part is in use", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    repository.git("update-index", "--split-index");
    repository.git("update-index", "--untracked-cache");
    repository.write("a.txt", "edited\n");
    repository.write("new.txt", "new\n");
    const before = scene.state().map(withoutTimeOfShared);
    const looked = await (await scene.looks()).look({ kind: "changes" });
    expect(rows(looked.uncommitted)).toEqual(["added new.txt", "changed a.txt"]);
    expect(scene.state().map(withoutTimeOfShared)).toEqual(before);
  });

  it("names what it cannot show: a file above the limit, a repository inside, a submodule with edits", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    const library = new LookingScene();
    try {
      repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.repository.root, "lib");
      repository.commitAll("with a library");
      repository.write("lib/a.txt", "edited\n");
      repository.write("inner/x.txt", "x\n");
      repository.git("init", "--quiet", repository.path("inner"));
      repository.write("large.bin", new Uint8Array(21 * 1024 * 1024));
      const before = scene.state();
      const looked = await (await scene.looks()).look({ kind: "changes" });
      expect(rows(looked.uncommitted)).toEqual([]);
      expect(looked.skipped.map(({ path, reason }) => `${reason} ${path}`)).toEqual([
        "nested-repository inner/",
        "too-large large.bin",
        "submodule lib/",
      ]);
      expect(scene.state()).toEqual(before);
    } finally {
      library.dispose();
    }
  });

  it("of a repository in another object format is shown, too", async () => {
    scene = new LookingScene({ format: "sha256", files: { "a.txt": "a\n" } });
    const path = scene.agentsWorktree();
    scene.writeIn(path, "b.txt", "edited\n");
    const before = scene.state(path);
    const looked = await (await scene.looks()).look({ kind: "worktree", path });
    expect(rows(looked.committed)).toEqual(["added src/login.ts", "changed a.txt"]);
    expect(rows(looked.uncommitted)).toEqual(["added b.txt"]);
    expect(scene.state(path)).toEqual(before);
  });

  it("with everything armed that git's configuration can name starts none of it", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    const path = scene.agentsWorktree();
    scene.writeIn(path, "new.txt", "new\n");
    const canary = arm(repository);
    const before = scene.state(path);
    const looks = await scene.looks();
    const looked = await looks.look({ kind: "worktree", path });
    expect(rows(looked.committed)).toEqual(["added src/login.ts", "changed a.txt"]);
    expect(looked.skipped.map(({ path: left }) => left)).toContain("new.txt");
    await looks.stands(looked);
    await looks.again(looked);
    expect(canary.ran).toBe("");
    expect(scene.state(path)).toEqual(before);
  });
});
