import { describe, expect, it } from "vitest";
import { asTheDisk } from "../../../src/core/git/repository/asTheDisk.ts";
import { Repository } from "../../../src/core/git/repository/repository.ts";
import type { FileStat, FileSystem } from "../../../src/core/base/ports.ts";

/** What a command's options say after the disk has answered for `.git` and `.GIT`. */
async function settingsWith(inodes: Readonly<Record<string, bigint>>): Promise<readonly string[]> {
  const asked: (readonly string[])[] = [];
  const git = {
    async run({ args }: { readonly args: readonly string[] }) {
      asked.push(args);
      return { exitCode: 0, stdout: new Uint8Array(), stderr: "" };
    },
  };
  const lstat: FileSystem["lstat"] = async (path) => {
    const ino = inodes[path];
    return ino === undefined ? undefined : ({ ino, kind: "directory" } as FileStat);
  };
  const place = { root: "/r", gitDir: "/r/.git", commonDir: "/r/.git", format: "sha1" } as const;
  const repository = await asTheDisk(new Repository(git, place), { lstat } as FileSystem);
  await repository.read(["x"]);
  return asked.flat().filter((argument) => argument.startsWith("core.ignorecase"));
}

describe("a repository as its disk is", () => {
  it.each([
    [{ "/r/.git": 7n }, ["core.ignorecase=false"]],
    [{ "/r/.git": 7n, "/r/.GIT": 8n }, ["core.ignorecase=false"]],
    [{ "/r/.git": 7n, "/r/.GIT": 7n }, ["core.ignorecase=true"]],
    [{}, []],
  ])("%o", async (inodes, expected) => {
    expect(await settingsWith(inodes)).toEqual(expected);
  });
});
