import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { wfs, wfsJson } from "./wfs.ts";

let root: string;
let worktree: string;
beforeEach(() => {
  root = repository();
  worktree = join(root, ".worktrees/WFS-fix");
});

const said = async (...args: readonly string[]): Promise<string> => (await wfs(args, { cwd: root })).stdout;
const refused = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, stderr } = await wfs(args, { cwd: root });
  return `${exitCode} ${stderr}`;
};

it("leads through a first run", { timeout: 120_000 }, async () => {
  expect(await refused("run", "start", "fix", "--lane", "observe")).toContain("wfs new NAME");
  await wfsJson(["new", "base", "--project", "Base"], root);
  expect(await refused("run", "start", "fix")).toMatch(/^2 .*--lane observe, repo-fix or release/u);
  const prompt = "Wait longer for the server\nThirty seconds are enough.";
  const { stderr } = await wfs(["run", "start", "fix", "--lane", "repo-fix", "-m", prompt], { cwd: root });
  expect(stderr).toBe("Next: wfs run exec fix -- CMD\n");
  expect(await said("run", "exec", "fix", "--", "sh", "-c", 'printf %s "$WFS_PROMPT"')).toBe(prompt);
  expect(await wfsJson(["show", "WFS-fix"], root)).toMatchObject({ project: "Wait longer for the server" });
  expect(await said("run", "list")).toContain("not enforced");
  expect(await refused("run", "show", "fx")).toContain("Did you mean “fix”?");
  expect(await refused("run", "teardown", "fx")).toContain("Did you mean “fix”?");
  // Nothing is done yet: there is nothing to ask for.
  const empty = await said("run", "finish", "fix");
  expect(empty).toContain("[persist] nothing is committed since the base: the patch is empty\n");
  expect(empty).not.toContain("request merge");
});

it("tells all that is known of a run", { timeout: 120_000 }, async () => {
  await wfsJson(["new", "base", "--project", "Base"], root);
  await wfsJson(["run", "start", "fix", "--lane", "repo-fix", "-m", "Mend it"], root);
  await wfs(["run", "exec", "fix", "--", "sh", "-c", "echo 1 > before.txt; exit 7"], { cwd: root });
  expect(await said("run", "reset", "fix")).toContain(
    "“wfs fork create NAME --session WFS-fix --from 1” brings it back",
  );
  await wfs(["run", "exec", "fix", "--", "sh", "-c", "echo 2 > after.txt"], { cwd: root });
  commitAll(worktree, "after");
  const head = git(worktree, "rev-parse", "HEAD");
  expect(await said("run", "finish", "fix", "--check", "exit 3")).toContain("Next: mend what fails");
  const ofFix = await said("run", "show", "fix");
  expect(ofFix).toContain("[router] state=needs-review\n[prompt] Mend it\n");
  expect(ofFix).toContain("[persist] attempt 1: checkpoint 1 keeps what was there before the reset\n");
  expect(ofFix).toContain("[agent] exit 0: sh -c echo 2 > after.txt\n[agent] exit 3: exit 3\n");
  expect(ofFix).toContain("[agent] touched files: after.txt\n");
  expect(ofFix).toContain(`[persist] 1 commit since the base, head=${head.slice(0, 10)}\n`);
  expect(ofFix).toContain("[persist] diff: runs/fix/fix.patch\n");
  const asked = (await wfs(["request", "merge", "--session", "WFS-fix", "-m", "Take it", "--json"], { cwd: root }))
    .stdout;
  const { id } = JSON.parse(asked) as { readonly id: string };
  expect(await said("run", "finish", "fix", "-m", "Done")).toContain(`Next: wfs approvals show ${id}\n`);
  expect(await said("run", "teardown", "fix")).toContain(`Stale now: request ${id}\n`);
});

it("takes the session that is named beside a task for what it says", { timeout: 120_000 }, async () => {
  await wfsJson(["new", "base", "--project", "Base"], root);
  await wfsJson(["new", "other", "--project", "Other"], root);
  for (const task of ["fix", "two"]) {
    await wfsJson(["run", "start", task, "--lane", "repo-fix", "--session", "WFS-base"], root);
  }
  for (const verb of ["show", "reset", "teardown"]) {
    const answer = await refused("run", verb, "fix", "--session", "WFS-two");
    expect(answer).toMatch(/^2 .*The run fix works in WFS-fix, which is neither WFS-two nor a fork of it/u);
  }
  for (const session of ["WFS-fix", "WFS-base"]) {
    expect(await wfsJson(["run", "show", "fix", "--session", session], root)).toMatchObject({ session: "WFS-fix" });
  }
  await wfsJson(["run", "teardown", "fix"], root);
  await wfsJson(["run", "start", "fix", "--lane", "observe", "--session", "WFS-base"], root);
  expect(await wfsJson(["run", "show", "fix"], root)).toMatchObject({ session: "WFS-fix-2", state: "ready" });
  const former = ["run", "show", "fix", "--session", "WFS-fix"];
  expect(await wfsJson(former, root)).toMatchObject({ session: "WFS-fix", state: "removed", lane: "repo-fix" });
  expect(await refused("run", "reset", "fix", "--session", "WFS-fix")).toMatch(/^2 /u);
});
