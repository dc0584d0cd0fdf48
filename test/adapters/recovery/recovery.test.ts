import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { DyingProgram } from "../../support/dying.ts";
import { FatalFilter } from "../../support/fatalFilter.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { editedBranchUpdate } from "../../support/scenes/branchUpdateScene.ts";
import { slowRestore } from "../cli/slowRestore.ts";
import { runProgram, wfs, wfsFile, wfsJson, type Ran } from "../cli/wfs.ts";
import { ForkScene } from "../forks/forkScene.ts";
import { GateScene } from "../review/gateScene.ts";
import { openWindow } from "../review/reviewWindow.ts";

const programs: Record<string, DyingProgram> = {};
beforeAll(async () => {
  const sources = { checkpoints: "../checkpoints", forks: "../forks", gate: "../gate" };
  for (const [name, directory] of Object.entries(sources)) {
    programs[name] = await DyingProgram.bundle(new URL(`${directory}/dyingProcess.ts`, import.meta.url));
  }
  programs["step"] = await DyingProgram.bundle(new URL("./dyingStep.ts", import.meta.url));
}, 60_000);
afterAll(() => Object.values(programs).forEach((program) => program.dispose()));

/** Lets it die at the last of its steps on files and refs that leaves what `left` looks for. */
async function dieLate(
  program: "checkpoints" | "forks" | "step",
  repository: GitRepository,
  operation: object,
  left: () => boolean,
): Promise<void> {
  const dying = programs[program];
  if (dying === undefined) throw new Error(program);
  const bringBack = repository.snapshot();
  const steps = await dying.run(repository.root, operation);
  for (const step of [...steps.matchAll(/[fg]/gu)].map(({ index }) => index).toReversed()) {
    bringBack();
    await dying.run(repository.root, operation, { step });
    if (left()) return;
  }
  throw new Error(`${JSON.stringify(operation)} leaves nothing at any step.`);
}

const verb = async (root: string, ...args: readonly string[]): Promise<Ran> => {
  const ran = await wfs(args, { cwd: root });
  expect([args, ran.exitCode, ran.stderr.includes("Error")]).toEqual([args, 0, false]);
  return ran;
};

/** Refs that are journals. */
const journals = (repository: GitRepository): string =>
  repository
    .git("for-each-ref", "--format=%(refname)", "refs/workflow/")
    .match(/.*\/restoring/gu)
    ?.join() ?? "";

const forkJournals = (repository: GitRepository): readonly string[] => readdirSync(repository.path(".workflow/.forks"));

const forksBegun = (repository: GitRepository) => (): boolean =>
  existsSync(repository.path(".workflow/.forks")) && forkJournals(repository).length > 0;

/** A repository with an active session, and with checkpoint 1 of a 1 in each of four files, which now have a 2. */
async function withCheckpoint(): Promise<GitRepository> {
  const repository = new GitRepository();
  onTestFinished(() => repository.dispose());
  await wfsJson(["new", "s", "--project", "p"], repository.root);
  for (let n = 0; n < 4; n++) repository.write(`f${n}`, "1\n");
  await wfsJson(["checkpoint", "create"], repository.root);
  for (let n = 0; n < 4; n++) repository.write(`f${n}`, "2\n");
  return repository;
}

const texts = (repository: GitRepository): string => [0, 1, 2, 3].map((n) => repository.read(`f${n}`).trim()).join("");

/** Restores checkpoint 1 in a process that is killed before any file has its place; one of them gets what it would have got a moment later. */
async function cutOffRestore(repository: GitRepository): Promise<FatalFilter> {
  const filter = new FatalFilter(repository, "f*");
  filter.arm("f2");
  const args = [wfsFile(), "checkpoint", "restore", "1"];
  const child = spawn(process.execPath, args, { cwd: repository.root, detached: true, stdio: "ignore" });
  expect((await once(child, "close"))[1]).toBe("SIGKILL");
  filter.disarm();
  repository.write("f0", "1\n");
  expect([texts(repository), journals(repository)]).toEqual(["1222", "refs/workflow/WFS-s/restoring"]);
  return filter;
}

const withoutFilter = (repository: GitRepository): void => {
  repository.git("config", "--remove-section", "filter.fatal");
  repository.remove(".git/info/attributes");
};

describe("what a killed process left is recovered by the next verb that changes anything:", () => {
  test.for([
    ["task", "add", "t"],
    ["new", "other", "--project", "p"],
    ["checkpoint", "pin", "1"],
    ["fork", "create", "b"],
  ])("a restore, by wfs %s", async (args) => {
    const repository = await withCheckpoint();
    await cutOffRestore(repository);
    withoutFilter(repository);
    const { stderr } = await verb(repository.root, ...args);
    expect([texts(repository), journals(repository)]).toEqual(["1111", ""]);
    expect(stderr).toContain("of WFS-s was completed");
    await verb(repository.root, "undo", "--session", "WFS-s");
    expect(texts(repository)).toBe("2222");
  });

  test("a restore, whichever of many verbs comes first", async () => {
    const repository = await withCheckpoint();
    await cutOffRestore(repository);
    withoutFilter(repository);
    const verbs = Array.from({ length: 6 }, async (_, n) => verb(repository.root, "task", "add", `t${n}`));
    const said = (await Promise.all(verbs)).map(({ stderr }) => stderr).join("");
    expect([texts(repository), journals(repository)]).toEqual(["1111", ""]);
    expect(existsSync(repository.path(".git/index.lock"))).toBe(false);
    expect(said).toContain("of WFS-s was completed");
    expect(said).not.toMatch(/doctor|could not|cannot/u);
  });

  test("a branch update", async () => {
    const { scene, move } = editedBranchUpdate();
    const { repository } = scene;
    onTestFinished(() => repository.dispose());
    await wfsJson(["new", "s", "--project", "p"], repository.root);
    await dieLate("checkpoints", repository, { do: "land", move }, () => journals(repository) !== "");
    await verb(repository.root, "task", "add", "t");
    expect([journals(repository), scene.main, existsSync(repository.path("goes"))]).toEqual(["", move.to, false]);
    expect(repository.read("a")).toMatch(/landed[^]*mine/u);
  });

  test("the creation of a fork, which is there or not", async () => {
    const { repository } = await forkScene();
    await dieLate("forks", repository, { do: "create", slug: "a" }, forksBegun(repository));
    const { stderr } = await verb(repository.root, "save");
    expect(forkJournals(repository)).toEqual([]);
    const branch = repository.git("for-each-ref", "refs/heads/session/WFS-a") !== "";
    expect(branch).toBe(existsSync(repository.path(".workflow/WFS-a")));
    expect(stderr).toMatch(/change of the fork WFS-a \(create\) was (?:completed|taken back)\./u);
  });

  test("the removal of a fork, whichever of many verbs comes first", async () => {
    const { repository } = await forkScene("a");
    const aside = (): boolean => readdirSync(repository.path(".worktrees")).some((name) => name.startsWith(".removed"));
    await dieLate("forks", repository, { do: "remove", fork: a }, () => forksBegun(repository)() && aside());
    const verbs = Array.from({ length: 6 }, async (_, n) => verb(repository.root, "task", "add", `t${n}`));
    await Promise.all(verbs);
    expect(forkJournals(repository)).toEqual([]);
    expect(repository.git("for-each-ref", "refs/heads/session/")).toBe("");
    expect(existsSync(repository.path(".workflow/WFS-a"))).toBe(false);
  });

  test("a step on a record, once its lock is a minute old", async () => {
    const repository = new GitRepository();
    onTestFinished(() => repository.dispose());
    const { root } = repository;
    await wfsJson(["new", "s", "--project", "p"], root);
    const record = (): string => repository.read(".workflow/WFS-s/workflow-session.json");
    const lock = repository.path(".workflow/WFS-s/.edit");
    const phase = repository.path(".workflow/WFS-s/phases/0001-PLAN.json");
    const between = (): boolean => existsSync(phase) && record().includes('"current_phase": "PLAN"');
    await dieLate("step", repository, { enter: "IMPLEMENT" }, between);
    await verb(root, "checkpoint", "pin", "1").catch(() => undefined);
    expect(existsSync(lock)).toBe(true);
    const before = Date.now() / 1000 - 120;
    utimesSync(lock, before, before);
    await wfsJson(["fork", "create", "b"], root).catch(() => undefined);
    expect(existsSync(lock)).toBe(false);
    expect(record()).toContain('"current_phase": "IMPLEMENT"');
  });
});

const a = sessionIdFromSlug("a");

/** With an open fork of that name, if one is given. */
async function forkScene(slug?: string): Promise<ForkScene> {
  const scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  onTestFinished(() => scene.repository.dispose());
  if (slug !== undefined) {
    await scene.forks().create({ slug });
    await scene.forks().open(sessionIdFromSlug(slug));
  }
  return scene;
}

describe("what would start programs that only the repository's configuration names", () => {
  test("is left by verbs that nobody asks for it, which say so, and completed by the next checkpoint there", async () => {
    const repository = await withCheckpoint();
    await cutOffRestore(repository);
    const { stderr } = await verb(repository.root, "task", "add", "t");
    expect([texts(repository), journals(repository)]).toEqual(["1222", "refs/workflow/WFS-s/restoring"]);
    expect(stderr).toMatch(/stay half changed by a restore of WFS-s .*“wfs doctor --fix” completes it/u);
    await wfsJson(["save"], repository.root); // Nothing is said with --json.
    expect((await verb(repository.root, "status")).stdout).toContain("A restore (WFS-s) was cut off");

    const taken = await verb(repository.root, "checkpoint", "create");
    expect([texts(repository), journals(repository)]).toEqual(["1111", ""]);
    expect(taken.stderr).not.toContain("stay half changed");
  });

  test("never fails a verb, also where what is left cannot be looked at any more", async () => {
    const repository = await withCheckpoint();
    await cutOffRestore(repository);
    mkdirSync(repository.path(".workflow/.forks/WFS-z.json"), { recursive: true });
    const added = await wfs(["task", "add", "t", "--json"], { cwd: repository.root });
    expect([added.exitCode, added.stderr]).toEqual([0, ""]);
    expect(added.stdout).toContain('"t"');
    expect((await verb(repository.root, "task", "add", "u")).stderr).toContain("cannot be looked at");
    expect((await verb(repository.root, "task", "add", "v")).stderr).toContain("stay half changed");
  });

  test("is completed by doctor, whom a person has asked", async () => {
    const repository = await withCheckpoint();
    await cutOffRestore(repository);
    expect((await verb(repository.root, "doctor", "--fix")).stdout).toContain("It was completed.");
    expect(texts(repository)).toBe("1111");
  });
});

describe("nothing of a process that lives is touched:", () => {
  test("a restore in progress", async () => {
    const repository = await withCheckpoint();
    const { root } = repository;
    const finish = await slowRestore(repository);
    for (const args of [["task", "add", "t"], ["save"]]) expect((await verb(root, ...args)).stderr).toBe("");
    expect(texts(repository)).toBe("2222");
    expect(await finish()).toMatchObject({ exitCode: 0 });
    expect(texts(repository)).toBe("1111");
  });

  test("a change of a fork, until its process is gone", async () => {
    const { repository } = await forkScene();
    const start = repository.git("rev-parse", "HEAD");
    repository.git("update-ref", "refs/heads/session/WFS-a", start);
    const owner = sleeper();
    const entry = {
      operation: "create",
      start,
      host: nodeProcesses.host,
      process: owner.pid,
      started: "2026-01-01T00:00:00Z",
    };
    repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
    expect((await verb(repository.root, "save")).stderr).toBe("");
    expect([forkJournals(repository), branchOf(repository)]).toEqual([["WFS-a.json"], start]);
    await killed(owner);
    await verb(repository.root, "save");
    expect([forkJournals(repository), branchOf(repository)]).toEqual([[], ""]);
  });

  const sandbox = ["--user", "--map-root-user", "--pid", "--fork", "--mount-proc"];
  const isSandboxed = spawnSync("unshare", [...sandbox, "true"]).status === 0;
  test.skipIf(!isSandboxed)("a change of a fork outside of the sandbox that looks", async () => {
    const { repository } = await forkScene();
    const start = repository.git("rev-parse", "HEAD");
    repository.git("update-ref", "refs/heads/session/WFS-a", start);
    const { pid } = sleeper();
    const entry = {
      operation: "create",
      start,
      host: nodeProcesses.host,
      process: pid,
      started: "2026-01-01T00:00:00Z",
    };
    repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
    const inside = ["unshare", ...sandbox, process.execPath, wfsFile(), "save"];
    const ran = await runProgram("/usr/bin/env", inside, { cwd: repository.root });
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect([forkJournals(repository), branchOf(repository)]).toEqual([["WFS-a.json"], start]);
  });

  test("what another process recovers", async () => {
    const { repository } = await forkScene();
    const start = repository.git("rev-parse", "HEAD");
    repository.git("update-ref", "refs/heads/session/WFS-a", start);
    const [gone, recoverer] = [sleeper(), sleeper()];
    const entry = {
      operation: "create",
      start,
      host: nodeProcesses.host,
      process: gone.pid,
      started: "2026-01-01T00:00:00Z",
    };
    repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
    await killed(gone);
    const lock = { host: nodeProcesses.host, process: recoverer.pid, started: "2026-01-01T00:00:00Z" };
    repository.write(".workflow/.forks/WFS-a.json.recovering", JSON.stringify(lock));
    expect((await verb(repository.root, "save")).stderr).toBe("");
    expect(branchOf(repository)).toBe(start);
    await killed(recoverer);
    await verb(repository.root, "save");
    expect([forkJournals(repository), branchOf(repository)]).toEqual([[], ""]);
  });

  test("a step on a record", async () => {
    const repository = new GitRepository();
    onTestFinished(() => repository.dispose());
    await wfsJson(["new", "s", "--project", "p"], repository.root);
    await wfsJson(["new", "other", "--project", "p", "--no-activate"], repository.root);
    repository.write(".workflow/WFS-s/.edit/owner/staged", "half");
    await verb(repository.root, "task", "add", "t", "WFS-other");
    expect(repository.read(".workflow/WFS-s/.edit/owner/staged")).toBe("half");
  });
});

const branchOf = (repository: GitRepository): string =>
  repository.git("for-each-ref", "--format=%(objectname)", "refs/heads/session/WFS-a");

/** A process that does nothing and lives until it is killed. */
function sleeper(): ChildProcess {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(nodeProcesses.alive(child.pid ?? 0)).toBe(false);
}

describe("a grant whose window was killed", () => {
  test("is named by wfs, which leaves it alone, until a window has finished it", async () => {
    const scene = await GateScene.make();
    onTestFinished(() => scene.dispose());
    const { repository, home, workspace } = scene;
    await scene.gate();
    const view = await scene.askMerge();
    const claim = scene.claim(view);
    // The claim is the first step, and what is granted comes after the decision and its record.
    expect(await programs["gate"]?.run(repository.root, { grant: view.id }, { step: 3 })).toBe("");
    const configuration = repository.beside("configuration");
    const env = { XDG_CONFIG_HOME: configuration };
    symlinkSync(dirname(home.directory), configuration);
    symlinkSync(home.directory, join(dirname(home.directory), "workflow-sessions"));
    const run = async (...args: readonly string[]): Promise<Ran> => wfs(args, { cwd: repository.root, env });
    const bytes = readFileSync(claim, "utf8");
    const said = `${view.id} was granted, and the window that was at it is gone: a trusted window will finish it.\n`;
    for (const args of [["save"], ["doctor"], ["status"]])
      expect([args, (await run(...args)).stderr]).toEqual([args, said]);
    for (const args of [["save"], ["doctor"], ["status"]])
      expect([args, (await run(...args, "--json")).stderr]).toEqual([args, ""]);
    expect([readFileSync(claim, "utf8"), existsSync(`${claim}.receipt.json`)]).toEqual([bytes, false]);

    const { fs } = workspace;
    const { gate } = await openWindow(repository.root, { fs, git: repository.port(), logger: repository.logger });
    expect((await gate.recover()).map(({ request }) => request)).toEqual([view.id]);
    expect(existsSync(`${claim}.receipt.json`)).toBe(true);
    expect((await run("save")).stderr).toBe("");
  });
});
