import { say } from "../../../src/core/base/text.ts";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { deflateSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { GitRequest } from "../../../src/core/base/ports.ts";
import { GateScene } from "../review/gateScene.ts";

let scene: GateScene;
afterEach(() => {
  vi.restoreAllMocks();
  scene.dispose();
});

/** Does something once, after or before the first git that is asked for this. */
function interfere(when: "before" | "after", which: (request: GitRequest) => boolean, act: () => void): () => boolean {
  const run = Reflect.get(SimpleGit.prototype, "run");
  let done = false;
  const once = (request: GitRequest): void => {
    if (done || !which(request)) return;
    done = true;
    act();
  };
  vi.spyOn(SimpleGit.prototype, "run").mockImplementation(async function (this: SimpleGit, request) {
    if (when === "before") once(request);
    const result = await run.call(this, request);
    if (when === "after") once(request);
    return result;
  });
  return () => done;
}

const isPublication = ({ args }: GitRequest): boolean => args.includes("index-pack");

describe("what git's attributes make of the files of a branch update", () => {
  const shown = 's = "¥"; run(); // "\n';

  it("refuses the grant when it came after the review was opened: other bytes would come than were shown", async () => {
    scene = await GateScene.make();
    scene.commitInFork({ "p.js": shown });
    const gate = await scene.gate();
    const action = await gate.prepare((await scene.askMerge()).id);
    expect(action.document).toMatchObject({ conversions: [] });
    writeFileSync(scene.repository.path(".git/info/attributes"), "p.js working-tree-encoding=SHIFT_JIS\n");
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({ outcome: "refused", differing: ["conversions"] });
    expect(existsSync(scene.repository.path("p.js"))).toBe(false);
  });

  it("refuses it also when it comes after the very last look", async () => {
    scene = await GateScene.make();
    scene.commitInFork({ "p.js": shown });
    const gate = await scene.gate();
    const main = scene.at("main");
    const action = await gate.prepare((await scene.askMerge()).id);
    const done = interfere("after", isPublication, () =>
      writeFileSync(scene.repository.path(".git/info/attributes"), "p.js working-tree-encoding=UTF-16\n"),
    );
    const { receipt } = await gate.grant(action, "ada");
    expect(done()).toBe(true);
    expect(receipt).toMatchObject({ outcome: "refused", differing: ["conversions"] });
    expect(existsSync(scene.repository.path("p.js"))).toBe(false);
    expect(scene.at("main")).toBe(main);
  });

  it("is part of what is granted, wherever it is said", async () => {
    scene = await GateScene.make();
    const { repository } = scene;
    scene.commitInFork({ "p.js": shown, "id.c": "$Id$\n", "w.bat": "dir\n", ".gitattributes": "*.c ident\n" });
    repository.git("config", "core.autocrlf", "true");
    writeFileSync(repository.path(".git/info/attributes"), "p.js working-tree-encoding=UTF-16LE\n*.bat eol=crlf\n");
    const gate = await scene.gate();
    const action = await gate.prepare((await scene.askMerge()).id);
    expect(action.document).toMatchObject({
      conversions: ["core.autocrlf=true", "id.c: ident=set", "p.js: working-tree-encoding=UTF-16LE", "w.bat: eol=crlf"],
    });
    expect((await gate.grant(action, "ada")).receipt).toMatchObject({ outcome: "executed" });
    expect(readFileSync(repository.path("p.js"), "utf16le")).toBe(shown.replace("\n", "\r\n"));
  });
});

describe("objects that are replaced between their publication and the checkout", () => {
  it.each(["clean", "edited"])("never reach a file: they are read from the vault (%s working tree)", async (state) => {
    scene = await GateScene.make();
    const { repository } = scene;
    if (state === "edited") repository.write("a.txt", "one\n2\n3\n4\n5\n6\n7\n8\n9\n");
    const gate = await scene.gate();
    const action = await gate.prepare((await scene.askMerge()).id);
    const packs = repository.path(".git/objects/pack");
    const before = new Set(existsSync(packs) ? readdirSync(packs) : []);
    const published = ({ args }: GitRequest): boolean =>
      args.includes("index-pack") && args.includes(`--git-dir=${repository.path(".git")}`);
    const done = interfere("after", published, () => {
      for (const name of readdirSync(packs).filter((one) => !before.has(one) && one.endsWith(".pack"))) {
        const pack = readFileSync(`${packs}/${name}`);
        for (const end of ["pack", "idx", "rev"]) rmSync(`${packs}/${name.replace(/pack$/u, end)}`, { force: true });
        execFileSync("git", ["unpack-objects", "-q"], {
          cwd: repository.root,
          env: repository.environment(),
          input: pack,
        });
      }
      for (const path of ["new.txt", "a.txt"]) {
        const id = scene.at(`session/WFS-fork:${path}`);
        const loose = repository.path(".git/objects", id.slice(0, 2), id.slice(2));
        rmSync(loose, { force: true });
        mkdirSync(dirname(loose), { recursive: true });
        writeFileSync(loose, deflateSync("blob 11\0EVIL lands\n"));
      }
    });
    const { receipt } = await gate.grant(action, "ada");
    expect(done()).toBe(true);
    expect(receipt).toMatchObject({ outcome: "executed" });
    expect(repository.read("new.txt")).toBe("new\n");
    const first = state === "edited" ? "one" : "1";
    expect(repository.read("a.txt")).toBe(`${first}\n2\n3\n4\n5\n6\n7\n8\nnine\n`);
  });
});

async function landWhile(path: string, when: (request: GitRequest) => boolean): Promise<void> {
  scene = await GateScene.make();
  const { repository } = scene;
  const exclude = repository.path(".git/info/exclude");
  writeFileSync(exclude, `${readFileSync(exclude, "utf8")}\nnew.txt\n`);
  const gate = await scene.gate();
  const main = scene.at("main");
  const action = await gate.prepare((await scene.askMerge()).id);
  const done = interfere("before", when, () => repository.write(path, "MY ONLY COPY\n"));
  const { receipt } = await gate.grant(action, "ada");
  expect(done()).toBe(true);
  expect(receipt).toMatchObject({ outcome: "failed", differing: [path] });
  expect(receipt.message).toContain(path);
  expect(repository.read(path)).toBe("MY ONLY COPY\n");
  expect(scene.at("main")).toBe(main);
  expect(repository.git("status", "--porcelain", "--untracked-files=no")).toBe(path === "a.txt" ? " M a.txt" : "");
}

describe("a file that appears or is edited at the last moment of a branch update", () => {
  it("is kept and named, although git ignores it: nothing has changed", async () => {
    await landWhile("new.txt", ({ args }) => args.includes("read-tree") && args.includes("-i"));
  });

  it("is kept and named, where git sees it: nothing has changed", async () => {
    await landWhile("a.txt", ({ args }) => args.includes("checkout-index"));
  });
});

describe("a branch update whose files cannot be written", () => {
  it("is taken back by the same call, which says that nothing has changed", async () => {
    scene = await GateScene.make();
    const gate = await scene.gate();
    const main = scene.at("main");
    const action = await gate.prepare((await scene.askMerge()).id);
    const done = interfere(
      "before",
      ({ args }) => args.includes("checkout-index"),
      () => {
        throw new GitError("no-space", say`No space is left.`);
      },
    );
    const { receipt } = await gate.grant(action, "ada");
    expect(done()).toBe(true);
    expect(receipt).toMatchObject({ outcome: "failed", message: "No space is left. Nothing has changed." });
    expect(scene.at("main")).toBe(main);
    expect(scene.repository.git("status", "--porcelain", "--untracked-files=no")).toBe("");
  });
});
