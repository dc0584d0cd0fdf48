import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { GitRepository } from "../../support/gitRepository.ts";
import { wfs, wfsError, wfsJson } from "./wfs.ts";

interface Record {
  readonly project: string;
  readonly status: string;
  readonly current_phase: string;
  readonly progress: { readonly current_tasks: readonly string[] };
  readonly meta: { readonly created: string };
  readonly forked_from?: object;
}

interface Answer {
  readonly problems?: readonly { readonly code: string; readonly path: string; readonly message: string }[];
  readonly findings?: readonly { readonly code: string; readonly session: string; readonly message: string }[];
  readonly adopted?: readonly { readonly id: string; readonly state: string }[];
}

/** A session with a checkpoint and two forks of it: one with a worktree, a commit and an edit, the other a branch alone. */
async function makeScene(): Promise<GitRepository> {
  const repository = new GitRepository({ files: { "a.txt": "1\n" } });
  const { root } = repository;
  await wfsJson(["new", "base", "--project", "The baseline"], root);
  await wfsJson(["phase", "implement"], root);
  await wfsJson(["task", "add", "profile form"], root);
  repository.write("a.txt", "2\n");
  await wfsJson(["checkpoint", "create", "-m", "half way"], root);
  await wfsJson(["fork", "create", "page", "--worktree"], root);
  await wfsJson(["fork", "create", "dialog"], root);
  const worktree = repository.path(".worktrees/WFS-page");
  await wfsJson(["task", "add", "the page"], worktree);
  repository.write(".worktrees/WFS-page/page.txt", "page\n");
  await wfsJson(["checkpoint", "create"], worktree);
  repository.gitIn(worktree, "add", "-A");
  repository.gitIn(worktree, "commit", "--quiet", "-m", "page");
  repository.write(".worktrees/WFS-page/edit.txt", "not committed\n");
  return repository;
}

let made: GitRepository;
beforeAll(async () => {
  made = await makeScene();
});
afterAll(() => made.dispose());

/** A copy of it for each test. */
function scene(): GitRepository {
  const repository = new GitRepository(made);
  onTestFinished(() => repository.dispose());
  return repository;
}

/** All that must be as it was, whatever looks or adopts. */
const everything = (repository: GitRepository): readonly unknown[] => [
  repository.git("for-each-ref"),
  repository.git("worktree", "list", "--porcelain"),
  repository.tree(repository.path(".worktrees/WFS-page")),
  repository.read("a.txt"),
];

async function answer(args: readonly string[], cwd: string): Promise<Answer & { readonly exitCode: number }> {
  const { exitCode, stdout } = await wfs([...args, "--json"], { cwd });
  return { ...(JSON.parse(stdout) as Answer), exitCode };
}

const recordOf = (repository: GitRepository, id: string): Record =>
  JSON.parse(readFileSync(repository.path(".workflow", id, "workflow-session.json"), "utf8")) as Record;

test.for([false, true])("a deleted .workflow is told by every look, and adopted (packed: %s)", async (packed) => {
  const repository = scene();
  const { root } = repository;
  const worktree = repository.path(".worktrees/WFS-page");
  const started = repository.git("rev-parse", "HEAD");
  if (packed) repository.git("pack-refs", "--all");
  rmSync(repository.path(".workflow"), { recursive: true });
  const before = everything(repository);

  const doctor = await answer(["doctor"], root);
  expect(doctor.exitCode).toBe(1);
  expect(doctor.problems?.map(({ code, path }) => `${code} ${path}`)).toEqual(
    ["base", "dialog", "page"].map((name) => `lost-session ${repository.path(".workflow", `WFS-${name}`)}`),
  );
  expect(doctor.problems?.[2]?.message).toContain(`its branch, its worktree ${worktree}, 1 checkpoint.`);
  expect((await answer(["doctor", "--fix"], root)).problems).toHaveLength(3);
  const sweep = await answer(["sweep"], root);
  expect(sweep.findings?.map(({ code, session }) => `${code} ${session}`)).toEqual([
    "lost-session WFS-base",
    "lost-session WFS-dialog",
    "lost-session WFS-page",
  ]);
  expect(sweep.findings?.[2]?.message).toContain("with 1 commit of its own");
  expect(sweep.findings?.[2]?.message).toContain("with 1 uncommitted change");
  expect((await answer(["list"], root)).problems).toHaveLength(3);
  for (const verb of ["status", "list"]) {
    const { exitCode, stdout } = await wfs([verb], { cwd: root });
    expect([verb, exitCode]).toEqual([verb, 0]);
    expect(stdout).toContain("3 sessions are lost");
    expect(stdout).toContain("wfs adopt");
    expect(stdout).not.toMatch(/wfs init|wfs new/u);
  }
  expect([everything(repository), existsSync(repository.path(".workflow"))]).toEqual([before, false]);

  expect(await answer(["adopt"], root)).toMatchObject({
    exitCode: 0,
    adopted: ["WFS-base", "WFS-dialog", "WFS-page"].map((id) => ({ id, state: "paused", active: false })),
    left: [],
  });
  expect(everything(repository)).toEqual(before);
  expect(repository.git("status", "--porcelain")).toBe("M a.txt".padStart(8));
  const origin = { session: "WFS-base", commit: started };
  expect(recordOf(repository, "WFS-base")).toMatchObject({
    project: "base",
    status: "paused",
    current_phase: "IMPLEMENT",
    progress: { current_tasks: ["profile form"] },
  });
  expect(recordOf(repository, "WFS-base").forked_from).toBeUndefined();
  expect(recordOf(repository, "WFS-dialog")).toMatchObject({ current_phase: "PLAN", forked_from: origin });
  expect(recordOf(repository, "WFS-page")).toMatchObject({
    progress: { current_tasks: ["the page"] },
    forked_from: origin,
  });

  expect((await answer(["doctor"], root)).exitCode).toBe(0);
  expect((await answer(["sweep"], root)).findings).toEqual([]);
  expect(await answer(["adopt"], root)).toEqual({ exitCode: 0, adopted: [], left: [] });
  await wfsJson(["switch", "base"], root);
  expect(await wfsJson(["checkpoint", "list"], root)).toMatchObject({ checkpoints: [{ message: "half way" }, {}] });
  repository.write("a.txt", "3\n");
  await wfsJson(["checkpoint", "restore", "2"], root);
  expect(repository.read("a.txt")).toBe("2\n");
  expect(await wfsJson(["fork", "list"], root)).toMatchObject({
    forks: [
      { id: "WFS-dialog", ahead: 0, worktree: null },
      { id: "WFS-page", ahead: 1, uncommitted: 1, worktree },
    ],
  });
  expect(await wfsJson(["fork", "compare", "page", "dialog"], root)).toMatchObject({
    forks: [{ files: [{ path: "page.txt" }] }, { files: [] }],
  });
});

test("in a fork's worktree the main checkout and the way back are named, and no .workflow is made there", async () => {
  const repository = scene();
  const worktree = repository.path(".worktrees/WFS-page");
  rmSync(repository.path(".workflow"), { recursive: true });
  const { exitCode, stdout } = await wfs(["status"], { cwd: worktree });
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`the worktree of the fork WFS-page of ${repository.root}`);
  expect(stdout).toContain("whose session is lost. “wfs adopt” brings it back.");
  expect(await wfsJson(["status"], worktree)).toMatchObject({
    here: "WFS-page",
    meant: { session: "WFS-page", from: "worktree", gone: true },
  });
  expect(await wfsError(["task", "add", "x"], worktree)).toEqual({ exitCode: 1, code: "no-workflow" });
  const { stdout: made } = await wfs(["init"], { cwd: worktree });
  expect(made).toContain(`Made ${repository.path(".workflow")}\n`);
  expect(made).toContain("3 sessions are lost");
  expect(await wfsError(["task", "add", "x"], worktree)).toEqual({ exitCode: 1, code: "not-found" });
  expect((await wfs(["task", "add", "x"], { cwd: worktree })).stderr).toContain("wfs adopt WFS-page");
  expect(existsSync(`${worktree}/.workflow`)).toBe(false);
  // Wherever a person has moved it.
  const moved = repository.beside("moved");
  repository.git("worktree", "move", worktree, moved);
  expect((await wfs(["status"], { cwd: moved })).stdout).toContain("the worktree of the fork WFS-page");
  await wfsJson(["adopt", "--session", "page"], moved);
  expect(await wfsJson(["task", "add", "x"], moved)).toMatchObject({
    id: "WFS-page",
    current_tasks: ["the page", "x"],
  });
});

test("one lost session is told and adopted alone, and a name that is not lost is refused", async () => {
  const repository = scene();
  const { root } = repository;
  const untouched = recordOf(repository, "WFS-dialog");
  rmSync(repository.path(".workflow/WFS-page"), { recursive: true });
  expect((await answer(["doctor"], root)).problems).toMatchObject([{ code: "lost-session" }]);
  const { stdout } = await wfs(["status"], { cwd: root });
  expect(stdout).toContain("1 session is lost");
  expect(stdout).toContain("WFS-base");
  expect(await wfsError(["adopt", "page", "dialog"], root)).toEqual({ exitCode: 1, code: "not-found" });
  expect((await wfs(["adopt", "other"], { cwd: root })).stderr).toContain("Lost are: WFS-page.");
  expect(existsSync(repository.path(".workflow/WFS-page"))).toBe(false);
  expect((await answer(["adopt", "page"], root)).adopted).toMatchObject([{ id: "WFS-page" }]);
  expect(recordOf(repository, "WFS-dialog")).toEqual(untouched);
  expect(recordOf(repository, "WFS-page").forked_from).toMatchObject({ session: "WFS-base" });
  expect(await wfsJson(["status"], root)).toMatchObject({ active: "WFS-base", problems: [] });
});

test("a fork whose record is lost, empty or cut off is a fork again when that is made anew", async () => {
  for (const broken of [undefined, "", '{"session_id":"WFS-dialog","proj']) {
    const repository = scene();
    const { root } = repository;
    const record = repository.path(".workflow/WFS-dialog/workflow-session.json");
    const before = JSON.parse(readFileSync(record, "utf8")) as { forked_from: unknown };
    if (broken === undefined) rmSync(record);
    else writeFileSync(record, broken);
    await wfsJson(["task", "add", "again", "--session", "dialog"], root);
    expect(JSON.parse(readFileSync(record, "utf8"))).toMatchObject({ forked_from: before.forked_from });
    expect(
      ((await wfsJson(["fork", "list"], root)) as { forks: { id: string }[] }).forks.map(({ id }) => id),
    ).toContain("WFS-dialog");
  }
});

test("a fork is brought back to where it started, whatever was made since and in whatever order", async () => {
  const repository = scene();
  const { root } = repository;
  repository.remove(".workflow");
  // Times are told to the second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await wfsJson(["new", "since", "--project", "Since"], root);
  const answer = (await wfsJson(["adopt", "dialog"], root)) as { adopted: unknown[] };
  expect(answer.adopted).toMatchObject([{ id: "WFS-dialog" }]);
  const shown = (await wfsJson(["show", "dialog"], root)) as { forked_from: { session: string } };
  expect(shown.forked_from.session).toBe("WFS-base");
});

test("a session in another place, a removed fork, the temporary workspace and what is being made are not lost", async () => {
  const repository = scene();
  const { root } = repository;
  await wfsJson(["complete", "page", "--archive", "--force"], root);
  await wfsJson(["pause"], root);
  await wfsJson(["task", "add", "x"], root);
  repository.git("update-ref", "refs/workflow/WFS-temporary/checkpoints/1", "HEAD");
  repository.git("update-ref", "refs/workflow/WFS-gone/removed-head", "HEAD");
  repository.git("update-ref", "refs/workflow/WFS-pruned/pruned/1-1", "HEAD");
  repository.git("branch", "session/WFS-making");
  const entry = { operation: "create", start: repository.git("rev-parse", "HEAD") };
  const owner = { host: "elsewhere", process: 1, started: new Date().toISOString() };
  repository.write(".workflow/.forks/WFS-making.json", JSON.stringify({ ...entry, ...owner }));
  expect((await answer(["adopt"], root)).adopted).toEqual([]);
  expect((await answer(["list"], root)).problems ?? []).toEqual([]);
  repository.remove(".workflow/.forks/WFS-making.json");
  expect((await answer(["adopt"], root)).adopted).toMatchObject([{ id: "WFS-making" }]);
});

test("what another workspace of the repository has is not lost, and one below the top takes only what lies in it", async () => {
  const repository = scene();
  const { root } = repository;
  mkdirSync(repository.path("packages/app/.workflow"), { recursive: true });
  const app = repository.path("packages/app");
  await wfsJson(["new", "inner", "--project", "Inner"], app);
  for (const name of ["left", "right"]) await wfsJson(["fork", "create", name], app);
  await wfsJson(["fork", "open", "left"], app);
  expect((await answer(["adopt"], root)).adopted).toEqual([]);
  rmSync(repository.path(".workflow"), { recursive: true });
  rmSync(`${app}/.workflow/WFS-left`, { recursive: true });
  rmSync(`${app}/.workflow/WFS-right`, { recursive: true });
  const lostIn = async (cwd: string): Promise<readonly (string | undefined)[]> =>
    ((await answer(["doctor"], cwd)).problems ?? []).map(({ path }) => path.split("/").at(-1));
  expect(await lostIn(app)).toEqual(["WFS-left"]);
  // Nothing says whose a branch alone is; the worktree says it of the other.
  expect(await lostIn(root)).toEqual(["WFS-base", "WFS-dialog", "WFS-page", "WFS-right"]);
  expect((await answer(["adopt", "right"], app)).adopted).toMatchObject([{ id: "WFS-right" }]);
  expect((await answer(["adopt"], app)).adopted).toMatchObject([{ id: "WFS-left" }]);
  expect(await lostIn(root)).toEqual(["WFS-base", "WFS-dialog", "WFS-page"]);
});

test("of an adoption and a new session of the same name at once one wins, whole, and the other says so", async () => {
  const repository = scene();
  const { root } = repository;
  for (let round = 0; round < 3; round++) {
    rmSync(repository.path(".workflow"), { recursive: true });
    const [adopted, made, again] = await Promise.all([
      wfs(["adopt", "--json"], { cwd: root }),
      wfs(["new", "page", "--project", "Mine", "--no-activate", "--json"], { cwd: root }),
      wfs(["adopt", "--json"], { cwd: root }),
    ]);
    const ids = [adopted, again].flatMap(({ stdout }) =>
      ((JSON.parse(stdout || "{}") as Answer).adopted ?? []).map(({ id }) => id),
    );
    const won = [...ids, ...(made.exitCode === 0 ? ["WFS-page"] : [])];
    expect(won.toSorted(), [adopted, made, again].map(({ stderr }) => stderr).join("")).toEqual([
      "WFS-base",
      "WFS-dialog",
      "WFS-page",
    ]);
    expect(recordOf(repository, "WFS-page").project).toBe(made.exitCode === 0 ? "Mine" : "page");
    expect((await answer(["doctor"], root)).problems).toEqual([]);
  }
});
