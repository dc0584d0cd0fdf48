import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { mustBeSeen, type FileDiff, type ProposalFile } from "../../../src/core/review/proposal/proposal.ts";
import { digestedChanges } from "../../../src/core/review/proposal/changesDigest.ts";
import { readFileDiff, readSide } from "../../../src/core/review/proposal/fileDiff.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import { runs, limit } from "../../support/effort.ts";
import type { GitRepository, GitRepositoryOptions } from "../../support/gitRepository.ts";
import { VaultScene } from "../../support/scenes/vaultScene.ts";
import { changed, shown, type Proposal } from "./shownProposal.ts";
import { english } from "../../support/english.ts";

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

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);

function row({ path, status, added, removed, content, sensitive, oldSize, newSize }: ProposalFile): readonly unknown[] {
  return [path, status, content, added, removed, oldSize, newSize, sensitive];
}

test("the list says of each file what it is, sensitive ones first", async () => {
  const { files } = await proposal(
    { "a.txt": "one\n", "gone.txt": "x\ny\n", "run.sh": "echo\n", "pixel.png": "no image\n", same: "same\n" },
    (source) => {
      source.write("a.txt", "one\ntwo\n");
      source.remove("gone.txt");
      source.write("run.sh", "echo\n", 0o755);
      source.write("pixel.png", png);
      source.write("photo.png", png);
      source.write("blob.bin", Uint8Array.from([1, 0, 2]));
      source.write(".github/workflows/ci.yml", "on: push\n");
      source.link("link", "/etc/passwd");
    },
  );
  expect(english(files.map(row))).toEqual([
    [".github/workflows/ci.yml", "added", "text", 1, 0, null, 9, "Runs on GitHub's machines"],
    ["a.txt", "changed", "text", 1, 0, 4, 8, null],
    ["blob.bin", "added", "binary", null, null, null, 3, null],
    ["gone.txt", "deleted", "text", 0, 2, 4, null, null],
    ["link", "added", "symlink", 1, 0, null, 11, null],
    ["photo.png", "added", "image", null, null, null, 12, null],
    ["pixel.png", "changed", "binary", null, null, 9, 12, null],
    ["run.sh", "changed", "text", 0, 0, 5, 5, null],
  ]);
  expect(files.filter((file) => !mustBeSeen(file)).map(({ path }) => path)).toEqual(["a.txt", "gone.txt"]);
});

test("a file is shown with both sides and the ranges that changed", async () => {
  const { diff, vault, file } = await proposal({ "a.txt": "one\ntwo\nthree", "gone.txt": "x\n" }, (source) => {
    source.write("a.txt", "zero\none\nTWO\r\nthree\n");
    source.remove("gone.txt");
    source.write("new.txt", "");
  });
  expect(await diff("a.txt")).toEqual({
    kind: "text",
    path: "a.txt",
    oldText: "one\ntwo\nthree",
    newText: "zero\none\nTWO\r\nthree\n",
    oldEncoding: "utf-8",
    newEncoding: "utf-8",
    mixed: [],
    ranges: [
      { oldStart: 0, oldCount: 0, newStart: 0, newCount: 1 },
      { oldStart: 1, oldCount: 2, newStart: 2, newCount: 2 },
    ],
  });
  expect(await diff("gone.txt")).toMatchObject({
    oldText: "x\n",
    newText: null,
    ranges: [{ oldStart: 0, oldCount: 1, newStart: 0, newCount: 0 }],
  });
  expect(await diff("new.txt")).toMatchObject({ oldText: null, newText: "", ranges: [] });
  const bytes = await readSide(vault.repository, file("a.txt"), "from");
  expect(new TextDecoder().decode(bytes)).toBe("one\ntwo\nthree");
  expect(await readSide(vault.repository, file("gone.txt"), "to")).toBeUndefined();
});

test("the digest of a change is that of git's own listing", async () => {
  const { vault } = await proposal({ "a.txt": "one\n" }, (source) => source.write("b.txt", "two\n"));
  const cryptography = new NodeCryptography();
  const [from, to] = [scene?.id("HEAD~1"), scene?.id("HEAD")];
  if (from === undefined || to === undefined) throw new Error("There is no proposal.");
  const listing = scene?.source.git("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", from, to) ?? "";
  const { digest, changes } = await digestedChanges(vault.repository, from, to, cryptography);
  expect(digest).toBe(cryptography.sha256(new TextEncoder().encode(listing)));
  expect(changes.map(({ path }) => path)).toEqual(["b.txt"]);
});

/** Each line `x…` stands alone only when those after it were taken away; those between differ by `salt`. */
function nested(salt: string): string {
  return Array.from({ length: 50_000 }, (_, at) => `x${at + 1}\nx${at}\n${salt}${at}\n`).join("");
}

describe("what is odd is shown as it is", () => {
  test("a mode alone, a link that moves, a link for a file, a submodule and its address", async () => {
    const [before, after] = ["a".repeat(40), "b".repeat(40)];
    scene = new VaultScene({
      files: { "run.sh": "#!/bin/sh\n", "was-file": "content\n", ".gitmodules": '[submodule "s"]\n\turl = a\n' },
    });
    const { source } = scene;
    const stage = (link: string, moduleCommit: string): void => {
      source.link("away", link);
      source.git("add", "away");
      source.git("update-index", "--add", "--cacheinfo", `160000,${moduleCommit},sub`);
    };
    stage("/etc/passwd", before);
    source.git("commit", "--quiet", "-m", "before");
    stage("../../outside\u202E", after);
    source.git("update-index", "--chmod=+x", "run.sh");
    source.link("was-file", "run.sh");
    source.write(".gitmodules", '[submodule "s"]\n\turl = b\n');
    source.git("add", "was-file", ".gitmodules");
    source.git("commit", "--quiet", "-m", "after");
    const { diff, file } = await shown(scene, scene.id("HEAD~1"), scene.id("HEAD"));
    expect(file("run.sh")).toMatchObject({ oldMode: "100644", newMode: "100755", added: 0, removed: 0 });
    expect(await diff("run.sh")).toMatchObject({ kind: "text", ranges: [] });
    expect(file("away")).toMatchObject({ content: "symlink", hidden: 1 });
    expect(await diff("away")).toEqual({
      kind: "symlink",
      path: "away",
      oldTarget: "/etc/passwd",
      newTarget: "../../outside\u202E",
    });
    expect(file("was-file")).toMatchObject({ status: "type-changed", newMode: "120000", content: "text" });
    expect(await diff("was-file")).toMatchObject({ oldText: "content\n", newText: "run.sh" });
    expect(await diff("sub")).toEqual({
      kind: "submodule",
      path: "sub",
      oldCommit: before,
      newCommit: after,
    });
    expect(String(file(".gitmodules").sensitive)).toContain("other repositories");
  });

  test("names with line feeds, quotes, escapes, bidi marks and bytes that are not UTF-8", async () => {
    const names = ["new\nline", 'quo"te', "back\\slash", "tab\there", "\u202Ereversed", "-rf", ":(glob)x", " "];
    const { files, diff, file } = await proposal({ "a.txt": "one\n" }, (source) => {
      for (const name of names) source.write(name, "text\n");
      const id = source.git("hash-object", "-w", "a.txt");
      execFileSync("git", ["update-index", "-z", "--index-info"], {
        cwd: source.root,
        env: source.environment(),
        input: Buffer.concat([Buffer.from(`100644 ${id}\t`), Buffer.from([0x66, 0xff, 0x66, 0])]),
      });
      writeFileSync(Buffer.concat([Buffer.from(`${source.root}/`), Buffer.from([0x66, 0xff, 0x66])]), "one\n");
    });
    expect(files.map(({ path }) => path).toSorted()).toEqual([...names, "f\uFFFDf"].toSorted());
    for (const name of names) expect(await diff(name)).toMatchObject({ kind: "text", newText: "text\n" });
    expect(file("f\uFFFDf")).toMatchObject({ exact: false });
    expect(mustBeSeen(file("f\uFFFDf"))).toBe(true);
    expect(file("\u202Ereversed").hidden).toBe(1);
    expect(file("new\nline").hidden).toBe(1);
    expect(file('quo"te').hidden).toBe(0);
  });

  test("a line of a megabyte, bytes that are not UTF-8, NULs, carriage returns", async () => {
    const { diff, file } = await proposal(
      { "long.txt": `${"x".repeat(1_000_000)}\n`, "crlf.txt": "a\nb\n" },
      (source) => {
        source.write("long.txt", `${"x".repeat(500_000)}y${"x".repeat(499_999)}\n`);
        source.write("latin.txt", Uint8Array.from([0x66, 0xfc, 0x72, 0x0a]));
        source.write("nul.bin", Uint8Array.from([0x66, 0, 0x72, 0x0a]));
        source.write("late-nul.txt", Buffer.concat([Buffer.from("x\n".repeat(5000)), Buffer.from([0, 10])]));
        source.write("crlf.txt", "a\r\nb\r\n");
        source.write("hidden.txt", "a\u200Bb\u202Ec\rd\x1B[2J\u2764\uFE0F\n");
      },
    );
    expect(await diff("long.txt")).toMatchObject({ ranges: [{ oldStart: 0, oldCount: 1, newStart: 0, newCount: 1 }] });
    expect(await diff("latin.txt")).toMatchObject({ kind: "text", newText: "f\uFFFDr\n" });
    expect(file("latin.txt").hidden).toBe(1);
    expect(await diff("nul.bin")).toMatchObject({ kind: "binary", old: null, new: { size: 4 } });
    expect(file("late-nul.txt")).toMatchObject({ content: "text", hidden: 1 });
    expect(await diff("crlf.txt")).toMatchObject({ newText: "a\r\nb\r\n", ranges: [{ oldCount: 2, newCount: 2 }] });
    expect(file("crlf.txt").hidden).toBe(0);
    expect(file("hidden.txt").hidden).toBe(4);
  });

  test("what is large waits to be asked for", async () => {
    const { diff, file } = await proposal({ "a.txt": "one\n" }, (source) => {
      source.write("large.txt", "0123456789\n".repeat(120_000));
      source.write("many.txt", "x\n".repeat(20_001));
    });
    expect(file("large.txt")).toMatchObject({ large: true, hidden: 0, newSize: 1_320_000 });
    expect(mustBeSeen(file("large.txt"))).toBe(true);
    expect(await diff("large.txt")).toEqual({ kind: "large", path: "large.txt", size: 1_320_000 });
    expect(await diff("large.txt", true)).toMatchObject({ kind: "text", ranges: [{ newCount: 120_000 }] });
    expect(file("many.txt").large).toBe(true);
  });

  // Algorithms that look for lines which stand alone (histogram, patience) take minutes for it, and more for twice as much.
  test("lines that stand alone only where others were taken away do not keep the list waiting", async () => {
    const { diff, file } = await proposal({ "nested.txt": nested("p") }, (source) =>
      source.write("nested.txt", nested("q")),
    );
    expect(file("nested.txt")).toMatchObject({ added: 50_000, removed: 50_000, large: true });
    const shown = await diff("nested.txt", true);
    expect(shown.kind === "text" && shown.ranges).toHaveLength(50_000);
  }, 60_000);

  test("images are given with their bytes and type", async () => {
    const { diff } = await proposal({ "a.txt": "one\n" }, (source) => source.write("pixel.png", png));
    expect(await diff("pixel.png")).toEqual({
      kind: "image",
      path: "pixel.png",
      mime: "image/png",
      oldData: null,
      newData: Buffer.from(png).toString("base64"),
      old: null,
      new: { id: expect.stringMatching(/^[0-9a-f]{40}$/u), size: 12 },
    });
  });
});

test(
  "the ranges turn the old text into the new, and the list is what plain git says, for any two trees",
  async () => {
    const line = fc.constantFrom(
      "a",
      "b",
      "c",
      "",
      "a\r",
      "@@ -1 +1 @@",
      "-x",
      "+x",
      "\\ No newline",
      "diff --git a b",
      "ü",
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, last]) => lines.join("\n") + (last && lines.length > 0 ? "\n" : ""));
    const path = fc.constantFrom("a", "b.txt", "d/e", "d/f g", "ü", ".vscode/x", "x\ny");
    const tree = fc.dictionary(path, text, { maxKeys: 6 });
    scene = new VaultScene({ files: { unused: "" } });
    const { source } = scene;
    const commit = (files: Readonly<Record<string, string>>): string => {
      source.git("rm", "-rfq", "--ignore-unmatch", ".");
      for (const [name, content] of Object.entries(files)) source.write(name, content);
      return source.commitAll("tree");
    };
    await fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => {
        const [from, to] = [parseObjectId(commit(before)), parseObjectId(commit(after))];
        const { repository } = await (scene as VaultScene).holding(from, to);
        const files = await proposalFiles(repository, from, to);
        const plain = source
          .git("diff-tree", "-r", "-z", "--no-renames", "--name-only", from, to)
          .split("\0")
          .slice(0, -1);
        const paths = files.flatMap((file) => (file.oldPath === null ? [file.path] : [file.oldPath, file.path]));
        expect(paths.toSorted()).toEqual(plain.toSorted());
        expect(await proposalFiles(repository, from, to)).toEqual(files);
        for (const file of files) {
          const diff = await readFileDiff(repository, file, false);
          if (diff.kind !== "text") throw new Error(`${file.path} is text.`);
          expect(diff.oldText).toBe(before[file.oldPath ?? file.path] ?? null);
          expect(diff.newText).toBe(after[file.path] ?? null);
          expect(applied(diff)).toBe(diff.newText ?? "");
          expect(sum(diff.ranges.map(({ newCount }) => newCount))).toBe(file.added);
          expect(sum(diff.ranges.map(({ oldCount }) => oldCount))).toBe(file.removed);
        }
      }),
      { numRuns: runs(25) },
    );
  },
  limit(120_000),
);

/** The old text with its changed ranges replaced by the new text's. */
function applied({ oldText, newText, ranges }: Extract<FileDiff, { kind: "text" }>): string {
  const [old, now] = [linesOf(oldText), linesOf(newText)];
  const parts: string[] = [];
  let at = 0;
  for (const { oldStart, oldCount, newStart, newCount } of ranges) {
    parts.push(...old.slice(at, oldStart), ...now.slice(newStart, newStart + newCount));
    at = oldStart + oldCount;
  }
  return [...parts, ...old.slice(at)].join("");
}

function linesOf(text: string | null): readonly string[] {
  return text?.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
