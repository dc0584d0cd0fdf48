import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readFileDiff } from "../../../src/core/review/proposal/fileDiff.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import { arm, armedAttributes, armHome } from "../../support/scenes/armedRepository.ts";
import { squash, VaultScene } from "../../support/scenes/vaultScene.ts";

let scene: VaultScene | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  scene?.dispose();
});

/** Two branches that change different lines of the same files, so that merge drivers, filters and textconv would all have their turn. */
function forked(format: "sha1" | "sha256"): VaultScene {
  scene = new VaultScene({
    format,
    files: { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "$Id$.txt": "$Id$\n", sub: "not yet a module\n" },
  });
  const { source } = scene;
  source.git("checkout", "--quiet", "-b", "topic");
  source.write("a.txt", "one\n2\n3\n4\n5\n6\n7\n8\n9\n");
  source.write("new.sh", "#!/bin/sh\n", 0o755);
  source.remove("sub");
  source.git("add", "-A");
  source.git("update-index", "--add", "--cacheinfo", `160000,${source.git("rev-parse", "HEAD")},sub`);
  source.write(".gitmodules", '[submodule "armed"]\n\tpath = sub\n\turl = https://example.org/x\n');
  source.write(".gitattributes", armedAttributes);
  source.git("add", ".gitmodules", ".gitattributes");
  source.git("commit", "--quiet", "-m", "topic");
  source.git("checkout", "--quiet", "-f", "main");
  source.write("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n");
  source.commitAll("main");
  return scene;
}

/** Everything reviewing does, as one value. */
async function review(one: VaultScene, ids: readonly [target: string, topic: string]): Promise<unknown> {
  const vault = await one.holding(...ids);
  const [target, topic] = (await vault.kept()).map(({ id }) => id);
  if (target === undefined || topic === undefined) throw new Error("Both are imported.");
  const merged = await vault.merge(target, topic, { ...squash, strategy: "merge" });
  if (merged.kind !== "clean") return merged;
  const files = await proposalFiles(vault.repository, target, merged.result);
  const diffs = [];
  for (const file of files) diffs.push(await readFileDiff(vault.repository, file, true));
  await vault.publish(await one.source.open(), merged.result, target);
  await vault.forget("refs/workflow");
  await vault.tidy();
  return { merged, files, diffs };
}

describe.each(["sha1", "sha256"] as const)("an armed repository (%s)", (format) => {
  test("runs nothing while it is imported, merged, shown and published, and is shown as it is", async () => {
    const armed = forked(format);
    const ids = [armed.id("main"), armed.id("topic")] as const;
    const truth = await review(armed, ids);
    rmSync(armed.directory, { recursive: true });
    mkdirSync(armed.directory);
    const canary = arm(armed.source);
    const home = armed.source.beside("home");
    armHome(home, canary);
    vi.stubEnv("HOME", home);
    vi.stubEnv("XDG_CONFIG_HOME", `${home}/.config`);
    expect(await review(armed, ids)).toEqual(truth);
    expect(canary.ran).toBe("");
    expect(truth).toMatchObject({
      merged: { kind: "clean" },
      files: [
        { path: ".gitattributes", content: "text" },
        { path: ".gitmodules", content: "text" },
        { path: "a.txt", added: 1, removed: 1 },
        { path: "new.sh", newMode: "100755" },
        { path: "sub", content: "submodule", status: "type-changed" },
      ],
    });
  });

  test("is armed: plain git runs what it names", () => {
    const armed = forked(format);
    const canary = arm(armed.source);
    try {
      execFileSync("git", ["status"], { cwd: armed.source.root, env: armed.source.environment(), stdio: "ignore" });
    } catch {
      // What the canary answers is not an answer a filter or monitor would give.
    }
    expect(canary.ran).not.toBe("");
  });
});

describe("a source that lies about its history or its objects", () => {
  test("replaced objects are shown as they were before", async () => {
    const lying = forked("sha1");
    const { source } = lying;
    const ids = [lying.id("main"), lying.id("topic")] as const;
    const truth = await review(lying, ids);
    source.write("evil", "evil\n");
    const evil = source.git("hash-object", "-w", "evil");
    source.git("replace", source.git("rev-parse", "topic:a.txt"), evil);
    source.git("replace", ids[1], source.git("commit-tree", "-m", "evil", `${ids[0]}^{tree}`));
    rmSync(lying.directory, { recursive: true });
    mkdirSync(lying.directory);
    expect(await review(lying, ids)).toEqual(truth);
  });

  test("a graft cuts nothing", async () => {
    const lying = forked("sha1");
    const ids = [lying.id("main"), lying.id("topic")] as const;
    const truth = await review(lying, ids);
    writeFileSync(lying.source.path(".git/info/grafts"), `${ids[1]}\n${ids[0]}\n`);
    rmSync(lying.directory, { recursive: true });
    mkdirSync(lying.directory);
    expect(await review(lying, ids)).toEqual(truth);
  });

  test("borrowed objects are copied, not borrowed", async () => {
    const borrowing = forked("sha1");
    const { source } = borrowing;
    const ids = [borrowing.id("main"), borrowing.id("topic")] as const;
    const truth = await review(borrowing, ids);
    rmSync(borrowing.directory, { recursive: true });
    mkdirSync(borrowing.directory);
    const lender = source.beside("lender");
    cpSync(source.path(".git/objects"), lender, { recursive: true });
    rmSync(source.path(".git/objects"), { recursive: true });
    mkdirSync(source.path(".git/objects/info"), { recursive: true });
    writeFileSync(source.path(".git/objects/info/alternates"), `${lender}\n`);
    const vault = await borrowing.holding(...ids);
    rmSync(source.path(".git/objects/info/alternates"));
    cpSync(lender, source.path(".git/objects"), { recursive: true });
    rmSync(lender, { recursive: true });
    await vault.repository.read(["fsck", "--full", "--strict"]);
    expect(await review(borrowing, ids)).toEqual(truth);
  });
});
