import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { killedRestore } from "../../support/scenes/killedRestore.ts";
import { branchUpdateScenes, type BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

/** Two workspaces in worktrees of one repository, each with a session of the same name. */
function two(made: BranchUpdateScene = scene({ files: { a: "1\n" } })): {
  readonly made: BranchUpdateScene;
  readonly beside: string;
  readonly there: Checkpoints;
} {
  const { repository, options } = made;
  const beside = repository.beside("other workspace");
  repository.git("worktree", "add", "--quiet", beside, "-b", "other");
  return { made, beside, there: new Checkpoints({ ...options, root: beside }) };
}

/** A restore of `a` from `2` to `1` there. */
async function restored({ id }: BranchUpdateScene, checkpoints: Checkpoints, root: string): Promise<void> {
  writeFileSync(join(root, "a"), "1\n");
  const { id: n } = await checkpoints.take(id);
  writeFileSync(join(root, "a"), "2\n");
  await checkpoints.restore(id, n);
}

const read = (root: string): string => readFileSync(join(root, "a"), "utf8").trim();

describe("the undo stack of a name that two working trees use", () => {
  it("is refused where only the other tree has something to undo, and names it", async () => {
    const { made, beside, there } = two();
    const { repository, checkpoints, id } = made;
    await restored(made, checkpoints, repository.root);
    writeFileSync(join(beside, "a"), "theirs\n");
    const stack = repository.git("for-each-ref", `refs/workflow/${id}/undo`);
    await expect(there.undo(id)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining(repository.root) as string,
    });
    expect([read(beside), repository.git("for-each-ref", `refs/workflow/${id}/undo`)]).toEqual(["theirs", stack]);
    await checkpoints.undo(id);
    await expect(there.redo(id)).rejects.toMatchObject({ code: "refused" });
    expect([read(beside), read(repository.root)]).toEqual(["theirs", "2"]);
    await checkpoints.redo(id);
    expect(read(repository.root)).toBe("1");
  });

  it("gives each tree its own entries, whatever the other has put on top or cleared", async () => {
    const { made, beside, there } = two();
    const { repository, checkpoints, id } = made;
    await restored(made, checkpoints, repository.root);
    await checkpoints.undo(id);
    await restored(made, there, beside);
    await checkpoints.redo(id);
    expect([read(beside), read(repository.root)]).toEqual(["1", "1"]);
    await there.undo(id);
    expect([read(beside), read(repository.root)]).toEqual(["2", "1"]);
    await checkpoints.undo(id);
    expect([read(beside), read(repository.root)]).toEqual(["2", "2"]);
    await there.redo(id);
    expect([read(beside), read(repository.root)]).toEqual(["1", "2"]);
  });

  it.each([
    ["was moved", (beside: string) => renameSync(beside, `${beside}.away`)],
    ["is gone", (beside: string) => rmSync(beside, { recursive: true })],
  ])("leaves what was done in a tree that %s", async (_, go) => {
    const { made, beside, there } = two();
    const { repository, checkpoints, id } = made;
    await restored(made, there, beside);
    go(beside);
    repository.write("a", "mine\n");
    await expect(checkpoints.undo(id)).rejects.toMatchObject({ code: "refused" });
    repository.git("worktree", "prune");
    await expect(checkpoints.undo(id)).rejects.toMatchObject({ code: "refused" });
    expect(read(repository.root)).toBe("mine");
  });

  it("goes on in a fork's worktree that was made anew under another name of git's", async () => {
    const made = scene({ files: { a: "1\n" } });
    const { repository, checkpoints, id } = made;
    const root = repository.path(".worktrees", id);
    repository.git("worktree", "add", "--quiet", "--detach", repository.beside(id));
    repository.git("worktree", "add", "--quiet", root, "-b", `session/${id}`);
    const before = repository.gitIn(root, "rev-parse", "--git-dir");
    await restored(made, checkpoints, root);
    for (const gone of [repository.beside(id), root]) repository.git("worktree", "remove", "--force", gone);
    repository.git("worktree", "add", "--quiet", root, `session/${id}`);
    expect(repository.gitIn(root, "rev-parse", "--git-dir")).not.toBe(before);
    await new Checkpoints(made.options).undo(id);
    expect(read(root)).toBe("2");
  });

  it("takes a branch update back only in the tree where it was made", async () => {
    const { made, beside, there } = two();
    const { repository, checkpoints, id } = made;
    const move = made.next(() => repository.write("a", "landed\n"));
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    repository.git("switch", "--quiet", "--detach");
    repository.gitIn(beside, "switch", "--quiet", "main");
    const before = [repository.userState(), read(beside)];
    await expect(there.revertBranchUpdate(id, { ...move, safety: safety.id })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining(repository.root) as string,
    });
    expect([repository.userState(), read(beside)]).toEqual(before);
    repository.gitIn(beside, "switch", "--quiet", "other");
    repository.git("switch", "--quiet", "main");
    await checkpoints.revertBranchUpdate(id, { ...move, ref: refName("refs/heads/main"), safety: safety.id });
    expect(read(repository.root)).toBe("1");
  });
});

describe("a restore that was cut off in the other tree", () => {
  it("is told with the working tree where it is recovered, and only recovered there", async () => {
    const { made, beside, there } = two();
    const { repository, checkpoints, id } = made;
    const { id: n } = await checkpoints.take(id);
    repository.write("a", "2\n");
    const next = await killedRestore(made, n);
    const elsewhere = { session: id, root: undefined, elsewhere: repository.root };
    expect(await there.interrupted()).toMatchObject([elsewhere]);
    await expect(there.recover(id)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining(repository.root) as string,
    });
    expect(read(beside)).toBe("1");
    writeFileSync(join(beside, "a"), "3\n");
    await expect(there.restore(id, n)).rejects.toMatchObject({
      code: "conflict",
      hint: expect.stringContaining("wfs doctor") as string,
    });
    expect(await next.recover(id)).toMatchObject({ outcome: "completed" });
    expect(read(repository.root)).toBe("1");
  });

  it("waits for a tree that is not there", async () => {
    const { made, beside, there } = two();
    const { id: n } = await there.take(made.id);
    writeFileSync(join(beside, "a"), "2\n");
    await killedRestore({ repository: made.repository, id: made.id, options: { ...made.options, root: beside } }, n);
    renameSync(beside, `${beside}.away`);
    expect(await made.checkpoints.interrupted()).toMatchObject([{ root: undefined, elsewhere: undefined }]);
  });
});
