import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { OpenedFork } from "../../../src/core/forks/openFork.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { ForkScene } from "./forkScene.ts";
import { english } from "../../support/english.ts";

const repositories: GitRepository[] = [];
afterEach(() => {
  for (const repository of repositories.splice(0)) repository.dispose();
});

const a = sessionIdFromSlug("a");
const local = ["-c", "protocol.file.allow=always"];

/** Another repository with one file, `a.txt`, of this text. */
function library(text: string): GitRepository {
  const made = new GitRepository({ files: { "a.txt": text } });
  repositories.push(made);
  return made;
}

async function makeScene(): Promise<ForkScene> {
  const made = await ForkScene.make();
  repositories.push(made.repository);
  return made;
}

function add(to: GitRepository, from: GitRepository, path: string, ...options: readonly string[]): void {
  to.git(...local, "submodule", "--quiet", "add", ...options, "--", from.root, path);
}

/** What is in the fork's submodules, and what was said of each. */
async function open(scene: ForkScene): Promise<OpenedFork & { readonly text: (path: string) => string }> {
  await scene.forks().create({ slug: "a" });
  const opened = await scene.forks().open(a);
  return { ...opened, text: (path) => readFileSync(join(opened.worktree, path), "utf8") };
}

test("not absorbed, nested and shallow ones, and those with blanks in their names, are checked out", async () => {
  const [deep, old, outer] = [library("deep\n"), library("old\n"), library("outer\n")];
  add(outer, deep, "sub/deep one");
  outer.git("clone", "--quiet", deep.root, "raw");
  add(outer, deep, "raw");
  outer.commitAll("nested");
  const made = await makeScene();
  const { repository } = made;
  repository.git("clone", "--quiet", old.root, "old");
  add(repository, old, "old");
  add(repository, outer, "libs/my lib");
  add(repository, outer, "shallow");
  repository.commitAll("submodules");
  repository.git(...local, "submodule", "--quiet", "update", "--init", "--recursive", "libs/my lib");
  repository.remove("shallow");
  repository.remove(".git/modules/shallow");
  repository.git(...local, "clone", "--quiet", "--depth=1", `file://${outer.root}`, "shallow");
  repository.git("submodule", "--quiet", "absorbgitdirs", "shallow");
  expect(existsSync(repository.path("old/.git/HEAD"))).toBe(true);
  for (const { root } of [deep, old, outer]) rmSync(root, { recursive: true });
  const { submodules, text, worktree } = await open(made);
  expect(submodules).toEqual([
    { path: "libs/my lib", problem: null },
    { path: "libs/my lib/raw", problem: null },
    { path: "libs/my lib/sub/deep one", problem: null },
    { path: "old", problem: null },
    { path: "shallow", problem: null },
  ]);
  expect(text("old/a.txt")).toBe("old\n");
  expect(text("libs/my lib/a.txt")).toBe("outer\n");
  expect(text("libs/my lib/sub/deep one/a.txt")).toBe("deep\n");
  expect(text("libs/my lib/raw/a.txt")).toBe("deep\n");
  expect(text("shallow/a.txt")).toBe("outer\n");
  expect(repository.gitIn(worktree, "status", "--porcelain")).toBe("");
  expect(repository.gitIn(join(worktree, "old"), "config", "remote.origin.url")).toBe(old.root);
  expect(repository.gitIn(join(worktree, "libs/my lib/sub/deep one"), "config", "remote.origin.url")).toBe(deep.root);
});

test("one that cannot be checked out is named, and does not stop the others", async () => {
  const [lib, gone] = [library("lib\n"), library("gone\n")];
  const made = await makeScene();
  const { repository } = made;
  add(repository, lib, "a good one");
  add(repository, gone, "behind");
  add(repository, lib, "named", "--name", "a:b");
  add(repository, lib, "not initialised");
  add(repository, lib, "renamed");
  repository.git("clone", "--quiet", lib.root, "embedded");
  repository.git("-c", "advice.addEmbeddedRepo=false", "add", "embedded");
  repository.git("config", "--file", ".gitmodules", "--rename-section", "submodule.renamed", "submodule.anew");
  const far = gone.commitAll("not fetched");
  repository.git("update-index", "--cacheinfo", `160000,${far},behind`);
  repository.git("add", ".gitmodules");
  repository.git("commit", "--quiet", "-m", "submodules");
  repository.remove("not initialised");
  repository.remove(".git/modules/not initialised");
  for (const { root } of [lib, gone]) rmSync(root, { recursive: true });
  const { submodules, text } = await open(made);
  expect(submodules.map(({ path }) => path)).toEqual(["a good one", "behind", "embedded", "named", "renamed"]);
  expect(english(submodules.map(({ problem }) => problem))).toEqual([
    null,
    expect.stringMatching(/^git submodule: .*Run “git submodule update” in the worktree\.$/u) as string,
    "No .gitmodules names it, so git cannot check it out; clone it there by hand.",
    "Its name is not plain, or its repository lies outside of the main checkout's; run “git submodule update” in the worktree.",
    null,
  ]);
  expect([text("a good one/a.txt"), text("renamed/a.txt")]).toEqual(["lib\n", "lib\n"]);
});

test("a fork with submodules nobody worked in can be removed, whatever the main checkout's copies have for branches", async () => {
  const lib = library("first\n");
  const made = await makeScene();
  const { repository } = made;
  add(repository, lib, "lib");
  lib.write("a.txt", "second\n");
  const second = lib.commitAll("second");
  repository.gitIn(repository.path("lib"), ...local, "fetch", "--quiet", "origin");
  repository.gitIn(repository.path("lib"), "checkout", "--quiet", "--detach", second);
  repository.commitAll("a newer submodule than the branch of its copy");
  const { submodules, text, worktree } = await open(made);
  expect(submodules).toEqual([{ path: "lib", problem: null }]);
  expect(text("lib/a.txt")).toBe("second\n");
  expect(repository.gitIn(join(worktree, "lib"), "rev-parse", "refs/remotes/origin/main")).toBe(second);
  expect((await made.forks().loss(a)).submodules).toEqual([]);
  writeFileSync(join(worktree, "lib/a.txt"), "third\n");
  repository.gitIn(join(worktree, "lib"), "commit", "--quiet", "-am", "third");
  expect((await made.forks().loss(a)).submodules).toEqual(["lib"]);
});

test("files where a submodule of the fork is not checked out are not removed with it", async () => {
  const made = await makeScene();
  const { repository } = made;
  add(repository, library("lib\n"), "lib");
  repository.commitAll("submodule");
  repository.git("submodule", "--quiet", "deinit", "--force", "lib");
  repository.remove(".git/modules/lib");
  const { worktree, text } = await open(made);
  rmSync(join(worktree, "lib"), { recursive: true, force: true });
  repository.write(".worktrees/WFS-a/lib/work.txt", "hours of work\n");
  expect(await made.forks().list()).toMatchObject([{ uncommitted: 1 }]);
  await expect(made.forks().remove(a)).rejects.toMatchObject({ code: "refused" });
  expect(text("lib/work.txt")).toBe("hours of work\n");
  expect((await made.forks().loss(a)).unkept).toEqual(["lib"]);
});
