import { existsSync, mkdirSync, renameSync, utimesSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import type { SweepFinding } from "../../../src/core/forks/sweep/sweepPlan.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ForkScene } from "./forkScene.ts";
import { english } from "../../support/english.ts";

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
  expect(english(results.map(({ message }) => message))).toEqual(
    findings.map(({ message }) => `Repaired: ${String(message)}`),
  );
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
  expect(text(findings).toSorted()).toEqual(
    [
      "certain adding-directory .worktrees/.adding-01234567",
      "certain broken-worktree .worktrees/WFS-empty",
      "certain removed-directory .worktrees/.removed-WFS-x-01234567",
      // Its branch was not made by an operation that anybody announced.
      "ask lost-session session/WFS-b",
    ].toSorted(),
  );
  const certain = findings.filter((finding) => finding.certain);
  const results = await current.forks(later).applySweep(certain);
  expect(results.every(({ done }) => done)).toBe(true);
  expect(current.worktrees()).toEqual(["WFS-a"]);
  expect(text(await current.forks(later).sweep())).toEqual(["ask lost-session session/WFS-b"]);
  expect(repository.git("worktree", "list", "--porcelain")).not.toContain("WFS-b");
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
  const listed = (await current.forks(later).sweep()).filter(({ code }) => code === "removed-directory");
  expect(listed).toMatchObject([{ certain: false }]);
  const entry = { operation: "remove", head: null, removed: ".removed-WFS-a-01234567" };
  const other = { host: "elsewhere", process: 2, started: "2026-01-01T00:00:00Z" };
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify({ ...entry, ...other }));
  const young = current.forks();
  expect(text(await young.sweep())).toEqual([]);
  await young.applySweep(listed);
  expect(existsSync(`${aside}/a.txt`)).toBe(true);
});

test("nothing young is touched", async () => {
  const current = await opened();
  const { repository } = current;
  mkdirSync(repository.path(".worktrees/.adding-01234567"));
  mkdirSync(repository.path(".worktrees/WFS-empty"));
  expect(text(await current.forks().sweep())).toEqual([]);
  const old = new Date(Date.now() - 16 * 60 * 1000);
  utimesSync(repository.path(".worktrees/WFS-empty"), old, old);
  expect(text(await current.forks().sweep())).toEqual(["certain broken-worktree .worktrees/WFS-empty"]);
});

test("a branch that no session here has is told as a lost session, and left alone", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("branch", "session/WFS-left");
  repository.git("pack-refs", "--all");
  const findings = await current.forks(later).sweep();
  expect(text(findings)).toEqual(["ask lost-session session/WFS-left"]);
  expect(await current.forks(later).applySweep(findings)).toMatchObject([{ done: false }]);
  expect(current.branches()).toEqual(["session/WFS-a", "session/WFS-left"]);
});

test("worktrees of finished sessions are asked about, and what is uncommitted is kept first; those of lost ones stay", async () => {
  const current = await opened();
  const { repository, sessions } = current;
  repository.write(".worktrees/WFS-a/dirty", "kept\n");
  await sessions.complete(a, { archive: true });
  repository.git("worktree", "add", "--quiet", ".worktrees/WFS-b", "-b", "session/WFS-b");
  const findings = await current.forks(later).sweep();
  expect(text(findings).toSorted()).toEqual([
    "ask finished-worktree .worktrees/WFS-a",
    "ask lost-session .worktrees/WFS-b",
  ]);
  expect(String(findings.find(({ session }) => session === a)?.message)).toContain("1 uncommitted change.");
  const results = await current.forks(later).applySweep(findings);
  expect(results.map(({ finding, done }) => `${finding.code} ${String(done)}`).toSorted()).toEqual([
    "finished-worktree true",
    "lost-session false",
  ]);
  expect(current.worktrees()).toEqual(["WFS-b"]);
  expect(repository.git("show", "refs/workflow/WFS-a/checkpoints/1:dirty")).toBe("kept");
  expect(current.branches()).toEqual(["session/WFS-a", "session/WFS-b"]);
});

test("a directory that is not a worktree any more is only deleted when a person agrees", async () => {
  const current = await opened();
  current.repository.write(".worktrees/WFS-x/notes.txt", "n\n");
  const findings = await current.forks(later).sweep();
  expect(text(findings)).toEqual(["ask broken-worktree .worktrees/WFS-x"]);
  await settleAll(current, findings);
  expect(current.worktrees()).toEqual(["WFS-a"]);
});

test("an entry of a worktree that is gone is removed, unless git waits for it or commits hang on it", async () => {
  const current = await opened();
  const { repository } = current;
  const names = ["b", "c", "d"];
  for (const name of names) {
    await current.forks().create({ slug: name });
    await current.forks().open(sessionIdFromSlug(name));
  }
  repository.git("worktree", "lock", ".worktrees/WFS-b");
  repository.gitIn(repository.path(".worktrees/WFS-c"), "checkout", "--quiet", "--detach");
  for (const name of ["a", ...names]) {
    repository.remove(`.worktrees/WFS-${name}`);
    const fourMonthsAgo = new Date(Date.now() - 120 * 24 * 60 * 60 * 1000);
    if (name !== "d") utimesSync(repository.path(`.git/worktrees/WFS-${name}/index`), fourMonthsAgo, fourMonthsAgo);
  }
  const findings = await current.forks(later).sweep();
  expect(text(findings).toSorted()).toEqual([
    "ask missing-worktree .worktrees/WFS-b",
    "ask missing-worktree .worktrees/WFS-c",
    "ask missing-worktree .worktrees/WFS-d",
    "certain missing-worktree .worktrees/WFS-a",
  ]);
  const results = await current.forks(later).applySweep(findings);
  expect(results.map(({ finding, done }) => `${finding.session ?? ""} ${String(done)}`).toSorted()).toEqual([
    "WFS-a true",
    "WFS-b false",
    "WFS-c true",
    "WFS-d true",
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
  const { repository, sessions } = current;
  await sessions.complete(a);
  const findings = await current.forks(later).sweep();
  expect(text(findings)).toEqual(["ask finished-worktree .worktrees/WFS-a"]);
  repository.write(".worktrees/WFS-a/new", "work\n");
  const [result] = await current.forks(later).applySweep(findings);
  expect(english(result)).toMatchObject({
    done: false,
    message: expect.stringMatching("It has changed: .* 1 uncommitted change\\.") as string,
  });
  expect(repository.read(".worktrees/WFS-a/new")).toBe("work\n");
});

test("a worktree whose session is gone is nobody's to delete, and says what is in it", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("worktree", "add", "--quiet", ".worktrees/WFS-b", "-b", "session/WFS-b");
  const clean = await current.forks(later).sweep();
  expect(text(clean)).toEqual(["ask lost-session .worktrees/WFS-b"]);
  repository.write(".worktrees/WFS-b/new", "work\n");
  const dirty = await current.forks(later).sweep();
  expect(dirty).toMatchObject([{ code: "lost-session", repair: null }]);
  expect(String(dirty[0]?.message)).toContain("with 1 uncommitted change. “wfs adopt WFS-b”");
  for (const findings of [clean, dirty]) {
    expect(await current.forks(later).applySweep(findings)).toMatchObject([{ done: false }]);
  }
  expect(repository.read(".worktrees/WFS-b/new")).toBe("work\n");
});

test("a finished worktree stays while no checkpoint can hold what is in it", async () => {
  const current = await opened();
  const { repository, sessions } = current;
  repository.write(".worktrees/WFS-a/inner/x", "x\n");
  repository.gitIn(repository.path(".worktrees/WFS-a/inner"), "init", "--quiet");
  await sessions.complete(a);
  const [result] = await current.forks(later).applySweep(await current.forks(later).sweep());
  expect(english(result)).toMatchObject({ done: false, message: expect.stringContaining("inner") as string });
  expect(repository.read(".worktrees/WFS-a/inner/x")).toBe("x\n");
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
