import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Gate } from "../../../src/core/review/gate.ts";
import { ownBranch, PublishScene, token } from "./publishScene.ts";

let made: PublishScene;
let gate: Gate;
beforeEach(async () => {
  made = await PublishScene.make();
  made.turnOn();
  gate = await made.gate();
});
afterEach(() => {
  vi.unstubAllEnvs();
  made.dispose();
});

describe("what can be asked", () => {
  it.each([
    ["a remote that is not there", { remote: "upstream" }, "not-found"],
    ["an option", { remote: "--upload-pack=x" }, "invalid-name"],
    ["a tag", { to: "refs/tags/v1" }, "refused"],
    ["a deletion", { to: ":main" }, "invalid-name"],
    ["a branch named as what git itself names so", { to: "HEAD" }, "refused"],
    ["a branch that reads as another", { to: "refs/heads/refs/heads/x" }, "refused"],
    ["a base that reads as another", { pullRequest: true, base: "refs/heads/HEAD" }, "refused"],
    ["a base without a pull request", { base: "main" }, "usage"],
    ["a pull request into itself", { to: "main", pullRequest: true, base: "main" }, "usage"],
  ])("not %s", async (_what, input, code) => {
    await expect(made.ask(input)).rejects.toMatchObject({ code });
  });

  it.each([
    ["a program as its address", "ext::sh -c 'touch x'"],
    ["a password in its address", "https://dana:secret@example.org/shop.git"],
    ["a token for a name", `https://${token}@github.com/dana/shop.git`],
    ["a token in a query", "https://example.org/shop.git?token=abc"],
    ["a host before the @", "https://github.com%2Facme@evil.example/steal/shop.git"],
    ["a path that counts from somewhere", "../shop.git"],
  ])("not a remote with %s", async (_what, url) => {
    made.leadTo(url);
    await expect(made.ask()).rejects.toMatchObject({ code: "refused" });
  });

  it("not a remote inside the project, whose hooks anybody could have written, however its address is spelled", async () => {
    const { repository } = made.scene;
    const link = repository.beside("link");
    symlinkSync(repository.path(".git/refs"), link);
    for (const inner of [".inner.git", ".git/inner.git"]) {
      repository.gitIn(repository.root, "init", "--quiet", "--bare", inner);
      const path = repository.path(inner);
      const [last = ""] = path.slice(-1);
      const spelled = `${path.slice(0, -1)}%${last.charCodeAt(0).toString(16)}`;
      const around = `${link}/../../${inner}`;
      for (const url of [
        path,
        `file://${path}`,
        `file://localhost${path}`,
        `file://${spelled}`,
        `file://${path}/%zz`,
        around,
      ]) {
        made.leadTo(url);
        await expect(made.ask(), url).rejects.toMatchObject({ code: "refused" });
      }
    }
  });

  it("not a remote by which git finds the project: with a .git behind or inside it, linked or named by a file", async () => {
    const { repository } = made.scene;
    const outside = repository.beside("outside");
    mkdirSync(outside);
    symlinkSync(repository.path(".git"), join(outside, "behind.git"));
    for (const name of ["named", "linked", "tree"]) mkdirSync(join(outside, name));
    writeFileSync(join(outside, "named", ".git"), `gitdir: ${repository.path(".git")}\n`);
    symlinkSync(repository.path(".git"), join(outside, "linked", ".git"));
    // As a worktree that was moved, or copied.
    const [admin = ""] = readdirSync(repository.path(".git/worktrees"));
    writeFileSync(join(outside, "tree", ".git"), `gitdir: ${repository.path(".git/worktrees", admin)}\n`);
    for (const name of ["behind", "behind.git", "named", "named/.git", "linked", "tree"]) {
      made.leadTo(`file://${outside}/${name}`);
      await expect(made.ask(), name).rejects.toMatchObject({ code: "refused" });
    }
  });

  it("not a remote inside another working tree of the repository, and not one that is made there only later", async () => {
    const { repository } = made.scene;
    const other = repository.beside("other");
    repository.git("worktree", "add", "--quiet", "--detach", other);
    made.leadTo(`file://${other}/evil.git`);
    await expect(made.ask()).rejects.toMatchObject({ code: "refused" });
    repository.gitIn(other, "init", "--quiet", "--bare", "evil.git");
    await expect(made.ask()).rejects.toMatchObject({ code: "refused" });
  });

  it("not a remote that comes to lie in a working tree after it was asked for: its hooks do not run", async () => {
    const { repository } = made.scene;
    const ran = repository.beside("ran");
    made.hook("pre-receive", `touch ${ran}`);
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    const admin = repository.path(".git/worktrees/evil");
    mkdirSync(admin, { recursive: true });
    for (const [name, text] of [
      ["gitdir", `${made.served}/.git`],
      ["commondir", "../.."],
      ["HEAD", made.commit],
    ] as const)
      writeFileSync(join(admin, name), `${text}\n`);
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "refused" });
    expect(existsSync(ran)).toBe(false);
    expect(made.at(ownBranch)).toBe("");
  });
});
