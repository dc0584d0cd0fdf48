import { expect, it } from "vitest";
import { FileError } from "../../../src/core/base/errors.ts";
import { describeFileSystem } from "../../support/fileSystemContract.ts";
import { failAt, killAt, Killed, MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

describeFileSystem("in memory", async () => {
  const fs = new MemoryFileSystem();
  fs.disk.directory("/base");
  return await Promise.resolve({
    fs,
    base: "/base",
    link: async (path: string, target: string) => {
      await Promise.resolve(fs.disk.link(path, target));
    },
    fifo: async (path: string) => {
      await Promise.resolve(fs.disk.attach(path, "other"));
    },
  });
});

const content = new TextEncoder().encode("new");

it("leaves old or new content whatever step a writer is killed before", async () => {
  const seen = new Set<string>();
  for (let step = 0; ; step += 1) {
    const fs = new MemoryFileSystem({ onStep: killAt(step) });
    fs.disk.file("/d/f", "old");
    const died = await fs.writeAtomic("/d/f", content).then(
      () => false,
      (error: unknown) => error instanceof Killed,
    );
    seen.add(fs.disk.text("/d/f") ?? "absent");
    if (!died) break;
    await expect(fs.lstat("/d/f")).rejects.toThrow(Killed);
  }
  expect([...seen].toSorted()).toEqual(["new", "old"]);
});

it("injects a failure at one step and works again after it", async () => {
  const fs = new MemoryFileSystem({ onStep: failAt(2, "no-space") });
  fs.disk.file("/d/f", "old");
  await expect(fs.writeAtomic("/d/f", content)).rejects.toThrow(FileError);
  expect(fs.disk.list("/d")).toEqual(["f"]);
  await fs.writeAtomic("/d/f", content);
  expect(fs.disk.text("/d/f")).toBe("new");
});

it("shows none or both during a rename when listings are torn", async () => {
  const seen = new Set<string>();
  for (const [from, to] of [
    ["/d/a", "/d/z"],
    ["/d/z", "/d/a"],
  ] as const) {
    const fs = new MemoryFileSystem();
    fs.tornListings = true;
    fs.disk.file(from);
    fs.disk.file("/d/m");
    fs.onStep = ({ part }) => {
      if (part === "second half") fs.disk.move(from, to);
    };
    seen.add((await fs.names("/d"))?.filter((name) => name !== "m").join() ?? "");
  }
  expect([...seen].toSorted()).toEqual(["", "a,z"]);
});
