import { describe, expect, it } from "vitest";
import { BranchUpdateConflict } from "../../../src/core/checkpoints/branchUpdate/branchUpdateConflict.ts";
import { type BranchUpdateScene, branchUpdateScenes } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

const text = Array.from({ length: 12 }, (_, at) => `line ${at}\n`).join("");

describe("taking a branch update back", () => {
  it("keeps what was edited and staged since, and logs the branch's way", async () => {
    const it = scene({ files: { a: text, b: "b\n", c: text } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.write("a", text.replace("line 2", "landed"));
      repository.write("new", "landed\n");
    });
    repository.write("c", text.replace("line 2", "mine before"));
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    repository.write("a", text.replace("line 2", "landed").replace("line 9", "mine since"));
    repository.git("add", "a");
    repository.write("b", "mine since\n");
    repository.write("untracked", "mine since\n");

    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });

    expect(it.main).toBe(move.from);
    expect(repository.read("a")).toBe(text.replace("line 9", "mine since"));
    expect(`${repository.git("show", ":a")}\n`).toBe(text.replace("line 9", "mine since"));
    expect(repository.read("c")).toBe(text.replace("line 2", "mine before"));
    expect(it.status).toEqual(["M  a", " M b", " M c", "?? untracked"]);
    expect(repository.git("reflog", "-2", "--format=%gs", "HEAD")).toBe(
      "workflow: WFS-scene taken back\nworkflow: WFS-scene landed",
    );
  });

  it("is refused whole when later edits overlap, when the branch has moved on, and a second time", async () => {
    const it = scene({ files: { a: text } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => repository.write("a", text.replace("line 2", "landed")));
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    const landing = { ...move, safety: safety.id };
    repository.write("a", text.replace("line 2", "landed and edited"));
    const before = [repository.userState(), repository.tree()];
    const refusal: unknown = await checkpoints.revertBranchUpdate(id, landing).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BranchUpdateConflict);
    expect(refusal).toMatchObject({ paths: ["a"] });
    expect([repository.userState(), repository.tree()]).toEqual(before);

    repository.git("checkout", "--quiet", "a");
    repository.git("commit", "--quiet", "--allow-empty", "-m", "on top");
    await expect(checkpoints.revertBranchUpdate(id, landing)).rejects.toMatchObject({ code: "conflict" });
    repository.git("reset", "--quiet", "--hard", move.to);
    await checkpoints.revertBranchUpdate(id, landing);
    expect([it.main, it.status]).toEqual([move.from, []]);

    repository.git("merge", "--quiet", "--ff-only", move.to);
    await expect(checkpoints.revertBranchUpdate(id, landing)).rejects.toMatchObject({ code: "not-found" });
    expect([it.main, it.status]).toEqual([move.to, []]);
  });

  it("takes a commit of the session's own work back to uncommitted edits, staged as they were", async () => {
    const it = scene({ files: { a: text, b: "b\n" } });
    const { repository, checkpoints, id } = it;
    repository.write("a", text.replace("line 2", "staged"));
    repository.git("add", "a");
    repository.write("a", text.replace("line 2", "staged, then more"));
    repository.write("new", "mine\n");
    repository.remove("b");
    const before = [repository.tree(), repository.git("ls-files", "--stage")];
    const { tree, head } = await checkpoints.currentTree(id);
    const commit = repository.git("commit-tree", "-m", "The session's work", "-p", head ?? "", tree);
    const move = { ref: "refs/heads/main", from: head, to: commit } as ReturnType<BranchUpdateScene["next"]>;

    expect(await checkpoints.previewBranchUpdate(id, move)).toEqual({
      conflicts: [],
      obstacles: [],
      files: 0,
      conversions: [],
    });
    const { safety, files } = await checkpoints.updateBranchAndWorktree(id, move);
    expect(files).toBe(0);
    expect([it.main, it.status, repository.tree()]).toEqual([commit, [], before[0]]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([repository.tree(), repository.git("ls-files", "--stage"), it.main]).toEqual([...before, head]);
  });
});

describe("“Undo Restore” and branch updates", () => {
  it("does not reach through a branch update, and works again when that is taken back", async () => {
    const it = scene({ files: { a: "1\n", b: "1\n" } });
    const { repository, checkpoints, id } = it;
    const first = await checkpoints.take(id);
    repository.write("a", "2\n");
    await checkpoints.restore(id, first.id);
    const move = it.next(() => repository.write("b", "landed\n"));
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);

    const before = [repository.userState(), repository.tree()];
    await expect(checkpoints.undo(id)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("one of main itself") as string,
    });
    expect([repository.userState(), repository.tree()]).toEqual(before);

    // A restore on top of the branch update is undone as ever.
    repository.write("b", "mine\n");
    const since = await checkpoints.take(id);
    repository.write("b", "landed\n");
    await checkpoints.restore(id, since.id);
    await checkpoints.undo(id);
    expect([repository.read("b"), it.main]).toEqual(["landed\n", move.to]);
    await expect(checkpoints.undo(id)).rejects.toMatchObject({ code: "refused" });

    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    await expect(checkpoints.redo(id)).rejects.toMatchObject({ code: "not-found" });
    await checkpoints.undo(id);
    expect([repository.read("a"), repository.read("b"), it.main]).toEqual(["2\n", "1\n", move.from]);
  });
});
