import { describe, expect, it } from "vitest";
import { FileError } from "../../src/core/base/errors.ts";
import { joinPath } from "../../src/core/files/paths.ts";
import type { FileSystem } from "../../src/core/base/ports.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface FileSystemScene {
  readonly fs: FileSystem;
  /** An empty directory. */
  readonly base: string;
  readonly link: (path: string, target: string) => Promise<void>;
  /** Makes something that is neither file, directory nor link. */
  readonly fifo: (path: string) => Promise<void>;
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof FileError ? error.reason : `not a FileError: ${String(error)}`;
  }
  return "no error";
}

/** What ports.ts promises of a FileSystem: run against the real one and against the one in memory, so that they cannot part. */
export function describeFileSystem(name: string, makeScene: () => Promise<FileSystemScene>): void {
  describe(`FileSystem contract: ${name}`, () => {
    it("lists names; an absent directory is undefined, a file or a link is not-a-directory", async () => {
      const { fs, base, link } = await makeScene();
      await fs.writeAtomic(joinPath(base, "b"), bytes(""));
      await fs.makeDirectory(joinPath(base, "a"));
      expect((await fs.names(base))?.toSorted()).toEqual(["a", "b"]);
      expect(await fs.names(joinPath(base, "none"))).toBeUndefined();
      expect(await reasonOf(fs.names(joinPath(base, "b")))).toBe("not-a-directory");
      await link(joinPath(base, "l"), joinPath(base, "a"));
      expect(await reasonOf(fs.names(joinPath(base, "l")))).toBe("not-a-directory");
    });

    it("lists entries with their kinds, links unfollowed, and refuses what names refuses", async () => {
      const { fs, base, link, fifo } = await makeScene();
      await fs.createExclusive(joinPath(base, "file"));
      await fs.makeDirectory(joinPath(base, "directory"));
      await link(joinPath(base, "link"), joinPath(base, "directory"));
      await fifo(joinPath(base, "fifo"));
      const entries = (await fs.entries(base))?.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(entries).toEqual([
        { name: "directory", kind: "directory" },
        { name: "fifo", kind: "other" },
        { name: "file", kind: "file" },
        { name: "link", kind: "symlink" },
      ]);
      expect(await fs.entries(joinPath(base, "none"))).toBeUndefined();
      expect(await reasonOf(fs.entries(joinPath(base, "file")))).toBe("not-a-directory");
      expect(await reasonOf(fs.entries(joinPath(base, "link")))).toBe("not-a-directory");
    });

    it("appends lines, makes the file, and begins a new line behind one that was cut off", async () => {
      const { fs, base, link } = await makeScene();
      const path = joinPath(base, "log");
      expect(await fs.appendLine(path, bytes("one\n"))).toBe(4);
      expect(await fs.appendLine(path, bytes("tw"))).toBe(6);
      expect(await fs.appendLine(path, bytes("three\n"))).toBe(13);
      expect(new TextDecoder().decode(await fs.read(path, 100))).toBe("one\ntw\nthree\n");
      expect(await reasonOf(fs.appendLine(joinPath(base, "none", "log"), bytes("x\n")))).toBe("not-found");
      await fs.makeDirectory(joinPath(base, "directory"));
      expect(await reasonOf(fs.appendLine(joinPath(base, "directory"), bytes("x\n")))).toBe("not-a-file");
      await link(joinPath(base, "linked"), path);
      expect(await reasonOf(fs.appendLine(joinPath(base, "linked"), bytes("x\n")))).toBe("not-a-file");
    });

    it("reads a part of a file with the state of the whole, and no link", async () => {
      const { fs, base, link } = await makeScene();
      const path = joinPath(base, "log");
      expect(await fs.readPart(path, 0, 10)).toBeUndefined();
      await fs.appendLine(path, bytes("one\ntwo\n"));
      const part = await fs.readPart(path, 4, 3);
      expect(new TextDecoder().decode(part?.bytes)).toBe("two");
      expect(part?.stat).toEqual(await fs.lstat(path));
      expect((await fs.readPart(path, 8, 10))?.bytes).toHaveLength(0);
      expect((await fs.readPart(path, 100, 10))?.bytes).toHaveLength(0);
      await link(joinPath(base, "linked"), path);
      expect(await reasonOf(fs.readPart(joinPath(base, "linked"), 0, 10))).toBe("not-a-file");
      await fs.makeDirectory(joinPath(base, "directory"));
      expect(await reasonOf(fs.readPart(joinPath(base, "directory"), 0, 10))).toBe("not-a-file");
    });

    it("lists the names of a small directory at once, and leaves everything else to names", async () => {
      const { fs, base, link } = await makeScene();
      await fs.makeDirectory(joinPath(base, "a"));
      await fs.createExclusive(joinPath(base, "a", "file"));
      await link(joinPath(base, "a", "link"), base);
      expect(fs.namesNow(joinPath(base, "a"))?.toSorted()).toEqual(["file", "link"]);
      await fs.makeDirectory(joinPath(base, "empty"));
      expect(fs.namesNow(joinPath(base, "empty"))).toEqual([]);
      await link(joinPath(base, "l"), joinPath(base, "a"));
      for (const name of ["none", "a/file", "l", "a/file/below"]) {
        expect([name, fs.namesNow(`${base}/${name}`)]).toEqual([name, undefined]);
      }
    });

    it("tells the kind at once, and nothing where there is none", async () => {
      const { fs, base, link, fifo } = await makeScene();
      await fs.createExclusive(joinPath(base, "file"));
      await link(joinPath(base, "symlink"), joinPath(base, "none"));
      await fifo(joinPath(base, "other"));
      await fs.makeDirectory(joinPath(base, "directory"));
      for (const kind of ["file", "symlink", "other", "directory"]) expect(fs.kindNow(joinPath(base, kind))).toBe(kind);
      expect(fs.kindNow(joinPath(base, "none"))).toBeUndefined();
      expect(fs.kindNow(joinPath(base, "file", "below"))).toBeUndefined();
    });

    it("peeks into small regular files, and leaves everything else to read", async () => {
      const { fs, base, link, fifo } = await makeScene();
      await fs.createExclusive(joinPath(base, "file"), bytes("12345"));
      expect(fs.peek(joinPath(base, "file"))?.slice()).toEqual(bytes("12345"));
      await fs.createExclusive(joinPath(base, "empty"));
      await link(joinPath(base, "link"), joinPath(base, "file"));
      await fifo(joinPath(base, "fifo"));
      for (const name of ["none", "empty", "link", "fifo", ".", "file/below"]) {
        expect([name, fs.peek(`${base}/${name}`)]).toEqual([name, undefined]);
      }
    });

    it("reads at once what changed since a known state, with the limits of read", async () => {
      const { fs, base, link, fifo } = await makeScene();
      const path = joinPath(base, "file");
      await fs.createExclusive(path, bytes("12345"));
      const first = fs.readNow(path, 5);
      if (first === undefined || first === "unchanged") throw new Error("not read");
      expect(first.bytes).toEqual(bytes("12345"));
      expect(first.stat).toEqual(await fs.lstat(path));
      expect(fs.readNow(path, 5, first.stat)).toBe("unchanged");
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      await fs.writeAtomic(path, bytes("54321"));
      expect(fs.readNow(path, 5, first.stat)).toMatchObject({ bytes: bytes("54321") });
      expect(fs.readNow(joinPath(base, "none"), 5)).toBeUndefined();
      expect(fs.readNow(joinPath(base, "none"), 5, first.stat)).toBeUndefined();
      await link(joinPath(base, "link"), path);
      await fifo(joinPath(base, "fifo"));
      const now = (name: string, maxBytes: number) =>
        Promise.resolve().then(() => fs.readNow(joinPath(base, name), maxBytes));
      expect(await reasonOf(now("file", 4))).toBe("too-large");
      expect(await reasonOf(now("link", 9))).toBe("not-a-file");
      expect(await reasonOf(now("fifo", 9))).toBe("not-a-file");
      await fs.makeDirectory(joinPath(base, "directory"));
      expect(await reasonOf(now("directory", 9))).toBe("not-a-file");
    });

    it("tells files, directories, links and others apart without following", async () => {
      const { fs, base, link, fifo } = await makeScene();
      await fs.createExclusive(joinPath(base, "file"), bytes("four"));
      await fs.makeDirectory(joinPath(base, "directory"));
      await link(joinPath(base, "link"), joinPath(base, "directory"));
      await fifo(joinPath(base, "fifo"));
      expect(await fs.lstat(joinPath(base, "file"))).toMatchObject({ kind: "file", size: 4 });
      expect((await fs.lstat(joinPath(base, "directory")))?.kind).toBe("directory");
      expect((await fs.lstat(joinPath(base, "link")))?.kind).toBe("symlink");
      expect((await fs.lstat(joinPath(base, "fifo")))?.kind).toBe("other");
      expect(await fs.lstat(joinPath(base, "none"))).toBeUndefined();
      expect(await reasonOf(fs.lstat(joinPath(base, "file", "below")))).toBe("not-a-directory");
    });

    it("reads regular files up to the limit and nothing else", async () => {
      const { fs, base, link, fifo } = await makeScene();
      const path = joinPath(base, "file");
      await fs.createExclusive(path, bytes("12345"));
      await link(joinPath(base, "link"), path);
      await fifo(joinPath(base, "fifo"));
      expect(await fs.read(path, 5)).toEqual(bytes("12345"));
      expect(await reasonOf(fs.read(path, 4))).toBe("too-large");
      expect(await fs.read(joinPath(base, "none"), 5)).toBeUndefined();
      expect(await reasonOf(fs.read(joinPath(base, "link"), 5))).toBe("not-a-file");
      expect(await reasonOf(fs.read(joinPath(base, "fifo"), 5))).toBe("not-a-file");
      expect(await reasonOf(fs.read(base, 5))).toBe("not-a-file");
    });

    it("replaces content whole, keeps the mode and leaves no temp file", async () => {
      const { fs, base } = await makeScene();
      const path = joinPath(base, "file");
      await fs.writeAtomic(path, bytes("old"));
      const mode = (await fs.lstat(path))?.mode;
      await fs.writeAtomic(path, bytes("new"));
      expect(await fs.read(path, 10)).toEqual(bytes("new"));
      expect((await fs.lstat(path))?.mode).toBe(mode);
      expect(await fs.names(base)).toEqual(["file"]);
      expect(await reasonOf(fs.writeAtomic(joinPath(base, "none", "file"), bytes("")))).toBe("not-found");
    });

    it("makes a new file executable where that is asked for", async () => {
      const { fs, base } = await makeScene();
      const [path, plain] = [joinPath(base, "file"), joinPath(base, "plain")];
      await fs.writeAtomic(path, bytes("1"), true);
      await fs.writeAtomic(plain, bytes("1"));
      await fs.writeAtomic(path, bytes("2"));
      const modes = [(await fs.lstat(path))?.mode ?? 0, (await fs.lstat(plain))?.mode ?? 0];
      expect(modes.map((mode) => mode & 0o100)).toEqual([0o100, 0]);
    });

    it("removes a directory only while nothing is in it", async () => {
      const { fs, base } = await makeScene();
      const directory = joinPath(base, "d");
      await fs.makeDirectory(directory);
      await fs.writeAtomic(joinPath(directory, "file"), bytes("x"));
      expect(await fs.removeDirectory(directory)).toBe(false);
      expect(await fs.removeDirectory(joinPath(directory, "file"))).toBe(false);
      await fs.remove(joinPath(directory, "file"));
      expect(await fs.removeDirectory(directory)).toBe(true);
      expect(await fs.removeDirectory(directory)).toBe(false);
      expect(await fs.names(base)).toEqual([]);
    });

    it("does not write over a directory and cleans up behind itself", async () => {
      const { fs, base } = await makeScene();
      await fs.makeDirectory(joinPath(base, "d"));
      expect(await reasonOf(fs.writeAtomic(joinPath(base, "d"), bytes("x")))).toBe("not-a-file");
      expect(await fs.names(base)).toEqual(["d"]);
    });

    it("creates only what is not there, links counted as there", async () => {
      const { fs, base, link } = await makeScene();
      expect(await fs.createExclusive(joinPath(base, "a"), bytes("1"))).toBe(true);
      expect(await fs.createExclusive(joinPath(base, "a"), bytes("2"))).toBe(false);
      expect(await fs.read(joinPath(base, "a"), 9)).toEqual(bytes("1"));
      await link(joinPath(base, "dangling"), joinPath(base, "nowhere"));
      expect(await fs.createExclusive(joinPath(base, "dangling"))).toBe(false);
      expect(await fs.names(base)).not.toContain("nowhere");
    });

    it("renames over a file with the same inode; absent is false", async () => {
      const { fs, base } = await makeScene();
      await fs.createExclusive(joinPath(base, "a"), bytes("a"));
      await fs.createExclusive(joinPath(base, "b"), bytes("b"));
      const ino = (await fs.lstat(joinPath(base, "a")))?.ino;
      expect(await fs.rename(joinPath(base, "a"), joinPath(base, "b"))).toBe(true);
      expect((await fs.lstat(joinPath(base, "b")))?.ino).toBe(ino);
      expect(await fs.rename(joinPath(base, "a"), joinPath(base, "b"))).toBe(false);
      await fs.makeDirectory(joinPath(base, "d"));
      expect(await reasonOf(fs.rename(joinPath(base, "b"), joinPath(base, "d")))).toBe("not-a-file");
    });

    it("touches to now, without following", async () => {
      const { fs, base, link } = await makeScene();
      await fs.createExclusive(joinPath(base, "a"));
      const before = (await fs.lstat(joinPath(base, "a")))?.mtimeNs ?? 0n;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      await link(joinPath(base, "l"), joinPath(base, "a"));
      expect(await fs.touch(joinPath(base, "l"))).toBe(true);
      expect((await fs.lstat(joinPath(base, "a")))?.mtimeNs).toBe(before);
      expect(await fs.touch(joinPath(base, "a"))).toBe(true);
      expect((await fs.lstat(joinPath(base, "a")))?.mtimeNs).toBeGreaterThan(before);
      expect(await fs.touch(joinPath(base, "none"))).toBe(false);
    });

    it("removes one file or link, never a directory", async () => {
      const { fs, base, link } = await makeScene();
      await fs.makeDirectory(joinPath(base, "d"));
      await link(joinPath(base, "l"), joinPath(base, "d"));
      expect(await fs.remove(joinPath(base, "l"))).toBe(true);
      expect(await fs.remove(joinPath(base, "l"))).toBe(false);
      expect(await reasonOf(fs.remove(joinPath(base, "d")))).toBe("not-a-file");
      expect(await fs.names(base)).toEqual(["d"]);
    });

    it("removes a tree with its links, not what they point to; an absent one is fine", async () => {
      const { fs, base, link } = await makeScene();
      await fs.makeDirectory(joinPath(base, "outside"));
      await fs.createExclusive(joinPath(base, "outside", "kept"));
      await fs.makeDirectory(joinPath(base, "tree"));
      await fs.makeDirectory(joinPath(base, "tree", "deep"));
      await fs.createExclusive(joinPath(base, "tree", "deep", "file"));
      await link(joinPath(base, "tree", "l"), joinPath(base, "outside"));
      await fs.removeTree(joinPath(base, "tree"));
      await fs.removeTree(joinPath(base, "tree"));
      expect(await fs.names(base)).toEqual(["outside"]);
      expect(await fs.names(joinPath(base, "outside"))).toEqual(["kept"]);
    });

    it("makes one directory below an existing one", async () => {
      const { fs, base } = await makeScene();
      expect(await fs.makeDirectory(joinPath(base, "d"))).toBe(true);
      expect(await fs.makeDirectory(joinPath(base, "d"))).toBe(false);
      expect(await reasonOf(fs.makeDirectory(joinPath(base, "x", "y")))).toBe("not-found");
    });

    it("copies regular files with their mode, never over anything, never through a link", async () => {
      const { fs, base, link } = await makeScene();
      await fs.createExclusive(joinPath(base, "a"), bytes("content"));
      await fs.copyFile(joinPath(base, "a"), joinPath(base, "b"));
      expect(await fs.read(joinPath(base, "b"), 99)).toEqual(bytes("content"));
      const [original, copy] = await Promise.all([fs.lstat(joinPath(base, "a")), fs.lstat(joinPath(base, "b"))]);
      const later = (copy?.mtimeNs ?? 0n) - (original?.mtimeNs ?? 0n);
      expect(later <= 0n && later > -2_000_000n).toBe(true);
      expect(await reasonOf(fs.copyFile(joinPath(base, "a"), joinPath(base, "b")))).toBe("exists");
      await link(joinPath(base, "l"), joinPath(base, "a"));
      expect(await reasonOf(fs.copyFile(joinPath(base, "l"), joinPath(base, "c")))).toBe("not-a-file");
      expect(await reasonOf(fs.copyFile(joinPath(base, "none"), joinPath(base, "c")))).toBe("not-found");
      await link(joinPath(base, "dangling"), joinPath(base, "c"));
      expect(await reasonOf(fs.copyFile(joinPath(base, "a"), joinPath(base, "dangling")))).toBe("exists");
      expect(await fs.names(base)).not.toContain("c");
    });

    it("makes a link like another, never over anything", async () => {
      const { fs, base, link } = await makeScene();
      await fs.makeDirectory(joinPath(base, "d"));
      await link(joinPath(base, "l"), joinPath(base, "d"));
      await fs.copyLink(joinPath(base, "l"), joinPath(base, "m"));
      expect((await fs.lstat(joinPath(base, "m")))?.kind).toBe("symlink");
      expect(await fs.realPath(joinPath(base, "m"))).toBe(await fs.realPath(joinPath(base, "d")));
      expect(await reasonOf(fs.copyLink(joinPath(base, "l"), joinPath(base, "m")))).toBe("exists");
      expect(await reasonOf(fs.copyLink(joinPath(base, "none"), joinPath(base, "n")))).toBe("not-found");
    });

    it("gives a regular file a second name, never over anything", async () => {
      const { fs, base, link } = await makeScene();
      await fs.createExclusive(joinPath(base, "a"), bytes("content"));
      expect(await fs.link(joinPath(base, "a"), joinPath(base, "b"))).toBe(true);
      await fs.remove(joinPath(base, "a"));
      expect(await fs.read(joinPath(base, "b"), 99)).toEqual(bytes("content"));
      expect(await fs.link(joinPath(base, "a"), joinPath(base, "c"))).toBe(false);
      await fs.createExclusive(joinPath(base, "a"), bytes("other"));
      expect(await fs.link(joinPath(base, "a"), joinPath(base, "b"))).toBe(false);
      expect(await fs.read(joinPath(base, "b"), 99)).toEqual(bytes("content"));
      await link(joinPath(base, "l"), joinPath(base, "a"));
      expect(await reasonOf(fs.link(joinPath(base, "l"), joinPath(base, "c")))).toBe("not-a-file");
      expect(await reasonOf(fs.link(joinPath(base, "a"), joinPath(base, "none", "c")))).toBe("not-found");
    });

    it("resolves links in a whole path; absent is undefined", async () => {
      const { fs, base, link } = await makeScene();
      await fs.makeDirectory(joinPath(base, "d"));
      await link(joinPath(base, "l"), joinPath(base, "d"));
      expect(await fs.realPath(joinPath(base, "l"))).toBe(await fs.realPath(joinPath(base, "d")));
      expect(await fs.realPath(joinPath(base, "none"))).toBeUndefined();
    });

    it("changes a directory's ctime when its names change", async () => {
      const { fs, base } = await makeScene();
      await fs.createExclusive(joinPath(base, "a"));
      const before = (await fs.lstat(base))?.ctimeNs ?? 0n;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      await fs.rename(joinPath(base, "a"), joinPath(base, "b"));
      expect((await fs.lstat(base))?.ctimeNs).toBeGreaterThan(before);
      await fs.syncDirectory(base);
    });
  });
}
