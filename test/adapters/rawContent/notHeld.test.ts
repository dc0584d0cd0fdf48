import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let scene: CheckpointScene;
const directories: string[] = [];
afterEach(() => {
  scene.repository.dispose();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

it("a restore removes none of more files than a checkpoint can name as left out", async () => {
  scene = new CheckpointScene({ settings: { sizeLimit: 1 } });
  const { repository, checkpoints, options, id } = scene;
  repository.remove("README.md");
  repository.write("large/0", "large");
  for (let n = 1; n < 10_020; n++) writeFileSync(repository.path("large", String(n)), "large");
  await checkpoints.take(id);
  expect((await checkpoints.show(id, 1)).skipped).toHaveLength(10_001);
  await new Checkpoints({ ...options, settings: { sizeLimit: 100 } }).restore(id, 1);
  expect(readdirSync(repository.path("large"))).toHaveLength(10_020);
});

it("a file whose name has a backslash is the one that is restored", async () => {
  scene = new CheckpointScene({ files: { "a/b": "1", "a\\b": "1" } });
  const { repository, checkpoints, id } = scene;
  await checkpoints.take(id);
  for (const path of ["a/b", "a\\b"]) repository.write(path, "2");
  await checkpoints.restore(id, 1, { paths: ["a\\b"] });
  expect([repository.read("a/b"), repository.read("a\\b")]).toEqual(["2", "1"]);
});

const otherDisk = "/dev/shm";
const hasOther = existsSync(otherDisk) && lstatSync(otherDisk).dev !== lstatSync(tmpdir()).dev;

it.runIf(hasOther)("files and links come back where the git directory is on another file system", async () => {
  scene = new CheckpointScene({ files: { base: "1" } });
  const { repository, checkpoints, id } = scene;
  const elsewhere = mkdtempSync(join(otherDisk, "workflow-git-"));
  directories.push(elsewhere);
  cpSync(repository.path(".git"), join(elsewhere, "git"), { recursive: true });
  repository.remove(".git");
  repository.write(".git", `gitdir: ${join(elsewhere, "git")}\n`);
  symlinkSync("base", repository.path("comes"));
  await checkpoints.take(id);
  repository.remove("comes");
  symlinkSync("nowhere", repository.path("goes"));
  repository.write("base", "2");
  await checkpoints.restore(id, 1);
  expect([readlinkSync(repository.path("comes")), repository.read("base")]).toEqual(["base", "1"]);
  expect(existsSync(repository.path("goes"))).toBe(false);
  await checkpoints.undo(id);
  expect(readlinkSync(repository.path("goes"))).toBe("nowhere");
});
