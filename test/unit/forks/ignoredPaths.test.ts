import { describe, expect, it } from "vitest";
import { measureIgnored } from "../../../src/core/forks/removal/ignoredPaths.ts";
import { ignoredText } from "../../../src/core/review/kinds/teardown/ignoredText.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

async function disk(files: Readonly<Record<string, number>>): Promise<MemoryFileSystem> {
  const fs = new MemoryFileSystem();
  await fs.makeDirectory("/r");
  for (const [path, size] of Object.entries(files)) {
    const parts = path.split("/");
    for (let at = 1; at < parts.length; at += 1) await fs.makeDirectory(`/r/${parts.slice(0, at).join("/")}`);
    await fs.createExclusive(`/r/${path}`, new Uint8Array(size));
  }
  return fs;
}

async function texts(fs: MemoryFileSystem, ...paths: readonly string[]): Promise<readonly string[]> {
  return (await measureIgnored(fs, "/r", paths)).map(ignoredText);
}

describe("what git ignores, as a reviewer reads it", () => {
  it("is sorted, and directories are counted with all that is in them", async () => {
    const fs = await disk({ ".env": 16, "out/a": 1400, "out/deep/b": 1_200_000 });
    expect(await texts(fs, "out/", "gone.log", ".env", "out/deep/")).toEqual([
      ".env (about 20 B)",
      "gone.log (about 0 B)",
      "out/ (about 2 files, 1 MB)",
      "out/deep/ (about 1 file, 1 MB)",
    ]);
  });

  it("reads the same while a log grows a little, and otherwise when it is replaced by much more", async () => {
    const sizes = [1_000_000, 1_049_999, 1_400_000, 9_600_000, 960];
    const read = await Promise.all(sizes.map(async (size) => texts(await disk({ log: size }), "log")));
    expect(read.flat()).toEqual(["1 MB", "1 MB", "1 MB", "10 MB", "1 kB"].map((size) => `log (about ${size})`));
  });

  it("is counted only so far, so that installed packages do not keep anybody waiting", async () => {
    const many = Object.fromEntries(Array.from({ length: 5100 }, (_, at) => [`node_modules/m${at}`, 1]));
    const fs = await disk({ ...many, "z.log": 5 });
    expect(await texts(fs, "node_modules/", "z.log")).toEqual([
      "node_modules/ (more than 5000 files, 5 kB)",
      "z.log (more than 0 B)",
    ]);
  });
});
