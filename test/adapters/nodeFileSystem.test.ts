import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeFileSystem } from "../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../src/adapters/systemRandom.ts";
import { isTempName } from "../../src/core/files/tempNames.ts";
import { describeFileSystem } from "../support/fileSystemContract.ts";

const run = promisify(execFile);
const made: string[] = [];

async function freshDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "files-"));
  made.push(directory);
  return directory;
}

afterEach(async () => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true, force: true });
});

describeFileSystem("on node", async () => ({
  fs: new NodeFileSystem(new SystemRandom()),
  base: await freshDirectory(),
  link: async (path: string, target: string) => await symlink(target, path),
  fifo: async (path: string) => {
    await run("mkfifo", [path]);
  },
}));

describe("NodeFileSystem", () => {
  const fs = new NodeFileSystem(new SystemRandom());
  let base = "";
  beforeEach(async () => {
    base = await freshDirectory();
  });

  it("refuses a huge file by its size, without reading it", async () => {
    const path = `${base}/huge`;
    await writeFile(path, "");
    await truncate(path, 1 << 30);
    const start = performance.now();
    await expect(fs.read(path, 1 << 20)).rejects.toMatchObject({ reason: "too-large", path });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("reads what has no size, such as /proc, up to the limit", async () => {
    expect(new TextDecoder().decode(await fs.read("/proc/self/status", 1 << 20))).toContain("Pid:");
    await expect(fs.read("/proc/self/status", 10)).rejects.toMatchObject({ reason: "too-large" });
  });

  it("keeps permission bits over an atomic write and a copy", async () => {
    await writeFile(`${base}/script`, "old");
    await chmod(`${base}/script`, 0o750);
    await fs.writeAtomic(`${base}/script`, new TextEncoder().encode("new"));
    await fs.copyFile(`${base}/script`, `${base}/copy`);
    expect((await stat(`${base}/script`)).mode & 0o777).toBe(0o750);
    expect((await stat(`${base}/copy`)).mode & 0o777).toBe(0o750);
  });

  it("copies more than one chunk byte for byte", async () => {
    const content = new Uint8Array(3_000_001).map((_, index) => index % 251);
    await writeFile(`${base}/big`, content);
    await fs.copyFile(`${base}/big`, `${base}/copy`);
    expect(Buffer.compare((await fs.read(`${base}/copy`, 4_000_000)) ?? new Uint8Array(), content)).toBe(0);
  });

  it("leaves the old content and no temp file when a write is cut off by a limit", async () => {
    const path = `${base}/record`;
    await writeFile(path, "old");
    const script = `
      import { NodeFileSystem } from ${JSON.stringify(new URL("../../src/adapters/nodeFileSystem.ts", import.meta.url))};
      process.on("SIGXFSZ", () => {});
      const fs = new NodeFileSystem({ name: () => "abcdef" });
      await fs.writeAtomic(${JSON.stringify(path)}, new Uint8Array(1 << 20)).then(
        () => console.log("written"),
        (error) => console.log(error.name, error.reason, error.path === ${JSON.stringify(path)}),
      );`;
    const { stdout } = await run("sh", [
      "-c",
      'ulimit -f 64; exec "$0" --input-type=module -e "$1"',
      process.execPath,
      script,
    ]);
    expect(stdout.trim()).toBe("FileError too-large true");
    expect(await fs.names(base)).toEqual(["record"]);
    expect(new TextDecoder().decode(await fs.read(path, 99))).toBe("old");
  });

  it("waits for descriptors when there are none", async () => {
    await writeFile(`${base}/file`, "content");
    const script = `
      import * as node from "node:fs";
      import { NodeFileSystem } from ${JSON.stringify(new URL("../../src/adapters/nodeFileSystem.ts", import.meta.url))};
      const fs = new NodeFileSystem({ name: () => "abcdef" });
      await fs.names(${JSON.stringify(base)});
      const held = [];
      try { for (;;) held.push(node.openSync("/dev/null")); } catch (error) { if (error.code !== "EMFILE") throw error; }
      const short = await fs.read(${JSON.stringify(`${base}/file`)}, 99).catch((error) => error.reason);
      setTimeout(() => { for (const one of held) node.closeSync(one); }, 60);
      const content = await fs.read(${JSON.stringify(`${base}/file`)}, 99);
      console.log(short, new TextDecoder().decode(content));`;
    const { stdout } = await run("sh", [
      "-c",
      'ulimit -n 64; exec "$0" --input-type=module -e "$1"',
      process.execPath,
      script,
    ]);
    expect(stdout.trim()).toBe("too-many-open content");
  });

  it("creates a file with its content whole: one of many creators wins, and no reader sees a part", async () => {
    const path = `${base}/one.json`;
    const size = 4 << 20;
    const creating = { done: false };
    const sizes = new Set<number>();
    const looking = (async () => {
      while (!creating.done) {
        const stat = await fs.lstat(path);
        if (stat !== undefined) sizes.add(stat.size);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    })();
    const contents = [1, 2, 3, 4].map((byte) => new Uint8Array(size).fill(byte));
    const won = await Promise.all(contents.map(async (content) => fs.createExclusive(path, content)));
    creating.done = true;
    await looking;
    expect(won.filter(Boolean)).toHaveLength(1);
    expect([...sizes]).toEqual([size]);
    expect(
      Buffer.compare((await fs.read(path, size)) ?? new Uint8Array(), contents[won.indexOf(true)] ?? new Uint8Array()),
    ).toBe(0);
    expect(await fs.names(base)).toEqual(["one.json"]);
  });
});

describe("isTempName", () => {
  it.each([
    [".workflow-session.json.tmp-123-abcdef012345", true],
    ["workflow-session.json", false],
    [".active-WFS-a", false],
    [".x.tmp-a-b", false],
    ["x.tmp-1-a", false],
  ])("%s: %s", (name, expected) => {
    expect(isTempName(name)).toBe(expected);
  });
});
