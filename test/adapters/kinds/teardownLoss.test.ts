import { existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import type { PreparedAction } from "../../../src/core/review/gate.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { fork, GateScene } from "../review/gateScene.ts";
import { english } from "../../support/english.ts";

let scene: GateScene;
afterEach(() => {
  vi.restoreAllMocks();
  scene.dispose();
});

describe("what git ignores in a worktree", () => {
  it("is listed with its size, since no checkpoint keeps it, and goes only with what was listed", async () => {
    scene = await GateScene.make();
    writeFileSync(scene.repository.path(".git/info/exclude"), ".env\nout/\n*.log\n");
    scene.writeInFork(".env", "TOKEN=only-copy\n");
    scene.writeInFork("out/a.bin", "x".repeat(1400));
    scene.writeInFork("out/deep/b.bin", "x".repeat(1700));
    symlinkSync("/", join(scene.worktree(), "out/everything"));
    scene.writeInFork("d/run.log", "");
    const gate = await scene.gate();
    const view = await scene.askTeardown();
    const { document } = await gate.prepare(view.id);
    expect(document).toMatchObject({
      lost: { ignored: [".env (about 20 B)", "d/run.log (about 0 B)", "out/ (about 3 files, 3 kB)"], uncommitted: [] },
    });
    const action = await gate.prepare(view.id);
    scene.writeInFork("late.log", "appeared after the review was opened\n");
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({ outcome: "refused", differing: ["lost.ignored"] });
    expect(existsSync(join(scene.worktree(), ".env"))).toBe(true);
  });
});

/** Grants it while the fork changes at the very last moment: after every look, when its work was just kept. */
async function grantWhile(change: () => void): Promise<void> {
  const gate = await scene.gate();
  scene.writeInFork("uncommitted.txt", "kept in a checkpoint\n");
  const action: PreparedAction = await gate.prepare((await scene.askTeardown()).id);
  const { checkpoints } = scene.gitFeatures;
  const keep = checkpoints.keep.bind(checkpoints);
  vi.spyOn(checkpoints, "keep").mockImplementation(async (...args) => {
    const kept = await keep(...args);
    change();
    return kept;
  });
  const { receipt } = await gate.grant(action, "ada");
  expect(receipt).toMatchObject({ outcome: "refused", ref: null, to: null });
  expect(scene.json(action.approval, "receipt.json")).toMatchObject({ outcome: "refused" });
  expect((await scene.workspace.sessions.get(fork)).state).not.toBe("archived");
  expect((await scene.gitFeatures.forks.get(fork)).worktree).toBe(scene.worktree());
  expect(scene.repository.gitIn(scene.worktree(), "status", "--porcelain")).toContain("uncommitted.txt");
}

describe("a fork that changes after the last look, while its removal begins,", () => {
  it("stays, with a commit made then", async () => {
    scene = await GateScene.make();
    await grantWhile(
      () => scene.commitInFork({ "later.txt": "later\n" }) && scene.writeInFork("uncommitted.txt", "x\n"),
    );
    expect(scene.repository.git("show", `session/${fork}:later.txt`)).toBe("later");
  });

  it("stays, with a file made then, also one that is ignored", async () => {
    for (const name of ["made.txt", "made.log"]) {
      scene = await GateScene.make();
      writeFileSync(scene.repository.path(".git/info/exclude"), "*.log\n");
      await grantWhile(() => scene.writeInFork(name, "only copy\n"));
      expect(readFileSync(join(scene.worktree(), name), "utf8")).toBe("only copy\n");
      if (name === "made.txt") scene.dispose();
    }
  });

  it("stays when the process is killed while it is compared: the worktree goes back to its place", async () => {
    scene = await GateScene.make();
    const { repository } = scene;
    const removed = `.removed-${fork}-0123abcd`;
    const journal = repository.path(".workflow", ".forks", `${fork}.json`);
    const gone = { host: nodeProcesses.host, process: 2 ** 22 + 7, started: "2020-01-01T00:00:00Z" };
    const entry = { operation: "remove", head: scene.at(`session/${fork}`), removed, comparing: true, ...gone };
    repository.write(`.workflow/.forks/${fork}.json`, JSON.stringify(entry));
    renameSync(scene.worktree(), repository.path(".worktrees", removed));
    const findings = await scene.gitFeatures.forks.sweep();
    expect(findings.map(({ code }) => code)).not.toContain("removed-directory");
    await scene.gitFeatures.forks.recover(fork);
    expect(existsSync(journal)).toBe(false);
    expect((await scene.gitFeatures.forks.get(fork)).worktree).toBe(scene.worktree());
    expect(readFileSync(join(scene.worktree(), "new.txt"), "utf8")).toBe("new\n");
  });
});

describe("a worktree with a submodule", () => {
  it("goes with what was listed of it, although nothing looks into the submodule once the worktree is set aside", async () => {
    scene = await GateScene.make();
    const { repository } = scene;
    const library = new GitRepository();
    try {
      const file = ["-c", "protocol.file.allow=always"];
      repository.gitIn(scene.worktree(), ...file, "submodule", "--quiet", "add", library.root, "lib");
      repository.gitIn(scene.worktree(), "commit", "--quiet", "-m", "a library");
      scene.writeInFork("lib/README.md", "edited inside\n");
      const gate = await scene.gate();
      const action = await gate.prepare((await scene.askTeardown()).id);
      expect(action.document).toMatchObject({ lost: { uncommitted: ["lib"] } });
      expect((await gate.grant(action, "ada")).receipt).toMatchObject({ outcome: "executed" });
      expect(existsSync(scene.worktree())).toBe(false);
    } finally {
      library.dispose();
    }
  });
});

describe("a worktree that a person has moved", () => {
  it("stands in the way of the removal that was asked for, and is what the review shows", async () => {
    scene = await GateScene.make();
    const gate = await scene.gate();
    const moved = scene.repository.beside("moved");
    scene.repository.git("worktree", "move", scene.worktree(), moved);
    writeFileSync(join(moved, "work.txt"), "w\n");
    const view = await scene.askTeardown();
    const action = await gate.prepare(view.id);
    expect(action.document).toMatchObject({ worktree: moved, lost: { uncommitted: ["work.txt"] } });
    expect(english(action.obstacles)).toMatchObject([
      { reason: "worktree", text: expect.stringContaining(moved) as string },
    ]);
    await gate.grant(action, "ada").catch(() => undefined);
    expect(readFileSync(join(moved, "work.txt"), "utf8")).toBe("w\n");
    expect((await scene.workspace.sessions.get(fork)).state).not.toBe("archived");
  });
});
