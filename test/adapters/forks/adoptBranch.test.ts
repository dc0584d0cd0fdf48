import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Found } from "../../../src/core/found/found.ts";
import { branchRef, refName } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { commit, foreignWork, refusal } from "./foreignWork.ts";
import { base } from "./forkScene.ts";

const withForeignWork = foreignWork();

const login = sessionIdFromSlug("login");
const main = branchRef("main");

test("a branch of another tool becomes a fork on its own branch and worktree, and nothing else changes", async () => {
  const { repository, forks, sessions } = await withForeignWork();
  const refs = repository.git("for-each-ref");
  const worktrees = repository.git("worktree", "list", "--porcelain");
  const config = repository.read(".git/config");
  const { session, branch } = await forks.adoptBranch({ branch: "claude/login", baseline: main });
  expect([session.id, session.state, branch]).toEqual([login, "paused", "claude/login"]);
  expect(session.record).toMatchObject({
    project: "Change login.txt",
    branch: "claude/login",
    forked_from: { session: "main", commit: repository.git("rev-parse", "main") },
  });
  expect(repository.git("for-each-ref")).toBe(refs);
  expect(repository.git("worktree", "list", "--porcelain")).toBe(worktrees);
  expect(repository.read(".git/config")).toBe(config);
  const view = await forks.get(login);
  expect(view).toMatchObject({
    branch: "claude/login",
    worktree: repository.path(".claude/worktrees/login"),
    ahead: 1,
    behind: 0,
    files: 1,
    merged: false,
    uncommitted: 0,
    problem: null,
  });
  expect((await sessions.list()).map(({ id }) => id)).toContain(login);
});

test("it is measured against the branch it was adopted beside, whatever the main checkout is on", async () => {
  const { repository, forks } = await withForeignWork();
  await forks.adoptBranch({ branch: "claude/login", baseline: main });
  repository.git("switch", "--quiet", "-c", "elsewhere");
  repository.git("commit", "--quiet", "--allow-empty", "-m", "not on main");
  expect(await forks.get(login)).toMatchObject({ ahead: 1, behind: 0 });
});

test("with a session it is a fork of that", async () => {
  const { forks } = await withForeignWork();
  const { session } = await forks.adoptBranch({ branch: "refs/heads/claude/login", baseline: base });
  expect(session.record.forked_from?.session).toBe(base);
});

test("a worktree is meant by its path", async () => {
  const { repository, forks } = await withForeignWork();
  const worktree = repository.path(".claude/worktrees/login");
  const { branch } = await forks.adoptBranch({ worktree, baseline: main });
  expect(branch).toBe("claude/login");
});

test("a name that is taken is told apart by the whole branch, then by a number", async () => {
  const { repository, sessions, forks } = await withForeignWork();
  await sessions.create({ slug: "login", project: "another" });
  repository.git("branch", "codex/login", "claude/login");
  repository.git("branch", "x/codex-login", "claude/login");
  repository.git("branch", "ünï/…", "claude/login");
  const ids: string[] = [];
  for (const branch of ["codex/login", "claude/login", "x/codex-login", "ünï/…"]) {
    ids.push((await forks.adoptBranch({ branch, baseline: main })).session.id);
  }
  expect(ids).toEqual(["WFS-codex-login", "WFS-claude-login", "WFS-x-codex-login", "WFS-uni"]);
});

describe("what is refused", () => {
  test("a branch that is not there, is a session's already, is the baseline or has no history in common", async () => {
    const { repository, forks } = await withForeignWork();
    const empty = repository.git("commit-tree", "-m", "root", "HEAD^{tree}");
    repository.git("branch", "orphan", empty);
    const adopt = async (branch: string) => refusal(forks.adoptBranch({ branch, baseline: main }));
    expect(await adopt("claude/gone")).toBe("not-found: There is no branch claude/gone.");
    expect(await adopt("-x..y")).toBe("not-found: There is no branch -x..y.");
    expect(await adopt("main")).toBe("refused: main is what other work is measured against.");
    expect(await adopt("orphan")).toBe("refused: orphan and main have no commit in common.");
    repository.git("branch", "WFS-trunk", "main");
    expect(await refusal(forks.adoptBranch({ branch: "claude/login", baseline: branchRef("WFS-trunk") }))).toBe(
      "refused: The branch WFS-trunk is called like a session, so a fork cannot say that it is measured against it.",
    );
    await forks.adoptBranch({ branch: "claude/login", baseline: main });
    expect(await adopt("claude/login")).toBe("exists: claude/login is the branch of WFS-login already.");
    await forks.create({ slug: "own", baseline: base });
    expect(await adopt("session/WFS-own")).toBe("exists: session/WFS-own is the branch of WFS-own already.");
  });

  test("a worktree on no branch, and a directory that is no worktree", async () => {
    const { repository, forks } = await withForeignWork();
    const worktree = repository.path(".claude/worktrees/login");
    repository.gitIn(worktree, "checkout", "--quiet", "--detach");
    expect(await refusal(forks.adoptBranch({ worktree, baseline: main }))).toBe(
      `refused: The worktree ${worktree} is on no branch, so nothing would hold its commits.`,
    );
    const other = repository.path(".claude");
    expect(await refusal(forks.adoptBranch({ worktree: other, baseline: main }))).toBe(
      `not-found: ${other} is not a worktree of this repository.`,
    );
  });
});

test("checkpoints, diff, compare, sync, forks of it and sweep take it like any fork", async () => {
  const { repository, checkpoints, forks } = await withForeignWork();
  await forks.adoptBranch({ branch: "claude/login", baseline: main });
  repository.write(".claude/worktrees/login/draft.txt", "draft\n");
  expect(await forks.get(login)).toMatchObject({ uncommitted: 1 });
  const { id: n } = await checkpoints.take(login, { message: "before" });
  expect(repository.git("show", `refs/workflow/WFS-login/checkpoints/${n}:draft.txt`)).toBe("draft");
  expect((await forks.diff(login)).files.map(({ path }) => path)).toEqual(["login.txt"]);
  await forks.create({ slug: "child", baseline: login });
  expect(repository.git("rev-parse", "session/WFS-child")).toBe(repository.git("rev-parse", "claude/login"));
  const compared = await forks.compare([login, sessionIdFromSlug("child")]);
  expect(compared.forks.map(({ branch }) => branch)).toEqual(["claude/login", "session/WFS-child"]);
  commit(repository, "draft.txt", "draft\n");
  repository.git("commit", "--quiet", "--allow-empty", "-m", "main goes on");
  expect(await forks.sync(login)).toMatchObject({ result: "merged", branch: "claude/login" });
  expect(repository.git("merge-base", "--is-ancestor", "main", "claude/login")).toBe("");
  expect(await forks.sweep()).toEqual([]);
});

test("a rename changes the session's name alone", async () => {
  const { repository, forks } = await withForeignWork();
  await forks.adoptBranch({ branch: "claude/login", baseline: main });
  const worktree = repository.path(".claude/worktrees/login");
  expect(await forks.rename(login, "sign-in")).toMatchObject({ id: "WFS-sign-in", branch: "claude/login", worktree });
  expect(repository.gitIn(worktree, "symbolic-ref", "HEAD")).toBe("refs/heads/claude/login");
  expect(await forks.get(sessionIdFromSlug("sign-in"))).toMatchObject({ branch: "claude/login", worktree, ahead: 1 });
});

test("a removal leaves the branch, and a worktree that another tool has made; one of ours goes", async () => {
  const { repository, forks, sessions } = await withForeignWork();
  const worktree = repository.path(".claude/worktrees/login");
  await forks.adoptBranch({ branch: "claude/login", baseline: main });
  repository.write(".claude/worktrees/login/draft.txt", "draft\n");
  repository.gitIn(worktree, "checkout", "--quiet", "--detach");
  repository.gitIn(worktree, "commit", "--quiet", "--allow-empty", "-m", "on no branch");
  const before = repository.git("for-each-ref");
  expect(await forks.loss(login)).toMatchObject({ commits: { count: 0 }, uncommitted: [], ignored: [] });
  expect(await forks.remove(login)).toMatchObject({
    worktree_left: worktree,
    branch_deleted: false,
    branch_kept: "adopted",
    checkpoint: null,
    session: "deleted",
  });
  expect(repository.read(".claude/worktrees/login/draft.txt")).toBe("draft\n");
  expect(repository.git("for-each-ref")).toBe(before);
  expect((await sessions.list()).map(({ id }) => id)).toEqual([base]);
  repository.git("branch", "codex/done");
  const { session } = await forks.adoptBranch({ branch: "codex/done", baseline: main });
  expect((await forks.open(session.id)).worktree).toBe(repository.path(".worktrees", session.id));
  expect(await forks.remove(session.id)).toMatchObject({
    branch: "codex/done",
    branch_deleted: false,
    branch_kept: "adopted",
  });
  expect(repository.git("rev-parse", "--verify", "refs/heads/codex/done")).not.toBe("");
  expect(existsSync(repository.path(".worktrees", session.id))).toBe(false);
});

test("a worktree that was made for the fork is not taken away with what only it holds", async () => {
  const { repository, forks } = await withForeignWork();
  repository.git("branch", "codex/done");
  const { session } = await forks.adoptBranch({ branch: "codex/done", baseline: main });
  const { worktree } = await forks.open(session.id);
  repository.write(`.worktrees/${session.id}/draft.txt`, "draft\n");
  expect(await refusal(forks.remove(session.id))).toBe("refused: Removing WFS-done would lose 1 uncommitted path.");
  repository.gitIn(worktree, "checkout", "--quiet", "--detach");
  repository.gitIn(worktree, "commit", "--quiet", "--allow-empty", "-m", "on no branch");
  const { checkpoint, lost } = await forks.remove(session.id, { force: true });
  expect(lost.commits.count).toBe(1);
  expect(repository.git("show", `${checkpoint?.commit}:draft.txt`)).toBe("draft");
  expect(existsSync(worktree)).toBe(false);
});

test("neither a removal nor the sweep takes the worktree in which another session works on the branch by now", async () => {
  const { scene, repository, forks, sessions } = await withForeignWork();
  repository.git("branch", "codex/done");
  const first = await forks.adoptBranch({ branch: "codex/done", baseline: main });
  const { worktree } = await forks.open(first.session.id);
  await sessions.complete(first.session.id, { archive: true, force: true });
  await forks.adoptBranch({ branch: "codex/done", baseline: main, slug: "second" });
  const clock = new ShiftedClock();
  clock.ahead = 24 * 60 * 60 * 1000;
  expect(await scene.forks({ clock }).sweep()).toEqual([]);
  expect(await forks.remove(first.session.id)).toMatchObject({ worktree_left: worktree, branch_kept: "adopted" });
  expect(existsSync(worktree)).toBe(true);
});

test("a record cannot name the branch of another session, and that of a plain session says nothing", async () => {
  const { repository, forks } = await withForeignWork();
  await forks.create({ slug: "one", baseline: base });
  await forks.create({ slug: "two", baseline: base });
  const record = ".workflow/WFS-two/workflow-session.json";
  for (const branch of ["session/WFS-one", "../../x", "-option", "a..b"]) {
    const read = JSON.parse(repository.read(record)) as object;
    repository.write(record, JSON.stringify({ ...read, branch }));
    expect((await forks.get(sessionIdFromSlug("two"))).branch).toBe("session/WFS-two");
  }
  const plain = ".workflow/WFS-base/workflow-session.json";
  repository.write(
    plain,
    JSON.stringify({ ...(JSON.parse(repository.read(plain)) as object), branch: "claude/login" }),
  );
  const { session } = await forks.adoptBranch({ branch: "claude/login", baseline: main });
  expect(session.id).toBe(login);
});

test("what a remote's branch has is not counted as the work's, though the local one is behind", async () => {
  const { repository, forks } = await withForeignWork();
  const behind = repository.git("rev-parse", "main");
  repository.git("commit", "--quiet", "--allow-empty", "-m", "only on the remote");
  repository.git("update-ref", "refs/remotes/origin/main", "main");
  repository.gitIn(repository.path(".claude/worktrees/login"), "rebase", "--quiet", "origin/main");
  repository.git("reset", "--quiet", "--hard", behind);
  await forks.adoptBranch({ branch: "claude/login", baseline: refName("refs/remotes/origin/main") });
  const view = await forks.get(login);
  expect(view).toMatchObject({ ahead: 1, behind: 0, files: 1 });
  expect(view.forked_from.session).toBe("origin/main");
});

describe("what is somebody else's stays so", () => {
  test("a branch that is checked out in the main checkout is not moved under its files", async () => {
    const { repository, forks } = await withForeignWork();
    const worktree = repository.path(".claude/worktrees/login");
    repository.gitIn(worktree, "checkout", "--quiet", "--detach");
    repository.git("commit", "--quiet", "--allow-empty", "-m", "main goes on");
    repository.git("switch", "--quiet", "claude/login");
    const { session } = await forks.adoptBranch({ branch: "claude/login", baseline: main });
    expect(await refusal(forks.sync(session.id))).toContain(
      `refused: The branch claude/login of WFS-login is checked out at ${repository.root}`,
    );
    expect(repository.git("status", "--porcelain")).toBe("?? .claude/");
  });

  test("a worktree where the fork would have its own is not taken for it", async () => {
    const { repository, forks } = await withForeignWork();
    repository.git("worktree", "add", "--quiet", "-b", "codex/page", ".worktrees/WFS-page");
    repository.write(".worktrees/WFS-page/.env", "secret\n");
    repository.git("branch", "agents/page", "claude/login");
    const first = await forks.adoptBranch({ branch: "agents/page", baseline: main });
    expect(first.session.id).toBe("WFS-agents-page");
    expect(await refusal(forks.adoptBranch({ branch: "codex/page", baseline: main, slug: "page" }))).toContain(
      "exists: ",
    );
    await forks.create({ slug: "old", baseline: base });
    await forks.open(sessionIdFromSlug("old"));
    const old = repository.path(".worktrees/WFS-old");
    repository.gitIn(old, "switch", "--quiet", "-c", "claude/new");
    const { session } = await forks.adoptBranch({ branch: "claude/new", baseline: main, slug: "new" });
    expect((await forks.get(session.id)).worktree).toBe(old);
    expect((await forks.get(sessionIdFromSlug("old"))).worktree).toBeNull();
    await forks.remove(sessionIdFromSlug("old"));
    expect(existsSync(old)).toBe(true);
  });

  test("a detached HEAD does not take the worktree from the fork", async () => {
    const { repository, forks, checkpoints } = await withForeignWork();
    const worktree = repository.path(".claude/worktrees/login");
    await forks.adoptBranch({ branch: "claude/login", baseline: main });
    repository.gitIn(worktree, "checkout", "--quiet", "--detach");
    repository.write(".claude/worktrees/login/wip.txt", "wip\n");
    expect(await forks.get(login)).toMatchObject({ worktree, uncommitted: 1 });
    const { id } = await checkpoints.take(login);
    expect(repository.git("show", `refs/workflow/WFS-login/checkpoints/${id}:wip.txt`)).toBe("wip");
  });

  test("of several who adopt a branch at once exactly one has it, and the others are told whose it is", async () => {
    const { scene, repository, sessions } = await withForeignWork();
    repository.git("branch", "codex/login", "claude/login");
    const wishes = ["claude/login", "codex/login"].flatMap((branch) =>
      ["x", undefined, "z"].map(async (slug) => {
        const forks = scene.forks();
        const input = { branch, baseline: main };
        return forks.adoptBranch(slug === undefined ? input : { ...input, slug: `${slug}-${branch.slice(0, 5)}` });
      }),
    );
    const answers = await Promise.allSettled(wishes);
    const owners = (await sessions.list()).filter(({ record }) => record.forked_from !== undefined);
    expect(owners.map(({ record }) => record.branch ?? "").toSorted()).toEqual(["claude/login", "codex/login"]);
    const ownerOf = (branch: string): string => owners.find(({ record }) => record.branch === branch)?.id ?? "";
    const told = answers.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
    expect(told.toSorted()).toEqual(
      ["claude/login", "codex/login"].flatMap((branch) => {
        const line = `${branch} is the branch of ${ownerOf(branch)} already.`;
        return [expect.stringContaining(line), expect.stringContaining(line)] as string[];
      }),
    );
    expect(existsSync(repository.path(".workflow/.deleted"))).toBe(false);
    expect(existsSync(repository.path(".workflow/.forks/adopting"))).toBe(false);
  });

  test("the branch that work goes into is no session's own, of whichever one it would be a fork, and no sync moves it", async () => {
    const { repository, forks, sessions } = await withForeignWork();
    const refused = "refused: main is the branch that work goes into, and no session's own.";
    expect(await refusal(forks.adoptBranch({ branch: "main", baseline: base, slug: "trunk" }))).toBe(refused);
    expect((await sessions.list()).map(({ id }) => id)).toEqual([base]);
    const { session } = await forks.adoptBranch({ branch: "claude/login", baseline: base });
    const record = `.workflow/${session.id}/workflow-session.json`;
    repository.write(record, repository.read(record).replace('"branch": "claude/login"', '"branch": "main"'));
    expect(repository.read(record)).toContain('"branch": "main"');
    repository.git("checkout", "--quiet", "-b", "elsewhere");
    repository.git("commit", "--quiet", "--allow-empty", "-m", "later");
    const before = repository.git("rev-parse", "main");
    expect(await refusal(forks.sync(session.id))).toBe(refused);
    expect(repository.git("rev-parse", "main")).toBe(before);
  });

  test("neither end of the integration branch is adopted, and a branch called like the remote's does not take its place", async () => {
    const { repository, forks } = await withForeignWork();
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    const remote = refName("refs/remotes/origin/main");
    expect(await refusal(forks.adoptBranch({ branch: "main", baseline: remote }))).toContain("refused: main is what");
    await forks.adoptBranch({ branch: "claude/login", baseline: remote });
    repository.git("branch", "origin/main", "claude/login");
    expect(await forks.get(login)).toMatchObject({ ahead: 1, merged: false });
  });

  test("a worktree that another tool makes later in the same place, on no branch, is not the fork's", async () => {
    const { scene, repository, forks, sessions, checkpoints } = await withForeignWork();
    const place = repository.path(".claude/worktrees/login");
    await forks.adoptBranch({ branch: "claude/login", baseline: main });
    const { id } = await checkpoints.take(login, { message: "kept" });
    repository.git("worktree", "remove", "--force", place);
    repository.git("worktree", "add", "--quiet", "--detach", place, "main");
    repository.write(".claude/worktrees/login/a.txt", "theirs\n");
    expect(await forks.get(login)).toMatchObject({ branch: "claude/login", worktree: null });
    await checkpoints.restore(login, id).catch((error: unknown) => error);
    expect(repository.read(".claude/worktrees/login/a.txt")).toBe("theirs\n");
    const { git, fs, clock } = scene.options;
    const { found } = await new Found({ git, fs, clock, root: repository.root }).list();
    expect(found.map(({ kind, path }) => `${kind} ${path}`)).toContain(`worktree ${place}`);
    expect((await sessions.list()).map(({ id: one }) => one)).toContain(login);
  });

  test("a name below session/ that is no session's can be adopted", async () => {
    const { repository, forks } = await withForeignWork();
    repository.git("branch", "session/foo", "claude/login");
    const { session } = await forks.adoptBranch({ branch: "session/foo", baseline: main });
    expect(await forks.get(session.id)).toMatchObject({ branch: "session/foo", ahead: 1, problem: null });
  });

  test("a branch that its owner has renamed is not made again", async () => {
    const { repository, forks } = await withForeignWork();
    repository.git("branch", "codex/page", "claude/login");
    const { session } = await forks.adoptBranch({ branch: "codex/page", baseline: main });
    repository.git("branch", "--move", "codex/page", "codex/form");
    expect(await forks.sweep()).toMatchObject([{ code: "missing-branch", session: session.id, repair: null }]);
  });
});
