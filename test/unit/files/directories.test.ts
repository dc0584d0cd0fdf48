import { describe, expect, it } from "vitest";
import { lookDown } from "../../../src/core/files/directories.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

function tree(): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  fs.disk.file("/root/.workflow/WFS-a/record.json", "{}");
  fs.disk.link("/root/.workflow/WFS-l", "/root/.workflow/WFS-a");
  fs.disk.link("/root/.workflow/WFS-a/plan.md", "/etc/passwd");
  fs.disk.link("/link", "/root");
  return fs;
}

describe("lookDown", () => {
  it("finds files and directories, also when the root itself is reached through a link", async () => {
    expect((await lookDown(tree(), "/root", [".workflow", "WFS-a"], "directory"))?.kind).toBe("directory");
    expect((await lookDown(tree(), "/link", [".workflow", "WFS-a", "record.json"], "file"))?.size).toBe(2);
    expect(await lookDown(tree(), "/root", [".workflow", "WFS-x", "record.json"], "file")).toBeUndefined();
  });

  it.each([
    ["a link on the way", [".workflow", "WFS-l", "record.json"], "file", "symbolic link"],
    ["a link at the end", [".workflow", "WFS-a", "plan.md"], "file", "symbolic link"],
    ["a file on the way", [".workflow", "WFS-a", "record.json", "x"], "file", "is a file"],
    ["a directory where a file belongs", [".workflow", "WFS-a"], "file", "is a directory"],
    ["the way up", [".workflow", "..", "x"], "file", "leaves its directory"],
    ["a path instead of a name", [".workflow/WFS-a"], "directory", "leaves its directory"],
    ["a backslash", [".workflow\\x"], "directory", "leaves its directory"],
    ["nothing", [""], "directory", "leaves its directory"],
    ["a NUL", ["a\0b"], "directory", "leaves its directory"],
  ] as const)("refuses %s", async (_item, parts, wanted, message) => {
    await expect(lookDown(tree(), "/root", parts, wanted)).rejects.toMatchObject({
      code: "unsafe-path",
      message: expect.stringContaining(message) as string,
    });
  });
});
