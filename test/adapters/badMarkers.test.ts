import { execFile } from "node:child_process";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { link, mkdir, mkdtemp, readdir, rename, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { id } from "../support/scenes/markerScene.ts";
import { markerOf } from "./kill/harness.ts";
import { threadTime } from "../support/threadTime.ts";

const run = promisify(execFile);
const year2099 = Date.UTC(2099, 5, 1) / 1000;
/** As a date: node takes a negative number of seconds for now. */
const year1931 = new Date(Date.UTC(1931, 5, 1));

interface Row {
  readonly item: string;
  /** Makes the bad marker; the good one, when there is one, is `.active-WFS-a`. */
  readonly arrange: (directory: string) => Promise<unknown>;
  /** What a reader must say. */
  readonly active: string | undefined;
  readonly state: "ok" | "healing" | "none";
  /** What must still be there after a switch, a healing and the removal of orphans: nobody loses what is not a marker of ours. */
  readonly kept?: readonly string[];
}

const named = (item: string, name: string): Row => ({
  item: `a name with ${item}`,
  arrange: async (directory) => await writeFile(join(directory, name), ""),
  active: "WFS-a",
  state: "ok",
  kept: [name],
});

const put = async (directory: string, session: string): Promise<string> => {
  const path = join(directory, `.active-${session}`);
  await writeFile(path, "");
  return path;
};

const rows: readonly Row[] = [
  named("nothing in it", ".active-"),
  named("an option", ".active--rf"),
  named("a space", ".active-WFS-a b"),
  named("a newline", ".active-WFS-b\nWFS-a"),
  named("a trailing newline", ".active-WFS-b\n"),
  named("an escaped NUL", ".active-WFS-b\\0"),
  named("a NUL in URL spelling", ".active-WFS-b%00"),
  named("255 bytes", `.active-WFS-${"x".repeat(243)}`),
  named("a device's name", ".active-con"),
  named("a parent's name", ".active-WFS-.."),
  named("a trailing dot", ".active-WFS-b."),
  named("a path in other letters", ".active-WFS-b\u2215c"),
  named("a direction override", ".active-WFS-\u202Eb"),
  {
    item: "a directory as marker",
    arrange: async (directory) => await mkdir(join(directory, ".active-WFS-c")),
    active: "WFS-a",
    state: "ok",
    kept: [".active-WFS-c"],
  },
  {
    item: "a FIFO as marker",
    arrange: async (directory) => await run("mkfifo", [join(directory, ".active-WFS-c")]),
    active: "WFS-a",
    state: "ok",
    kept: [".active-WFS-c"],
  },
  {
    item: "a symlink as marker",
    arrange: async (directory) => await symlink(".active-WFS-a", join(directory, ".active-WFS-c")),
    active: "WFS-a",
    state: "ok",
    kept: [".active-WFS-c"],
  },
  {
    item: "a session directory that is a link",
    arrange: async (directory) => {
      await symlink(tmpdir(), join(directory, "WFS-linked"));
      await put(directory, "WFS-linked");
    },
    active: "WFS-a",
    state: "ok",
    kept: [".active-WFS-linked"],
  },
  {
    item: "1 GB of content",
    arrange: async (directory) => await truncate(join(directory, ".active-WFS-a"), 1 << 30),
    active: "WFS-a",
    state: "ok",
  },
  {
    item: "a marker of the year 2099",
    arrange: async (directory) => await utimes(await put(directory, "WFS-c"), year2099, year2099),
    active: "WFS-c",
    state: "healing",
  },
  {
    item: "a marker from before 1970",
    arrange: async (directory) => await utimes(await put(directory, "WFS-c"), year1931, year1931),
    active: "WFS-a",
    state: "healing",
  },
  {
    item: "equal mtimes",
    arrange: async (directory) => {
      for (const session of ["WFS-c", "WFS-a", "WFS-B"]) await utimes(await put(directory, session), 1e9, 1e9);
    },
    active: "WFS-B",
    state: "healing",
  },
  {
    item: "two hard links of one file",
    arrange: async (directory) => await link(join(directory, ".active-WFS-a"), join(directory, ".active-WFS-c")),
    active: "WFS-a",
    state: "healing",
  },
  {
    item: "a second marker that is an orphan",
    arrange: async (directory) => await put(directory, "WFS-gone"),
    active: "WFS-a",
    state: "ok",
  },
  {
    item: "nothing but an orphan",
    arrange: async (directory) => {
      await rename(join(directory, ".active-WFS-a"), join(directory, ".active-WFS-gone"));
    },
    active: undefined,
    state: "none",
  },
  {
    item: "twins that differ in case only",
    arrange: async (directory) => await utimes(await put(directory, "WFS-A"), year2099, year2099),
    active: "WFS-A",
    state: "healing",
  },
];

describe("bad markers on a real disk", () => {
  let root = "";
  let directory = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "markers-"));
    directory = join(root, ".workflow");
    for (const session of ["WFS-a", "WFS-A", "WFS-b", "WFS-B", "WFS-c"]) {
      await mkdir(join(directory, session), { recursive: true });
    }
    await put(directory, "WFS-a");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it.each(rows)("$item", async ({ arrange, active, state, kept = [] }) => {
    await arrange(directory);
    expect(await markerOf(directory).read()).toEqual({ active, state });

    const marker = markerOf(directory);
    await marker.removeOrphans();
    for (let round = 0; round < 3; round += 1) expect((await marker.heal()).state.active).toBe(active);
    expect(await marker.read()).toEqual({ active, state: active === undefined ? "none" : "ok" });

    await marker.set(id("WFS-b"));
    expect(await marker.read()).toEqual({ active: "WFS-b", state: "ok" });
    const markers = (await readdir(directory)).filter((name) => name.startsWith(".active-"));
    expect(markers.toSorted()).toEqual([".active-WFS-b", ...kept].toSorted());
    expect(await marker.clear(id("WFS-b"))).toBe(true);
    expect((await marker.read()).state).toBe("none");
  });

  it("one healing leaves the very file of the winner, with its time to the nanosecond and nothing beside it", async () => {
    const path = join(directory, ".active-WFS-a");
    for (const [session, seconds] of [
      ["WFS-b", 1e9],
      ["WFS-c", 1e9 - 5],
    ] as const) {
      await utimes(await put(directory, session), seconds, seconds);
    }
    await link(join(directory, ".active-WFS-c"), join(directory, ".active-WFS-B"));
    await link(path, join(directory, ".active-WFS-A"));
    await rm(path);
    await link(join(directory, ".active-WFS-A"), path);
    const { ino, mtimeNs } = statSync(path, { bigint: true });
    expect((await markerOf(directory).heal()).state).toEqual({ active: "WFS-A", state: "ok" });
    const left = statSync(join(directory, ".active-WFS-A"), { bigint: true });
    expect([left.ino, left.mtimeNs, left.nlink]).toEqual([ino, mtimeNs, 1n]);
    expect((await readdir(directory)).filter((name) => name.startsWith("."))).toEqual([".active-WFS-A"]);
  });

  it("a .workflow that is absent: none is active, nothing is made", async () => {
    await rm(directory, { recursive: true });
    expect((await markerOf(directory).read()).state).toBe("none");
    await expect(markerOf(directory).set(id("WFS-a"))).rejects.toMatchObject({ code: "not-found" });
    expect(await markerOf(directory).clear(id("WFS-a"))).toBe(false);
    expect(await readdir(root)).toEqual([]);
  });

  it("a .workflow that is a symlink: refused with advice, nothing is changed behind it", async () => {
    await rename(directory, join(root, "elsewhere"));
    await symlink("elsewhere", directory);
    const marker = markerOf(directory);
    const refused = expect.objectContaining({
      code: "unsafe-path",
      hint: expect.stringContaining("Move it away") as string,
    });
    for (const work of [marker.read(), marker.set(id("WFS-b")), marker.clear(id("WFS-a")), marker.heal()]) {
      await expect(work).rejects.toEqual(refused);
    }
    expect(await readdir(join(root, "elsewhere"))).toContain(".active-WFS-a");
  });

  it("100,000 entries: found, switched and healed, the event loop never held for long", async () => {
    for (let index = 0; index < 100_000; index += 1) writeFileSync(join(directory, `.active-WFS-x${index}`), "");
    let longest = 0;
    let last = threadTime();
    const beat = setInterval(() => {
      longest = Math.max(longest, threadTime() - last);
      last = threadTime();
    }, 1);
    const marker = markerOf(directory);
    expect(await marker.read()).toEqual({ active: "WFS-a", state: "ok" });
    clearInterval(beat);
    await marker.set(id("WFS-b"));
    expect((await marker.read()).active).toBe("WFS-b");
    expect(longest).toBeLessThan(250);
  });
});
