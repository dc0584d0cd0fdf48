import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) cleanUp();
});
function scene(...options: ConstructorParameters<typeof CheckpointScene>): CheckpointScene {
  const made = new CheckpointScene(...options);
  cleanUps.push(() => made.repository.dispose());
  return made;
}

function names({ repository }: CheckpointScene): readonly string[] {
  return readdirSync(repository.root).filter((name) => name !== ".git");
}

/** A file system that does not tell cases apart, where this machine can make one. */
function mountFolded(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const directory = mkdtempSync(join(tmpdir(), "workflow-folded-"));
  const [image, mounted] = [join(directory, "image"), join(directory, "mounted")];
  mkdirSync(mounted);
  try {
    const make = 'truncate -s 48M "$1" && mkfs.vfat "$1" && mount -o loop "$1" "$2"';
    execFileSync("sh", ["-c", make, "sh", image, mounted], { stdio: "ignore" });
  } catch {
    rmSync(directory, { recursive: true });
    return undefined;
  }
  cleanUps.push(() => {
    execFileSync("sh", ["-c", 'umount "$1"', "sh", mounted]);
    rmSync(directory, { recursive: true });
  });
  return mounted;
}

describe("a checkpoint of names that differ in case", () => {
  it("holds what the disk has, whatever core.ignorecase says", async () => {
    const it = scene({ files: { "README.md": "1", a: "a" } });
    const { repository, checkpoints, id } = it;
    repository.git("config", "core.ignorecase", "true");
    await checkpoints.take(id);
    renameSync(repository.path("README.md"), repository.path("readme.md"));
    repository.write("readme.md", "2");
    const { commit } = await checkpoints.take(id);
    expect(repository.git("ls-tree", "--name-only", commit)).toBe("a\nreadme.md");
    await checkpoints.restore(id, 1);
    expect([names(it), repository.read("README.md")]).toEqual([["README.md", "a"], "1"]);
    await checkpoints.restore(id, 2);
    expect([names(it), repository.read("readme.md")]).toEqual([["a", "readme.md"], "2"]);
    repository.write("Foo", "Foo");
    repository.write("foo", "foo");
    const both = await checkpoints.take(id);
    expect(repository.git("show", `${both.commit}:Foo`) + repository.git("show", `${both.commit}:foo`)).toBe("Foofoo");
  });

  it("knows a renamed file for the same where the disk does", async ({ skip }) => {
    const within = mountFolded();
    if (within === undefined) return skip("no such disk can be made here");
    const it = scene({ within, files: { "README.md": "1" } });
    const { repository, checkpoints, id } = it;
    repository.git("config", "core.ignorecase", "false");
    await checkpoints.take(id);
    repository.write("readme.md", "2");
    const { commit } = await checkpoints.take(id);
    expect(repository.git("ls-tree", "--name-only", commit)).toBe("README.md");
    expect(repository.git("show", `${commit}:README.md`)).toBe("2");
    return undefined;
  });
});
