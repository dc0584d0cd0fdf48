import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { runProgram, wfs, wfsError, wfsFile, wfsJson } from "./wfs.ts";

let root: string;
let worktree: string;
const ofRun = (name = ""): string => join(root, ".workflow/WFS-fix/runs/fix", name);
const json = (name: string): unknown => JSON.parse(readFileSync(ofRun(name), "utf8"));
const secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

beforeEach(async () => {
  root = repository();
  worktree = join(root, ".worktrees/WFS-fix");
  await wfsJson(["new", "base", "--project", "Base"], root);
  await wfs(["run", "start", "fix", "--lane", "repo-fix", "--agent", "claude-code"], { cwd: root });
  writeFileSync(join(worktree, "a.txt"), "two\n");
  commitAll(worktree, "two");
});

const record = {
  task_id: "fix",
  session_id: "WFS-fix",
  result: "needs_review",
  artifacts: { diff: "runs/fix/fix.patch", checks: "runs/fix/checks.json", trace: "runs/fix/trace.json" },
  persist: { working_summary: true, durable_memory: false, approval_token_reusable: false },
};

it("keeps summary, patch, checks and trace of a run, and nothing else", async () => {
  const outside = join(root, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "stays"), "x");
  writeFileSync(ofRun("conversation.jsonl"), "{}");
  symlinkSync(outside, ofRun("link"));
  writeFileSync(ofRun("scratch/notes"), "x");
  // Of a name that is kept, and no file.
  mkdirSync(ofRun("trace.json"));
  symlinkSync(join(outside, "stays"), ofRun("summary.md"));
  const check = `echo shown ${secret}; test "$WFS_TASK" = fix && test "$PWD" = ${worktree}`;
  const answer = ["run", "finish", "fix", "--check", check, "-m", `Waits longer; ${secret}`];
  const { exitCode, stdout, stderr } = await wfs(answer, { cwd: root, env: { SECRET_OF_MINE: "1" } });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain("shown");
  expect(stderr.split("\n")[0]).not.toContain(secret);
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(/^\[verify\] echo shown .* \(claimed\) \.+ PASS$/u);
  expect(lines.slice(1)).toEqual([
    "[verify] policy check: nothing is requested yet; a person looks at it, and their window runs what they require ... HOLD",
    "[persist] summary saved, durable memory skipped, approval reset",
    'Next: wfs request merge --session WFS-fix -m "…"',
    "",
  ]);
  const kept = ["checks.json", "fix.patch", "result.json", "run.json", "summary.md", "trace.json"];
  expect(readdirSync(ofRun()).toSorted()).toEqual(kept);
  expect(readFileSync(join(outside, "stays"), "utf8")).toBe("x");
  for (const name of kept) expect(readFileSync(ofRun(name), "utf8"), name).not.toContain(secret);
  expect(json("result.json")).toEqual(record);
  const tree = git(worktree, "rev-parse", "HEAD^{tree}");
  expect(json("checks.json")).toMatchObject({ checks: [{ status: "passed", exit: 0, tree, by: "claude-code" }] });
  expect(readFileSync(ofRun("fix.patch"), "utf8")).toContain("+two");
  expect(readFileSync(ofRun("trace.json"), "utf8")).toContain('"execute_tool check"');
  // The same again, whatever the worktree has by now.
  writeFileSync(join(worktree, "later.txt"), "x");
  expect(await wfsJson(["run", "finish", "fix"], root)).toEqual(record);
  expect(await wfsJson(["run", "show", "fix"], root)).toMatchObject({
    state: "needs-review",
    artifacts: { ...record.artifacts, summary: "runs/fix/summary.md", result: "runs/fix/result.json" },
  });
  // Whoever is asked for changes goes on with the work that is there; what was kept stays until it is finished again.
  const again = ["run", "exec", "fix", "--", "sh", "-c", "rm later.txt; echo three > a.txt"];
  const reopened = await wfs(again, { cwd: root });
  expect([reopened.exitCode, reopened.stderr.split("\n")[0]]).toEqual([0, "[router] reopened"]);
  expect((await wfs(["run", "exec", "fix", "--", "true"], { cwd: root })).stderr).toBe("");
  const head = git(worktree, "rev-parse", "HEAD");
  const open = { state: "ready", attempt: 1, finished: { attempt: 1, head }, artifacts: record.artifacts };
  expect(await wfsJson(["run", "show", "fix"], root)).toMatchObject(open);
  expect(json("result.json")).toEqual(record);
  commitAll(worktree, "three");
  const shown = (await wfs(["run", "show", "fix"], { cwd: root })).stdout;
  expect(shown).toContain("[router] state=ready, reopened: finish it again\n");
  expect(shown).toContain("[verify] the branch moved since the finish");
  expect(await wfsJson(["run", "finish", "fix"], root)).toEqual(record);
  expect(readFileSync(ofRun("fix.patch"), "utf8")).toContain("+three");
  expect(await wfsJson(["run", "show", "fix"], root)).toMatchObject({ state: "needs-review", attempt: 1, commits: 2 });
});

it("leaves nothing that is not committed behind unless it may", async () => {
  writeFileSync(join(worktree, "new.txt"), "x");
  const refused = await wfs(["run", "finish", "fix"], { cwd: root });
  expect([refused.exitCode, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toContain("not committed: new.txt");
  expect(readdirSync(ofRun())).toContain("scratch");
  const { stdout, exitCode } = await wfs(["run", "finish", "fix", "--leave-uncommitted"], { cwd: root });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("no part of the patch: 1 path not committed (new.txt)");
  expect(stdout).toContain("no summary given");
  expect(existsSync(join(worktree, "new.txt"))).toBe(true);
  git(worktree, "checkout", "--quiet", "--detach");
  commitAll(worktree, "adrift");
  const adrift = await wfs(["run", "finish", "fix", "-m", "Done."], { cwd: root });
  expect([adrift.exitCode, adrift.stderr.split("\n")[0]]).toEqual([
    1,
    "wfs: The worktree of the run fix has commits that are not on its branch (1).",
  ]);
  expect(readFileSync(ofRun("fix.patch"), "utf8")).not.toContain("new.txt");
});

it("says that a check has failed, and keeps it all the same", async () => {
  const checks = ["--check", "exit 3", "--check", "true"];
  const { exitCode, stdout } = await wfs(["run", "finish", "fix", ...checks, "--json"], { cwd: root });
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ ...record, persist: { ...record.persist, working_summary: false } });
  expect(json("checks.json")).toMatchObject({
    checks: [
      { name: "exit 3", status: "failed", exit: 3 },
      { name: "true", status: "passed" },
    ],
  });
  // Once the branch has moved it is finished anew: what was claimed of another tree says so.
  writeFileSync(join(worktree, "a.txt"), "three\n");
  commitAll(worktree, "three");
  await wfsJson(["run", "finish", "fix", "--check", "exit 0"], root);
  const tree = git(worktree, "rev-parse", "HEAD^{tree}");
  const { checks: kept } = json("checks.json") as { readonly checks: readonly { readonly tree: string }[] };
  expect(kept.map((one) => one.tree === tree)).toEqual([false, false, true]);
  expect(readFileSync(ofRun("fix.patch"), "utf8")).toContain("+three");
});

it("is refused while something is going on, and where what was given is wrong", async () => {
  git(root, "checkout", "--quiet", "-b", "other");
  writeFileSync(join(root, "a.txt"), "other\n");
  commitAll(root, "other");
  expect(() => git(worktree, "merge", "other")).toThrow();
  expect(await wfsError(["run", "finish", "fix", "--leave-uncommitted"], root)).toEqual({
    exitCode: 1,
    code: "refused",
  });
  git(worktree, "merge", "--abort");
  expect(await wfsError(["run", "finish", "fix", "-m", "x".repeat(1601)], root)).toEqual({
    exitCode: 2,
    code: "usage",
  });
  writeFileSync(ofRun("checks.json"), "mine");
  expect(await wfsError(["run", "finish", "fix", "--check", "true"], root)).toEqual({ exitCode: 1, code: "refused" });
  expect(readFileSync(ofRun("checks.json"), "utf8")).toBe("mine");
  writeFileSync(ofRun("checks.json"), '{"checks":[]}');
  // While a program runs in it that whoever asks is no part of.
  const inside = `env -u WFS_TASK -u WFS_LEASES "${process.execPath}" "${wfsFile()}" run finish fix`;
  const running = await wfs(["run", "exec", "fix", "--", "sh", "-c", inside], { cwd: root });
  expect(running.exitCode).toBe(5);
  expect(running.stderr).toContain("A program runs in the run fix");
  const moving = `git -c user.name=A -c user.email=a@b commit --allow-empty -qm moved`;
  expect(await wfsError(["run", "finish", "fix", "--check", moving], root)).toEqual({ exitCode: 5, code: "conflict" });
  expect(existsSync(ofRun("result.json"))).toBe(false);
});

it("takes its summary from standard input too, and begins anew with another attempt", async () => {
  const line = `printf 'Done.\\n' | "${process.execPath}" "${wfsFile()}" run finish fix -m - --json`;
  const { exitCode, stderr } = await runProgram("sh", ["-c", line], { cwd: root });
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(readFileSync(ofRun("summary.md"), "utf8")).toBe("Done.\n");
  await wfsJson(["run", "retry", "fix"], root);
  expect(readdirSync(ofRun("attempts/1")).toSorted()).toEqual([
    "checks.json",
    "fix.patch",
    "result.json",
    "summary.md",
    "trace.json",
  ]);
  expect((await wfs(["run", "exec", "fix", "--", "true"], { cwd: root })).exitCode).toBe(0);
  const finished = { ...record, persist: { ...record.persist, working_summary: false } };
  expect(await wfsJson(["run", "finish", "fix"], root)).toEqual(finished);
  expect(readFileSync(ofRun("fix.patch"), "utf8")).toBe("");
  expect(existsSync(ofRun("attempts/1/fix.patch"))).toBe(true);
});
