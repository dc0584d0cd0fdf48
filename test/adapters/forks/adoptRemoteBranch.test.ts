import { afterEach, expect, test } from "vitest";
import type { Forks } from "../../../src/core/forks/forks.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { refusal } from "./foreignWork.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const main = branchRef("main");

/** A branch of a remote with a commit of its own, as a fetch leaves it with the rest of the remote's. */
async function withCloudWork(): Promise<{ repository: ForkScene["repository"]; forks: Forks; head: string }> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  const { repository } = scene;
  repository.write("cloud.txt", "new\n");
  repository.git("add", "cloud.txt");
  const tree = repository.git("write-tree");
  repository.git("reset", "--quiet", "--hard");
  const head = repository.git("commit-tree", "-p", "main", "-m", "Cloud work", tree);
  repository.git("update-ref", "refs/remotes/origin/copilot/x", head);
  repository.git("update-ref", "refs/remotes/origin/main", "main");
  repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  return { repository, forks: scene.forks(), head };
}

test("a branch that only a remote has becomes one here of the same name, where that stands, and is then a fork like any", async () => {
  const { repository, forks, head } = await withCloudWork();
  const { session, branch } = await forks.adoptBranch({ branch: "origin/copilot/x", baseline: main });
  expect([session.id, branch, repository.git("rev-parse", "copilot/x")]).toEqual(["WFS-x", "copilot/x", head]);
  expect(repository.read(".git/config")).not.toContain("copilot");
  expect(await forks.get(session.id)).toMatchObject({ branch: "copilot/x", ahead: 1, worktree: null, problem: null });
  expect(await forks.landing(session.id)).toMatchObject({ into: main, summary: "Cloud work" });
  expect(await refusal(forks.adoptBranch({ branch: "origin/copilot/x", baseline: main }))).toBe(
    "exists: copilot/x is the branch of WFS-x already.",
  );
});

test("it is the one here where both stand alike, and refused where they do not", async () => {
  const { repository, forks, head } = await withCloudWork();
  repository.git("branch", "copilot/x", "main");
  const ref = "refs/remotes/origin/copilot/x";
  expect(await refusal(forks.adoptBranch({ branch: ref, baseline: main }))).toBe(
    "exists: There is a branch copilot/x here already, and it stands elsewhere than origin/copilot/x.",
  );
  expect(repository.git("rev-parse", "copilot/x")).toBe(repository.git("rev-parse", "main"));
  repository.git("branch", "--force", "copilot/x", head);
  expect(await forks.adoptBranch({ branch: ref, baseline: main })).toMatchObject({ branch: "copilot/x" });
});

test("nothing is made where that is refused: the baseline, no branch, one in the way, no history", async () => {
  const { repository, forks } = await withCloudWork();
  repository.git("update-ref", "refs/remotes/origin/alone", repository.git("commit-tree", "-m", "root", "HEAD^{tree}"));
  repository.git("branch", "copilot", "main");
  const before = repository.git("for-each-ref");
  const adopt = async (branch: string) => refusal(forks.adoptBranch({ branch, baseline: main }));
  expect(await adopt("origin/main")).toBe("refused: main is what other work is measured against.");
  expect(await adopt("origin/HEAD")).toBe("not-found: There is no branch origin/HEAD.");
  expect(await adopt("origin/gone")).toBe("not-found: There is no branch origin/gone.");
  expect(await adopt("origin/alone")).toBe("refused: alone and main have no commit in common.");
  expect(await adopt("origin/copilot/x")).toContain("exists: The branch copilot/x cannot be made here");
  expect(repository.git("for-each-ref")).toBe(before);
});
