import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import type { ActionOf } from "../../../src/core/review/kinds/actionDocument.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import { Canary } from "../../support/scenes/armedRepository.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { fork, GateScene } from "../review/gateScene.ts";

let scene: GateScene;
let gate: Gate;
beforeEach(async () => {
  scene = await GateScene.make();
  gate = await scene.gate();
});
afterEach(() => {
  vi.unstubAllEnvs();
  scene.dispose();
});

/** What a grant could change, with objects as they are. */
function world(): unknown {
  const { repository } = scene;
  return [
    repository.git("--no-replace-objects", "for-each-ref", "refs/heads"),
    repository.git("--no-replace-objects", "status", "--porcelain"),
    repository.tree(),
  ];
}

function stateOf(repository: GitRepository): unknown {
  return [repository.userState(), repository.tree(), repository.tree(repository.beside("linked"))];
}

function replaceAll(): void {
  const { repository } = scene;
  const git = (...args: readonly string[]): string => repository.git("--no-replace-objects", ...args);
  repository.write("evil", "evil\n");
  const evil = git("hash-object", "-w", "evil");
  repository.remove("evil");
  const tree = git("rev-parse", "main:d");
  const ids = [
    [`session/${fork}:new.txt`, evil],
    [`session/${fork}:a.txt`, evil],
    ["main:b.txt", evil],
    [`session/${fork}^{tree}`, tree],
    ["main^{tree}", tree],
    [`session/${fork}`, git("commit-tree", "-m", "evil", "-p", "main", tree)],
    ["main", git("commit-tree", "-m", "evil", tree)],
  ].map(([name = "", by = ""]) => [git("rev-parse", name), by] as const);
  repository.write(".git/info/grafts", `${git("rev-parse", `session/${fork}`)}\n`);
  for (const [id, by] of ids) git("replace", id, by);
}

describe("replaced objects and grafts, everywhere at once,", () => {
  it.each(["before the look", "after the click"])("planted %s, change nothing of what is executed", async (when) => {
    const { repository } = scene;
    repository.write("b.txt", "my edit\n");
    const view = await scene.askMerge();
    const tree = scene.at(`session/${fork}^{tree}`);
    if (when === "before the look") replaceAll();
    const action = await gate.prepare(view.id);
    if (when === "after the click") replaceAll();
    expect(action.document).toMatchObject({ kind: "merge", tree });
    expect(action.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
    expect(await gate.readFile(action, "new.txt", false)).toMatchObject({ newText: "new\n" });
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt.outcome).toBe("executed");
    expect(repository.git("--no-replace-objects", "rev-parse", "main^{tree}")).toBe(tree);
    expect(repository.git("--no-replace-objects", "status", "--porcelain")).toBe(" M b.txt");
    expect([repository.read("new.txt"), repository.read("b.txt")]).toEqual(["new\n", "my edit\n"]);
    await gate.undo(view.id, "ada");
    expect(repository.git("--no-replace-objects", "status", "--porcelain")).toBe(" M b.txt");
    expect(repository.read("b.txt")).toBe("my edit\n");
  });

  it("do not change a commit or what is kept of a removed fork", async () => {
    const { repository } = scene;
    scene.writeInFork("work.txt", "work\n");
    const action = await gate.prepare((await scene.askCommit()).id);
    replaceAll();
    expect((await gate.grant(action, "ada")).receipt.outcome).toBe("executed");
    const git = (...args: readonly string[]): string => repository.git("--no-replace-objects", ...args);
    expect(git("diff", "--name-status", `session/${fork}^`, `session/${fork}`)).toBe("A\twork.txt");
    scene.writeInFork("precious.txt", "precious\n");
    const teardown = await gate.prepare((await scene.askTeardown()).id);
    const { receipt } = await gate.grant(teardown, "ada");
    expect(receipt.outcome).toBe("executed");
    const kept = `refs/workflow/${fork}/checkpoints/${receipt.safety}`;
    expect(git("show", `${kept}:precious.txt`) + git("show", `${kept}:new.txt`)).toBe("preciousnew");
  });
});

function forge(name: string): void {
  const id = scene.at(name);
  const path = scene.repository.path(".git/objects", id.slice(0, 2), id.slice(2));
  chmodSync(path, 0o644);
  writeFileSync(path, deflateSync(Buffer.from("blob 5\0evil\n")));
}

describe("an object with another content than its name says", () => {
  it("is not shown", async () => {
    const view = await scene.askMerge();
    forge(`session/${fork}:new.txt`);
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("is not executed where it came after the click", async () => {
    const view = await scene.askMerge();
    const action = await gate.prepare(view.id);
    forge(`session/${fork}:new.txt`);
    const before = world();
    const granted = await gate.grant(action, "ada").then(
      ({ receipt }) => receipt.outcome,
      (error: unknown) => error,
    );
    expect(granted).toSatisfy((found) => found === "failed" || (found as { code?: string }).code === "conflict");
    expect(scene.repository.git("for-each-ref", "refs/heads")).toBe((before as readonly string[])[0]);
    expect(scene.repository.read("a.txt")).toBe("1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  });
});

const files = (): unknown => Object.entries(scene.repository.tree()).filter(([path]) => !path.startsWith(".workflow/"));

describe("after the click, redirected to another repository,", () => {
  let other: GitRepository;
  beforeEach(() => {
    other = new GitRepository({ files: { "theirs.txt": "theirs\n" } });
    other.git("worktree", "add", "--quiet", "-b", `session/${fork}`, other.beside("linked"));
  });
  afterEach(() => other.dispose());

  const redirect: Readonly<Record<string, () => void>> = {
    "the .git file of the fork's worktree": () =>
      writeFileSync(join(scene.worktree(), ".git"), readFileSync(join(other.beside("linked"), ".git"))),
    "commondir of the fork's worktree": () =>
      writeFileSync(scene.repository.path(".git/worktrees", fork, "commondir"), `${other.path(".git")}\n`),
    "commondir of the repository": () =>
      writeFileSync(scene.repository.path(".git/commondir"), `${other.path(".git")}\n`),
    "the repository itself": () => {
      renameSync(scene.repository.path(".git"), scene.repository.beside("dot-git"));
      writeFileSync(scene.repository.path(".git"), `gitdir: ${other.path(".git")}\n`);
    },
  };
  it.each([
    ["the .git file of the fork's worktree", "teardown"],
    ["commondir of the fork's worktree", "teardown"],
    ["commondir of the fork's worktree", "commit"],
    ["commondir of the repository", "commit"],
    ["the repository itself", "teardown"],
    ["the repository itself", "commit"],
  ] as const)("%s: no %s is executed, here or there", async (what, kind) => {
    scene.writeInFork("work.txt", "work\n");
    const view = kind === "commit" ? await scene.askCommit() : await scene.askTeardown();
    const action = await gate.prepare(view.id);
    redirect[what]?.();
    const [here, there] = [files(), stateOf(other)];
    const outcome = await gate.grant(action, "ada").then(
      ({ receipt }) => receipt.outcome,
      (error: unknown) => (error instanceof WorkflowError ? "thrown" : error),
    );
    expect(["refused", "failed", "thrown"]).toContain(outcome);
    expect([files(), stateOf(other)]).toEqual([here, there]);
  });

  it("the .git file of the fork's worktree: what was shown is committed here, or nothing, and nothing there", async () => {
    scene.writeInFork("work.txt", "work\n");
    const from = scene.at(`session/${fork}`);
    const action = await gate.prepare((await scene.askCommit()).id);
    const { result } = action.document as ActionOf<"commit">;
    redirect["the .git file of the fork's worktree"]?.();
    const [here, there] = [files(), stateOf(other)];
    const outcome = await gate.grant(action, "ada").then(
      ({ receipt }) => receipt.outcome,
      () => "thrown",
    );
    expect(scene.at(`session/${fork}`)).toBe(outcome === "executed" ? result : from);
    expect([files(), stateOf(other)]).toEqual([here, there]);
  });
});

it("variables of the window's environment lead nowhere and run nothing", async () => {
  const other = new GitRepository({ files: { "theirs.txt": "theirs\n" } });
  const canary = new Canary(scene.repository.beside("canary"));
  const view = await scene.askMerge();
  const hostile = scene.repository.beside("hostile.config");
  writeFileSync(hostile, `[core]\n\tfsmonitor = ${canary.program}\n[filter "x"]\n\tsmudge = ${canary.program}\n`);
  mkdirSync(scene.repository.beside("hooks"));
  for (const [name, value] of Object.entries({
    HOME: scene.repository.beside("nobody"),
    XDG_CONFIG_HOME: scene.repository.beside("nobody"),
    GIT_DIR: other.path(".git"),
    GIT_COMMON_DIR: other.path(".git"),
    GIT_WORK_TREE: other.root,
    GIT_INDEX_FILE: other.path(".git/index"),
    GIT_OBJECT_DIRECTORY: other.path(".git/objects"),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: other.path(".git/objects"),
    GIT_NAMESPACE: "elsewhere",
    GIT_REPLACE_REF_BASE: "refs/heads/",
    GIT_CONFIG_GLOBAL: hostile,
    GIT_CONFIG_SYSTEM: hostile,
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${canary.program}'`,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: canary.program,
    GIT_EXEC_PATH: scene.repository.beside("hooks"),
    GIT_TEMPLATE_DIR: scene.repository.beside("hooks"),
    GIT_EXTERNAL_DIFF: canary.program,
    GIT_EDITOR: canary.program,
    GIT_PAGER: canary.program,
    GIT_ASKPASS: canary.program,
    GIT_SSH_COMMAND: canary.program,
    GIT_PROXY_COMMAND: canary.program,
    EDITOR: canary.program,
    VISUAL: canary.program,
    PAGER: canary.program,
  }))
    vi.stubEnv(name, value);
  const theirs = [other.userState(), other.tree()];
  const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
  expect(receipt.outcome).toBe("executed");
  expect(scene.repository.git("rev-parse", "main^{tree}")).toBe(scene.at(`session/${fork}^{tree}`));
  expect(scene.repository.git("status", "--porcelain")).toBe("");
  expect(scene.repository.git("show", "-s", "--format=%an", "main")).toBe("Workflow Sessions");
  expect([other.userState(), other.tree()]).toEqual(theirs);
  expect(canary.ran).toBe("");
  other.dispose();
});
