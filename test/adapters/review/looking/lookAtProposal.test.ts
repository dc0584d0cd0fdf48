import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { WorkflowError } from "../../../../src/core/base/errors.ts";
import type { Git } from "../../../../src/core/base/ports.ts";
import { emptyTree } from "../../../../src/core/git/objects/commits.ts";
import { Canary } from "../../../support/scenes/armedRepository.ts";
import { LookingScene, rows } from "./lookingScene.ts";

let scene: LookingScene;
afterEach(() => scene.dispose());

const text = (one: string | Uint8Array | undefined): string | undefined =>
  one === undefined || typeof one === "string" ? one : Buffer.from(one).toString("utf8");

describe("a worktree that plain git has made", () => {
  it("is shown against its merge base with main, with what it has not committed as a layer of its own", async () => {
    scene = new LookingScene();
    const path = scene.agentsWorktree();
    const { repository } = scene;
    scene.writeIn(path, "a.txt", "one\ntwo\nthree\nfour\n"); // edited
    scene.writeIn(path, "src/staged.ts", "staged\n");
    repository.gitIn(path, "add", "src/staged.ts");
    scene.writeIn(path, "src/untracked.ts", "untracked\n");
    scene.writeIn(path, "debug.log", "ignored\n");
    scene.writeIn(path, "kept.log", "added with force\n");
    repository.gitIn(path, "add", "--force", "kept.log");
    rmSync(join(path, "b.txt"));
    const before = scene.state(path);
    const looks = await scene.looks();
    const looked = await looks.look({ kind: "worktree", path });
    expect(looked).toMatchObject({
      branch: "refs/heads/claude/login",
      path,
      head: repository.gitIn(path, "rev-parse", "HEAD"),
      onto: { ref: "refs/heads/main", commit: repository.git("rev-parse", "main") },
      mergeBase: repository.git("rev-parse", "main~1"),
      ahead: 1,
      behind: 1,
      skipped: [],
    });
    expect(looked.history?.commits.map(({ subject, author }) => `${author} ${subject}`)).toEqual([
      "Ada <ada@example.org> Log in",
    ]);
    expect(rows(looked.committed)).toEqual(["added src/login.ts", "changed a.txt"]);
    expect(rows(looked.uncommitted)).toEqual([
      "added kept.log",
      "added src/staged.ts",
      "added src/untracked.ts",
      "changed a.txt",
      "deleted b.txt",
    ]);
    expect(await looks.readFile(looked, "committed", "a.txt", false)).toMatchObject({
      kind: "text",
      oldText: "one\ntwo\n",
      newText: "one\ntwo\nthree\n",
    });
    expect(await looks.readFile(looked, "uncommitted", "a.txt", false)).toMatchObject({
      oldText: "one\ntwo\nthree\n",
      newText: "one\ntwo\nthree\nfour\n",
    });
    expect(text(await looks.readSide(looked, "uncommitted", "to", "src/untracked.ts"))).toBe("untracked\n");
    expect(text(await looks.readSide(looked, "uncommitted", "to", "src/staged.ts"))).toBe("staged\n");
    expect(await looks.stands(looked)).toBe(true);
    expect(await looks.again(looked)).toBe(looked);
    expect(scene.state(path)).toEqual(before);
  });

  it("is followed: edits, commits and a moved main make it another proposal, and nothing else does", async () => {
    scene = new LookingScene();
    const path = scene.agentsWorktree();
    const { repository } = scene;
    const looks = await scene.looks();
    const first = await looks.look({ kind: "worktree", path });
    expect(rows(first.uncommitted)).toEqual([]);
    scene.writeIn(path, "new.txt", "1\n");
    const edited = await looks.again(first);
    expect(rows(edited.uncommitted)).toEqual(["added new.txt"]);
    expect(edited.committed).toBe(first.committed);
    expect(await looks.again(edited)).toBe(edited);
    scene.writeIn(path, "new.txt", "2\n"); // of the same size, and perhaps within the same second
    const again = await looks.again(edited);
    expect(text(await looks.readSide(again, "uncommitted", "to", "new.txt"))).toBe("2\n");
    expect(text(await looks.readSide(edited, "uncommitted", "to", "new.txt"))).toBe("1\n");
    repository.gitIn(path, "add", "-A");
    repository.gitIn(path, "commit", "--quiet", "-m", "New");
    expect(await looks.stands(again)).toBe(false);
    const committed = await looks.again(again);
    expect(committed).toMatchObject({ ahead: 2, behind: 1 });
    expect(rows(committed.uncommitted)).toEqual([]);
    expect(rows(committed.committed)).toEqual(["added new.txt", "added src/login.ts", "changed a.txt"]);
    repository.git("commit", "--quiet", "--allow-empty", "-m", "more of main");
    expect(await looks.stands(committed)).toBe(false);
    expect(await looks.again(committed)).toMatchObject({ ahead: 2, behind: 2 });
  });

  it("without a branch, and with nothing but edits, is one too", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    const path = repository.beside("detached");
    repository.git("worktree", "add", "--quiet", "--detach", path);
    scene.writeIn(path, "b.txt", "edited\n");
    const before = scene.state(path);
    const looked = await (await scene.looks()).look({ kind: "worktree", path });
    expect(looked).toMatchObject({ branch: null, ahead: 0, behind: 0, mergeBase: looked.head });
    expect(rows(looked.committed)).toEqual([]);
    expect(rows(looked.uncommitted)).toEqual(["changed b.txt"]);
    expect(scene.state(path)).toEqual(before);
  });

  it("that is gone is said to be; so is another repository's", async () => {
    scene = new LookingScene();
    const path = scene.agentsWorktree();
    const looks = await scene.looks();
    const looked = await looks.look({ kind: "worktree", path });
    rmSync(path, { recursive: true });
    await expect(looks.stands(looked)).rejects.toMatchObject({ code: "not-found" });
    await expect(looks.look({ kind: "worktree", path })).rejects.toMatchObject({ code: "not-found" });
    const other = new LookingScene();
    try {
      await expect(looks.look({ kind: "worktree", path: other.repository.root })).rejects.toMatchObject({
        code: "unsafe-path",
      });
    } finally {
      other.dispose();
    }
  });
});

describe("a worktree that another tool removes while it is looked at", () => {
  it("is said to be gone, before whichever command of git that happens", async () => {
    scene = new LookingScene();
    const port = scene.repository.port();
    let [before, started] = [0, 0];
    let removed = "";
    const git: Git = {
      run: async (request) => {
        started += 1;
        if (started === before) rmSync(removed, { recursive: true });
        return await port.run(request);
      },
    };
    const ends: string[] = [];
    for (;;) {
      const path = scene.agentsWorktree();
      scene.writeIn(path, "edited.txt", "e\n");
      const looks = await scene.looks(git);
      const target = { kind: "worktree", path } as const;
      const looked = await looks.look(target);
      scene.writeIn(path, "edited.txt", "e\ne\n");
      [removed, started] = [path, 0];
      before += 1;
      const end = await looks.again(looked).then(
        () => "it was looked at",
        ({ code, message }: WorkflowError) => `${code}: ${message}`,
      );
      ends.push(end.replaceAll(path, "<path>"));
      if (started < before) break;
      scene.repository.git("worktree", "prune");
      scene.repository.git("branch", "-D", "claude/login");
    }
    expect(ends.length).toBeGreaterThan(5);
    expect(ends.at(-1)).toBe("it was looked at");
    expect(new Set(ends)).toEqual(new Set(["not-found: <path> is gone.", "it was looked at"]));
  });
});

describe("a branch", () => {
  it("is shown with its commits alone, also while it is checked out nowhere", async () => {
    scene = new LookingScene();
    const path = scene.agentsWorktree("codex/login");
    scene.repository.git("worktree", "remove", path);
    const before = scene.state();
    const looks = await scene.looks();
    const looked = await looks.look(scene.branch("codex/login"));
    expect(looked).toMatchObject({ branch: "refs/heads/codex/login", path: null, uncommitted: null, ahead: 1 });
    expect(rows(looked.committed)).toEqual(["added src/login.ts", "changed a.txt"]);
    expect(scene.state()).toEqual(before);
    scene.repository.git("branch", "--quiet", "-D", "codex/login");
    await expect(looks.again(looked)).rejects.toMatchObject({ code: "not-found" });
  });

  it("of an unrelated history is shown against nothing", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    repository.git("checkout", "--quiet", "--orphan", "other");
    repository.commitAll("another beginning");
    repository.git("checkout", "--quiet", "main");
    const looked = await (await scene.looks()).look(scene.branch("other"));
    expect(looked).toMatchObject({ mergeBase: null, ahead: 1, behind: 1 });
    expect(looked.committed?.shown.from).toBe(emptyTree("sha1"));
    expect(rows(looked.committed)).toEqual(["added .gitignore", "added a.txt", "added b.txt"]);
  });

  it("is compared with the branch the remote names, under its local name where there is one", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    scene.agentsWorktree();
    repository.git("branch", "next", "claude/login");
    repository.git("update-ref", "refs/remotes/origin/next", "main");
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next");
    const looks = await scene.looks();
    expect((await looks.look(scene.branch("claude/login"))).onto?.ref).toBe("refs/heads/next");
    repository.git("branch", "--quiet", "-D", "next");
    expect((await looks.look(scene.branch("claude/login"))).onto?.ref).toBe("refs/remotes/origin/next");
    repository.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD");
    expect((await looks.look(scene.branch("claude/login"))).onto?.ref).toBe("refs/heads/main");
    repository.git("branch", "--quiet", "-m", "main", "home");
    expect((await looks.look(scene.branch("claude/login"))).onto?.ref).toBe("refs/heads/home");
  });
});

describe("the main checkout's uncommitted changes", () => {
  it("are a layer alone, without files of sessions", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    repository.write("b.txt", "edited\n");
    repository.write(".workflow/WFS-a/session.json", "{}\n");
    repository.git("add", "--all");
    repository.write(".worktrees/x/y.txt", "y\n");
    const before = scene.state();
    const looked = await (await scene.looks()).look({ kind: "changes" });
    expect(looked).toMatchObject({
      branch: "refs/heads/main",
      path: repository.root,
      committed: null,
      onto: null,
      history: null,
    });
    expect(rows(looked.uncommitted)).toEqual(["changed b.txt"]);
    expect(scene.state()).toEqual(before);
  });

  it("are everything there is where there is no commit yet", async () => {
    scene = new LookingScene({ files: false });
    const { repository } = scene;
    repository.write("a.txt", "a\n");
    repository.write("b.txt", "b\n");
    repository.git("add", "a.txt");
    const before = scene.state();
    const looked = await (await scene.looks()).look({ kind: "changes" });
    expect(looked).toMatchObject({ head: null, committed: null, ahead: 0 });
    expect(rows(looked.uncommitted)).toEqual(["added a.txt", "added b.txt"]);
    expect(scene.state()).toEqual(before);
  });

  it("that only a filter of the repository could judge are left out and named, and it is not run", async () => {
    scene = new LookingScene();
    const { repository } = scene;
    const canary = new Canary(repository.beside("canary"));
    for (const key of ["filter.armed.clean", "filter.armed.smudge", "core.fsmonitor", "diff.external"])
      repository.git("config", key, canary.program);
    repository.write(".git/info/attributes", "b.txt filter=armed\n");
    repository.write("b.txt", "edited\n");
    repository.write("a.txt", "one\n");
    const before = scene.state();
    const looked = await (await scene.looks()).look({ kind: "changes" });
    expect(rows(looked.uncommitted)).toEqual(["changed a.txt"]);
    expect(looked.skipped).toMatchObject([{ path: "b.txt", reason: "filter" }]);
    expect(scene.state()).toEqual(before);
    expect(canary.ran).toBe("");
    repository.git("diff", "--stat"); // as a control: plain git runs them
    expect(canary.ran).not.toBe("");
  });
});

describe("what the vault keeps", () => {
  it("of a target that is not on show any more goes when the vault is tidied", async () => {
    scene = new LookingScene();
    scene.agentsWorktree();
    const window = await scene.window();
    const looked = await window.looks.look(scene.branch("claude/login"));
    await window.tidyVault([]);
    expect(await window.looks.readFile(looked, "committed", "a.txt", false)).toMatchObject({ kind: "text" });
    const kept = (): string => scene.vaultRefs();
    expect(kept()).toMatch(/refs\/workflow\/looking\/[0-9a-f]{16}\/head/u);
    window.looks.close(looked.target);
    await window.tidyVault([]);
    expect(kept()).toBe("");
  });
});
