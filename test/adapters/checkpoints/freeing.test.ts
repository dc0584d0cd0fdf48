import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Pruned } from "../../../src/core/checkpoints/pruneCheckpoints.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

const hour = 60 * 60 * 1000;
const scenes: CheckpointScene[] = [];
function scene(): { readonly made: CheckpointScene; readonly clock: ShiftedClock } {
  const clock = new ShiftedClock();
  const made = new CheckpointScene({ clock });
  scenes.push(made);
  return { made, clock };
}
afterEach(() => {
  for (const made of scenes.splice(0)) made.repository.dispose();
});

/** Lets go of all but the newest and, an hour later, frees what may be freed. */
async function pruneTwice({ checkpoints, id }: CheckpointScene, clock: ShiftedClock): Promise<Pruned> {
  for (let round = 1; ; round++) {
    clock.ahead += hour;
    const pruned = await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    if (round === 2) return pruned;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; !condition(); attempt++) {
    if (attempt === 200) throw new Error("waited in vain");
    await sleep(50);
  }
}

describe("freeing the objects of pruned checkpoints", () => {
  it("waits for a commit whose editor is open", async () => {
    const { made, clock } = scene();
    const { checkpoints, id, repository } = made;
    repository.write("README.md", "what is being committed\n");
    await checkpoints.take(id);
    const [opened, close] = [repository.beside("opened"), repository.beside("close")];
    const script = repository.beside("editor.sh");
    const wait = `while [ ! -e '${close}' ]; do sleep 0.1; done`;
    writeFileSync(script, `#!/bin/sh\ntouch '${opened}'\n${wait}\necho done > "$1"\n`, { mode: 0o755 });
    const commit = spawn("git", ["commit", "--quiet", "--no-gpg-sign", "-a"], {
      cwd: repository.root,
      env: { ...repository.environment(), GIT_EDITOR: script },
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => void commit.on("exit", resolve));
    try {
      await until(() => existsSync(opened));
      repository.write("README.md", "edited since\n");
      await checkpoints.take(id);
      expect(await pruneTwice(made, clock)).toMatchObject({ freed: 0, waitsFor: "index.lock" });
    } finally {
      writeFileSync(close, "");
    }
    expect(await ended).toBe(0);
    expect(repository.git("show", "HEAD:README.md")).toBe("what is being committed");
    const freed = await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    expect(freed.waitsFor).toBeUndefined();
    expect(freed.freed).toBeGreaterThan(0);
    expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken/u);
    expect(repository.git("show", "HEAD:README.md")).toBe("what is being committed");
  });

  it.each(["main", "worktree"])("waits for a rebase with an autostash (%s)", async (where) => {
    const { made, clock } = scene();
    const { checkpoints, id, repository } = made;
    repository.write("other", "base\n");
    repository.commitAll("base");
    repository.git("branch", "upstream");
    if (where === "worktree") repository.git("worktree", "add", "--quiet", "-b", "fork", `.worktrees/${id}`);
    const top = where === "worktree" ? `.worktrees/${id}` : ".";
    const git = (...args: readonly string[]): string => repository.gitIn(repository.path(top), ...args);
    repository.write(`${top}/other`, "mine\n");
    git("commit", "--quiet", "--no-gpg-sign", "-am", "mine");
    git("checkout", "--quiet", "upstream");
    repository.write(`${top}/other`, "theirs\n");
    git("commit", "--quiet", "--no-gpg-sign", "-am", "theirs");
    git("checkout", "--quiet", "-");
    repository.write(`${top}/README.md`, "precious edit\n");
    await checkpoints.take(id);
    expect(() => git("-c", "commit.gpgSign=false", "rebase", "--autostash", "upstream")).toThrow();
    await checkpoints.take(id);
    const { freed, waitsFor } = await pruneTwice(made, clock);
    expect(freed).toBe(0);
    expect(waitsFor).toMatch(where === "main" ? /^rebase-merge$/u : /^worktrees\/[^/]+\/rebase-merge$/u);
    repository.write(`${top}/other`, "both\n");
    git("add", "other");
    git("-c", "core.editor=true", "-c", "commit.gpgSign=false", "rebase", "--continue");
    expect(repository.read(`${top}/README.md`)).toBe("precious edit\n");
  });

  it("keeps what ORIG_HEAD names, and is not stopped by one that names nothing", async () => {
    const { made, clock } = scene();
    const { checkpoints, id, repository } = made;
    repository.write("README.md", "reset away\n");
    await checkpoints.take(id);
    repository.commitAll("reset away");
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
    repository.git("reflog", "expire", "--expire=now", "--all");
    repository.write("README.md", "other\n");
    await checkpoints.take(id);
    repository.write("README.md", "newest\n");
    await checkpoints.take(id);
    expect((await pruneTwice(made, clock)).freed).toBeGreaterThan(0);
    expect(repository.git("show", "ORIG_HEAD:README.md")).toBe("reset away");
    repository.write(".git/ORIG_HEAD", `${"0123456789".repeat(4)}\n`);
    repository.write("README.md", "newer still\n");
    await checkpoints.take(id);
    expect((await pruneTwice(made, clock)).freed).toBeGreaterThan(0);
  });
});
