import { existsSync, mkdirSync, renameSync, utimesSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import type { SweepFinding } from "../../../src/core/forks/sweepPlan.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/sessionId.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");

/** A day later, so that nothing is protected by its age. */
class LaterClock extends SystemClock {
  override now(): number {
    return super.now() + 24 * 60 * 60 * 1000;
  }
}

const later = { clock: new LaterClock() };
const text = (findings: readonly SweepFinding[]): readonly string[] =>
  findings.map(
    ({ code, certain, subject }) => `${certain ? "certain" : "ask"} ${code} ${subject.split("/").slice(-2).join("/")}`,
  );

async function opened(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  return scene;
}

/** Settles everything, then nothing may be left. */
async function settleAll(current: ForkScene, findings: readonly SweepFinding[]): Promise<void> {
  const results = await current.forks(later).applySweep(findings);
  expect(results.map(({ message }) => message)).toEqual(findings.map(({ message }) => `Settled: ${message}`));
  expect(text(await current.forks(later).sweep())).toEqual([]);
}

test("in a tidy workspace there is nothing to sweep", async () => {
  const current = await opened();
  await current.forks().create({ slug: "b" });
  current.commitIn(a, "x", "1\n");
  expect(text(await current.forks(later).sweep())).toEqual([]);
});

test("what removals and checkouts left behind is deleted without asking", async () => {
  const current = await opened();
  const { repository } = current;
  repository.write(".worktrees/.removed-WFS-x-01234567/file", "x");
  repository.git(
    "worktree",
    "add",
    "--quiet",
    "--lock",
    "--reason",
    "Workflow Sessions is making it",
    ".worktrees/.adding-01234567/WFS-b",
    "-b",
    "session/WFS-b",
  );
  mkdirSync(repository.path(".worktrees/WFS-empty"));
  const findings = await current.forks(later).sweep();
  expect(text(findings).toSorted()).toEqual([
    "certain adding-directory .worktrees/.adding-01234567",
    "certain broken-worktree .worktrees/WFS-empty",
    "certain removed-directory .worktrees/.removed-WFS-x-01234567",
  ]);
  const results = await current.forks(later).applySweep(findings);
  expect(results.every(({ done }) => done)).toBe(true);
  expect(current.worktrees()).toEqual(["WFS-a"]);
  expect(text(await current.forks(later).sweep())).toEqual(["certain unowned-branch session/WFS-b"]);
});

test("what a removal set aside stays while its worktree is locked", async () => {
  const current = await opened();
  const { repository } = current;
  repository.write(".worktrees/WFS-a/only", "here\n");
  repository.git("worktree", "lock", ".worktrees/WFS-a");
  const aside = repository.path(".worktrees/.removed-WFS-a-01234567");
  renameSync(repository.path(".worktrees/WFS-a"), aside);
  const entry = { operation: "remove", head: null, removed: ".removed-WFS-a-01234567" };
  const dead = { host: "here", process: 2, started: "2026-01-01T00:00:00Z" };
  for (const journal of [true, false]) {
    if (journal) repository.write(".workflow/.forks/WFS-a.json", JSON.stringify({ ...entry, ...dead }));
    else repository.remove(".workflow/.forks/WFS-a.json");
    await current.forks(later).applySweep(await current.forks(later).sweep());
    expect(existsSync(`${aside}/only`)).toBe(true);
  }
});

test("what a removal set aside stays while the removal cannot be completed", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("worktree", "lock", ".worktrees/WFS-a");
  const aside = repository.path(".worktrees/.removed-WFS-a-01234567");
  renameSync(repository.path(".worktrees/WFS-a"), aside);
  const findings = (await current.forks(later).sweep()).filter(({ code }) => code === "removed-directory");
  expect(findings).toEqual([]);
  repository.git("worktree", "unlock", repository.path(".worktrees/WFS-a"));
  const certain = (await current.forks(later).sweep()).filter(({ code }) => code === "removed-directory");
  const entry = { operation: "remove", head: null, removed: ".removed-WFS-a-01234567" };
  const other = { host: "elsewhere", process: 2, started: "2026-01-01T00:00:00Z" };
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify({ ...entry, ...other }));
  const young = current.forks();
  expect(text(await young.sweep())).toEqual([]);
  await young.applySweep(certain);
  expect(existsSync(`${aside}/a.txt`)).toBe(true);
});

test("nothing young is touched", async () => {
  const current = await opened();
  const { repository } = current;
  mkdirSync(repository.path(".worktrees/.adding-01234567"));
  mkdirSync(repository.path(".worktrees/WFS-empty"));
  repository.git("branch", "session/WFS-young");
  expect(text(await current.forks().sweep())).toEqual([]);
  const old = new Date(Date.now() - 16 * 60 * 1000);
  utimesSync(repository.path(".worktrees/WFS-empty"), old, old);
  expect(text(await current.forks().sweep())).toEqual(["certain broken-worktree .worktrees/WFS-empty"]);
});

test("a branch without a session: deleted when others hold its commits, asked about when not", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("branch", "session/WFS-left");
  repository.git(
    "branch",
    "session/WFS-work",
    repository.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "work"),
  );
  repository.git("branch", "session/mine");
  const work = repository.git("rev-parse", "session/WFS-work");
  const findings = await current.forks(later).sweep();
  expect(text(findings)).toEqual(["certain unowned-branch session/WFS-left", "ask unowned-branch session/WFS-work"]);
  await settleAll(current, findings);
  expect(current.branches()).toEqual(["session/WFS-a", "session/mine"]);
  expect(repository.git("rev-parse", "refs/workflow/WFS-work/removed-head")).toBe(work);
});

test("worktrees of no session and of finished ones are asked about, and what is uncommitted is kept first", async () => {
  const current = await opened();
  const { repository, sessions } = current;
  repository.write(".worktrees/WFS-a/dirty", "kept\n");
  await sessions.complete(a, { archive: true });
  repository.git("worktree", "add", "--quiet", ".worktrees/WFS-b", "-b", "session/WFS-b");
  const findings = await current.forks(later).sweep();
  expect(text(findings).toSorted()).toEqual([
    "ask finished-worktree .worktrees/WFS-a",
    "ask unowned-worktree .worktrees/WFS-b",
  ]);
  expect(findings.find(({ session }) => session === a)?.message).toContain("1 uncommitted changes");
  const results = await current.forks(later).applySweep(findings);
  expect(results.every(({ done }) => done)).toBe(true);
  expect(current.worktrees()).toEqual([]);
  expect(repository.git("show", "refs/workflow/WFS-a/checkpoints/1:dirty")).toBe("kept");
  expect(current.branches()).toEqual(["session/WFS-a", "session/WFS-b"]);
});

test("a directory that is no worktree any more is only deleted when a person agrees", async () => {
  const current = await opened();
  current.repository.remove(".worktrees/WFS-a/.git");
  const findings = await current.forks(later).sweep();
  expect(text(findings)).toEqual(
    ["certain missing-worktree .worktrees/WFS-a", "ask broken-worktree .worktrees/WFS-a"].toReversed(),
  );
});

test("an entry of a worktree that is gone is removed, unless somebody locked it or commits hang on it", async () => {
  const current = await opened();
  const { repository } = current;
  await current.forks().create({ slug: "b" });
  await current.forks().open(sessionIdFromSlug("b"));
  await current.forks().create({ slug: "c" });
  await current.forks().open(sessionIdFromSlug("c"));
  repository.git("worktree", "lock", ".worktrees/WFS-b");
  repository.gitIn(repository.path(".worktrees/WFS-c"), "checkout", "--quiet", "--detach");
  for (const name of ["WFS-a", "WFS-b", "WFS-c"]) repository.remove(`.worktrees/${name}`);
  const findings = await current.forks(later).sweep();
  expect(text(findings).toSorted()).toEqual([
    "ask missing-worktree .worktrees/WFS-b",
    "ask missing-worktree .worktrees/WFS-c",
    "certain missing-worktree .worktrees/WFS-a",
  ]);
  const results = await current.forks(later).applySweep(findings);
  expect(results.map(({ finding, done }) => `${finding.session ?? ""} ${String(done)}`).toSorted()).toEqual([
    "WFS-a true",
    "WFS-b false",
    "WFS-c true",
  ]);
});

test("a fork without its branch gets it back where it started, when asked to", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("worktree", "remove", ".worktrees/WFS-a");
  repository.git("branch", "--quiet", "-D", "session/WFS-a");
  const findings = await current.forks(later).sweep();
  expect(text(findings)).toEqual(["ask missing-branch session/WFS-a"]);
  await settleAll(current, findings);
  expect(repository.git("rev-parse", "session/WFS-a")).toBe(repository.git("rev-parse", "HEAD"));
});

test("a finding that is not true any more is left alone", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("branch", "session/WFS-left");
  const findings = await current.forks(later).sweep();
  repository.git(
    "update-ref",
    "refs/heads/session/WFS-left",
    repository.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "new work"),
  );
  const [result] = await current.forks(later).applySweep(findings);
  expect(result).toMatchObject({
    done: false,
    message: expect.stringMatching("It has changed: .* 1 of its commits") as string,
  });
  expect(current.branches()).toEqual(["session/WFS-a", "session/WFS-left"]);
});

test.each([
  ["remove", { operation: "remove", head: null, removed: ".removed-WFS-a-01234567" }],
  ["remove of what stays", { operation: "remove", head: "1".repeat(40), removed: "../../.." }],
  ["sync to anything", { operation: "sync", from: "1".repeat(40), to: "2".repeat(40) }],
  ["open", { operation: "open", adding: "../../../etc" }],
])("a forged announcement of %s destroys nothing", async (_name, operation) => {
  const current = await opened();
  const { repository } = current;
  current.commitIn(a, "work.txt", "1\n");
  repository.write(".worktrees/WFS-a/dirty", "kept\n");
  const before = [repository.userState(), await current.ids(), repository.tree(repository.path(".worktrees"))];
  const entry = { ...operation, host: "here", process: 4, started: "2025-09-07T10:00:00Z" };
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
  const findings = await current.forks(later).sweep();
  expect(text(findings)).toContain("certain unfinished-operation .forks/WFS-a.json");
  await current.forks(later).applySweep(findings);
  expect([repository.userState(), await current.ids(), repository.tree(repository.path(".worktrees"))]).toEqual(before);
  expect(existsSync(repository.path(".workflow/.forks/WFS-a.json"))).toBe(false);
});
