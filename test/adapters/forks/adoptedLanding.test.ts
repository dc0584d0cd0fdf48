import { describe, expect, test } from "vitest";
import { branchRef, refName } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { commit, foreignWork } from "./foreignWork.ts";
import { base } from "./forkScene.ts";

const withForeignWork = foreignWork();

const login = sessionIdFromSlug("login");
const main = branchRef("main");

describe("where it would land", () => {
  test("is the branch it began beside, with what its commit says", async () => {
    const { repository, forks } = await withForeignWork();
    await forks.adoptBranch({ branch: "claude/login", baseline: main });
    const summary = "Change login.txt";
    expect(await forks.landing(login)).toEqual({ into: main, behind: undefined, summary, commits: 1 });
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    expect((await forks.landing(login)).behind).toBeUndefined();
  });

  test("has the subjects of several commits, the first as the title, and none of a merge", async () => {
    const { repository, forks } = await withForeignWork();
    const worktree = repository.path(".claude/worktrees/login");
    repository.git("commit", "--quiet", "--allow-empty", "-m", "main goes on");
    commit(repository, "more.txt", "more\n");
    await forks.adoptBranch({ branch: "claude/login", baseline: main });
    repository.gitIn(worktree, "merge", "--quiet", "--no-ff", "-m", "merge main", "main");
    expect(await forks.landing(login)).toMatchObject({
      summary: "Change login.txt\n\n- Change more.txt",
      commits: 2,
    });
    for (let count = 0; count < 30; count += 1) {
      repository.gitIn(worktree, "commit", "--quiet", "--allow-empty", "-m", `step ${count}`);
    }
    const { summary = "", commits } = await forks.landing(login);
    expect(commits).toBe(32);
    expect(summary.split("\n").slice(0, 4)).toEqual(["Change login.txt", "", "- Change more.txt", "- step 0"]);
    expect(summary).toMatch(/- step 18\n- … and 11 more$/u);
  });

  test("says the message of its one commit, not that of the merge on top", async () => {
    const { repository, forks } = await withForeignWork();
    repository.git("commit", "--quiet", "--allow-empty", "-m", "main goes on");
    await forks.adoptBranch({ branch: "claude/login", baseline: main });
    const worktree = repository.path(".claude/worktrees/login");
    repository.gitIn(worktree, "commit", "--quiet", "--amend", "-m", "Change login.txt\n\nBecause it was wrong.");
    repository.gitIn(worktree, "merge", "--quiet", "--no-ff", "-m", "merge main", "main");
    expect(await forks.landing(login)).toMatchObject({
      summary: "Change login.txt\n\nBecause it was wrong.",
      commits: 1,
    });
  });

  test("says what the branch here lacks of the remote's", async () => {
    const { repository, forks } = await withForeignWork();
    const remote = repository.git("commit-tree", "-p", "main", "-m", "elsewhere", "main^{tree}");
    repository.git("update-ref", "refs/remotes/origin/main", remote);
    const ref = refName("refs/remotes/origin/main");
    await forks.adoptBranch({ branch: "claude/login", baseline: ref });
    expect(await forks.landing(login)).toMatchObject({ into: main, behind: { ref, commits: 1 } });
    repository.git("update-ref", "-d", "refs/remotes/origin/main");
    expect((await forks.landing(login)).behind).toBeUndefined();
  });

  test("is not known of what began in a session", async () => {
    const { forks } = await withForeignWork();
    await forks.adoptBranch({ branch: "claude/login", baseline: base });
    expect((await forks.landing(login)).into).toBeUndefined();
  });
});
