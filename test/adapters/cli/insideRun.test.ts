import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { beforeEach, expect, it } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { wfs, wfsFile, wfsJson } from "./wfs.ts";

let root: string;
let worktree: string;
const own = (): string => `"${execPath}" "${wfsFile()}"`;
const ofRun = (name: string): string => join(root, ".workflow/WFS-fix/runs/fix", name);

beforeEach(async () => {
  root = repository();
  worktree = join(root, ".worktrees/WFS-fix");
  await wfsJson(["new", "base", "--project", "Base"], root);
  await wfs(["run", "start", "fix", "--lane", "repo-fix"], { cwd: root });
});

const inside = async (script: string): ReturnType<typeof wfs> =>
  wfs(["run", "exec", "fix", "--no-look", "--", "sh", "-c", script], { cwd: root });

it(
  "lets a program of a run finish that run, and keeps others off until it has ended",
  { timeout: 120_000 },
  async () => {
    const script = `echo two > a.txt && git add -A && git -c user.name=A -c user.email=a@b commit -qm two && ${own()} run finish -m done && env -u WFS_TASK -u WFS_LEASES ${own()} run retry fix --root "$WORKFLOW_ROOT"; echo "retry $?"`;
    const { exitCode, stdout, stderr } = await inside(script);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("[persist] summary saved");
    expect(stdout).toContain("retry 5");
    expect(stderr).toContain("A program runs in the run fix");
    expect(readFileSync(ofRun("summary.md"), "utf8")).toContain("done");
    expect(existsSync(ofRun("leases")) ? readdirSync(ofRun("leases")) : []).toEqual([]);
    expect(await wfsJson(["run", "show", "fix"], root)).toMatchObject({ state: "needs-review" });
  },
);

it(
  "lets a program within a program reset, retry and tear down the run that both are in",
  { timeout: 120_000 },
  async () => {
    writeFileSync(join(worktree, "a.txt"), "two\n");
    const base = git(worktree, "rev-parse", "HEAD");
    commitAll(worktree, "two");
    const { exitCode, stderr } = await inside(`${own()} run exec --no-look -- sh -c '${own()} run reset'`);
    expect(exitCode, stderr).toBe(0);
    expect(git(worktree, "rev-parse", "HEAD")).toBe(base);
    expect((await inside(`${own()} run retry`)).exitCode).toBe(0);
    expect(await wfsJson(["run", "show", "fix"], root)).toMatchObject({ state: "ready", attempt: 2 });
    const gone = await inside(`cd "$WORKFLOW_ROOT" && ${own()} run teardown`);
    expect(gone.exitCode, gone.stderr).toBe(0);
    expect(existsSync(worktree)).toBe(false);
  },
);
