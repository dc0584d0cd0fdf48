import { say } from "../../../src/core/base/text.ts";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

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

function expectWhole({ repository }: CheckpointScene): void {
  expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken/u);
}

const hour = 60 * 60 * 1000;

describe("a checkpoint never names objects that do not exist", () => {
  it("after a comparison whose objects git cleaned away", async () => {
    const { made } = scene();
    const { checkpoints, id, repository } = made;
    repository.write("u", "one\n");
    await checkpoints.take(id);
    repository.write("u", "two\n");
    expect((await checkpoints.diff(id, 1, "working-tree")).files).toMatchObject([{ path: "u" }]);
    repository.git("gc", "--quiet", "--prune=now");
    const { commit } = await checkpoints.take(id);
    expect(repository.git("show", `${commit}:u`)).toBe("two");
    expectWhole(made);
  });

  it("after a checkpoint that failed before it had a ref", async () => {
    const { made } = scene();
    const { checkpoints, id, options, repository } = made;
    repository.write("u", "one\n");
    await checkpoints.take(id);
    repository.write("u", "two\n");
    const git: Git = {
      async run(request) {
        if (request.args.includes("commit-tree")) throw new GitError("failed", say`The disk is full.`);
        return options.git.run(request);
      },
    };
    await expect(new Checkpoints({ ...options, git }).take(id)).rejects.toMatchObject({ message: "The disk is full." });
    expect(readdirSync(repository.path(".git", "workflow"))).toEqual([]);
    repository.git("gc", "--quiet", "--prune=now");
    const { commit } = await checkpoints.take(id);
    expect(repository.git("show", `${commit}:u`)).toBe("two");
    expectWhole(made);
  });

  it("after its own pruning freed what a comparison saw", async () => {
    const { made, clock } = scene();
    const { checkpoints, id, repository } = made;
    for (const text of ["base\n", "two\n", "three\n"]) {
      repository.write("u", text);
      await checkpoints.take(id);
    }
    repository.write("u", "two\n");
    await checkpoints.diff(id, 1, "working-tree");
    for (let round = 1; round <= 2; round++) {
      clock.ahead += hour;
      await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    }
    const { commit } = await checkpoints.take(id);
    expect(repository.git("show", `${commit}:u`)).toBe("two");
    expectWhole(made);
  });

  it("after the checkpoint its index came from is gone, whatever removed it", async () => {
    const { made } = scene();
    const { checkpoints, id, repository } = made;
    repository.write("u", "one\n");
    const { ref } = await checkpoints.take(id);
    repository.git("update-ref", "-d", ref);
    repository.git("gc", "--quiet", "--prune=now");
    const { commit } = await checkpoints.take(sessionIdFromSlug("other"));
    expect(repository.git("show", `${commit}:u`)).toBe("one");
    expectWhole(made);
  });

  it("and still reads only what changed: comparing leaves the index of the next checkpoint at rest", async () => {
    const { made } = scene();
    const { checkpoints, id, repository } = made;
    repository.write("u", "one\n");
    const { commit } = await checkpoints.take(id);
    const rest = (): readonly string[] => readdirSync(join(repository.root, ".git", "workflow"));
    const before = rest();
    expect(before).toEqual([expect.stringContaining(commit)]);
    repository.write("u", "two\n");
    await checkpoints.diff(id, 1, "working-tree");
    expect(rest()).toEqual(before);
    await checkpoints.take(sessionIdFromSlug("other"));
    expect(rest()).toHaveLength(1);
  });
});
