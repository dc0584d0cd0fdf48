import { describe, expect, it } from "vitest";
import { whatGitNames } from "../../../src/core/checkpoints/tree/readFiles.ts";

describe("what git says of the file it ended at", () => {
  it.each([
    ["fatal: failed to encode 'a b.rc' from UTF-16 to UTF-8\n", "a b.rc", "encoding", false],
    ["fatal: BOM is required in 'it's' if encoded as UTF-16\n", "it's", "encoding", false],
    ["fatal: BOM is prohibited in 'x' if encoded as UTF-16LE\n", "x", "encoding", false],
    ["fatal: encoding 'x' from SHIFT-JIS to UTF-8 and back is not the same\n", "x", "encoding", false],
    [
      "error: open(\"a\nb\"): Permission denied\nerror: unable to index file 'a\nb'\nfatal: Unable to process path a\nb\n",
      "a\nb",
      "unreadable",
      false,
    ],
    ["error: Invalid path 'x'\nfatal: Unable to process path x\n", "x", "name", false],
    ['error: open("x"): No such file or directory\nfatal: Unable to process path x\n', "x", "unreadable", true],
    ["error: x: is a directory - add files inside instead\nfatal: Unable to process path x\n", "x", "unreadable", true],
  ] as const)("%j", (stderr, path, reason, moved) => {
    expect(whatGitNames(stderr)).toEqual({ path, reason, moved });
  });

  it.each(["", "fatal: the remote end hung up unexpectedly\n", "fatal: x.bin: clean filter 'lfs' failed\n"])(
    "is nothing in %j",
    (stderr) => {
      expect(whatGitNames(stderr)).toBeUndefined();
    },
  );
});
