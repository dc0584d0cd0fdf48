import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { formatTime } from "../../../src/core/base/time.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { layouts, makeLayout } from "../layouts/layouts.ts";
import { commitAll, git } from "../cli/gitScene.ts";
import { ForkScene } from "../forks/forkScene.ts";
import { FoundScene } from "./foundScene.ts";

const scenes: { readonly repository: { dispose(): void } }[] = [];
afterEach(() => {
  for (const { repository } of scenes.splice(0)) repository.dispose();
});
function make(...options: ConstructorParameters<typeof FoundScene>): FoundScene {
  const scene = new FoundScene(...options);
  scenes.push(scene);
  return scene;
}

describe("without a .workflow", () => {
  it("worktrees anywhere, branches and what is uncommitted are found", async () => {
    const scene = make({ files: { "a.txt": "1\n", ".gitignore": ".claude/\n" } });
    const { repository } = scene;
    scene.branch("feature/plain");
    scene.branch("codex/fix", { "x.txt": "1\n", "y.txt": "2\n" });
    const claude = scene.worktree(repository.path(".claude/worktrees/login"), "worktree-login");
    scene.commit(claude, "login.txt");
    const beside = scene.worktree(`${repository.root}.worktrees/page`, "page");
    writeFileSync(join(beside, "untracked.txt"), "1\n");
    writeFileSync(join(beside, "a.txt"), "2\n");
    const detached = scene.worktree(repository.beside(".codex/worktrees/7f3a/repository"));
    scene.commit(detached, "own.txt");
    scene.commit(repository.root, "main.txt");
    repository.write("a.txt", "edited\n");
    expect((await scene.short()).toSorted()).toEqual([
      "branch codex/fix Codex +2 -1 2",
      "branch feature/plain +1 -1 1",
      "changes main dirty 1",
      "worktree .codex/worktrees/7f3a/repository Codex +1 -1 1 dirty 0",
      "worktree page VS Code +0 -1 0 dirty 2",
      "worktree worktree-login Claude Code +1 -1 1 dirty 0",
    ]);
    const { found, more, against } = await (await scene.found()).list();
    expect([more, against, found.length]).toEqual([0, "main", 6]);
    expect(found.find(({ branch }) => branch === "worktree-login")).toMatchObject({
      kind: "worktree",
      path: claude,
      ref: "refs/heads/worktree-login",
      head: repository.gitIn(claude, "rev-parse", "HEAD"),
      base: repository.git("rev-parse", "main"),
      ahead: null,
      dirty: null,
    });
    expect(found.find(({ path }) => path === detached)).toMatchObject({
      branch: null,
      ref: null,
      head: repository.gitIn(detached, "rev-parse", "HEAD"),
    });
  });

  it("branches of odd names are found, and by a name that means no other one", async () => {
    const scene = make();
    scene.branch("feature/-x");
    scene.branch("dup");
    scene.branch("refs/heads/dup", { "other.txt": "1\n" });
    const { found } = await (await scene.found()).list();
    expect(found.flatMap(({ kind, branch }) => (kind === "branch" ? [String(branch)] : [])).toSorted()).toEqual([
      "dup",
      "feature/-x",
      "refs/heads/refs/heads/dup",
    ]);
  });

  it("what matches the person's patterns comes first, of each the newest, and the rest is counted", async () => {
    const scene = make();
    const { repository } = scene;
    const now = Math.floor(Date.now() / 1000);
    const tree = repository.git("rev-parse", "main^{tree}");
    const base = repository.git("rev-parse", "main");
    const age = (branch: string, days: number): void => {
      const date = `@${now - days * 86_400} +0000`;
      const command = `printf '%s' '${branch}' | GIT_AUTHOR_DATE='${date}' GIT_COMMITTER_DATE='${date}' git commit-tree ${tree} -p ${base}`;
      const commit = repository.git("-c", `alias.made=!${command}`, "made");
      repository.git("-c", "core.logAllRefUpdates=false", "update-ref", `refs/heads/${branch}`, commit);
    };
    for (const [branch, days] of [
      ["a", 1],
      ["b", 2],
      ["old", 40],
      ["team/x", 20],
      ["claude/y", 25],
      ["team/z", 3],
    ] as const)
      age(branch, days);
    const names = async (options = {}): Promise<readonly (string | null)[]> => {
      const { found, more } = await (await scene.found()).list(options);
      return [...found.filter(({ kind }) => kind === "branch").map(({ branch }) => branch), String(more)];
    };
    expect(await names()).toEqual(["claude/y", "a", "b", "team/z", "team/x", "0"]);
    expect(await names({ patterns: ["team/*"] })).toEqual(["team/z", "team/x", "a", "b", "claude/y", "0"]);
    expect(await names({ patterns: [], days: 50 })).toEqual(["a", "b", "team/z", "team/x", "claude/y", "old", "0"]);
    expect(await names({ days: 2.5 })).toEqual(["a", "b", "0"]);
    // One of the three is what may be uncommitted.
    expect(await names({ patterns: ["team/*"], most: 3 })).toEqual(["team/z", "team/x", "3"]);
    const { found } = await (await scene.found()).list();
    const last = Date.parse(found.find(({ branch }) => branch === "team/z")?.last ?? "") / 1000;
    expect(Math.abs(last - (now - 3 * 86_400))).toBeLessThan(5);
  });

  it("what was done last counts, whatever the commit says of its time", async () => {
    const scene = make();
    const { repository } = scene;
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write("x.txt", "1\n");
    repository.git("add", "-A");
    repository.git("-c", "alias.late=!GIT_COMMITTER_DATE='@9999999999 +0000' git commit --quiet -m late", "late");
    repository.git("checkout", "--quiet", "main");
    const [topic] = (await (await scene.found()).list()).found.filter(({ branch }) => branch === "topic");
    expect(Date.parse(topic?.last ?? "")).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(topic?.last ?? "")).toBeGreaterThan(Date.now() - 60_000);
  });

  it("an edit that nobody has staged counts once it is measured", async () => {
    const scene = make();
    const worktree = scene.worktree(scene.repository.beside("w"), "topic");
    const found = await scene.found();
    const [work] = (await found.list()).found.filter(({ kind }) => kind === "worktree");
    if (work === undefined) throw new Error("It is there.");
    const [commit, edit] = [5, 1].map((days) => formatTime(Date.now() - days * 86_400_000));
    writeFileSync(join(worktree, "README.md"), "edited\n");
    utimesSync(join(worktree, "README.md"), new Date(edit ?? ""), new Date(edit ?? ""));
    expect((await found.measure(work))?.last).toBe(work.last);
    const before = { ...work, last: commit ?? "" };
    expect((await found.measure(before))?.last).toBe(edit);
  });

  it("of uncommitted changes the newest edit counts, not when git wrote its index", async () => {
    const scene = make();
    const { repository } = scene;
    const edits = [3, 2].map((days) => new Date(Math.floor(Date.now() / 1000 - days * 86_400) * 1000));
    for (const [at, edit] of edits.entries()) {
      repository.write(`edited-${at}.txt`, "edited\n");
      utimesSync(repository.path(`edited-${at}.txt`), edit, edit);
    }
    utimesSync(repository.path(".git", "index"), new Date(), new Date());
    const { found } = await (await scene.found()).measured();
    const [changes] = found.filter(({ kind }) => kind === "changes");
    expect(changes?.last).toBe(formatTime(edits[1]?.getTime() ?? 0));
  });

  it("the main checkout's own branch and a detached HEAD", async () => {
    const scene = make();
    const { repository } = scene;
    repository.git("checkout", "--quiet", "-b", "topic");
    expect(await scene.short()).toEqual([]);
    scene.commit(repository.root, "x.txt");
    expect(await scene.short({ days: 0 })).toEqual(["branch topic +1 -0 1"]);
    repository.write("x.txt", "edited\n");
    expect((await scene.short()).toSorted()).toEqual(["branch topic +1 -0 1", "changes topic dirty 1"]);
    repository.git("checkout", "--quiet", "--detach");
    expect((await scene.short()).toSorted()).toEqual(["branch topic +1 -0 1", "changes repository dirty 1"]);
  });

  it("what is in the main checkout is a session's where one works there", async () => {
    const scene = make();
    const { repository } = scene;
    repository.git("switch", "--quiet", "-c", "agents/here");
    repository.write("here.txt", "1\n");
    repository.git("add", "-A");
    repository.git("commit", "--quiet", "-m", "here");
    repository.write("more.txt", "2\n");
    expect((await scene.short()).length).toBe(2);
    expect(await scene.short({ worksHere: true })).toEqual([]);
  });

  it("a repository without a commit has uncommitted files and a branch nobody can measure", async () => {
    const scene = make({ files: false });
    expect(await scene.short()).toEqual([]);
    scene.repository.write("a.txt", "1\n");
    const { found, against } = await (await scene.found()).measured();
    expect([found, against]).toMatchObject([
      [{ kind: "changes", branch: "main", head: null, base: null, dirty: 1 }],
      null,
    ]);
  });

  it("object ids of SHA-256", async () => {
    const scene = make({ format: "sha256" });
    scene.branch("claude/a");
    scene.worktree(scene.repository.beside("w"), "b");
    expect((await scene.short()).toSorted()).toEqual([
      "branch claude/a Claude Code +1 -0 1",
      "worktree b +0 -0 0 dirty 0",
    ]);
  });

  it.each(layouts)("$name", async ({ make: makeIt, name }) => {
    const { opened, top } = makeLayout({ make: makeIt, name });
    git(top, "branch", "wip");
    const wip = join(top, "..", "wip-of-it");
    git(top, "worktree", "add", "--quiet", wip, "wip");
    writeFileSync(join(wip, "x.txt"), "1\n");
    commitAll(wip, "x");
    git(top, "branch", "claude/a", "wip");
    writeFileSync(join(top, "a.txt"), "edited\n");
    const workspace = await openWorkspace(opened, {
      logger: make().repository.logger,
      git: (persons) => persons,
    });
    const { found } = (await (await workspace.found?.())?.measured()) ?? { found: [] };
    const short = found.map(({ kind, branch, path, ahead, dirty }) =>
      JSON.stringify([kind, branch, path, ahead, dirty]),
    );
    expect(short.toSorted()).toEqual([
      JSON.stringify(["branch", "claude/a", null, 1, null]),
      JSON.stringify(["changes", "main", top, null, 1]),
      JSON.stringify(["worktree", "wip", wip, 1, 0]),
    ]);
  });
});

describe("worktrees", () => {
  it("one that is gone is not listed, its branch is; a locked one is; one that leads elsewhere is not", async () => {
    const scene = make();
    const { repository } = scene;
    const [gone = "", locked = "", forged = "", alone = ""] = ["gone", "locked", "forged", "alone"].map((name) => {
      const worktree = scene.worktree(repository.beside(name), name);
      scene.commit(worktree, `${name}.txt`);
      return worktree;
    });
    rmSync(gone, { recursive: true });
    repository.git("worktree", "lock", locked);
    // The first is another repository altogether, the second has no branch of its own that is left.
    rmSync(join(forged, ".git"));
    const other = make();
    writeFileSync(join(forged, ".git"), `gitdir: ${other.repository.path(".git")}\n`);
    writeFileSync(join(alone, ".git"), "gitdir: /nowhere/.git/worktrees/alone\n");
    repository.git("update-ref", "-d", "refs/heads/alone");
    expect((await scene.short()).toSorted()).toEqual([
      "branch forged +1 -0 1",
      "branch gone +1 -0 1",
      "worktree locked +1 -0 1 dirty 0",
    ]);
  });

  it("one that goes away between list and measure is over", async () => {
    const scene = make();
    const worktree = scene.worktree(scene.repository.beside("w"), "topic");
    const found = await scene.found();
    const [work] = (await found.list()).found.filter(({ kind }) => kind === "worktree");
    if (work === undefined) throw new Error("It is there.");
    expect(await found.measure(work)).toMatchObject({ dirty: 0 });
    rmSync(worktree, { recursive: true });
    expect(await found.measure(work)).toBeUndefined();
  });

  it("its branch is known while it is rebased, and a nested one is no change of the one around it", async () => {
    const scene = make({ files: { "a.txt": "1\n" } });
    const { repository } = scene;
    const worktree = scene.worktree(repository.path("inner/w"), "topic");
    scene.commit(worktree, "a.txt", "topic\n");
    scene.commit(repository.root, "b.txt");
    repository.write("a.txt", "main\n");
    repository.git("commit", "--quiet", "-am", "main");
    expect(() => repository.gitIn(worktree, "rebase", "--quiet", "main")).toThrow();
    expect(await scene.short()).toEqual(["worktree topic +1 -2 1 dirty 1"]);
  });
});

describe("what sessions have is not found", () => {
  it("forks with and without worktree, one being made, lost ones, another workspace's, and what is taken", async () => {
    const forks = await ForkScene.make({ files: { "a.txt": "1\n", "app/b.txt": "1\n", ".gitignore": ".w*\n" } });
    scenes.push(forks);
    const { repository } = forks;
    const [open, lost] = [sessionIdFromSlug("open"), sessionIdFromSlug("lost")];
    for (const slug of ["open", "shut", "lost", "astray"]) await forks.forks().create({ slug });
    for (const id of [open, lost]) {
      await forks.forks().open(id);
      forks.commitIn(id, "x.txt", "1\n");
    }
    await forks.forks().open(sessionIdFromSlug("astray"));
    repository.gitIn(forks.worktree(sessionIdFromSlug("astray")), "checkout", "--quiet", "--detach");
    repository.remove(".workflow/WFS-lost");
    mkdirSync(repository.path("app/.workflow/WFS-there"), { recursive: true });
    repository.git("worktree", "add", "--quiet", "-b", "theirs", repository.path("app/.worktrees/WFS-there"));
    repository.git("worktree", "add", "--quiet", "-b", "made", repository.path(".worktrees/.adding-0123abcd/WFS-new"));
    repository.git("worktree", "add", "--quiet", "-b", "kept", repository.beside("kept"));
    repository.git("worktree", "add", "--quiet", "-b", "mine", repository.path(".worktrees/mine"));
    repository.git("branch", "session/feature", "session/WFS-open");
    const git = repository.port();
    const { found } = await openWorkspace(repository.root, { logger: repository.logger, git: () => git });
    const names = async (taken: readonly string[]): Promise<readonly (string | null)[]> => {
      const list = await (await found?.())?.list({ taken: new Set(taken) });
      return (list?.found ?? []).map(({ kind, branch }) => `${kind} ${branch ?? "?"}`).toSorted();
    };
    const always = ["branch session/feature", "changes main", "worktree mine"];
    expect(await names([])).toEqual([...always, "worktree kept"].toSorted());
    expect(await names(["refs/heads/kept"])).toEqual(always);
    expect(await names(["refs/heads/kept", "refs/heads/session/feature"])).toEqual(always.slice(1));
  });

  it("their files are no changes of the main checkout", async () => {
    const scene = make();
    const { repository } = scene;
    const { sessions } = await openWorkspace(repository.root, { logger: repository.logger });
    await sessions.create({ slug: "a", project: "A" });
    rmSync(repository.path(".git/info/exclude"), { force: true });
    expect(repository.git("status", "--porcelain")).toContain(".workflow/");
    expect(await scene.short()).toEqual([]);
  });
});
