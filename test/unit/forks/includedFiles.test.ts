import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { copyIncludedFiles, refusedPath } from "../../../src/core/forks/worktree/includedFiles.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

function scene(): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  fs.disk.file("/main/.env", "SECRET=1");
  fs.disk.file("/main/config/local/dev.json", "{}");
  fs.disk.file("/outside/passwd", "root");
  fs.disk.directory("/fork");
  return fs;
}

test("files are copied with the directories they need", async () => {
  const fs = scene();
  expect(await copyIncludedFiles(fs, [".env", "config/local/dev.json"], "/main", "/fork")).toEqual({
    copied: [".env", "config/local/dev.json"],
    skipped: [],
  });
  expect(fs.disk.text("/fork/.env")).toBe("SECRET=1");
  expect(fs.disk.text("/fork/config/local/dev.json")).toBe("{}");
});

test("a link is skipped on either side, as file and as directory", async () => {
  const fs = scene();
  fs.disk.link("/main/link", "/outside/passwd");
  fs.disk.link("/main/linked", "/outside");
  fs.disk.link("/fork/config", "/outside");
  const { copied, skipped } = await copyIncludedFiles(
    fs,
    ["link", "linked/passwd", "config/local/dev.json"],
    "/main",
    "/fork",
  );
  expect(copied).toEqual([]);
  expect(skipped.map(({ reason }) => reason)).toEqual(["symlink", "symlink", "symlink"]);
  expect(fs.disk.list("/outside")).toEqual(["passwd"]);
});

test("what the fork has already stays as it is", async () => {
  const fs = scene();
  fs.disk.file("/fork/.env", "OTHER=1");
  fs.disk.file("/fork/config", "a file");
  const { skipped } = await copyIncludedFiles(fs, [".env", "config/local/dev.json"], "/main", "/fork");
  expect(skipped.map(({ reason }) => reason)).toEqual(["exists", "exists"]);
  expect(fs.disk.text("/fork/.env")).toBe("OTHER=1");
});

test.each([
  ["/etc/passwd", "unsafe"],
  ["../up", "unsafe"],
  ["a/../../up", "unsafe"],
  ["a//b", "unsafe"],
  ["./a", "unsafe"],
  ["", "unsafe"],
  [".git/config", "unsafe"],
  ["nested/.GIT/hooks/post-checkout", "unsafe"],
  ["nested/.git ./config", "unsafe"],
  ["C:/windows", "unsafe"],
  ["a\\..\\b", "unsafe"],
  [".workflow/WFS-a/workflow-session.json", "unsafe"],
  [".worktrees/WFS-a/x", "unsafe"],
  ["nested/", "nested-repository"],
  [".env", undefined],
  ["..env", undefined],
  ["a/.gitignored", undefined],
])("%j is %s", (path, reason) => {
  expect(refusedPath(path)).toBe(reason);
});

test("no path writes outside of the fork", async () => {
  const part = fc.constantFrom("a", "b", "..", ".", "", ".git", "l", "/", "\\");
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(fc.array(path), async (paths) => {
      const fs = scene();
      fs.disk.file("/main/a/b", "1");
      fs.disk.file("/main/b", "2");
      fs.disk.link("/main/l", "/outside");
      fs.disk.link("/fork/l", "/outside");
      const before = ["/", "/main", "/outside", "/main/a"].map((directory) => fs.disk.list(directory));
      await copyIncludedFiles(fs, paths, "/main", "/fork");
      expect(["/", "/main", "/outside", "/main/a"].map((directory) => fs.disk.list(directory))).toEqual(before);
    }),
  );
});

test("a full disk stops the copy with its reason", async () => {
  const fs = scene();
  fs.onStep = (step) => {
    if (step.call === "copyFile") throw new FileError("no-space", "/fork/.env", say`full`);
  };
  await expect(copyIncludedFiles(fs, [".env"], "/main", "/fork")).rejects.toMatchObject({ reason: "no-space" });
});
