import { afterEach, describe, expect, it } from "vitest";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";
import { wfs, wfsJson } from "./wfs.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

interface Answer {
  readonly id: RequestId;
  readonly uncommitted?: unknown;
  readonly obstacles?: readonly {
    readonly reason: string;
    readonly message: string;
    readonly paths: readonly string[];
  }[];
}

const request = (...rest: readonly string[]): readonly string[] => [
  "request",
  "merge",
  "--session",
  fork,
  "-m",
  "Bring it",
  ...rest,
];

describe("asking for a merge", () => {
  it("names what is not committed in the fork, on standard error and in JSON", async () => {
    scene = await GateScene.make();
    const { root } = scene.repository;
    const clean = await wfsJson(request(), root);
    expect(clean).toMatchObject({ uncommitted: { count: 0, paths: [] }, obstacles: [] });
    scene.writeInFork("left.md", "not committed\n");
    scene.writeInFork("a.txt", "edited\n");
    expect(await wfs(request(), { cwd: root })).toMatchObject({
      exitCode: 0,
      stderr: "2 paths in the fork's worktree are not committed, and no part of the request: a.txt, left.md\n",
    });
    const { id, uncommitted } = (await wfsJson(request(), root)) as Answer;
    expect(uncommitted).toEqual({ count: 2, paths: ["a.txt", "left.md"], not_looked_at: 0, elsewhere: null });
    expect(await wfsJson(["approvals", "show", id], root)).toMatchObject({ uncommitted });
    const { stdout } = await wfs(["approvals", "show", id], { cwd: root });
    expect(stdout).toContain("not committed, and no part of the request: a.txt, left.md");
  });

  it("names commits that were made beside the fork's branch", async () => {
    scene = await GateScene.make();
    const { repository } = scene;
    repository.gitIn(scene.worktree(), "checkout", "--quiet", "--detach");
    expect((await wfs(request(), { cwd: repository.root })).stderr).toBe("");
    scene.commitInFork({ "beside.txt": "beside\n" });
    const { stderr } = await wfs(request(), { cwd: repository.root });
    expect(stderr).toContain("is on no branch: 1 commit there is no part of the request.");
    repository.gitIn(scene.worktree(), "switch", "--quiet", "--create", "own");
    expect(await wfsJson(request(), repository.root)).toMatchObject({
      uncommitted: { count: 0, elsewhere: { branch: "own", commits: 1 } },
    });
  });

  it("says what would be in its way, each under its own name", async () => {
    scene = await GateScene.make();
    const { repository } = scene;
    repository.write("a.txt", "mine\n");
    const { id } = (await wfsJson(request(), repository.root)) as Answer;
    const shown = async (): Promise<Answer["obstacles"]> =>
      ((await wfsJson(["approvals", "show", id], repository.root)) as Answer).obstacles;
    expect(await shown()).toMatchObject([{ reason: "edits", paths: ["a.txt"] }]);
    repository.git("checkout", "--quiet", "--", "a.txt");
    repository.write(".git/info/exclude", `${repository.read(".git/info/exclude")}new.txt\n`);
    repository.write("new.txt", "ignored\n");
    expect(await shown()).toMatchObject([{ reason: "ignored", paths: ["new.txt"] }]);
    repository.remove("new.txt");
    repository.git("sparse-checkout", "set", "--no-cone", "/d");
    const [outside] = (await shown()) ?? [];
    expect(outside).toMatchObject({ reason: "sparse", paths: ["a.txt"] });
    expect(outside?.message).not.toMatch(/edit/u);
  });

  it("says of a branch that another tool made, where no session works in the main checkout, what its page says", async () => {
    scene = await GateScene.make();
    const { repository, workspace, gitFeatures } = scene;
    for (const id of [fork, base]) await workspace.sessions.complete(id, { archive: true, force: true });
    repository.git("switch", "--quiet", "--create", "feature/gitlink");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${scene.at("main")},lib`);
    repository.git("commit", "--quiet", "-m", "A repository inside");
    repository.git("switch", "--quiet", "main");
    await gitFeatures.forks.adoptBranch({ branch: "feature/gitlink", baseline: branchRef("main") });
    const asked = ["request", "merge", "--session", "WFS-gitlink", "-m", "Link it"];
    const { id, obstacles } = (await wfsJson(asked, repository.root)) as Answer;
    const { gate } = await scene.open();
    const prepared = await gate.prepare(id);
    expect(obstacles?.map(({ reason, paths }) => ({ reason, paths }))).toEqual(
      prepared.obstacles.map(({ reason, paths }) => ({ reason, paths })),
    );
    expect(obstacles).toMatchObject([{ reason: "submodule", paths: ["lib"] }]);
    // The branch it goes into is checked out where no session is.
    repository.git("switch", "--quiet", "--create", "mine");
    repository.git("worktree", "add", "--quiet", "../elsewhere", "main");
    const shown = (await wfsJson(["approvals", "show", id], repository.root)) as Answer;
    expect(shown.obstacles).toMatchObject([{ reason: "checkout" }]);
  });

  it("tells an agent of files of sessions that no branch brings, before anybody is asked", async () => {
    scene = await GateScene.make({ files: { ".workflow/WFS-old/notes.md": "tracked\n" } });
    scene.commitInFork({ ".workflow/.active-WFS-evil": "" });
    const { root } = scene.repository;
    const { stderr } = await wfs(request(), { cwd: root });
    expect(((await wfsJson(request(), root)) as Answer).obstacles).toMatchObject([
      { reason: "session-state", paths: [".workflow/.active-WFS-evil"] },
    ]);
    expect(stderr).toContain("git rm --cached");
  });
});
