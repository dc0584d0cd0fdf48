import { afterEach, expect, test } from "vitest";
import { emptyTree } from "../../../src/core/git/objects/commits.ts";
import type { ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import { squash, VaultScene } from "../../support/scenes/vaultScene.ts";
import type { GitRepositoryOptions } from "../../support/gitRepository.ts";

let scene: VaultScene | undefined;
afterEach(() => scene?.dispose());

/** `main` and `topic` have each a commit of their own on top of a common one. */
function forked(options: GitRepositoryOptions = {}): VaultScene {
  scene = new VaultScene({ files: { "a.txt": "one\n", "b.txt": "two\n" }, ...options });
  const { source } = scene;
  source.git("checkout", "--quiet", "-b", "topic");
  source.write("a.txt", "one\nmore\n");
  source.commitAll("topic");
  source.git("checkout", "--quiet", "main");
  source.write("b.txt", "two and a half\n");
  source.commitAll("main");
  return scene;
}

test.each(["sha1", "sha256"] as const)("a clean merge is imported, computed and published (%s)", async (format) => {
  const { source, id, holding } = bound(forked({ format }));
  const [target, topic] = [id("main"), id("topic")];
  const vault = await holding(target, topic);
  const before = source.userState();
  const merged = await vault.merge(target, topic, squash);
  if (merged.kind !== "clean") throw new Error(merged.messages.join("\n"));
  expect(merged.mergeBase).toBe(id("main~1"));
  await vault.publish(await source.open(), merged.result, target);
  expect(source.userState()).toEqual(before);
  expect(source.git("cat-file", "commit", merged.result)).toBe(
    [
      `tree ${merged.tree}`,
      `parent ${target}`,
      "author Ada <ada@example.org> 1700000000 +0000",
      "committer Ada <ada@example.org> 1700000000 +0000",
      "",
      "Bring it",
    ].join("\n"),
  );
  expect(source.git("show", `${merged.result}:a.txt`)).toBe("one\nmore");
  expect(source.git("show", `${merged.result}:b.txt`)).toBe("two and a half");
  source.git("fsck", "--strict");
  const again = await vault.merge(target, topic, squash);
  expect(again).toEqual(merged);
  const both = await vault.merge(target, topic, { ...squash, strategy: "merge" });
  if (both.kind !== "clean") throw new Error("It merged before.");
  expect(both.tree).toBe(merged.tree);
  await vault.publish(await source.open(), both.result, target);
  expect(source.git("rev-parse", `${both.result}^1`, `${both.result}^2`)).toBe(`${target}\n${topic}`);
});

test("a tree without a commit is kept, made a commit and published", async () => {
  const one = forked();
  const { source } = one;
  source.write("work.txt", "uncommitted\n");
  source.git("add", "-A");
  const tree = source.git("write-tree") as ObjectId;
  const target = one.id("main");
  const vault = await one.holding(target, tree);
  const result = await vault.commitTree({
    tree,
    parents: [target],
    message: "Work\n",
    author: squash.author,
    time: 1_700_000_000_999,
  });
  await vault.publish(await source.open(), result, target);
  expect(source.git("show", "--no-patch", "--format=%an %at %s %T", result)).toBe(`Ada 1700000000 Work ${tree}`);
});

test("a repository without commits has a vault, and its first commit can be proposed", async () => {
  scene = new VaultScene({ files: false });
  const vault = await scene.open();
  expect(await vault.kept()).toEqual([]);
  scene.source.write("a.txt", "first\n");
  const first = scene.source.commitAll("first") as ObjectId;
  const same = await scene.holding(first);
  const files = await proposalFiles(same.repository, emptyTree("sha1"), first);
  expect(files.map(({ path, status }) => [path, status])).toEqual([["a.txt", "added"]]);
});

function bound(one: VaultScene): Pick<VaultScene, "source" | "id" | "holding" | "open"> {
  return {
    source: one.source,
    id: (revision) => one.id(revision),
    holding: async (...ids) => one.holding(...ids),
    open: async (repository) => one.open(repository),
  };
}
