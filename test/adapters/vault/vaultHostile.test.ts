import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { parseObjectId, type ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { readFileDiff } from "../../../src/core/review/proposal/fileDiff.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import type { GitRepository } from "../../support/gitRepository.ts";
import { squash, VaultScene } from "../../support/scenes/vaultScene.ts";

let scene: VaultScene | undefined;
let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((stopped) => (server === undefined ? stopped(0) : server.close(stopped)));
  server = undefined;
  scene?.dispose();
});

/** Writes an object as it is, whatever git thinks of it. */
function literal(source: GitRepository, type: "tree" | "commit" | "blob", content: string | Uint8Array): string {
  const args = ["hash-object", "-t", type, "-w", "--literally", "--stdin"];
  const options = { cwd: source.root, env: source.environment(), input: Buffer.from(content) };
  return execFileSync("git", args, options).toString("utf8").trim();
}

type Entry = readonly [mode: string, name: string, id: string];

function tree(source: GitRepository, entries: readonly Entry[]): string {
  const parts = entries.map(([mode, name, id]) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]),
  );
  return literal(source, "tree", Buffer.concat(parts));
}

function commit(source: GitRepository, treeId: string): string {
  return source.git("commit-tree", "-p", "HEAD", "-m", "evil", treeId);
}

function evil(): VaultScene & { readonly blob: string } {
  scene = new VaultScene({ files: { "a.txt": "one\n" } });
  return Object.assign(scene, { blob: scene.source.git("rev-parse", "HEAD:a.txt") });
}

describe("trees that mean one thing to a reader and another to a checkout are refused", () => {
  test.each<readonly [what: string, entries: (id: string) => readonly Entry[]]>([
    [".git as a file", (id) => [["100644", ".git", id]]],
    [".GIT for file systems that do not tell", (id) => [["100644", ".GIT", id]]],
    ["the short name of .git on Windows", (id) => [["100644", "git~1", id]]],
    [".git with a character nobody sees", (id) => [["100644", ".g\u200Cit", id]]],
    ["..", (id) => [["100644", "..", id]]],
    ["a slash in a name", (id) => [["100644", "../../outside", id]]],
    ["an empty name", (id) => [["100644", "", id]]],
    [
      "one name twice",
      (id) => [
        ["100644", "a.txt", id],
        ["120000", "a.txt", id],
      ],
    ],
    [
      "names out of order, so that one is not found",
      (id) => [
        ["100644", "z", id],
        ["100644", "a", id],
      ],
    ],
    ["a link as .gitmodules", (id) => [["120000", ".gitmodules", id]]],
  ])("%s", async (_what, entries) => {
    const { source, blob } = evil();
    const id = commit(source, tree(source, entries(blob)));
    await expect(scene?.holding(id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/whole and true/u),
    });
    const vault = await scene?.open();
    expect(await vault?.kept()).toEqual([]);
  });
});

describe("submodules", () => {
  test.each<readonly [what: string, config: string]>([
    ["an address that is an option", '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch x\n'],
    ["a path that is an option", '[submodule "x"]\n\tpath = -x\n\turl = https://example.org/x\n'],
    ["a name that leads out", '[submodule "../../x"]\n\tpath = x\n\turl = https://example.org/x\n'],
    ["a line feed in an address", '[submodule "x"]\n\tpath = x\n\turl = "https://example.org/\\nhost=evil"\n'],
    [
      "an update that is a program",
      '[submodule "x"]\n\tpath = x\n\turl = https://example.org/x\n\tupdate = !touch x\n',
    ],
  ])("%s is refused", async (_what, config) => {
    const { source, blob } = evil();
    const modules = literal(source, "blob", config);
    const entries: readonly Entry[] = [
      ["100644", ".gitmodules", modules],
      ["100644", "a.txt", blob],
    ];
    const id = commit(source, tree(source, entries));
    await expect(scene?.holding(id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("a path that leads out is shown as it is written, with its commit; nothing is fetched or made", async () => {
    const { source } = evil();
    const config = '[submodule "x"]\n\tpath = ../../outside\n\turl = ../../elsewhere\n\tbranch = main\n';
    const [from, pinned] = [scene?.id("HEAD"), "ab".repeat(20)];
    source.write(".gitmodules", config);
    source.git("add", ".gitmodules");
    source.git("update-index", "--add", "--cacheinfo", `160000,${pinned},outside`);
    source.git("commit", "--quiet", "-m", "submodule");
    const to = scene?.id("HEAD");
    if (from === undefined || to === undefined) throw new Error("There is a scene.");
    const vault = await scene?.holding(from, to);
    if (vault === undefined) throw new Error("There is a scene.");
    const files = await proposalFiles(vault.repository, from, to);
    expect(files.map(({ path, content, sensitive }) => [path, content, sensitive !== null])).toEqual([
      [".gitmodules", "text", true],
      ["outside", "submodule", false],
    ]);
    const shown = await Promise.all(files.map(async (file) => readFileDiff(vault.repository, file, true)));
    expect(shown).toMatchObject([{ newText: config }, { oldCommit: null, newCommit: pinned }]);
    expect(existsSync(`${vault.repository.paths.gitDir}/modules`)).toBe(false);
    expect(existsSync(source.beside("outside"))).toBe(false);
  });
});

test("nobody is called, whatever addresses the repository names and whatever it lacks", async () => {
  const calls: string[] = [];
  server = createServer((request, response) => {
    calls.push(request.url ?? "");
    response.writeHead(404).end();
  });
  server.on("connection", () => calls.push("connection"));
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/repository.git`;
  const one = evil();
  const { source } = one;
  source.git("checkout", "--quiet", "-b", "topic");
  source.write("b.txt", "two\n");
  source.write(".gitmodules", `[submodule "s"]\n\tpath = s\n\turl = ${address}\n`);
  source.git("add", "-A");
  source.git("update-index", "--add", "--cacheinfo", `160000,${"ab".repeat(20)},s`);
  source.git("commit", "--quiet", "-m", "topic");
  const [target, topic] = [one.id("main"), one.id("topic")];
  const config = [
    `[remote "origin"]\n\turl = ${address}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`,
    `[url "${address}"]\n\tinsteadOf = file://\n`,
    `[submodule "s"]\n\turl = ${address}\n\tactive = true\n`,
    `[fetch]\n\tbundleURI = ${address}\n\trecurseSubmodules = true\n`,
    `[branch "topic"]\n\tremote = origin\n\tmerge = refs/heads/topic\n`,
    `[protocol]\n\tallow = always\n`,
  ].join("");
  writeFileSync(source.path(".git/config"), config, { flag: "a" });
  mkdirSync(source.path(".git/objects/info"), { recursive: true });
  writeFileSync(source.path(".git/objects/info/http-alternates"), `${address}/objects\n`);
  writeFileSync(source.path(".git/FETCH_HEAD"), `${topic}\t\tbranch 'topic' of ${address}\n`);
  const vault = await one.holding(target, topic);
  const merged = await vault.merge(target, topic, squash);
  if (merged.kind === "conflict") throw new Error(merged.messages.join("\n"));
  for (const file of await proposalFiles(vault.repository, target, merged.result)) {
    await readFileDiff(vault.repository, file, true);
  }
  await vault.publish(await source.open(), merged.result, target);
  const missing = one.id("topic:b.txt");
  rmSync(source.path(".git/objects", missing.slice(0, 2), missing.slice(2)));
  rmSync(source.path(".git/objects/pack"), { recursive: true });
  rmSync(one.directory, { recursive: true });
  mkdirSync(one.directory);
  await expect((await one.open()).import([{ ref: refName("refs/workflow/x/1"), id: topic }])).rejects.toMatchObject({
    code: "conflict",
  });
  expect(calls).toEqual([]);
});

describe("what a repository keeps beside its objects, to be faster, is not believed", () => {
  test("a commit-graph that cuts the history", async () => {
    const one = evil();
    const { source } = one;
    for (const line of ["two", "three"]) {
      source.write("a.txt", `${line}\n`);
      source.commitAll(line);
    }
    const [target, topic] = [one.id("main~2"), one.id("main")];
    const truth = await (await one.holding(target, topic)).merge(target, topic, squash);
    source.git("commit-graph", "write", "--reachable");
    cutHistory(source, topic);
    expect(source.git("rev-list", "--count", topic)).toBe("1");
    rmSync(one.directory, { recursive: true });
    mkdirSync(one.directory);
    const vault = await one.holding(target, topic);
    expect(await vault.merge(target, topic, squash)).toEqual(truth);
  });

  test("alternates that lead nowhere, in a circle, or are none", async () => {
    const one = evil();
    const { source } = one;
    mkdirSync(source.path(".git/objects/info"), { recursive: true });
    writeFileSync(
      source.path(".git/objects/info/alternates"),
      ["/nowhere/at/all", "../objects", source.path(".git/objects"), '"unclosed', "# note", ""].join("\n"),
    );
    const id = one.id("main");
    expect(await (await one.holding(id)).hasObject(id)).toBe(true);
  });
});

/** Rewrites the commit-graph so that this commit has no parents, with a checksum that fits. */
function cutHistory(source: GitRepository, id: ObjectId): void {
  const path = source.path(".git/objects/info/commit-graph");
  const graph = Buffer.from(readFileSync(path));
  const chunk = (name: string): number => {
    const at = graph.indexOf(name, 8, "latin1");
    return Number(graph.readBigUInt64BE(at + 4));
  };
  const [lookup, data] = [chunk("OIDL"), chunk("CDAT")];
  const position = (graph.indexOf(Buffer.from(id, "hex"), lookup) - lookup) / 20;
  const none = 0x70000000;
  graph.writeUInt32BE(none, data + position * 36 + 20);
  createHash("sha1")
    .update(graph.subarray(0, -20))
    .digest()
    .copy(graph, graph.length - 20);
  chmodSync(path, 0o644);
  writeFileSync(path, graph);
}

test("an object that is packed under another's name is not imported", async () => {
  const one = evil();
  const { source } = one;
  source.write("a.txt", "two\n");
  const topic = parseObjectId(source.commitAll("two"));
  source.git("repack", "-adq");
  const packs = source.path(".git/objects/pack");
  const index = readdirSync(packs).find((name) => name.endsWith(".idx")) ?? "";
  const bytes = Buffer.from(readFileSync(`${packs}/${index}`));
  const [mine, theirs] = [one.id("main:a.txt"), one.id("main~1:a.txt")];
  swapOffsets(bytes, mine, theirs);
  chmodSync(`${packs}/${index}`, 0o644);
  writeFileSync(`${packs}/${index}`, bytes);
  expect(source.git("cat-file", "blob", mine)).toBe("one");
  const vault = await one.open();
  const outcome: unknown = await vault
    .import([{ ref: refName("refs/workflow/x/1"), id: topic }])
    .catch((error: unknown) => error);
  // Refused, or the packed bytes themselves, which the vault has named anew: never another content under this name.
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "conflict" });
  else expect(new TextDecoder().decode(await vault.readFile(topic, "a.txt", 100))).toBe("two\n");
});

/** Makes the index of a pack say that each of two objects lies where the other does; its checksum is nobody's business when it is read. */
function swapOffsets(index: Buffer, one: ObjectId, other: ObjectId): void {
  const count = index.readUInt32BE(8 + 255 * 4);
  const names = 8 + 256 * 4;
  const offsets = names + count * 24;
  const at = (id: ObjectId): number => offsets + ((index.indexOf(Buffer.from(id, "hex"), names) - names) / 20) * 4;
  const [mine, theirs] = [index.readUInt32BE(at(one)), index.readUInt32BE(at(other))];
  index.writeUInt32BE(theirs, at(one));
  index.writeUInt32BE(mine, at(other));
}
