import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Gate, PreparedAction } from "../../../src/core/review/gate.ts";
import { base, fork, GateScene } from "./gateScene.ts";

let scene: GateScene;
let gate: Gate;
let action: PreparedAction;
beforeAll(async () => {
  scene = await GateScene.make();
  gate = await scene.gate();
});
afterAll(() => scene.dispose());

/** Where the branches stand, whoever has moved them for the test. */
const heads = (): string => scene.repository.git("for-each-ref", "refs/heads");

/** Changes something between click and execution; the grant must name it, do nothing, and stay decided. */
async function expectRefused(change: () => void, names: readonly string[]): Promise<void> {
  change();
  const before = heads();
  const shown = await gate.differing(action);
  const { receipt } = await gate.grant(action, "ada");
  expect(receipt).toMatchObject({ outcome: "refused", ref: null, from: null, to: null });
  expect(receipt.differing).toEqual(expect.arrayContaining([...names]));
  expect(shown).toEqual(expect.arrayContaining(names.filter((name) => shownEverySecond.has(name))));
  expect(heads()).toBe(before);
  expect((await scene.approvals.get(action.approval.id)).state).toBe("refused");
}

/** What an open view is told within a second; the rest is looked up before the execution. */
const shownEverySecond = new Set([
  "request_digest",
  "policy",
  "deadline",
  "target.from",
  "target.ref",
  "source.commit",
  "head",
  "tree",
  "worktree",
  "checkout",
]);

describe("a merge, when the world changes between click and execution", () => {
  beforeEach(async () => {
    action = await gate.prepare((await scene.askMerge({ into: "refs/heads/main", deadlineIn: 600_000 })).id);
  });

  const { write, restore } = requestTools();

  it("the target moved", async () => {
    await expectRefused(
      () => void scene.repository.git("commit", "--quiet", "--allow-empty", "-m", "meanwhile"),
      ["target.from"],
    );
  });

  it("the fork has another commit", async () => {
    await expectRefused(
      () => void scene.commitInFork({ "more.txt": `${Math.random()}` }),
      ["source.commit", "result", "tree"],
    );
  });

  it("the fork was force-pushed", async () => {
    await expectRefused(() => {
      scene.repository.gitIn(scene.worktree(), "commit", "--quiet", "--amend", "-m", "another");
    }, ["source.commit"]);
  });

  it("the fork's branch is gone", async () => {
    const head = scene.at(`session/${fork}`);
    await expectRefused(
      () => void scene.repository.git("update-ref", "-d", `refs/heads/session/${fork}`),
      ["source.commit"],
    );
    scene.repository.git("update-ref", `refs/heads/session/${fork}`, head);
  });

  it("the checkout went to another branch", async () => {
    await expectRefused(() => void scene.repository.git("switch", "--quiet", "--create", "other"), ["checkout"]);
    scene.repository.git("switch", "--quiet", "main");
    scene.repository.git("branch", "--quiet", "--delete", "--force", "other");
  });

  it("a program was armed", async () => {
    await expectRefused(() => void scene.repository.git("config", "filter.x.smudge", "touch /tmp/never"), ["programs"]);
    scene.repository.git("config", "--remove-section", "filter.x");
  });

  it("the policy changed", async () => {
    await expectRefused(() => void (scene.policy = { maxAgeMinutes: 0, requirePassedChecks: true }), ["policy"]);
    scene.policy = { maxAgeMinutes: 0, requirePassedChecks: false };
  });

  it.each([
    ["summary", "Something else entirely"],
    ["requested_by", "somebody else"],
    ["deadline", "2099-01-01T00:00:00Z"],
    ["strategy", "merge"],
    ["lane", "write"],
    ["into", `refs/heads/other`],
  ])("the request's %s was rewritten", async (member, value) => {
    await expectRefused(() => write({ [member]: value }), ["request_digest"]);
    restore();
  });

  it("white space was added to the request", async () => {
    await expectRefused(() => write({}, "\n"), ["request_digest"]);
  });

  it("the deadline passed", async () => {
    await expectRefused(() => void (scene.clock.ahead = 601_000), ["deadline"]);
    scene.clock.ahead = 0;
  });

  it("the session came from another one", async () => {
    const record = scene.repository.path(".workflow", fork, "workflow-session.json");
    const text = readFileSync(record, "utf8");
    await expectRefused(() => writeFileSync(record, text.replace(base, "WFS-another")), ["fork_of"]);
    writeFileSync(record, text);
  });

  it("the reviewer has another name to git", async () => {
    const home = process.env["XDG_CONFIG_HOME"];
    const own = process.env["HOME"];
    process.env["HOME"] = scene.repository.beside("person");
    process.env["XDG_CONFIG_HOME"] = scene.repository.beside("person");
    mkdirSync(scene.repository.beside("person"), { recursive: true });
    try {
      await expectRefused(() => {
        writeFileSync(
          scene.repository.beside("person/.gitconfig"),
          "[user]\nname = Grace\nemail = grace@example.org\n",
        );
      }, ["author", "result"]);
    } finally {
      restoreVariable("HOME", own);
      restoreVariable("XDG_CONFIG_HOME", home);
    }
  });
});

describe("a commit, when the world changes between click and execution", () => {
  beforeEach(async () => {
    scene.writeInFork("work.txt", `${Math.random()}\n`);
    action = await gate.prepare((await scene.askCommit()).id);
  });

  it("a file was edited", async () => {
    await expectRefused(() => scene.writeInFork("work.txt", "edited\n"), ["tree", "result", "changes"]);
  });

  it("only a file's mode changed", async () => {
    await expectRefused(() => chmodSync(join(scene.worktree(), "b.txt"), 0o755), ["tree", "changes"]);
    chmodSync(join(scene.worktree(), "b.txt"), 0o644);
  });

  it("somebody committed", async () => {
    await expectRefused(() => void scene.commitInFork({ "own.txt": `${Math.random()}\n` }), ["target.from"]);
  });

  it("the working tree is on another branch", async () => {
    await expectRefused(
      () => void scene.repository.gitIn(scene.worktree(), "switch", "--quiet", "--create", "aside"),
      ["target.ref"],
    );
    scene.repository.gitIn(scene.worktree(), "switch", "--quiet", `session/${fork}`);
  });

  it("HEAD is detached", async () => {
    await expectRefused(
      () => void scene.repository.gitIn(scene.worktree(), "switch", "--quiet", "--detach"),
      ["target.ref"],
    );
    scene.repository.gitIn(scene.worktree(), "switch", "--quiet", `session/${fork}`);
  });

  it("a file too large to be taken in came", async () => {
    const path = join(scene.worktree(), "huge.bin");
    await expectRefused(() => writeFileSync(path, new Uint8Array(21 * 1024 * 1024)), ["left_out"]);
    unlinkSync(path);
  });
});

describe("a teardown, when the world changes between click and execution", () => {
  beforeEach(async () => {
    action = await gate.prepare((await scene.askTeardown()).id);
  });

  it("a file was edited", async () => {
    await expectRefused(() => scene.writeInFork("late.txt", `${Math.random()}\n`), ["tree", "lost.uncommitted"]);
  });

  it("somebody committed", async () => {
    await expectRefused(
      () => void scene.commitInFork({ "late2.txt": `${Math.random()}\n` }),
      ["head", "lost.commits", "lost.commit_count"],
    );
  });

  it("a merge was begun", async () => {
    const head = scene.repository.gitIn(scene.worktree(), "rev-parse", "--git-path", "MERGE_HEAD");
    await expectRefused(() => writeFileSync(head, `${scene.at("main")}\n`), ["lost.operations"]);
    unlinkSync(head);
  });

  it("a repository was made inside", async () => {
    await expectRefused(() => {
      const inner = join(scene.worktree(), "inner");
      mkdirSync(inner);
      scene.repository.gitIn(inner, "init", "--quiet");
      scene.repository.gitIn(inner, "commit", "--quiet", "--allow-empty", "-m", "inside");
    }, ["lost.repositories"]);
    rmSync(join(scene.worktree(), "inner"), { recursive: true });
  });

  it("the worktree is gone", async () => {
    const aside = scene.repository.beside("aside");
    await expectRefused(() => renameSync(scene.worktree(), aside), ["worktree", "tree"]);
    renameSync(aside, scene.worktree());
    expect(existsSync(scene.worktree())).toBe(true);
  });
});

function restoreVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function requestPath(): string {
  return scene.file(action.approval, "request.json");
}

function requestTools(): {
  readonly write: (change: Readonly<Record<string, unknown>>, tail?: string) => void;
  readonly restore: () => void;
} {
  let original = "";
  return {
    write: (change, tail = "") => {
      original = readFileSync(requestPath(), "utf8");
      const request = JSON.parse(original) as Record<string, unknown>;
      const text = Object.keys(change).length === 0 ? original : JSON.stringify({ ...request, ...change });
      writeFileSync(requestPath(), text + tail);
    },
    restore: () => writeFileSync(requestPath(), original),
  };
}
