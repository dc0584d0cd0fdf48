import { afterEach, expect, test } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { mustBeSeen, type FileDiff, type ProposalFile } from "../../../src/core/review/proposal.ts";
import { changesDigest } from "../../../src/core/review/proposal/changesDigest.ts";
import { readFileDiff, readSide } from "../../../src/core/review/proposal/fileDiff.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import type { Vault } from "../../../src/core/review/vault/vault.ts";
import type { GitRepository, GitRepositoryOptions } from "../../support/gitRepository.ts";
import { VaultScene } from "../../support/vaultScene.ts";

let scene: VaultScene | undefined;
afterEach(() => scene?.dispose());

interface Proposal {
  readonly vault: Vault;
  readonly files: readonly ProposalFile[];
  readonly file: (path: string) => ProposalFile;
  readonly diff: (path: string, whole?: boolean) => Promise<FileDiff>;
}

/** What is proposed when `change` is made to a repository with these files, as the vault shows it. */
async function proposal(
  files: GitRepositoryOptions["files"],
  change: (source: GitRepository) => void,
  options: GitRepositoryOptions = {},
): Promise<Proposal> {
  scene = new VaultScene({ ...options, files: files ?? {} });
  const from = scene.id("HEAD");
  change(scene.source);
  scene.source.commitAll("proposed");
  const to = scene.id("HEAD");
  const vault = await scene.holding(from, to);
  const list = await proposalFiles(vault.repository, from, to);
  const file = (path: string): ProposalFile => {
    const found = list.find((one) => one.path === path);
    if (found === undefined) throw new Error(`${path} is not proposed.`);
    return found;
  };
  return { vault, files: list, file, diff: (path, whole = false) => readFileDiff(vault.repository, file(path), whole) };
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
  expect(files.map(row)).toEqual([
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
  expect(await changesDigest(vault.repository, from, to, cryptography)).toBe(
    cryptography.sha256(new TextEncoder().encode(listing)),
  );
});
