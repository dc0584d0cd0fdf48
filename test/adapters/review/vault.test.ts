import { afterEach, describe, expect, test } from "vitest";
import { emptyTree } from "../../../src/core/git/commits.ts";
import type { ObjectId } from "../../../src/core/git/objectId.ts";
import type { MergeOutcome } from "../../../src/core/review/vault/mergeInVault.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import { squash, VaultScene } from "../../support/vaultScene.ts";
import type { GitRepository, GitRepositoryOptions } from "../../support/gitRepository.ts";

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

/** Makes `topic` from `main` by `theirs`, moves `main` by `ours`, and merges. */
async function merged(
  base: Readonly<Record<string, string>>,
  ours: (source: GitRepository) => void,
  theirs: (source: GitRepository) => void,
): Promise<MergeOutcome> {
  scene = new VaultScene({ files: base });
  const { source } = scene;
  source.git("checkout", "--quiet", "-b", "topic");
  theirs(source);
  source.commitAll("topic");
  source.git("checkout", "--quiet", "main");
  ours(source);
  source.commitAll("main");
  const [target, topic] = [scene.id("main"), scene.id("topic")];
  return (await scene.holding(target, topic)).merge(target, topic, squash);
}

describe("merges that need a person", () => {
  test("both change the same line", async () => {
    const outcome = await merged(
      { "a.txt": "one\n", "b\nc.txt": "one\n" },
      (source) => {
        source.write("a.txt", "ours\n");
        source.write("b\nc.txt", "ours\n");
      },
      (source) => {
        source.write("a.txt", "theirs\n");
        source.write("b\nc.txt", "theirs\n");
      },
    );
    expect(outcome).toMatchObject({ kind: "conflict", paths: ["a.txt", "b\nc.txt"] });
    expect(outcome.kind === "conflict" && outcome.messages[0]).toContain("Merge conflict in a.txt");
  });

  test("one deletes what the other changes", async () => {
    const outcome = await merged(
      { "a.txt": "one\n", "b.txt": "b\n" },
      (source) => source.remove("a.txt"),
      (source) => source.write("a.txt", "theirs\n"),
    );
    expect(outcome).toMatchObject({ kind: "conflict", paths: ["a.txt"] });
  });

  test("a union driver and a binary mark of the repository decide nothing", async () => {
    const outcome = await merged(
      { ".gitattributes": "a.txt merge=union\n", "a.txt": "one\n" },
      (source) => source.write("a.txt", "ours\n"),
      (source) => source.write("a.txt", "theirs\n"),
    );
    expect(outcome).toMatchObject({ kind: "conflict", paths: ["a.txt"] });
  });
});

test("an edit follows a renamed file", async () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}\n`);
  const one = new VaultScene({ files: { "old.txt": lines.join("") } });
  scene = one;
  const { source } = one;
  source.git("checkout", "--quiet", "-b", "topic");
  source.git("mv", "old.txt", "new.txt");
  source.commitAll("rename");
  source.git("checkout", "--quiet", "main");
  source.write("old.txt", ["edited\n", ...lines.slice(1)].join(""));
  source.commitAll("edit");
  const [target, topic] = [one.id("main"), one.id("topic")];
  const vault = await one.holding(target, topic);
  const outcome = await vault.merge(target, topic, squash);
  if (outcome.kind !== "clean") throw new Error(outcome.messages.join("\n"));
  expect(
    (await proposalFiles(vault.repository, target, outcome.result)).map(({ path, status }) => [path, status]),
  ).toEqual([
    ["new.txt", "added"],
    ["old.txt", "deleted"],
  ]);
  const bytes = await vault.readFile(outcome.result, "new.txt", 10_000);
  expect(new TextDecoder().decode(bytes)).toMatch(/^edited\nline 1\n/u);
});

test("criss-cross histories merge as git merges them", async () => {
  const one = forked();
  const { source } = one;
  source.git("tag", "m");
  source.git("merge", "--quiet", "--no-edit", "topic");
  source.git("checkout", "--quiet", "topic");
  source.git("merge", "--quiet", "--no-edit", "m");
  source.write("c.txt", "topic\n");
  source.commitAll("more on topic");
  source.git("checkout", "--quiet", "main");
  source.write("d.txt", "main\n");
  source.commitAll("more on main");
  const [target, topic] = [one.id("main"), one.id("topic")];
  expect(source.git("merge-base", "--all", target, topic).split("\n")).toHaveLength(2);
  const outcome = await (await one.holding(target, topic)).merge(target, topic, squash);
  source.git("merge", "--quiet", "--no-edit", "topic");
  expect(outcome).toMatchObject({ kind: "clean", tree: source.git("rev-parse", "HEAD^{tree}") });
});

test("unrelated histories have no merge base", async () => {
  const one = forked();
  one.source.git("checkout", "--quiet", "--orphan", "other");
  one.source.git("rm", "-rfq", ".");
  one.source.write("other.txt", "other\n");
  one.source.commitAll("other");
  const [target, other] = [one.id("main"), one.id("other")];
  const outcome = await (await one.holding(target, other)).merge(target, other, squash);
  expect(outcome).toMatchObject({ kind: "clean", mergeBase: null });
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
