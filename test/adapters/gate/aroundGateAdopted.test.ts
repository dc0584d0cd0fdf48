import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { ArrivalRecord } from "../../../src/core/unreviewed/arrivalRecord.ts";
import type { AskedBranch, UnreviewedWork } from "../../../src/core/unreviewed/unreviewedWork.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";

const login = sessionIdFromSlug("login");
const worktree = ".claude/worktrees/login";
const branch = "claude/login";

let scene: GateScene;
let window: OpenedGate;
let work: UnreviewedWork;

const git = (...args: readonly string[]): string => scene.repository.git(...args);
const gitIn = (path: string, ...args: readonly string[]): string =>
  scene.repository.gitIn(scene.repository.path(path), ...args);

const look = async (asked: readonly AskedBranch[] = []): Promise<readonly ArrivalRecord[]> =>
  (await work.look(asked, "ada")).arrivals;

async function arrived(asked: readonly AskedBranch[] = []): Promise<ArrivalRecord> {
  const [record, ...more] = await look(asked);
  if (record === undefined || more.length > 0) throw new Error("not exactly one came");
  return record;
}

const events = async (): Promise<readonly unknown[]> =>
  (await window.audit.read()).map(({ event, session }) => [event, session]);

/** A branch and worktree of another tool, with a commit, that a session was made of; nobody has worked here with sessions before. */
beforeEach(async () => {
  scene = await GateScene.make();
  const { repository, workspace, gitFeatures } = scene;
  for (const id of [fork, base]) await workspace.sessions.complete(id, { archive: true, force: true });
  git("worktree", "add", "--quiet", "-b", branch, worktree, "main");
  repository.write(`${worktree}/login.txt`, "new\n");
  gitIn(worktree, "add", "-A");
  gitIn(worktree, "commit", "--quiet", "-m", "Sign in");
  await gitFeatures.forks.adoptBranch({ branch, baseline: branchRef("main") });
  window = await scene.open();
  work = window.unreviewed(async () => scene.requests.list({ all: true }));
  expect(await look()).toEqual([]);
});
afterEach(() => scene.dispose());

const merges: readonly (readonly [string, ArrivalRecord["how"], () => void])[] = [
  ["fast-forward", "ancestor", () => git("merge", "--quiet", "--ff-only", branch)],
  ["merge commit", "ancestor", () => git("merge", "--quiet", "--no-ff", "--no-edit", branch)],
  [
    "squash",
    "squash",
    () => {
      git("merge", "--quiet", "--squash", branch);
      git("commit", "--quiet", "-m", "squashed");
    },
  ],
  [
    "the same files, two commits later",
    "content",
    () => {
      scene.commitOnMain({ "login.txt": "old\n" });
      scene.commitOnMain({ "login.txt": "new\n" });
    },
  ],
];

describe("the work of a session that was made of another tool's branch", () => {
  it.each(merges)("comes to main without a review, by %s (%s), and is taken back", async (_what, how, merge) => {
    const from = scene.at("main");
    merge();
    const expected = {
      session: login,
      ref: "refs/heads/main",
      from,
      to: scene.at("main"),
      head: scene.at(branch),
      how,
    };
    const record = await arrived();
    expect(record).toMatchObject({ ...expected, pulled: false });
    expect(await events()).toEqual([["unreviewed", login]]);
    await work.undo(record, "ada");
    expect(scene.at("main")).toBe(from);
    expect(git("status", "--porcelain", "-uno")).toBe("");
    expect(await look()).toEqual([]);
    expect(await events()).toEqual([
      ["unreviewed", login],
      ["undone", login],
    ]);
  });

  it("comes to a branch in another worktree that a request names, beside main: each is told and taken back alone", async () => {
    git("worktree", "add", "--quiet", "-b", "release", "../release", "main");
    const asked = [{ session: login, ref: branchRef("release") }];
    expect(await look(asked)).toEqual([]);
    const before = git("rev-parse", "release");
    gitIn("../release", "merge", "--quiet", "--no-ff", "--no-edit", branch);
    git("merge", "--quiet", "--ff-only", branch);
    const found = await look(asked);
    expect(found.map(({ ref }) => ref).toSorted()).toEqual(["refs/heads/main", "refs/heads/release"]);
    const there = found.find(({ ref }) => ref === "refs/heads/release");
    if (there === undefined) throw new Error("nothing came to release");
    const merged = git("rev-parse", "release");
    await expect(work.undo(there, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect([git("rev-parse", "release"), gitIn("../release", "status", "--porcelain")]).toEqual([merged, ""]);
    gitIn("../release", "checkout", "--quiet", "--detach");
    await work.undo(there, "ada");
    expect(git("rev-parse", "release")).toBe(before);
    expect((await look(asked)).map(({ ref }) => ref)).toEqual(["refs/heads/main"]);
  });

  it("comes to main by a pull, which is no alarm", async () => {
    const remote = scene.repository.beside("remote.git");
    const there = scene.repository.beside("there");
    git("init", "--quiet", "--bare", remote);
    git("remote", "add", "origin", remote);
    git("push", "--quiet", "--set-upstream", "origin", "main");
    git("clone", "--quiet", "--branch", "main", remote, there);
    git("push", "--quiet", "origin", branch);
    scene.repository.gitIn(there, "fetch", "--quiet");
    scene.repository.gitIn(there, "merge", "--quiet", "--squash", `origin/${branch}`);
    scene.repository.gitIn(there, "commit", "--quiet", "-m", "Login (#1)");
    scene.repository.gitIn(there, "push", "--quiet", "origin", "main");
    git("pull", "--quiet", "--ff-only");
    expect(await arrived()).toMatchObject({ session: login, how: "squash", pulled: true });
    expect(await events()).toEqual([]);
  });

  it("comes to main here, where it is measured against what was fetched of it and something else is checked out", async () => {
    const remote = scene.repository.beside("remote.git");
    git("init", "--quiet", "--bare", remote);
    git("remote", "add", "origin", remote);
    git("push", "--quiet", "origin", "main");
    await scene.workspace.sessions.updateRecord(login, ({ forked_from: origin }) =>
      origin === undefined ? {} : { forked_from: { ...origin, session: "origin/main" } },
    );
    git("checkout", "--quiet", "-b", "feature");
    expect(await look()).toEqual([]);
    git("push", "--quiet", ".", `${branch}:main`);
    expect(await arrived()).toMatchObject({ session: login, ref: "refs/heads/main", how: "ancestor" });
    expect(await events()).toEqual([["unreviewed", login]]);
  });

  it("is not what comes to its own branch, whoever asks for that", async () => {
    const asked = [{ session: login, ref: branchRef(branch) }];
    expect(await look(asked)).toEqual([]);
    scene.repository.write(`${worktree}/login.txt`, "newer\n");
    gitIn(worktree, "commit", "--quiet", "--all", "-m", "Sign in again");
    expect(await look(asked)).toEqual([]);
    expect(await events()).toEqual([]);
  });
});
