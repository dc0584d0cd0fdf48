import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { Forks } from "../../../src/core/forks/forks.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { refusal } from "./foreignWork.ts";
import { ForkScene } from "./forkScene.ts";

const [login, main] = [sessionIdFromSlug("login"), branchRef("main")];

let current: ForkScene | undefined;
afterEach(() => current?.repository.dispose());

/** A branch of another tool with one commit. */
async function withForeignWork(): Promise<{ readonly repository: ForkScene["repository"]; readonly forks: Forks }> {
  current = await ForkScene.make({ files: { "a.txt": "1\n" } });
  const { repository } = current;
  repository.git("checkout", "--quiet", "-b", "claude/login");
  repository.write("login.txt", "new\n");
  repository.commitAll("Sign in");
  repository.git("checkout", "--quiet", "main");
  return { repository, forks: current.forks() };
}

test("a part that begins with a dash, and one like a full name, are names as others are", async () => {
  const { repository, forks } = await withForeignWork();
  repository.git("branch", "feature/-x", "claude/login");
  repository.git("branch", "dup", "main");
  repository.git("branch", "refs/heads/dup", "claude/login");
  const dashed = await forks.adoptBranch({ branch: "feature/-x", baseline: main });
  expect(await forks.get(dashed.session.id)).toMatchObject({ id: "WFS-x", branch: "feature/-x", ahead: 1 });
  await forks.open(dashed.session.id);
  expect(await forks.get(dashed.session.id)).toMatchObject({ worktree: repository.path(".worktrees/WFS-x") });
  const full = await forks.adoptBranch({ branch: "refs/heads/refs/heads/dup", baseline: main });
  expect(await forks.get(full.session.id)).toMatchObject({ branch: "refs/heads/dup", ahead: 1 });
});

test("no worktree is made of HEAD, which git takes for something else", async () => {
  const { repository, forks } = await withForeignWork();
  repository.git("update-ref", "refs/heads/HEAD", "claude/login");
  const { session } = await forks.adoptBranch({ branch: "HEAD", baseline: main });
  const before = repository.git("worktree", "list", "--porcelain");
  expect(await refusal(forks.open(session.id))).toBe(
    "exists: git takes HEAD for what is checked out here, and not for the branch of WFS-head.",
  );
  expect(repository.git("worktree", "list", "--porcelain")).toBe(before);
  expect(existsSync(repository.path(".worktrees", session.id))).toBe(false);
});

test("a name for the integration branch is that branch", async () => {
  const { repository, forks } = await withForeignWork();
  repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main");
  repository.git("symbolic-ref", "refs/heads/other", "refs/heads/claude/login");
  expect(await refusal(forks.adoptBranch({ branch: "alias", baseline: main }))).toBe(
    "refused: main is what other work is measured against.",
  );
  expect((await forks.adoptBranch({ branch: "other", baseline: main })).branch).toBe("claude/login");
});

test("a remote-tracking ref that is called like the branch beside it does not take its place", async () => {
  const { repository, forks } = await withForeignWork();
  repository.git("branch", "--move", "main", "trunk");
  repository.git("commit", "--quiet", "--allow-empty", "-m", "trunk goes on");
  repository.git("update-ref", "refs/remotes/trunk", "trunk~1");
  const { session } = await forks.adoptBranch({ branch: "claude/login", baseline: branchRef("trunk") });
  expect(session.record.forked_from?.session).toBe("refs/heads/trunk");
  expect(await forks.get(login)).toMatchObject({ ahead: 1, behind: 1 });
  expect((await forks.landing(login)).into).toBe("refs/heads/trunk");
});

test("in a shallow clone it is not said that two branches share nothing, nor how a fork stands", async () => {
  const { repository, forks } = await withForeignWork();
  repository.git(
    "branch",
    "--force",
    "claude/login",
    repository.git("commit-tree", "-p", "claude/login", "-m", "2", "claude/login^{tree}"),
  );
  await forks.adoptBranch({ branch: "claude/login", baseline: main });
  const cut = ["claude/login", "main"].map((branch) => repository.git("rev-parse", branch));
  repository.git("commit", "--quiet", "--allow-empty", "-m", "main goes on");
  expect(await forks.get(login)).toMatchObject({ ahead: 2, behind: 1 });
  repository.git("branch", "codex/other", "claude/login");
  repository.write(".git/shallow", `${[...cut, repository.git("rev-parse", "main")].toSorted().join("\n")}\n`);
  expect(await forks.get(login)).toMatchObject({ ahead: null, behind: null, files: null, merged: null });
  expect(String((await forks.get(login)).problem)).toContain("shallow clone");
  expect(await refusal(forks.adoptBranch({ branch: "codex/other", baseline: main }))).toBe(
    "refused: Where codex/other and main part cannot be told: the history of this shallow clone ends before that.",
  );
  repository.remove(".git/shallow");
  expect(await forks.get(login)).toMatchObject({ ahead: 2, behind: 1, problem: null });
});
