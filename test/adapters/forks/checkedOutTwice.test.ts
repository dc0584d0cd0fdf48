import { afterEach, beforeEach, expect, test } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { Found } from "../../../src/core/found/found.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, ForkScene } from "./forkScene.ts";

const [login, own, main] = [sessionIdFromSlug("login"), sessionIdFromSlug("own"), branchRef("main")];

let scene: ForkScene;
let first: string;
let second: string;
beforeEach(async () => {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  const { repository } = scene;
  [first, second] = [repository.beside("first"), repository.beside("second")];
  repository.git("worktree", "add", "--quiet", "-b", "claude/login", first);
  repository.gitIn(first, "commit", "--quiet", "--allow-empty", "-m", "Sign in");
  repository.git("worktree", "add", "--quiet", "--force", second, "claude/login");
  repository.write("../second/a.txt", "edited\n");
});
afterEach(() => scene.repository.dispose());

/** Worktrees that are found, each with how many paths are uncommitted. */
async function found(): Promise<readonly string[]> {
  const { git, fs, clock } = scene.options;
  const list = await new Found({ git, fs, clock, root: scene.repository.root }).measured();
  return list.found.map(({ path, dirty }) => `${path ?? ""} ${dirty ?? "?"}`);
}

test("the worktree that is named becomes the fork's, and the other one is still found", async () => {
  const forks = scene.forks();
  const { session } = await forks.adoptBranch({ worktree: second, baseline: main });
  expect(session.record.workspace).toBe(second);
  expect(await forks.get(login)).toMatchObject({ worktree: second, uncommitted: 1 });
  expect(await found()).toEqual([`${first} 0`]);
});

test("the branch is not moved under the files of the other one, unless that is gone", async () => {
  const { repository } = scene;
  const forks = scene.forks();
  await forks.adoptBranch({ worktree: first, baseline: main });
  expect(await found()).toEqual([`${second} 1`]);
  repository.git("commit", "--quiet", "--allow-empty", "-m", "main goes on");
  const before = repository.git("for-each-ref");
  const refused: unknown = await forks.sync(login).catch((error: unknown) => error);
  expect(refused instanceof WorkflowError && `${refused.code}: ${refused.message}`).toBe(
    `refused: The branch claude/login of WFS-login is checked out at ${second}, whose files would stay behind.`,
  );
  expect(repository.git("for-each-ref")).toBe(before);
  repository.remove("../second");
  expect(await forks.sync(login)).toMatchObject({ result: "merged" });
});

test("a second checkout of the branch of a fork of ours is found, too", async () => {
  const forks = scene.forks();
  await forks.adoptBranch({ branch: "claude/login", baseline: main });
  await forks.create({ slug: "own", baseline: base });
  await forks.open(own);
  const third = scene.repository.beside("third");
  scene.repository.git("worktree", "add", "--quiet", "--force", third, "session/WFS-own");
  expect((await found()).toSorted()).toEqual([`${second} 1`, `${third} 0`]);
});
