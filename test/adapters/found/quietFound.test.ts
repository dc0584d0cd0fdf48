import { execFileSync } from "node:child_process";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Found } from "../../../src/core/found/found.ts";
import { arm } from "../../support/scenes/armedRepository.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { FoundScene } from "./foundScene.ts";

let scene: FoundScene | undefined;
afterEach(() => scene?.repository.dispose());

/** Three worktrees of other tools, a branch, one that was squashed, edits everywhere. */
function crowded(): FoundScene {
  const one = (scene = new FoundScene({ files: { "a.txt": "1\n", "b.txt": "1\n", ".gitignore": ".claude/\n" } }));
  const { repository } = one;
  one.branch("copilot/fix");
  one.branch("squashed", { "s.txt": "1\n" });
  repository.git("merge", "--quiet", "--squash", "squashed");
  repository.git("commit", "--quiet", "-m", "squash");
  const places = [repository.path(".claude/worktrees/a"), repository.beside("b"), `${repository.root}.worktrees/c`];
  for (const [at, place] of places.entries()) {
    one.worktree(place, `task-${at}`);
    one.commit(place, "own.txt");
    writeFileSync(join(place, "a.txt"), "edited\n");
  }
  repository.write("a.txt", "edited\n");
  repository.write("new.txt", "new\n");
  // Git would like to note in the index that these are the same still.
  for (const top of [repository.root, ...places]) utimesSync(join(top, "b.txt"), 1_700_000_000, 1_700_000_000);
  return one;
}

async function lookAtAll(found: Found): Promise<readonly string[]> {
  await found.list();
  return (await found.measured()).found.map(({ kind, branch }) => `${kind} ${branch ?? "?"}`).toSorted();
}

const all = ["branch copilot/fix", "changes main", "worktree task-0", "worktree task-1", "worktree task-2"];

describe("looking for found work", () => {
  it("writes nothing, not even git's own note in the index", async () => {
    const one = crowded();
    const before = one.everything();
    expect(await lookAtAll(await one.found())).toEqual(all);
    expect(one.everything()).toEqual(before);
    expect(one.asked.every(({ access }) => access === "read")).toBe(true);
    // Plain git does.
    one.repository.git("status");
    expect(one.everything()).not.toEqual(before);
  });

  it("fetches nothing that a partial clone lacks, and tells what its commits tell", async () => {
    const source = new GitRepository({ files: { "a.txt": "1\n" } });
    try {
      source.git("config", "uploadpack.allowFilter", "true");
      source.git("checkout", "--quiet", "-b", "claude/far");
      source.write("deep/own.txt", "1\n");
      source.commitAll("own");
      source.git("checkout", "--quiet", "main");
      const one = (scene = new FoundScene());
      const { repository } = one;
      const clone = repository.beside("treeless");
      repository.git("clone", "--quiet", "--filter=tree:0", `file://${source.root}`, clone);
      repository.gitIn(clone, "branch", "--quiet", "claude/far", "origin/claude/far");
      const before = one.everything();
      const { found } = await (await one.found(clone)).measured();
      expect(found.map((work) => one.line(work))).toEqual(["branch claude/far Claude Code +1 -0 ?"]);
      expect(found[0]?.problem?.toString()).toContain("promisor");
      expect(one.everything()).toEqual(before);
    } finally {
      source.dispose();
    }
  });

  it("starts nothing that the repository names", async () => {
    const one = crowded();
    const { repository } = one;
    const canary = arm(repository);
    for (const file of ["a.txt", "b.txt"]) utimesSync(repository.path(file), 1_600_000_000, 1_600_000_000);
    const before = one.everything();
    expect(await lookAtAll(await one.found())).toEqual(all);
    expect(canary.ran).toBe("");
    expect(one.everything()).toEqual(before);
    // It is armed.
    try {
      execFileSync("git", ["status"], { cwd: repository.root, env: repository.environment(), stdio: "ignore" });
    } catch {
      // What the canary answers is not what git wants.
    }
    expect(canary.ran).not.toBe("");
  });
});
