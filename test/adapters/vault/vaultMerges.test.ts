import { mkdirSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import type { Vault } from "../../../src/core/review/vault/vault.ts";
import type { MergeOutcome } from "../../../src/core/review/vault/mergeInVault.ts";
import { Canary } from "../../support/scenes/armedRepository.ts";
import type { GitRepository, GitRepositoryOptions } from "../../support/gitRepository.ts";
import { squash, VaultScene } from "../../support/scenes/vaultScene.ts";

let scene: VaultScene | undefined;
afterEach(() => scene?.dispose());

type Change = (source: GitRepository) => void;

/** What merging gives when `main` went one way and `topic` the other; `plain`: what git's own merge in a working tree gives. */
interface Merged {
  readonly outcome: MergeOutcome;
  readonly vault: Vault;
  readonly plain: () => Plain;
}

type Plain = { readonly kind: "clean"; readonly tree: string } | { readonly kind: "conflict" };

async function merged(base: GitRepositoryOptions, ours: Change, theirs: Change): Promise<Merged> {
  scene = new VaultScene(base);
  const { source } = scene;
  source.git("checkout", "--quiet", "-b", "topic");
  theirs(source);
  source.commitAll("topic");
  source.git("checkout", "--quiet", "--force", "main");
  source.git("clean", "-fdq");
  ours(source);
  source.commitAll("main");
  const [target, topic] = [scene.id("main"), scene.id("topic")];
  const vault = await scene.holding(target, topic);
  const outcome = await vault.merge(target, topic, squash);
  return { outcome, vault, plain: () => plainMerge(source) };
}

function plainMerge(source: GitRepository): Plain {
  try {
    source.git("-c", "merge.autoStash=false", "merge", "--quiet", "--no-edit", "topic");
    return { kind: "clean", tree: source.git("rev-parse", "HEAD^{tree}") };
  } catch {
    return { kind: "conflict" };
  }
}

const write =
  (path: string, content: string | Uint8Array, mode?: number): Change =>
  (source) =>
    source.write(path, content, mode);
const move =
  (from: string, to: string): Change =>
  (source) =>
    void source.git("mv", from, to);
const link =
  (path: string, target: string): Change =>
  (source) =>
    source.link(path, target);
const remove =
  (path: string): Change =>
  (source) =>
    source.remove(path);
/** The commit of another repository, which nobody has here. */
const pin =
  (path: string, digit: string): Change =>
  (source) => {
    mkdirSync(source.path(path), { recursive: true });
    source.git("update-index", "--add", "--cacheinfo", `160000,${digit.repeat(40)},${path}`);
  };
const all =
  (...changes: readonly Change[]): Change =>
  (source) => {
    for (const change of changes) change(source);
  };

const text = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join("");
const image = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]);
const other = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 9, 9, 9]);
const files = { "a.txt": text, "b.txt": `b\n${text}`, "d/one.txt": text, "d/two.txt": `two\n${text}` };

describe("merges that need a person say so, and of which files", () => {
  test.each<readonly [what: string, ours: Change, theirs: Change, paths: readonly string[]]>([
    ["both change the same line", write("a.txt", "ours\n"), write("a.txt", "theirs\n"), ["a.txt"]],
    ["a name with a line feed", write("n\nl", "ours\n"), write("n\nl", "theirs\n"), ["n\nl"]],
    ["one deletes what the other changes", remove("a.txt"), write("a.txt", `${text}more\n`), ["a.txt"]],
    ["one changes what the other deletes", write("a.txt", `${text}more\n`), remove("a.txt"), ["a.txt"]],
    ["one file gets two names", move("a.txt", "x.txt"), move("a.txt", "y.txt"), ["a.txt", "x.txt", "y.txt"]],
    ["two files get one name", move("a.txt", "c.txt"), move("b.txt", "c.txt"), ["c.txt"]],
    ["one moves what the other deletes", move("a.txt", "x.txt"), remove("a.txt"), ["x.txt"]],
    ["both add a file", write("new.txt", "ours\n"), write("new.txt", "theirs\n"), ["new.txt"]],
    ["both change a binary", write("i.png", image), write("i.png", other), ["i.png"]],
    ["a link for what the other edits", link("a.txt", "b.txt"), write("a.txt", `${text}more\n`), ["a.txt"]],
    ["links that lead elsewhere", link("link", "a.txt"), link("link", "/etc/passwd"), ["link"]],
    ["a file where the other has a directory", write("x", "file\n"), write("x/y", "below\n"), ["x"]],
    ["submodules at other commits", pin("sub", "a"), pin("sub", "b"), ["sub"]],
    ["a new file in a directory that moved away", write("d/new.txt", "new\n"), move("d", "e"), ["e/new.txt"]],
  ])("%s", async (_what, ours, theirs, paths) => {
    const { outcome, plain } = await merged({ files }, ours, theirs);
    if (outcome.kind === "clean") throw new Error("It needs a person.");
    expect(plain().kind).toBe("conflict");
    // Of a file and a directory, or of two kinds of things, one is also named after its branch.
    for (const path of paths) expect(outcome.paths.some((found) => found.startsWith(path))).toBe(true);
    expect(outcome.messages.join("\n")).toMatch(/CONFLICT/u);
    expect(outcome.mergeBase).toBe(scene?.id("main~1"));
  });
});

describe("merges that need nobody give what git's own merge gives", () => {
  test.each<readonly [what: string, ours: Change, theirs: Change, changed: readonly string[]]>([
    ["an edit follows a renamed file", write("a.txt", `edited\n${text}`), move("a.txt", "new.txt"), ["new.txt"]],
    ["both give a file the same name", move("a.txt", "c.txt"), all(move("a.txt", "c.txt"), write("x", "x\n")), ["x"]],
    ["both add the same file", write("new.txt", "same\n"), all(write("new.txt", "same\n"), write("x", "x\n")), ["x"]],
    ["both delete a file", remove("a.txt"), all(remove("a.txt"), write("x", "x\n")), ["x"]],
    ["a mode here, an edit there", write("a.txt", `edited\n${text}`), write("a.txt", text, 0o755), ["a.txt"]],
    ["a binary changed once", write("x", "x\n"), write("i.png", image), ["i.png"]],
    ["a submodule moved once", write("x", "x\n"), pin("sub", "a"), ["sub"]],
    ["a link instead of a file", write("x", "x\n"), link("a.txt", "../../outside"), ["a.txt"]],
    ["carriage returns, in lines apart", write("crlf", crlf("1", "b")), write("crlf", crlf("a", "2")), ["crlf"]],
  ])("%s", async (_what, ours, theirs, changed) => {
    const { outcome, plain, vault } = await merged({ files: { ...files, crlf: crlf("a", "b") } }, ours, theirs);
    if (outcome.kind === "conflict") throw new Error(outcome.messages.join("\n"));
    expect(plain()).toEqual({ kind: "clean", tree: outcome.tree });
    const shown = await proposalFiles(vault.repository, scene?.id("main~1") ?? outcome.result, outcome.result);
    expect(shown.map(({ path }) => path)).toEqual(changed);
  });

  test("histories that crossed", async () => {
    const one = new VaultScene({ files });
    scene = one;
    const { source } = one;
    const commit = (branch: string, path: string): void => {
      source.git("checkout", "--quiet", branch);
      source.write(path, `${path}\n`);
      source.commitAll(path);
    };
    source.git("branch", "topic");
    commit("main", "m1");
    source.git("tag", "m");
    commit("topic", "t1");
    source.git("tag", "t");
    source.git("merge", "--quiet", "--no-edit", "m");
    source.git("checkout", "--quiet", "main");
    source.git("merge", "--quiet", "--no-edit", "t");
    commit("topic", "t2");
    commit("main", "m2");
    const [target, topic] = [one.id("main"), one.id("topic")];
    expect(source.git("merge-base", "--all", target, topic).split("\n")).toHaveLength(2);
    const outcome = await (await one.holding(target, topic)).merge(target, topic, squash);
    expect(outcome).toMatchObject({ kind: "clean" });
    expect(plainMerge(source)).toEqual({ kind: "clean", tree: outcome.kind === "clean" ? outcome.tree : "" });
  });

  test("histories that have nothing in common", async () => {
    const one = new VaultScene({ files: { "a.txt": text } });
    scene = one;
    one.source.git("checkout", "--quiet", "--orphan", "other");
    one.source.git("rm", "-rfq", ".");
    one.source.write("other.txt", "other\n");
    one.source.commitAll("other");
    const [target, other] = [one.id("main"), one.id("other")];
    const vault = await one.holding(target, other);
    const outcome = await vault.merge(target, other, squash);
    expect(outcome).toMatchObject({ kind: "clean", mergeBase: null });
    if (outcome.kind === "clean") {
      expect((await proposalFiles(vault.repository, target, outcome.result)).map(({ path }) => path)).toEqual([
        "other.txt",
      ]);
    }
  });
});

describe("what a repository says about merging decides nothing and runs nothing", () => {
  test.each([
    ["merge=union"],
    ["merge=ours"],
    ["merge=armed"],
    ["-merge"],
    ["binary"],
    ["-text"],
    ["text eol=crlf"],
    ["filter=armed diff=armed ident"],
    ["conflict-marker-size=1"],
  ])("%s", async (attribute) => {
    const attributes = { ".gitattributes": `* ${attribute}\n` };
    const one = new VaultScene({ files: { ...attributes, apart: text, touching: "one\n" } });
    scene = one;
    const { source } = one;
    const base = one.id("main");
    source.git("checkout", "--quiet", "-b", "topic");
    source.write("apart", `${text}theirs\n`);
    const topic = source.commitAll("topic");
    source.write("touching", "theirs\n");
    const touchingTopic = source.commitAll("topic");
    source.git("checkout", "--quiet", "main");
    source.write("apart", `ours\n${text}`);
    source.write("touching", "ours\n");
    source.commitAll("main");
    const canary = new Canary(source.beside("canary"));
    for (const key of ["merge.armed.driver", "filter.armed.clean", "filter.armed.smudge", "diff.armed.command"]) {
      source.git("config", key, `${canary.program} %A`);
    }
    source.git("config", "filter.armed.required", "true");
    source.git("config", "merge.default", "armed");
    const target = one.id("main");
    const vault = await one.holding(target, topic, touchingTopic);
    const outcome = await vault.merge(target, parseObjectId(topic), squash);
    if (outcome.kind === "conflict") throw new Error(outcome.messages.join("\n"));
    const bytes = await vault.readFile(outcome.result, "apart", 10_000);
    expect(new TextDecoder().decode(bytes)).toBe(`ours\n${text}theirs\n`);
    expect(outcome.mergeBase).toBe(base);
    const touching = await vault.merge(target, parseObjectId(touchingTopic), squash);
    expect(touching).toMatchObject({ kind: "conflict", paths: ["touching"] });
    expect(canary.ran).toBe("");
  });
});

/** Lines that end as on Windows, the first and the last as given. */
function crlf(first: string, last: string): string {
  return [first, ...Array.from({ length: 10 }, (_, at) => `line ${at}`), last, ""].join("\r\n");
}
