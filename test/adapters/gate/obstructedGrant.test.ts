import { rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Git } from "../../../src/core/base/ports.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";

let scene: GateScene;
let gate: Gate;
beforeEach(async () => {
  scene = await GateScene.make();
  gate = await scene.gate();
});
afterEach(() => scene.dispose());

const state = (): unknown => [scene.repository.git("for-each-ref", "refs/heads"), scene.checkout()];

/** Shown with this obstacle, not granted, and not decided either: once it is cleared away, it can be looked at again. */
async function expectObstacle(view: RequestView, said: RegExp, conflicts: readonly string[] = []): Promise<void> {
  const before = state();
  const action = await gate.prepare(view.id);
  expect(action.obstacles.map(({ text }) => String(text))).toEqual([expect.stringMatching(said)]);
  expect(action.conflicts).toEqual(conflicts);
  await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "refused" });
  expect(state()).toEqual(before);
  expect((await scene.requests.get(view.id)).state).toBe("waiting");
}

/** In the way only since the click: refused all the same, and not decided. */
async function expectObstructed(view: RequestView, obstruct: () => void, said: RegExp): Promise<void> {
  const action = await gate.prepare(view.id);
  expect(action.obstacles).toEqual([]);
  obstruct();
  const before = state();
  await expect(gate.grant(action, "ada")).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(said) as string,
  });
  expect(state()).toEqual(before);
  expect((await scene.requests.get(view.id)).state).toBe("waiting");
}

async function expectGranted(view: RequestView): Promise<void> {
  expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
}

describe("edits of the person about the same places", () => {
  it("are in the way, with their files, until they are gone", async () => {
    const { repository } = scene;
    repository.write("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\nmy nine\n");
    repository.write("new.txt", "my own\n");
    const view = await scene.askMerge();
    await expectObstacle(view, /a\.txt, new\.txt/u, ["a.txt", "new.txt"]);
    repository.git("checkout", "--quiet", "--", "a.txt");
    rmSync(repository.path("new.txt"));
    await expectGranted(view);
  });

  it("are in the way when they came after the click", async () => {
    const mine = (): void => scene.repository.write("new.txt", "my own\n");
    await expectObstructed(await scene.askMerge(), mine, /new\.txt/u);
  });

  it("that come while it is executed are kept, and nothing is half done", async () => {
    const { repository } = scene;
    const port = repository.port();
    let [looked, before]: readonly [boolean, unknown] = [false, undefined];
    const git: Git = {
      run: async (request) => {
        if (request.args.includes("index-pack") && !looked) {
          looked = true;
          repository.write("new.txt", "my own\n");
          before = state();
        }
        return port.run(request);
      },
    };
    const window = await scene.gate({ git });
    const { receipt } = await window.grant(await window.prepare((await scene.askMerge()).id), "ada");
    expect(receipt).toMatchObject({ outcome: "failed", differing: ["new.txt"] });
    expect([looked, state()]).toEqual([true, before]);
    expect(repository.read("new.txt")).toBe("my own\n");
  });
});

it("a merge that conflicts names the files and cannot be granted", async () => {
  const view = await scene.askMerge();
  scene.commitOnMain({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nanother nine\n" });
  scene.retarget(view);
  await expectObstacle(view, /conflicts in a\.txt/u, ["a.txt"]);
});

it("another git that holds the index is in the way, before the click and after it", async () => {
  const lock = scene.repository.path(".git/index.lock");
  const view = await scene.askMerge();
  writeFileSync(lock, "");
  await expectObstacle(view, /Another git process/u);
  rmSync(lock);
  await expectObstructed(view, () => writeFileSync(lock, ""), /Another git process/u);
  rmSync(lock);
  await expectGranted(view);
});

it("a merge that the person has begun is in the way", async () => {
  const { repository } = scene;
  const view = await scene.askMerge();
  writeFileSync(repository.path(".git/MERGE_HEAD"), `${scene.at(`session/${fork}`)}\n`);
  await expectObstacle(view, /A merge is in progress/u);
  rmSync(repository.path(".git/MERGE_HEAD"));
  await expectGranted(view);
});

it("a branch in a worktree of the person's own is not moved under their feet", async () => {
  const { repository } = scene;
  scene.leaveMain();
  repository.git("worktree", "add", "--quiet", repository.beside("own"), "main");
  await expectObstacle(await scene.askMerge({ into: "refs/heads/main" }), /a worktree of your own/u);
});

it("a branch that is checked out twice is not moved under the files of one of the two", async () => {
  const { repository } = scene;
  const view = await scene.askMerge();
  repository.git("worktree", "add", "--quiet", "--force", repository.beside("own"), "main");
  await expectObstacle(view, /checked out in .*repository and in .*own as well: switch it in one of them first/u);
  repository.git("worktree", "remove", "--force", repository.beside("own"));
  await expectGranted(view);
});

it("a branch in the middle of a rebase is not moved", async () => {
  const { repository } = scene;
  const view = await scene.askMerge({ into: "refs/heads/main" });
  repository.git("switch", "--quiet", "--detach");
  repository.write(".git/rebase-merge/head-name", "refs/heads/main\n");
  await expectObstacle(view, /in the middle of a rebase/u);
});

it("a branch that a bisect goes back to is not moved, nor one that a rebase of another is to take along", async () => {
  const { repository } = scene;
  const view = await scene.askMerge({ into: "refs/heads/main" });
  repository.git("bisect", "start");
  repository.git("checkout", "--quiet", "--detach");
  await expectObstacle(view, /refs\/heads\/main is in the middle of a bisect/u);
  repository.git("bisect", "reset");
  repository.git("switch", "--quiet", "--detach");
  const update = `refs/heads/main\n${"0".repeat(40)}\n${"0".repeat(40)}\n`;
  repository.write(".git/rebase-merge/update-refs", update);
  await expectObstacle(view, /refs\/heads\/main is in the middle of a rebase/u);
});

it("checks that failed, or cannot be read, are in the way where the reviewer wants them passed", async () => {
  const record = (status: string): void => {
    const checks = `.workflow/${fork}/runs/lint/checks.json`;
    scene.repository.write(checks, JSON.stringify({ checks: [{ name: "style", status }] }));
  };
  const view = await scene.askMerge();
  scene.policy = { maxAgeMinutes: 0, requirePassedChecks: true };
  record("failed");
  await expectObstacle(view, /lint: style/u);
  record("unheard of");
  await expectObstacle(view, /cannot be read: lint/u);
  record("passed");
  await expectObstructed(view, () => record("failed"), /lint: style/u);
  record("passed");
  await expectGranted(view);
});

it("a detached HEAD: a merge needs the name of its branch, a commit has none to be on", async () => {
  const { repository } = scene;
  repository.git("switch", "--quiet", "--detach");
  await expect(scene.askMerge()).rejects.toMatchObject({ code: "refused" });
  repository.write("b.txt", "changed\n");
  await expect(scene.askCommit(base)).rejects.toMatchObject({ code: "refused" });
  const before = scene.checkout();
  await expectGranted(await scene.askMerge({ into: "main" }));
  expect(scene.checkout()).toEqual(before);
});

it("a branch that is only another name of one does not take that one along", async () => {
  const { repository } = scene;
  const main = scene.at("main");
  repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main");
  const before = scene.checkout();
  await expectGranted(await scene.askMerge({ into: "alias" }));
  expect([scene.at("main"), scene.checkout()]).toEqual([main, before]);
  expect(scene.at("alias^")).toBe(main);
});

it("a SHA-256 repository is served like any other", async () => {
  scene.dispose();
  scene = await GateScene.make({ format: "sha256" });
  gate = await scene.gate();
  const view = await scene.askMerge();
  await expectGranted(view);
  expect(scene.at("main")).toMatch(/^[0-9a-f]{64}$/u);
  await gate.undo(view.id, "ada");
  scene.writeInFork("work.txt", "work\n");
  await expectGranted(await scene.askCommit());
  await expectGranted(await scene.askTeardown());
});
