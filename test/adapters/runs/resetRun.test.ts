import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { WorkflowError } from "../../../src/core/base/errors.ts";
import type { ChangeOptions } from "../../../src/core/runs/changeRun.ts";
import type { RenewedRun } from "../../../src/core/runs/resetRun.ts";
import { RunScene } from "./runScene.ts";

let scene: RunScene;
afterEach(() => scene.dispose());

const files = { "a.txt": "1\n", "d/b.txt": "2\n", "d/e/c.txt": "3\n", ".gitignore": "ignored/\n" };

async function started(setup?: string): Promise<unknown> {
  scene = await RunScene.make({ files });
  await scene.runs().start({ task: "a", lane: "repo-fix", ...(setup === undefined ? {} : { setup }) });
  return scene.capsule();
}

async function reset(options: ChangeOptions = {}): Promise<RenewedRun> {
  const runs = scene.runs();
  const renewed = await runs.reset("a", options);
  await runs.whenDiscarded();
  return renewed;
}

test("edits, commits, new and ignored files are gone, and kept", async () => {
  const setup = "mkdir -p ignored && env > ignored/built";
  const before = await started(setup);
  const environment = readFileSync(scene.worktree("ignored/built"), "utf8");
  expect(environment).toContain("WFS_TASK=a\n");
  expect(environment).not.toContain("GITHUB_TOKEN");
  scene.write("a.txt", "changed\n");
  scene.git("commit", "--quiet", "-am", "work");
  scene.write("d/b.txt", "changed\n");
  scene.write("new/file.txt", "new\n");
  scene.write("ignored/other", "x\n");
  rmSync(scene.worktree("d/e"), { recursive: true });
  scene.repository.write(".workflow/WFS-a/runs/a/scratch/note", "x\n");
  const { checkpoint, ignored } = await reset({ setup });
  expect(ignored.map(({ path }) => path)).toEqual(["ignored/"]);
  expect(scene.capsule()).toEqual(before);
  expect(scene.kept(checkpoint, "a.txt")).toBe("changed");
  expect(scene.kept(checkpoint, "d/b.txt")).toBe("changed");
  expect(scene.kept(checkpoint, "new/file.txt")).toBe("new");
  expect(scene.repository.git("log", "--format=%s", "-1", `refs/workflow/WFS-a/pins/${String(checkpoint)}^`)).toBe(
    "work",
  );
  expect(existsSync(scene.repository.path(".workflow/WFS-a/runs/a/scratch/note"))).toBe(false);
  expect(scene.record()).toMatchObject({ attempt: 1, kept: [{ attempt: 1, checkpoint, why: "reset" }] });
  expect(scene.forks.worktrees()).toEqual(["WFS-a"]);
  expect(await reset({ setup })).toMatchObject({ checkpoint: null });
  expect(scene.capsule()).toEqual(before);
});

test("what a record says is never run", async () => {
  await started("true");
  const record = scene.repository.path(".workflow/WFS-a/runs/a/run.json");
  writeFileSync(record, readFileSync(record, "utf8").replace('"setup": "true"', '"setup": "touch stolen"'));
  expect(await reset()).toMatchObject({ setup: null });
  await scene.runs().retry("a");
  expect(existsSync(scene.worktree("stolen"))).toBe(false);
});

test("a refused call begins nothing, and what is done before the next is kept", async () => {
  await started();
  scene.repository.git("worktree", "lock", scene.worktree());
  await expect(reset()).rejects.toMatchObject({ code: "refused" });
  await expect(scene.runs().retry("a")).rejects.toMatchObject({ code: "refused" });
  expect(scene.record()["pending"]).toBeUndefined();
  scene.repository.git("worktree", "unlock", scene.worktree());
  scene.write("new.txt", "work\n");
  const { checkpoint } = await reset();
  expect(scene.kept(checkpoint, "new.txt")).toBe("work");
});

test("what was done since a call was cut off is kept when it is carried on", async () => {
  await started();
  scene.write("first.txt", "1\n");
  const run = await scene.runs().reset("a");
  const pending = { operation: "reset" as const, checkpoint: run.checkpoint, head: scene.git("rev-parse", "HEAD") };
  const record = scene.repository.path(".workflow/WFS-a/runs/a/run.json");
  writeFileSync(record, JSON.stringify({ ...scene.record(), pending }));
  scene.write("second.txt", "2\n");
  const { checkpoint } = await reset();
  expect(scene.kept(checkpoint, "first.txt")).toBe("1");
  const [, later] = scene.record()["kept"] as readonly { readonly checkpoint: number }[];
  expect(scene.kept(later?.checkpoint ?? null, "second.txt")).toBe("2");
});

test("one that has a result is refused, and says what helps", async () => {
  await started();
  scene.write("a.txt", "changed\n");
  scene.git("commit", "--quiet", "-am", "work");
  await scene.runs().finish("a", { check: async () => Promise.resolve(0) });
  await expect(reset()).rejects.toMatchObject({ code: "refused" });
  expect(await scene.runs().retry("a")).toMatchObject({ checkpoint: 1 });
  expect(existsSync(scene.repository.path(".workflow/WFS-a/runs/a/attempts/1/result.json"))).toBe(true);
});

test("what git is told not to look at is written again", async () => {
  const before = await started();
  scene.git("update-index", "--assume-unchanged", "a.txt");
  scene.git("update-index", "--skip-worktree", "d/b.txt");
  scene.write("a.txt", "9\n");
  scene.write("d/b.txt", "9\n");
  scene.write("d/e/c.txt", "9\n");
  const past = new Date(2020, 1, 1);
  for (const path of ["a.txt", "d/b.txt", "d/e/c.txt"]) utimesSync(scene.worktree(path), past, past);
  scene.git("config", "extensions.worktreeConfig", "true");
  scene.git("config", "--worktree", "core.checkStat", "minimal");
  chmodSync(scene.worktree(".gitignore"), 0o755);
  await reset();
  expect(scene.capsule()).toEqual(before);
});

test("what stands in the way of files is set aside, and nothing behind a link is touched", async () => {
  const before = await started();
  const outside = scene.repository.beside("outside");
  mkdirSync(outside);
  writeFileSync(`${outside}/b.txt`, "outside\n");
  rmSync(scene.worktree("d"), { recursive: true });
  symlinkSync(outside, scene.worktree("d"));
  rmSync(scene.worktree("a.txt"));
  mkdirSync(scene.worktree("a.txt"));
  writeFileSync(scene.worktree("a.txt/in"), "in\n");
  await reset();
  expect(scene.capsule()).toEqual(before);
  expect(readFileSync(`${outside}/b.txt`, "utf8")).toBe("outside\n");
});

test("an operation in progress ends, and what it had put away is kept", async () => {
  const before = await started();
  scene.write("a.txt", "theirs\n");
  scene.git("commit", "--quiet", "-am", "theirs");
  scene.git("switch", "--quiet", "--detach", "HEAD~1");
  scene.write("a.txt", "ours\n");
  scene.git("commit", "--quiet", "-am", "ours");
  scene.write("d/b.txt", "put away\n");
  expect(() => scene.git("rebase", "--autostash", "session/WFS-a")).toThrow();
  writeFileSync(scene.repository.path(".git/worktrees/WFS-a/index.lock"), "");
  await reset();
  expect(scene.capsule()).toEqual(before);
  expect(scene.git("status")).not.toContain("rebase");
  const kept = scene.repository.git("log", "--format=%s", "--glob=refs/workflow/WFS-a/*").split("\n");
  expect(kept).toEqual(expect.arrayContaining(["ours", "theirs", "On (no branch): autostash"]));
});

test("a sparse worktree is made anew", async () => {
  const before = await started();
  scene.git("sparse-checkout", "set", "--no-cone", "/a.txt");
  expect(existsSync(scene.worktree("d"))).toBe(false);
  scene.write("a.txt", "9\n");
  await reset();
  expect(scene.capsule()).toEqual(before);
});

test("what no checkpoint holds is not touched, and says so", async () => {
  await started();
  scene.write("nested/file", "x\n");
  scene.repository.gitIn(scene.worktree("nested"), "init", "--quiet");
  scene.write("a.txt", "changed\n");
  const before = scene.capsule();
  const error = (await reset().catch((thrown: unknown) => thrown)) as WorkflowError;
  expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("nested") });
  expect(scene.capsule()).toEqual(before);
});

test("while a program runs in it, nothing is changed; one whose process is gone does not count", async () => {
  await started();
  const program = await scene.runs().begin("a", { tool: "exec", command: ["sleep", "9"], looks: true });
  const during = (await reset().catch((thrown: unknown) => thrown)) as WorkflowError;
  expect(during).toMatchObject({ code: "conflict", message: expect.stringContaining("sleep 9") });
  expect(await scene.runs().get("a")).toMatchObject({ state: "running" });
  scene.write("a.txt", "changed\n");
  expect(await program.ended(0)).toEqual(["a.txt"]);
  const terminal = await scene.runs().begin("a", { tool: "terminal", command: ["/bin/sh"], looks: false });
  expect(await reset().catch((thrown: unknown) => thrown)).toMatchObject({
    code: "conflict",
    message: expect.stringContaining("A terminal is open in the run a"),
  });
  await terminal.ended(null);
  const dead = { host: (await import("node:os")).hostname(), process: 999_999_999, started: "2026-01-01T00:00:00Z" };
  scene.repository.write(".workflow/WFS-a/runs/a/leases/x.json", JSON.stringify({ tool: "exec", ...dead }));
  expect(await scene.runs().get("a")).toMatchObject({ state: "ready" });
  expect(await reset()).toMatchObject({ checkpoint: 1 });
});
