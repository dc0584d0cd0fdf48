import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { FatalFilter } from "../../support/fatalFilter.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { slowRestore } from "./slowRestore.ts";
import { wfs, wfsError, wfsFile, wfsJson } from "./wfs.ts";

interface Answer {
  readonly problems?: readonly { readonly code: string; readonly message: string; readonly path: string }[];
}

/** A repository with a session whose checkpoint 1 has a 1 in each of four files, which now have a 2. */
async function scene(): Promise<GitRepository> {
  const repository = new GitRepository();
  onTestFinished(() => repository.dispose());
  await wfsJson(["new", "s", "--project", "p"], repository.root);
  await fill(repository);
  return repository;
}

async function fill(repository: GitRepository, directory = "."): Promise<void> {
  const cwd = repository.path(directory);
  for (let n = 0; n < 4; n++) repository.write(`${directory}/f${n}`, "1\n");
  await wfsJson(["checkpoint", "create"], cwd);
  for (let n = 0; n < 4; n++) repository.write(`${directory}/f${n}`, "2\n");
}

/**
 * A restore in a process group of its own, which a filter kills as a whole when it makes `f2`: before any file has its place. Two of them get what
 * the restore would have given them a moment later.
 */
async function cutOff(repository: GitRepository, directory = "."): Promise<void> {
  const filter = new FatalFilter(repository, "f*");
  filter.arm("f2");
  const cwd = repository.path(directory);
  const restore = [wfsFile(), "checkpoint", "restore", "1"];
  const child = spawn(process.execPath, restore, { cwd, detached: true, stdio: "ignore" });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  filter.disarm();
  repository.git("config", "--remove-section", "filter.fatal");
  repository.remove(".git/info/attributes");
  expect(signal).toBe("SIGKILL");
  for (let n = 0; n < 2; n++) repository.write(`${directory}/f${n}`, "1\n");
}

const texts = (repository: GitRepository, directory = "."): readonly string[] =>
  [0, 1, 2, 3].map((n) => repository.read(`${directory}/f${n}`).trim());

async function problems(args: readonly string[], cwd: string): Promise<readonly string[]> {
  const { exitCode, stdout } = await wfs([...args, "--json"], { cwd });
  expect([args, exitCode]).toEqual([args, 0]);
  return ((JSON.parse(stdout) as Answer).problems ?? []).map(({ code, path }) => `${code} ${path}`);
}

test.for([false, true])(
  "a killed restore is told by every look, and recovered by doctor (packed: %s)",
  async (packed) => {
    const repository = await scene();
    const { root } = repository;
    await cutOff(repository);
    if (packed) repository.git("pack-refs", "--all");
    const half = texts(repository);
    expect(half).toEqual(["1", "1", "2", "2"]);
    const told = [`half-changed ${repository.path(".workflow/WFS-s")}`];
    expect(await problems(["status"], root)).toEqual(told);
    expect(await problems(["list"], root)).toEqual(told);
    const said = /A restore \(WFS-s\) was cut off.* It was begun (?:just now|\d+ min ago)\./u;
    for (const verb of ["status", "list"]) {
      const { stdout } = await wfs([verb], { cwd: root });
      expect(stdout).toMatch(new RegExp(`${said.source} “wfs doctor --fix” repairs it\\.`, "u"));
    }
    const doctor = await wfs(["doctor"], { cwd: root });
    expect([doctor.exitCode, doctor.stdout]).toEqual([1, expect.stringContaining("--fix: It will be completed")]);
    expect(doctor.stdout).toMatch(said);
    expect(texts(repository)).toEqual(half);

    const fixed = await wfs(["doctor", "--fix"], { cwd: root });
    expect([fixed.exitCode, fixed.stdout]).toEqual([0, expect.stringContaining("It was completed.")]);
    expect(texts(repository)).toEqual(["1", "1", "1", "1"]);
    expect(await problems(["status"], root)).toEqual([]);
    await wfsJson(["undo"], root);
    expect(texts(repository)).toEqual(["2", "2", "2", "2"]);
  },
);

test("a restore in progress is not a problem, and no checkpoint is taken of it", async () => {
  const repository = await scene();
  const { root } = repository;
  const finish = await slowRestore(repository);
  expect(await problems(["status"], root)).toEqual([]);
  expect(await problems(["list"], root)).toEqual([]);
  expect(await problems(["doctor"], root)).toEqual([]);
  expect(await wfsError(["checkpoint", "create"], root)).toEqual({ exitCode: 5, code: "conflict" });
  expect(await finish()).toMatchObject({ exitCode: 0 });
  expect(texts(repository)).toEqual(["1", "1", "1", "1"]);
});

test("one that was killed in a fork's worktree is told from both sides, and the next change from either completes it", async () => {
  const repository = await scene();
  const { root } = repository;
  await wfsJson(["fork", "create", "b"], root);
  await wfsJson(["fork", "open", "b"], root);
  const worktree = ".worktrees/WFS-b";
  await fill(repository, worktree);
  const inside = repository.path(worktree);
  await cutOff(repository, worktree);
  expect(texts(repository, worktree)).toEqual(["1", "1", "2", "2"]);
  const told = [`half-changed ${repository.path(".workflow/WFS-b")}`];
  expect(await problems(["status"], root)).toEqual(told);
  expect(await problems(["status"], inside)).toEqual(told);
  expect((await wfs(["status"], { cwd: inside })).stdout).toContain(`files in ${inside} `);

  const taken = await wfs(["checkpoint", "create"], { cwd: root });
  expect([taken.exitCode, taken.stderr]).toEqual([0, expect.stringContaining("of WFS-b was completed")]);
  expect(texts(repository, worktree)).toEqual(["1", "1", "1", "1"]);
  expect(await problems(["doctor"], inside)).toEqual([]);
});

test("nobody is asked to commit half-changed files, and a request that waits is not judged by them", async () => {
  const repository = await scene();
  const { root } = repository;
  const { id } = (await wfsJson(["request", "commit", "-m", "twos"], root)) as { readonly id: string };
  await cutOff(repository);
  const waited = await wfs(["approvals", "wait", id, "--timeout", "1", "--json"], { cwd: root });
  expect([waited.exitCode, JSON.parse(waited.stdout)]).toEqual([4, expect.objectContaining({ state: "waiting" })]);
  expect(await wfsError(["request", "commit", "-m", "half"], root)).toEqual({ exitCode: 5, code: "conflict" });
  await wfs(["doctor", "--fix"], { cwd: root });
  await wfsJson(["undo"], root);
  expect(await wfsJson(["approvals", "show", id], root)).toMatchObject({ state: "waiting" });
});
