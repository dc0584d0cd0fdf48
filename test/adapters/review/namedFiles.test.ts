import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { readSide } from "../../../src/core/review/proposal/fileDiff.ts";
import { mustBeSeen } from "../../../src/core/review/proposal/proposal.ts";
import { english } from "../../support/english.ts";
import type { GitRepository, GitRepositoryOptions } from "../../support/gitRepository.ts";
import { VaultScene } from "../../support/scenes/vaultScene.ts";
import { changed, shown, type Proposal } from "./shownProposal.ts";

let scene: VaultScene | undefined;
afterEach(() => scene?.dispose());

/** What is proposed when `change` is made to a repository with these files, as the vault shows it. */
async function proposal(
  files: GitRepositoryOptions["files"],
  change: (source: GitRepository) => void,
): Promise<Proposal> {
  scene = new VaultScene({ files: files ?? {} });
  return changed(scene, change);
}

const numbered = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at}\n`).join("");

/** Lines that no other file has. */
const own = (path: string): string => `${path}\n${numbered(20).replaceAll("line", path)}`;

const wide = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`\uFEFF${text}`, "utf16le"));

describe("a renamed file", () => {
  test("is one row with the modes, contents and lines of both, and is shown from the old text to the new", async () => {
    const { files, file, diff, vault } = await proposal(
      {
        "src/old.ts": numbered(40),
        "pure.ts": numbered(30),
        "big.bin": "\0\u0001\u0002data".repeat(50),
        unrelated: "x\n",
      },
      (source) => {
        for (const path of ["src/old.ts", "pure.ts", "big.bin", "unrelated"]) source.remove(path);
        source.write("src/new.ts", numbered(40).replace("line 7\n", "line seven\n").replace("line 30\n", ""), 0o755);
        source.write("moved/pure.ts", numbered(30));
        source.write("other.bin", "\0\u0001\u0002data".repeat(50));
        source.write("another", "something else\n");
      },
    );
    expect(files.map(({ path, oldPath, status, added, removed }) => [path, oldPath, status, added, removed])).toEqual([
      ["another", null, "added", 1, 0],
      ["moved/pure.ts", "pure.ts", "renamed", 0, 0],
      ["other.bin", "big.bin", "renamed", null, null],
      ["src/new.ts", "src/old.ts", "renamed", 1, 2],
      ["unrelated", null, "deleted", 0, 1],
    ]);
    expect(file("src/new.ts")).toMatchObject({ oldMode: "100644", newMode: "100755" });
    expect(mustBeSeen(file("src/new.ts"))).toBe(true);
    expect(mustBeSeen(file("moved/pure.ts"))).toBe(false);
    expect(file("moved/pure.ts").oldId).toBe(file("moved/pure.ts").newId);
    expect(await diff("src/new.ts")).toMatchObject({
      kind: "text",
      ranges: [
        { oldStart: 7, oldCount: 1, newStart: 7, newCount: 1 },
        { oldStart: 30, oldCount: 1, newStart: 30, newCount: 0 },
      ],
    });
    expect(await diff("moved/pure.ts")).toMatchObject({ oldText: numbered(30), newText: numbered(30), ranges: [] });
    const before = await readSide(vault.repository, file("src/new.ts"), "from");
    expect(new TextDecoder().decode(before)).toBe(numbered(40));
  });

  test("must be seen for what either of its names says, and hides nothing in them", async () => {
    const { files } = await proposal(
      {
        "docs/ci.yml": numbered(20),
        ".vscode/tasks.json": numbered(25),
        Makefile: numbered(30),
        "a\u200b": numbered(35),
      },
      (source) => {
        const move = (from: string, to: string): void => {
          source.write(to, readFileSync(source.path(from)));
          source.remove(from);
        };
        move("docs/ci.yml", ".github/workflows/ci.yml");
        move(".vscode/tasks.json", "docs/tasks.json");
        move("Makefile", "package.json");
        move("a\u200b", "plain");
      },
    );
    expect(english(files.map(({ path, sensitive, hidden }) => [path, sensitive, hidden]))).toEqual([
      [".github/workflows/ci.yml", "Runs on GitHub's machines", 0],
      ["docs/tasks.json", "Runs programs from the editor", 0],
      [
        "package.json",
        "Names scripts that run at install, test and start, and what is installed; Runs when the project is built or started",
        0,
      ],
      ["plain", null, 1],
    ]);
    expect(files.every(mustBeSeen)).toBe(true);
  });

  test("is none where nothing is the same, where nothing is in it, and where only one side is a link", async () => {
    const { files } = await proposal({ empty: "", "old.txt": numbered(10), target: "somewhere" }, (source) => {
      for (const path of ["empty", "old.txt", "target"]) source.remove(path);
      source.write("fresh", "");
      source.write("new.txt", "nothing\nalike\n");
      source.link("link", "somewhere");
    });
    expect(files.map(({ path, status, added, removed }) => [path, status, added, removed])).toEqual([
      ["empty", "deleted", 0, 0],
      ["fresh", "added", 0, 0],
      ["link", "added", 1, 0],
      ["new.txt", "added", 2, 0],
      ["old.txt", "deleted", 0, 10],
      ["target", "deleted", 0, 1],
    ]);
  });

  test("is found in a crowd by its content or its name, in a time that their number bounds", async () => {
    const names = Array.from({ length: 600 }, (_, at) => `d/${at}.txt`);
    const { files } = await proposal(Object.fromEntries(names.map((path) => [path, own(path)])), (source) => {
      for (const path of names) {
        source.remove(path);
        source.write(path.replace("d/", "e/"), path.endsWith("7.txt") ? `${own(path)}more\n` : own(path));
      }
    });
    expect(files).toHaveLength(600);
    expect(new Set(files.map(({ status }) => status))).toEqual(new Set(["renamed"]));
  });
});

describe("how a text is written", () => {
  test("UTF-16 is shown as text with its own lines, and must be seen", async () => {
    const { file, diff } = await proposal({ unused: "" }, (source) => {
      source.write("before.txt", wide(numbered(20)));
      source.write("gone.txt", wide("gone\n"));
      source.write("tool.txt", wide("same\n"));
      source.write("noise", Uint8Array.from([0xff, 0xfe, 0, 0, 1, 0]));
      source.commitAll("before");
    });
    expect(file("before.txt")).toMatchObject({ content: "text", encoding: "utf-16le-bom", added: null });
    expect(file("noise")).toMatchObject({ content: "binary", encoding: null });
    expect(mustBeSeen(file("before.txt"))).toBe(true);
    expect(await diff("before.txt")).toMatchObject({
      kind: "text",
      newText: numbered(20),
      newEncoding: "utf-16le-bom",
    });
  });

  test("a change says how both sides are written, and only what differs as text is changed", async () => {
    scene = new VaultScene({ files: { unused: "" } });
    const { source } = scene;
    source.write("wide.txt", wide(numbered(20)));
    source.write("gone.txt", wide("gone\n"));
    source.write("latin.txt", Buffer.from("caf\u00e9\n", "latin1"));
    source.write("narrow.txt", wide("one\ntwo\n"));
    const from = parseObjectId(source.commitAll("before"));
    source.write("wide.txt", wide(numbered(20).replace("line 7\n", "line \u202eseven\n")));
    source.remove("gone.txt");
    source.write("latin.txt", "caf\u00e9\n");
    source.write("narrow.txt", "one\ntwo\n");
    const { files, file, diff } = await shown(scene, from, parseObjectId(source.commitAll("after")));
    expect(files.map(({ path, content, encoding }) => [path, content, encoding])).toEqual([
      ["gone.txt", "text", "utf-16le-bom"],
      ["latin.txt", "text", "utf-8"],
      ["narrow.txt", "text", "utf-8"],
      ["wide.txt", "text", "utf-16le-bom"],
    ]);
    expect(file("wide.txt").hidden).toBe(1);
    expect(await diff("wide.txt")).toMatchObject({
      oldEncoding: "utf-16le-bom",
      ranges: [{ oldStart: 7, oldCount: 1, newStart: 7, newCount: 1 }],
    });
    expect(await diff("latin.txt")).toMatchObject({
      oldEncoding: "other",
      newEncoding: "utf-8",
      oldText: "caf\uFFFD\n",
    });
    expect(await diff("narrow.txt")).toMatchObject({ oldText: "one\ntwo\n", newText: "one\ntwo\n", ranges: [] });
    expect(await diff("gone.txt")).toMatchObject({ oldText: "gone\n", newText: null });
  });
});

test("identifiers and names that mix scripts are counted, and named with what they mix", async () => {
  const { file, diff } = await proposal({ "a.ts": "const admin = 1;\n" }, (source) => {
    source.write("a.ts", "const \u0430dmin = 1; // \u0441\u043b\u043e\u0432\u043e\n");
    source.write("src/\u0441ore.ts", "plain\n");
  });
  expect(file("a.ts")).toMatchObject({ mixedNames: 1, mixedPath: [] });
  expect(file("src/\u0441ore.ts")).toMatchObject({ mixedNames: 0, mixedPath: ["Cyrl", "Latn"] });
  expect(await diff("a.ts")).toMatchObject({ mixed: [{ name: "\u0430dmin", scripts: ["Cyrl", "Latn"] }] });
});
