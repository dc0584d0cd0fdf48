import { describe, expect, it } from "vitest";
import { findJournals } from "../../../src/core/checkpoints/restore/findJournals.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { MemoryDisk } from "../../support/fakes/memoryDisk.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const id = "1".repeat(40);

function look(fill: (disk: MemoryDisk) => void): ReturnType<typeof findJournals> {
  const clock = new FakeClock();
  const disk = new MemoryDisk(() => clock.now());
  disk.directory("/r/.git/refs");
  fill(disk);
  return findJournals(new MemoryFileSystem({ disk }), "/r/.git");
}

function loose(disk: MemoryDisk, ...refs: readonly string[]): void {
  for (const ref of refs) disk.file(`/r/.git/refs/workflow/${ref}`, `${id}\n`);
}

function pack(disk: MemoryDisk): void {
  const lines = ["# pack-refs with: peeled fully-peeled sorted ", `${id} refs/heads/main`];
  for (const name of ["WFS-b/checkpoints/1", "WFS-b/restoring", "WFS-c/restoring"])
    lines.push(`${id} refs/workflow/${name}`);
  disk.file("/r/.git/packed-refs", `${lines.join("\n")}\n^${id}\n`);
}

describe("journals by git's files", () => {
  it("are none in a repository without refs of ours", async () => {
    expect(await look(() => undefined)).toEqual([]);
    expect(await look((disk) => loose(disk, "WFS-a/checkpoints/1", "WFS-a/undo/1"))).toEqual([]);
  });

  it("are found loose, packed, and both at once", async () => {
    expect(await look((disk) => loose(disk, "WFS-a/restoring", "WFS-d/pins/1"))).toEqual(["WFS-a"]);
    expect(await look(pack)).toEqual(["WFS-b", "WFS-c"]);
    expect(
      await look((disk) => {
        pack(disk);
        loose(disk, "WFS-b/restoring", "WFS-a/restoring");
      }),
    ).toEqual(["WFS-a", "WFS-b", "WFS-c"]);
  });

  it("are not locks, directories, names of others, or refs that only look alike", async () => {
    const refs = ["WFS-a/restoring.lock", "WFS-b/restoring/1", "other/restoring", "WFS-c/deeper/restoring"];
    const found = await look((disk) => {
      loose(disk, ...refs);
      const lines = [
        "refs/heads/refs/workflow/WFS-x/restoring",
        "refs/workflow/WFS-x/restoring2",
        "refs/workflow/x/restoring",
      ];
      disk.file("/r/.git/packed-refs", lines.map((ref) => `${id} ${ref}\n`).join(""));
    });
    expect(found).toEqual([]);
  });

  it("are only git's to know where refs are kept in another way, or the files cannot be read", async () => {
    expect(await look((disk) => disk.directory("/r/.git/reftable"))).toBeUndefined();
    expect(await look((disk) => disk.directory("/r/.git/packed-refs"))).toBeUndefined();
  });
});
