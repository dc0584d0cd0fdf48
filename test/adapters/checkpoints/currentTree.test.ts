import { readdirSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

const scenes: CheckpointScene[] = [];
function scene(...options: ConstructorParameters<typeof CheckpointScene>): CheckpointScene {
  const made = new CheckpointScene(...options);
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const made of scenes.splice(0)) made.repository.dispose();
});

describe("looking at the working tree", () => {
  it.each([{ kept: true }, { kept: false }])(
    "is the tree of a checkpoint taken now and changes nothing (checkpoint before: $kept)",
    async ({ kept }) => {
      const it = scene({ files: { "a.txt": "a\n", ".gitignore": "*.log\n" }, settings: { sizeLimit: 1000 } });
      const { repository, checkpoints, id } = it;
      repository.write("staged.txt", "staged\n");
      repository.git("add", "staged.txt");
      if (kept) await checkpoints.take(id);
      repository.write("a.txt", "edited\n");
      repository.write("new/b.txt", "new\n");
      repository.write("a.log", "ignored\n");
      repository.write("staged.txt", "staged and edited\n");
      repository.write("big.bin", "x".repeat(1001));
      const before = [repository.userState(), repository.git("for-each-ref"), await it.sessions.get(id)];

      const current = await checkpoints.currentTree(id);

      expect([repository.userState(), repository.git("for-each-ref"), await it.sessions.get(id)]).toEqual(before);
      expect(readdirSync(repository.path(".git", "workflow"))).toHaveLength(kept ? 1 : 0);
      const taken = await checkpoints.take(id);
      expect(current).toEqual({
        tree: taken.tree,
        head: repository.git("rev-parse", "HEAD"),
        branch: "refs/heads/main",
        root: repository.root,
        skipped: [{ path: "big.bin", size: 1001, reason: "too-large" }],
      });
    },
  );

  it("says where a fork's worktree, a detached HEAD and a branch without a commit stand", async () => {
    const { repository, checkpoints, id } = scene();
    repository.git("worktree", "add", "--quiet", `.worktrees/${id}`, "-b", `session/${id}`);
    const root = repository.path(".worktrees", id);
    expect(await checkpoints.currentTree(id)).toMatchObject({ root, branch: `refs/heads/session/${id}` });
    repository.gitIn(root, "checkout", "--quiet", "--detach");
    expect(await checkpoints.currentTree(id)).toMatchObject({
      branch: undefined,
      head: repository.git("rev-parse", "HEAD"),
    });
    repository.gitIn(root, "checkout", "--quiet", "--orphan", "fresh");
    expect(await checkpoints.currentTree(id)).toMatchObject({ branch: "refs/heads/fresh", head: undefined });
  });
});
