import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { ArrivalRecord } from "../../../src/core/unreviewed/arrivalRecord.ts";
import type { UnreviewedLook, UnreviewedWork } from "../../../src/core/unreviewed/unreviewedWork.ts";
import { fork, GateScene } from "../review/gateScene.ts";

const other = sessionIdFromSlug("other");
const main = refName("refs/heads/main");
const branch = refName("refs/heads/session/WFS-fork");

let scene: GateScene;
let window: OpenedGate;
let work: UnreviewedWork;

/** What one window makes of the branches; another one has memory and audit log in common with it. */
const unreviewedIn = ({ unreviewed }: OpenedGate): UnreviewedWork =>
  unreviewed(async () => scene.requests.list({ all: true }));

const look = async (from: UnreviewedWork = work): Promise<UnreviewedLook> => from.look([], "ada");

async function arrived(): Promise<ArrivalRecord> {
  const [record] = (await look()).arrivals;
  if (record === undefined) throw new Error("nothing came");
  return record;
}

const events = async (): Promise<readonly (readonly [string, string | null])[]> =>
  (await window.audit.read()).map(({ event, session }) => [event, session]);

const git = (...args: readonly string[]): string => scene.repository.git(...args);

beforeEach(async () => {
  scene = await GateScene.make();
  window = await scene.open();
  work = unreviewedIn(window);
  expect(await look()).toEqual({ arrivals: [], branches: [main], forks: [branch], postponed: false });
});
afterEach(() => scene.dispose());

const merges: readonly (readonly [string, ArrivalRecord["how"], () => void])[] = [
  ["fast-forward", "ancestor", () => git("merge", "--quiet", "--ff-only", "session/WFS-fork")],
  ["merge commit", "ancestor", () => git("merge", "--quiet", "--no-ff", "--no-edit", "session/WFS-fork")],
  [
    "squash",
    "squash",
    () => {
      git("merge", "--quiet", "--squash", "session/WFS-fork");
      git("commit", "--quiet", "-m", "squashed");
    },
  ],
  [
    "cherry-pick onto other work",
    "content",
    () => {
      scene.commitOnMain({ "a.txt": "one\n2\n3\n4\n5\n6\n7\n8\n9\n" });
      git("cherry-pick", "session/WFS-fork");
    },
  ],
];

describe("a branch that got a fork's work without a receipt", () => {
  it.each(merges)("says so, by %s (%s), and is put on record once", async (_what, how, merge) => {
    const from = scene.at("main");
    merge();
    const to = scene.at("main");
    const head = scene.at("session/WFS-fork");
    const expected = { session: fork, ref: main, from, to, head, how, pulled: false, seen: false };
    expect((await look()).arrivals).toMatchObject([expected]);
    expect((await look(unreviewedIn(await scene.open()))).arrivals).toMatchObject([{ ...expected, recorded: true }]);
    expect(await events()).toEqual([["unreviewed", fork]]);
    const [record] = await window.audit.read();
    expect(record).toMatchObject({ request: null, kind: null, fingerprint: null, reviewer: "ada" });
    expect(record?.message).toBe(
      `main moved from ${from.slice(0, 10)} to ${to.slice(0, 10)} without a review; it has the work of WFS-fork now (${how}).`,
    );
    expect((await window.audit.verify()).ok).toBe(true);
  });

  it("was seen by no window: the next start says it", async () => {
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    expect((await look(unreviewedIn(await scene.open()))).arrivals).toHaveLength(1);
  });

  it("is looked at by two windows at once: there is one record", async () => {
    const second = unreviewedIn(await scene.open());
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    await Promise.all([look(), look(second)]);
    expect(await events()).toEqual([["unreviewed", fork]]);
  });

  it("is one that a request names, although nobody works there", async () => {
    git("branch", "release");
    const asked = [{ session: fork, ref: refName("refs/heads/release") }];
    expect((await work.look(asked, "ada")).arrivals).toEqual([]);
    scene.repository.gitIn(scene.worktree(), "push", "--quiet", ".", "HEAD:release");
    expect((await work.look(asked, "ada")).arrivals).toMatchObject([{ ref: "refs/heads/release" }]);
  });

  it("shows what was brought, is dismissed, and stays dismissed", async () => {
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    const record = await arrived();
    expect((await work.changes(record)).map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
    await work.markSeen(record);
    expect((await look()).arrivals).toEqual([]);
    expect((await look(unreviewedIn(await scene.open()))).arrivals).toEqual([]);
    expect(await events()).toHaveLength(1);
  });

  it("is remembered outside of the workspace, where a broken file costs a look and no more", async () => {
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    await look();
    const directory = join(scene.home.claimsOf(scene.workspace.root), "branches");
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), "{");
    expect((await look()).arrivals).toEqual([]);
    expect(await events()).toHaveLength(1);
  });
});

describe("taking it back", () => {
  it("brings branch and files to where they were, keeps edits, and is put on record", async () => {
    const before = [scene.at("main"), scene.checkout()];
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    scene.repository.write("b.txt", "edited\n");
    const record = await arrived();
    expect(await work.previewUndo(record)).toEqual({
      from: record.from,
      count: 1,
      commits: [{ id: scene.at("session/WFS-fork"), subject: "work of the fork" }],
    });
    expect(String(await work.undo(record, "ada"))).toBe(`main is at ${record.from.slice(0, 10)} again.`);
    expect(scene.repository.read("b.txt")).toBe("edited\n");
    scene.repository.git("checkout", "--quiet", "b.txt");
    expect([scene.at("main"), scene.checkout()]).toEqual(before);
    expect((await look()).arrivals).toEqual([]);
    expect(await events()).toEqual([
      ["unreviewed", fork],
      ["undone", fork],
    ]);
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    expect((await look()).arrivals).toHaveLength(1);
  });

  it("says nothing twice when a move of ours fails half-way, and all of it when a shell brings it again", async () => {
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    const { from, to } = await arrived();
    const move = (message: string, id: string): string => git("update-ref", "-m", message, "refs/heads/main", id);
    move("workflow: taken back", from);
    expect((await look()).arrivals).toEqual([]);
    move("workflow: taken back after a failure", to);
    expect((await look()).arrivals).toMatchObject([{ from, to }]);
    expect(await events()).toHaveLength(1);
    move("reset: moving to HEAD~1", from);
    expect((await look()).arrivals).toEqual([]);
    move("merge session/WFS-fork: Fast-forward", to);
    expect((await look()).arrivals).toMatchObject([{ from, to }]);
    expect(await events()).toHaveLength(2);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["merge commit", ["--no-ff", "--no-edit"], ["-m", "1", "HEAD"]],
    ["fast-forward", ["--ff-only"], ["HEAD"]],
  ])("is done by hand as well: after the revert of a %s it is there no more", async (_what, merge, revert) => {
    git("merge", "--quiet", ...merge, "session/WFS-fork");
    expect((await look()).arrivals).toHaveLength(1);
    expect(await scene.gitFeatures.forks.get(fork)).toMatchObject({ merged: true });
    scene.commitOnMain();
    git("revert", "--no-edit", ...revert.map((word) => (word === "HEAD" ? "HEAD~1" : word)));
    expect((await look()).arrivals).toEqual([]);
    expect(await scene.gitFeatures.forks.get(fork)).toMatchObject({ merged: false, merged_into: null });
    git("revert", "--no-edit", "HEAD");
    expect((await look()).arrivals).toHaveLength(1);
    expect(await scene.gitFeatures.forks.get(fork)).toMatchObject({ merged: true });
  });

  it("is refused once the branch has moved again", async () => {
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    const record = await arrived();
    const now = scene.commitOnMain();
    await expect(work.previewUndo(record)).rejects.toMatchObject({ code: "conflict" });
    await expect(work.undo(record, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect(scene.at("main")).toBe(now);
    expect((await look()).arrivals).toHaveLength(1);
  });

  it("leaves what the person had committed before the merge, and is refused where they have gone on since", async () => {
    const own = scene.commitOnMain({ "own.txt": "mine\n" });
    git("merge", "--quiet", "--no-edit", "session/WFS-fork");
    const record = await arrived();
    expect(await work.previewUndo(record)).toMatchObject({ from: own, count: 2 });
    await work.undo(record, "ada");
    expect(scene.at("main")).toBe(own);
    git("merge", "--quiet", "--no-edit", "session/WFS-fork");
    const to = scene.commitOnMain({ "own2.txt": "mine\n" });
    const again = await arrived();
    await expect(work.previewUndo(again)).rejects.toMatchObject({ code: "refused" });
    await expect(work.undo(again, "ada")).rejects.toMatchObject({
      message: expect.stringMatching(
        /^What is not of WFS-fork would go out of main too \(commits: 1\): [0-9a-f]+ .*\. Nothing was changed\.$/u,
      ),
    });
    expect(scene.at("main")).toBe(to);
  });

  it("leaves what the person had committed and the fork was brought up to, before a fast-forward", async () => {
    const own = scene.commitOnMain({ "own.txt": "mine\n" });
    await scene.gitFeatures.forks.sync(fork);
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    await work.undo(await arrived(), "ada");
    expect(scene.at("main")).toBe(own);
  });

  it("is refused where the work came in other commits beside the person's", async () => {
    scene.commitOnMain({ "a.txt": "one\n2\n3\n4\n5\n6\n7\n8\n9\n" });
    scene.commitOnMain({ "own.txt": "mine\n" });
    git("cherry-pick", "session/WFS-fork");
    const record = await arrived();
    expect(record.how).toBe("content");
    await expect(work.undo(record, "ada")).rejects.toMatchObject({ code: "refused" });
  });

  it("is refused once any remote has it, but not for what was pushed of the fork's own branch", async () => {
    const remote = scene.repository.beside("remote.git");
    git("init", "--quiet", "--bare", remote);
    git("remote", "add", "origin", remote);
    git("push", "--quiet", "origin", "main", "session/WFS-fork");
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    const record = await arrived();
    expect(await work.previewUndo(record)).toMatchObject({ count: 1 });
    git("push", "--quiet", "origin", "main");
    await expect(work.undo(record, "ada")).rejects.toMatchObject({
      code: "refused",
      message: "What would be taken out of main is published: origin/main has it. Nothing was changed.",
    });
    expect(scene.at("main")).toBe(record.to);
  });

  it("is refused once it is published", async () => {
    const remote = withRemote();
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    const record = await arrived();
    git("push", "--quiet", remote, "main");
    git("fetch", "--quiet");
    await expect(work.undo(record, "ada")).rejects.toMatchObject({
      code: "refused",
      message: "What would be taken out of main is published: origin/main has it. Nothing was changed.",
    });
    expect(scene.at("main")).toBe(record.to);
  });
});

/** A bare remote that main is published to; answers with its path. */
function withRemote(): string {
  const remote = scene.repository.beside("remote.git");
  git("init", "--quiet", "--bare", remote);
  git("remote", "add", "origin", remote);
  git("push", "--quiet", "--set-upstream", "origin", "main");
  return remote;
}

describe("a pull that brought it", () => {
  it("says so without an alarm and without a record", async () => {
    const remote = withRemote();
    const there = scene.repository.beside("there");
    git("clone", "--quiet", remote, there);
    git("push", "--quiet", remote, "session/WFS-fork:refs/heads/proposal");
    for (const step of [
      ["fetch", "--quiet"],
      ["checkout", "--quiet", "main"],
      ["merge", "--quiet", "--squash", "origin/proposal"],
      ["commit", "--quiet", "-m", "Proposal (#1)"],
      ["push", "--quiet", "origin", "main"],
    ])
      scene.repository.gitIn(there, ...step);
    git("pull", "--quiet", "--ff-only");
    expect((await look()).arrivals).toMatchObject([{ session: fork, how: "squash", pulled: true }]);
    expect(await events()).toEqual([]);
  });

  it("is none where the merge was made here and pushed before anybody looked", async () => {
    withRemote();
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    git("push", "--quiet", "origin", "main");
    expect((await look()).arrivals).toMatchObject([{ pulled: false }]);
    expect(await events()).toEqual([["unreviewed", fork]]);
  });
});

describe("nothing is said", () => {
  it("of what a person has granted, taken back, and taken back from the files", async () => {
    const view = await scene.askMerge();
    await window.gate.grant(await window.gate.prepare(view.id), "ada");
    expect((await look()).arrivals).toEqual([]);
    await window.gate.undo(view.id, "ada");
    expect((await look()).arrivals).toEqual([]);
    expect((await events()).map(([event]) => event)).toEqual(["granted", "executed", "undone"]);
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    expect((await look()).arrivals).toHaveLength(1);
  });

  it("while something is being granted, until its receipt is there or it is clear that there will be none", async () => {
    const view = await scene.askMerge();
    const listed = await scene.requests.list({ all: true });
    const deciding = window.unreviewed(() =>
      Promise.resolve(listed.map((one) => (one.id === view.id ? { ...one, state: "deciding" as const } : one))),
    );
    await window.gate.grant(await window.gate.prepare(view.id), "ada");
    expect(await look(deciding)).toMatchObject({ arrivals: [], postponed: true });
    expect(await look()).toMatchObject({ arrivals: [], postponed: false });
  });

  it.each<[string, () => Promise<void> | void]>([
    ["a commit of the person", () => void scene.commitOnMain()],
    ["an amended main", () => void git("commit", "--quiet", "--amend", "-m", "said otherwise")],
    ["a main that was set back", () => void git("reset", "--quiet", "--hard", "HEAD")],
    ["a branch made of the fork's", () => void git("branch", "copy", "session/WFS-fork")],
    ["another branch that is checked out", () => void git("switch", "--quiet", "--create", "topic")],
    [
      "a fork that was brought up to its baseline",
      async () => {
        scene.commitOnMain();
        await scene.gitFeatures.forks.sync(fork);
      },
    ],
    [
      "a fork that was rebased",
      () => {
        scene.commitOnMain();
        scene.repository.gitIn(scene.worktree(), "rebase", "--quiet", "main");
      },
    ],
    [
      "forks without commits of their own, old and new",
      async () => {
        const { forks } = scene.gitFeatures;
        await forks.create({ slug: "empty", baseline: sessionIdFromSlug("base") });
        scene.commitOnMain();
        await forks.sync(sessionIdFromSlug("empty"));
        await forks.create({ slug: "later", baseline: sessionIdFromSlug("base") });
        scene.commitOnMain();
      },
    ],
    [
      "a fork that began at work which was merged before",
      async () => {
        const { forks } = scene.gitFeatures;
        await forks.create({ slug: other, baseline: fork });
        await forks.open(other);
        scene.commitOnMain();
      },
    ],
  ])("of %s", async (_what, happen) => {
    await happen();
    expect((await look()).arrivals).toEqual([]);
    expect(await events()).toEqual([]);
  });

  it("of forks whose baseline was merged without them", async () => {
    const { forks } = scene.gitFeatures;
    await forks.create({ slug: "other", baseline: fork });
    await forks.open(other);
    scene.commitInFork({ "other.txt": "other\n" }, other);
    await look();
    git("merge", "--quiet", "--ff-only", "session/WFS-fork");
    expect((await look()).arrivals.map(({ session }) => session)).toEqual([fork]);
  });

  it("of a repository without forks, where nothing is written either", async () => {
    const empty = await GateScene.make({ files: { "a.txt": "a\n" } });
    try {
      await empty.gitFeatures.forks.remove(fork, { force: true });
      const own = (await empty.open()).unreviewed(async () => empty.requests.list({ all: true }));
      expect(await own.look([], "ada")).toEqual({ arrivals: [], branches: [], forks: [], postponed: false });
      expect(existsSync(join(empty.home.claimsOf(empty.workspace.root), "branches"))).toBe(false);
    } finally {
      empty.dispose();
    }
  });
});
