import { afterEach, describe, expect, it } from "vitest";
import { historyLists } from "../../../src/host/reviews/snapshot/historyLists.ts";
import { plainWording } from "../../unit/host/plainWording.ts";
import { fork, GateScene } from "./gateScene.ts";
import { english } from "../../support/english.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

/** A secret and a workflow that come and go again before anybody is asked. */
function passThrough(): void {
  scene.commitInFork({ "secret.txt": "a secret\n", ".github/workflows/x.yml": "on: push\n" });
  scene.repository.gitIn(scene.worktree(), "rm", "-q", "secret.txt", ".github/workflows/x.yml");
  scene.repository.gitIn(
    scene.worktree(),
    "commit",
    "-qm",
    "Nothing to see",
    "--author=Somebody Else <else@example.org>",
  );
}

describe("a merge that keeps the fork's commits", () => {
  it("shows each of them and the files that only they have, which the list of files cannot show", async () => {
    scene = await GateScene.make();
    passThrough();
    const view = await scene.requests.ask("merge", fork, { summary: "x", requestedBy: "a", strategy: "merge" });
    const action = await (await scene.gate()).prepare(view.id);
    expect(action.files.map(({ path }) => path).toSorted()).toEqual(["a.txt", "new.txt"]);
    expect(english(action.history?.passing)).toEqual([
      { path: ".github/workflows/x.yml", sensitive: expect.any(String) as string },
      { path: "secret.txt", sensitive: null },
    ]);
    const commits = scene.repository.git("rev-list", `main..refs/heads/session/${fork}`).split("\n");
    expect(action.history?.commits.map(({ id }) => id)).toEqual(commits);
    expect(action.history?.commits[0]).toMatchObject({
      author: "Somebody Else <else@example.org>",
      subject: "Nothing to see",
    });
    const [history, passing] = historyLists(action.history, plainWording);
    expect(history?.title).toBe("History that becomes part of the branch (3 commits)");
    expect(history?.items[0]).toMatch(/^[0-9a-f]{10} \d{4}-.*Z Somebody Else <else@example.org>: Nothing to see$/u);
    expect(passing).toMatchObject({ severity: "warning", items: [expect.stringContaining("x.yml"), "secret.txt"] });
  }, 60_000);

  it("has what a merge inside the fork made up, and not what it merely brought together", async () => {
    scene = await GateScene.make();
    scene.repository.write("main.txt", "from main\n");
    scene.repository.git("add", "main.txt");
    scene.repository.git("commit", "-qm", "more on main");
    scene.repository.gitIn(scene.worktree(), "merge", "-q", "--no-commit", "main");
    scene.writeInFork("made-up.txt", "in the merge\n");
    scene.repository.gitIn(scene.worktree(), "add", "-A");
    scene.repository.gitIn(scene.worktree(), "commit", "-qm", "merge");
    scene.repository.gitIn(scene.worktree(), "rm", "-q", "made-up.txt");
    scene.repository.gitIn(scene.worktree(), "commit", "-qm", "tidy");
    const view = await scene.requests.ask("merge", fork, { summary: "x", requestedBy: "a", strategy: "merge" });
    const action = await (await scene.gate()).prepare(view.id);
    expect(action.history?.passing.map(({ path }) => path)).toEqual(["made-up.txt"]);
  }, 60_000);

  it("is told from a squash, which brings none", async () => {
    scene = await GateScene.make();
    passThrough();
    const action = await (await scene.gate()).prepare((await scene.askMerge()).id);
    expect(action.history).toBeNull();
    expect(historyLists(action.history, plainWording)).toEqual([]);
  }, 60_000);
});
