import { describe, expect, it } from "vitest";
import { mayBeLost } from "../../../src/core/worktrees/mayBeLost.ts";
import { refsOfSessions, sessionOfRef } from "../../../src/core/worktrees/refsOfSessions.ts";
import { MemoryDisk } from "../../support/fakes/memoryDisk.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const common = "/repo/.git";
const id = "0".repeat(40);

function fileSystem(prepare: (disk: MemoryDisk) => void): MemoryFileSystem {
  const disk = new MemoryDisk(() => 0);
  disk.directory("/repo/.workflow/WFS-here");
  prepare(disk);
  return new MemoryFileSystem({ disk });
}

describe("refs that say that there was a session", () => {
  it("are its branch, its checkpoints and what undoes its restores, and nothing that was removed on purpose", () => {
    const says = [
      "refs/heads/session/WFS-a",
      ...["checkpoints/1", "pins/1", "undo/1", "redo/1", "restoring"].map((name) => `refs/workflow/WFS-a/${name}`),
    ];
    expect(says.map(sessionOfRef)).toEqual(says.map(() => "WFS-a"));
    const others = [
      ...["removed-head", `removed-heads/${id}`, `removed-autostash/${id}`, "pruned/1-1"].map(
        (name) => `refs/workflow/WFS-a/${name}`,
      ),
      "refs/workflow/WFS-a/checkpoints",
      "refs/workflow/nobody/checkpoints/1",
      "refs/heads/session/other",
      "refs/heads/main",
    ];
    expect(others.map(sessionOfRef)).toEqual(others.map(() => undefined));
  });

  it("are found loose and packed, each once, of the wanted sessions alone", async () => {
    const fs = fileSystem((disk) => {
      disk.file(`${common}/refs/heads/session/WFS-a`, `${id}\n`);
      disk.file(`${common}/refs/heads/session/WFS-a.lock`, "");
      disk.file(`${common}/refs/heads/session/WFS-not`, `${id}\n`);
      disk.file(`${common}/refs/workflow/WFS-b/checkpoints/2`, `${id}\n`);
      disk.file(`${common}/refs/workflow/WFS-b/checkpoints/3.lock`, "");
      disk.file(`${common}/refs/workflow/WFS-b/restoring`, `${id}\n`);
      disk.file(
        `${common}/packed-refs`,
        [
          "# pack-refs with: peeled fully-peeled sorted",
          `${id} refs/heads/session/WFS-a`,
          `${id} refs/heads/session/WFS-not`,
          `${id} refs/workflow/WFS-b/checkpoints/1`,
          `${id} refs/workflow/WFS-b/removed-head`,
          "",
        ].join("\n"),
      );
    });
    const refs = await refsOfSessions(fs, common, (session) => session !== "WFS-not");
    expect(refs?.toSorted()).toEqual([
      "refs/heads/session/WFS-a",
      "refs/workflow/WFS-b/checkpoints/1",
      "refs/workflow/WFS-b/checkpoints/2",
      "refs/workflow/WFS-b/restoring",
    ]);
  });

  it("cannot be told from files where git keeps them in another way", async () => {
    const fs = fileSystem((disk) => disk.directory(`${common}/reftable`));
    expect(await refsOfSessions(fs, common, () => true)).toBeUndefined();
    expect(await mayBeLost(fs, common, "/repo/.workflow")).toBe(true);
  });
});

describe("whether sessions may be lost", () => {
  it.each<[string, string, boolean]>([
    ["a branch of a session that is there", "refs/heads/session/WFS-here", false],
    ["a checkpoint of the temporary workspace", "refs/workflow/WFS-temporary/checkpoints/1", false],
    ["what a removed fork left", "refs/workflow/WFS-gone/removed-head", false],
    ["a worktree of a session that is there", "worktrees/WFS-here/HEAD", false],
    ["a branch", "refs/heads/session/WFS-gone", true],
    ["a checkpoint", "refs/workflow/WFS-gone/checkpoints/1", true],
    ["a worktree", "worktrees/WFS-gone/HEAD", true],
  ])("is told by a few names: %s", async (_what, path, may) => {
    const fs = fileSystem((disk) => disk.file(`${common}/${path}`, `${id}\n`));
    expect(await mayBeLost(fs, common, "/repo/.workflow")).toBe(may);
  });
});
