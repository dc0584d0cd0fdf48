import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import { branchRef, refName } from "../../../src/core/git/repository/refName.ts";
import type { ArrivalRecord } from "../../../src/core/unreviewed/arrivalRecord.ts";
import type { UnreviewedWork } from "../../../src/core/unreviewed/unreviewedWork.ts";
import { fork, GateScene } from "../review/gateScene.ts";

const branch = "session/WFS-fork";
const main = refName("refs/heads/main");

let scene: GateScene;
let window: OpenedGate;
let work: UnreviewedWork;

const git = (...args: readonly string[]): string => scene.repository.git(...args);
const gitInFork = (...args: readonly string[]): string => scene.repository.gitIn(scene.worktree(), ...args);
const look = async (): Promise<readonly ArrivalRecord[]> => (await work.look([], "ada")).arrivals;
const events = async (): Promise<readonly unknown[]> =>
  (await window.audit.read()).map(({ event, session }) => [event, session]);

beforeEach(async () => {
  scene = await GateScene.make();
  window = await scene.open();
  work = window.unreviewed(async () => scene.requests.list({ all: true }));
  expect(await look()).toEqual([]);
});
afterEach(() => scene.dispose());

const merges: readonly (readonly [ArrivalRecord["how"], () => void])[] = [
  ["ancestor", () => git("merge", "--quiet", "--no-ff", "--no-edit", branch)],
  [
    "squash",
    () => {
      git("merge", "--quiet", "--squash", branch);
      git("commit", "--quiet", "-m", "squashed");
    },
  ],
];

const cleanups: readonly (readonly [string, () => Promise<unknown> | void])[] = [
  ["the fork is removed", async () => scene.gitFeatures.forks.remove(fork, { force: true })],
  [
    "its branch is deleted",
    () => {
      gitInFork("checkout", "--quiet", "--detach");
      git("branch", "--quiet", "-D", branch);
    },
  ],
  ["its branch is renamed", () => void git("branch", "-m", branch, "x")],
  ["its branch loses its log", () => void git("reflog", "expire", "--expire=now", branch)],
  ["its branch is set back to where it began", () => void gitInFork("reset", "--quiet", "--hard", "HEAD~1")],
  ["the session is archived", async () => scene.workspace.sessions.complete(fork, { archive: true, force: true })],
  [
    "its branch is deleted, and the session after that",
    async () => {
      git("worktree", "remove", "--force", scene.worktree());
      git("branch", "--quiet", "-D", branch);
      await scene.workspace.sessions.setAside(fork);
    },
  ],
];

describe("work that came to main without a review is told although, before anybody looked,", () => {
  it.each(cleanups.flatMap(([what, clean]) => merges.map(([how, merge]) => [what, how, merge, clean] as const)))(
    "%s (%s)",
    async (_what, how, merge, clean) => {
      const [from, head] = [scene.at("main"), scene.at(branch)];
      merge();
      const to = scene.at("main");
      await clean();
      expect(await look()).toMatchObject([{ session: fork, ref: main, from, to, head, how, pulled: false }]);
      expect(await events()).toEqual([["unreviewed", fork]]);
      scene.commitOnMain();
      expect(await look()).toHaveLength(1);
      expect(await events()).toHaveLength(1);
    },
  );

  it("the session was archived before the merge", async () => {
    await scene.workspace.sessions.complete(fork, { archive: true, force: true });
    expect(await look()).toEqual([]);
    git("merge", "--quiet", "--ff-only", branch);
    expect(await look()).toMatchObject([{ session: fork, how: "ancestor" }]);
    expect(await events()).toEqual([["unreviewed", fork]]);
  });

  it("the fork was renamed, and only under its new name", async () => {
    git("merge", "--quiet", "--ff-only", branch);
    const { id } = await scene.gitFeatures.forks.rename(fork, "another");
    expect((await look()).map(({ session }) => session)).toEqual([id]);
    expect(await events()).toEqual([["unreviewed", id]]);
  });
});

it("tells of work whose branch follows main", async () => {
  git("branch", "--quiet", "--set-upstream-to=main", branch);
  git("merge", "--quiet", "--no-ff", "--no-edit", branch);
  expect(await look()).toMatchObject([{ session: fork, ref: main }]);
});

describe("a branch that a fork went into once is looked at wherever the main checkout is", () => {
  it("when it is switched to, merged into, and left between two looks", async () => {
    git("checkout", "--quiet", "-b", "feature");
    expect(await look()).toEqual([]);
    git("checkout", "--quiet", "main");
    git("merge", "--quiet", "--no-ff", "--no-edit", branch);
    git("checkout", "--quiet", "feature");
    expect(await look()).toMatchObject([{ session: fork, ref: main, how: "ancestor" }]);
    expect(await events()).toEqual([["unreviewed", fork]]);
  });

  it("when a push from here moves it", async () => {
    git("checkout", "--quiet", "-b", "feature");
    git("push", "--quiet", ".", `${branch}:main`);
    expect(await look()).toMatchObject([{ session: fork, ref: main }]);
    expect(await events()).toEqual([["unreviewed", fork]]);
  });

  it("and stays no alarm where a fetch moves it", async () => {
    const remote = scene.repository.beside("remote.git");
    git("init", "--quiet", "--bare", remote);
    git("remote", "add", "origin", remote);
    git("push", "--quiet", "--set-upstream", "origin", "main");
    git("checkout", "--quiet", "-b", "feature");
    expect(await look()).toEqual([]);
    git("push", "--quiet", remote, `${branch}:refs/heads/main`);
    git("fetch", "--quiet", "origin", "main:main");
    expect(await look()).toMatchObject([{ ref: main, pulled: true }]);
    expect(await events()).toEqual([]);
  });

  it("from where it stood when nobody went into it, once somebody does", async () => {
    git("branch", "release");
    const asked = [{ session: fork, ref: branchRef("release") }];
    expect((await work.look(asked, "ada")).arrivals).toEqual([]);
    git("push", "--quiet", ".", `${branch}:release`);
    expect((await work.look([], "ada")).arrivals).toEqual([]);
    expect((await work.look(asked, "ada")).arrivals).toMatchObject([{ session: fork, ref: "refs/heads/release" }]);
  });
});

describe("nothing is said", () => {
  it.each<[string, () => void]>([
    ["by its commits", () => void git("merge", "--quiet", "--ff-only", "feature")],
    [
      "by a squash",
      () => {
        git("merge", "--quiet", "--squash", "feature");
        git("commit", "--quiet", "-m", "squashed");
      },
    ],
  ])("of a person's branch, %s, on which a fork has begun anew", async (_what, merge) => {
    git("checkout", "--quiet", "-b", "feature");
    scene.repository.write("own.txt", "mine\n");
    scene.repository.commitAll("my own work");
    git("checkout", "--quiet", "main");
    gitInFork("reset", "--quiet", "--hard", "feature");
    expect(await look()).toEqual([]);
    merge();
    expect(await look()).toEqual([]);
    expect(await events()).toEqual([]);
  });

  it.each([
    ["a fast-forward", false],
    ["a merge commit", true],
  ])("of a granted merge, %s, that the person has amended before anybody looked", async (_what, isApart) => {
    if (isApart) scene.commitOnMain();
    await look();
    const view = await scene.askMerge();
    await window.gate.grant(await window.gate.prepare(view.id), "ada");
    git("commit", "--quiet", "--amend", "--allow-empty", "-m", "said otherwise");
    expect(await look()).toEqual([]);
    expect((await events()).filter((event) => String(event).startsWith("unreviewed"))).toEqual([]);
  });

  it("of a granted merge after which the fork was removed", async () => {
    const view = await scene.askMerge();
    await window.gate.grant(await window.gate.prepare(view.id), "ada");
    await scene.gitFeatures.forks.remove(fork, { force: true });
    expect(await look()).toEqual([]);
    expect((await events()).filter((event) => String(event).startsWith("unreviewed"))).toEqual([]);
  });

  it("of a fork that was removed without its work being anywhere", async () => {
    await scene.gitFeatures.forks.remove(fork, { force: true });
    scene.commitOnMain();
    expect(await look()).toEqual([]);
    expect(await events()).toEqual([]);
  });
});
