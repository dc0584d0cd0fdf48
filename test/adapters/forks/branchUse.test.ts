import { realpathSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { usedBy } from "../../../src/core/forks/worktree/branchUse.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import { GitRepository } from "../../support/gitRepository.ts";

let scene: GitRepository;
beforeEach(() => {
  scene = new GitRepository({ files: { "a.txt": "1\n" } });
  for (const text of ["2\n", "3\n", "4\n"]) {
    scene.write("a.txt", text);
    scene.git("commit", "--quiet", "--all", "-m", text);
  }
  scene.git("branch", "other", "HEAD~3");
  scene.git("switch", "--quiet", "-c", "conflicting", "other");
  scene.write("a.txt", "other\n");
  scene.git("commit", "--quiet", "--all", "-m", "other");
  scene.git("switch", "--quiet", "main");
  scene.git("worktree", "add", "--quiet", "-b", "topic", scene.beside("linked"));
});
afterEach(() => scene.dispose());

async function user(branch: string, at = scene.root): Promise<string | undefined> {
  const repository = await openRepository(scene.port(), at);
  const commonDirectory = realpathSync(repository.paths.commonDir);
  return usedBy({ fs: new NodeFileSystem(new SystemRandom()), commonDirectory, repository }, branchRef(branch));
}

/** Leaves a rebase waiting, of the branch that is checked out. */
function stopRebase(at: string, ...options: readonly string[]): void {
  scene.gitIn(
    at,
    "-c",
    "sequence.editor=sed -i.bak -e 1s/^pick/edit/",
    "rebase",
    "--quiet",
    "-i",
    ...options,
    "HEAD~2",
  );
}

describe.each(["main", "topic"])("where %s is checked out", (branch) => {
  const at = (): string => (branch === "main" ? scene.root : scene.beside("linked"));

  test("it is in use, also while HEAD has left it for a bisect, and no more after a plain detaching", async () => {
    expect(await user(branch)).toBe(at());
    scene.gitIn(at(), "bisect", "start", "HEAD", "HEAD~3");
    expect(scene.gitIn(at(), "rev-parse", "--abbrev-ref", "HEAD")).toBe("HEAD");
    expect(await user(branch)).toBe(at());
    expect(await user(branch, scene.beside("linked"))).toBe(at());
    scene.gitIn(at(), "bisect", "reset");
    scene.gitIn(at(), "checkout", "--quiet", "--detach");
    expect(await user(branch)).toBeUndefined();
  });

  test("it is in use while it is rebased, and so are the branches that follow", async () => {
    scene.gitIn(at(), "branch", "--force", "other", "HEAD~1");
    stopRebase(at(), "--update-refs");
    expect(scene.gitIn(at(), "rev-parse", "--abbrev-ref", "HEAD")).toBe("HEAD");
    expect([await user(branch), await user("other")]).toEqual([at(), at()]);
    scene.gitIn(at(), "rebase", "--abort");
    expect(await user("other")).toBeUndefined();
  });

  test("a bisect that began on no branch holds none", async () => {
    scene.gitIn(at(), "checkout", "--quiet", "--detach");
    scene.gitIn(at(), "bisect", "start", "HEAD", "HEAD~3");
    expect(await user(branch)).toBeUndefined();
  });

  test("what stops with HEAD on the branch leaves it in use", async () => {
    for (const begin of [["cherry-pick"], ["merge", "--no-ff"]]) {
      expect(() => scene.gitIn(at(), ...begin, "conflicting")).toThrow("Command failed");
      expect(await user(branch)).toBe(at());
      scene.gitIn(at(), begin[0] ?? "", "--abort");
    }
  });
});

test("a git directory that is kept elsewhere tells of its checkout too", async () => {
  const git = scene.beside("kept");
  scene.git("worktree", "remove", scene.beside("linked"));
  scene.git("init", "--quiet", "--separate-git-dir", git);
  scene.git("bisect", "start", "HEAD", "HEAD~3");
  expect(await user("main")).toBe(scene.root);
});
