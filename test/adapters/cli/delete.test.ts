import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitAll, copiesOf, git } from "./gitScene.ts";
import { freshDirectory, wfs, wfsError, wfsJson } from "./wfs.ts";

interface Deleted {
  readonly path: string;
}

const write = (root: string, name: string, text: string): void => {
  writeFileSync(join(root, name), text);
};
const sessionsOf = async (root: string): Promise<readonly string[]> => {
  const { sessions } = (await wfsJson(["list"], root)) as { readonly sessions: readonly { readonly id: string }[] };
  return sessions.map(({ id }) => id).toSorted();
};
const refs = (root: string, session: string): string =>
  git(root, "for-each-ref", "--format=%(refname)", `refs/workflow/${session}/`);
async function refusal(root: string, ...args: readonly string[]): Promise<{ message: string; hint: string }> {
  const { stdout, stderr, exitCode } = await wfs(["delete", ...args, "--json"], { cwd: root });
  expect([stdout, exitCode]).toEqual(["", 1]);
  const { error } = JSON.parse(stderr) as { error: { code: string; message: string; hint: string } };
  expect(error.code).toBe("refused");
  return error;
}

/** A paused session beside the active one. */
const paused = copiesOf(async (root) => {
  await wfsJson(["new", "one", "--project", "One"], root);
  await wfsJson(["new", "two", "--project", "Two"], root);
});

/** A fork with a worktree, beside the active session it came from. */
const forked = copiesOf(async (root) => {
  await wfsJson(["new", "one", "--project", "One"], root);
  await wfsJson(["fork", "create", "child", "--worktree"], root);
});

describe("deleting a session", () => {
  it.each(["", "active", "completed", "archives"])("takes one that holds nothing else, in “%s”", async (place) => {
    const root = await paused();
    if (place === "completed") await wfsJson(["complete", "one", "--archive"], root);
    else if (place !== "") {
      await wfsJson(["pause"], root);
      mkdirSync(join(root, ".workflow", place));
      renameSync(join(root, ".workflow", "WFS-one"), join(root, ".workflow", place, "WFS-one"));
    }
    const deleted = (await wfsJson(["delete", "one"], root)) as Deleted;
    expect(deleted).toEqual({
      deleted: "WFS-one",
      path: expect.stringMatching(/\.workflow\/\.deleted\/WFS-one-[^/]+$/u) as string,
      artifacts: 0,
      comments: 0,
      checkpoints: 0,
      branch_deleted: false,
      branch_left: null,
      worktree_left: null,
    });
    expect(existsSync(join(deleted.path, "workflow-session.json"))).toBe(true);
    expect(await sessionsOf(root)).toEqual(["WFS-two"]);
    expect((await wfsJson(["doctor"], root)) as object).toMatchObject({ problems: [] });
  });

  it("refuses the active one, one that is asked about, and one that has forks, also with --force", async () => {
    const root = await paused();
    expect((await refusal(root, "two", "--force")).message).toBe("WFS-two is the active session.");
    await wfsJson(["fork", "create", "child", "--session", "one"], root);
    expect((await refusal(root, "one", "--force")).message).toContain("WFS-child");
    await wfsJson(["fork", "remove", "child"], root);
    write(root, "README.md", "changed\n");
    await wfsJson(["switch", "one"], root);
    await wfsJson(["request", "commit", "-m", "Do it"], root);
    await wfsJson(["switch", "two"], root);
    expect((await refusal(root, "one", "--force")).hint).toContain("wfs approvals withdraw");
    expect(await sessionsOf(root)).toContain("WFS-one");
    expect(await wfsError(["delete", "WFS-temporary"], root)).toMatchObject({ exitCode: 1 });
    expect(await wfsError(["delete"], root)).toEqual({ exitCode: 2, code: "usage" });
  });

  it("names what is nowhere else, with numbers, and leaves it", async () => {
    const root = await paused();
    write(root, ".workflow/WFS-one/PLAN.md", "plan\n");
    await wfsJson(["annotate", "add", "--session", "one", "-m", "Look"], root);
    await wfsJson(["checkpoint", "create", "--session", "one"], root);
    write(root, "README.md", "only here\n");
    await wfsJson(["checkpoint", "create", "--session", "one"], root);
    const { message, hint } = await refusal(root, "one");
    expect(message).toBe(
      "Deleting WFS-one would lose 1 artifact, 1 comment, 1 checkpoint that no branch or tag holds.",
    );
    expect(hint).toContain("--force");
    expect(existsSync(join(root, ".workflow", "WFS-one", "PLAN.md"))).toBe(true);
    expect(refs(root, "WFS-one").split("\n")).toHaveLength(2);
  });

  it("with --force sets everything aside, and all of it comes back by hand", async () => {
    const root = await paused();
    write(root, ".workflow/WFS-one/PLAN.md", "plan\n");
    write(root, "README.md", "only here\n");
    await wfsJson(["checkpoint", "create", "--session", "one"], root);
    const commit = git(root, "rev-parse", "refs/workflow/WFS-one/checkpoints/1");
    const deleted = (await wfsJson(["delete", "one", "--force"], root)) as Deleted;
    expect(deleted).toMatchObject({ artifacts: 1, checkpoints: 1 });
    expect(existsSync(join(deleted.path, "PLAN.md"))).toBe(true);
    expect(refs(root, "WFS-one")).toMatch(/^refs\/workflow\/WFS-one\/pruned\/\d+-1$/u);
    renameSync(deleted.path, join(root, ".workflow", "WFS-one"));
    git(root, "update-ref", "refs/workflow/WFS-one/checkpoints/1", commit);
    write(root, "README.md", "other\n");
    await wfsJson(["switch", "one"], root);
    expect(await wfsJson(["checkpoint", "list"], root)).toMatchObject({ checkpoints: [{ id: 1 }] });
  });

  it("takes checkpoints that a branch holds without asking", async () => {
    const root = await paused();
    write(root, "README.md", "committed later\n");
    await wfsJson(["checkpoint", "create", "--session", "one"], root);
    commitAll(root, "the same");
    expect(await wfsJson(["delete", "one"], root)).toMatchObject({ checkpoints: 0 });
  });

  it("works outside of a repository", async () => {
    const root = freshDirectory();
    await wfsJson(["new", "one", "--project", "One", "--no-activate"], root);
    expect((await wfs(["delete", "one"], { cwd: root })).stdout).toContain("Deleted WFS-one\nIts directory is ");
  });
});

describe("deleting a fork", () => {
  it("is refused with the reasons of its removal while it has work, also with --force", async () => {
    const root = await forked();
    const worktree = join(root, ".worktrees", "WFS-child");
    write(worktree, "README.md", "uncommitted\n");
    for (const options of [[], ["--force"]]) {
      const { message, hint } = await refusal(root, "child", ...options);
      expect(message).toBe("Removing WFS-child would lose 1 uncommitted path.");
      expect(hint).toContain("wfs fork remove WFS-child");
      expect(hint).toContain("wfs request teardown");
    }
    commitAll(worktree, "unmerged");
    expect((await refusal(root, "child", "--force")).message).toContain("1 commit that no other branch has");
    expect(existsSync(worktree)).toBe(true);
    expect(git(root, "branch", "--list", "session/WFS-child")).toContain("WFS-child");
  });

  it("takes branch and worktree of a merged one along, and keeps the branch's artifacts from being lost", async () => {
    const root = await forked();
    const worktree = join(root, ".worktrees", "WFS-child");
    write(worktree, "new.txt", "merged\n");
    commitAll(worktree, "merged");
    git(root, "merge", "--quiet", "--ff-only", "session/WFS-child");
    write(root, ".workflow/WFS-child/PLAN.md", "plan\n");
    expect((await refusal(root, "child")).message).toBe("Deleting WFS-child would lose 1 artifact.");
    expect(existsSync(worktree)).toBe(true);
    expect(await wfsJson(["delete", "child", "--force"], root)).toMatchObject({
      deleted: "WFS-child",
      path: expect.any(String) as string,
      branch_deleted: true,
    });
    expect(existsSync(worktree)).toBe(false);
    expect(git(root, "branch", "--list", "session/*")).toBe("");
    expect(await sessionsOf(root)).toEqual(["WFS-one"]);
  });

  it("says that nothing was set aside where there was nothing but its record", async () => {
    const root = await forked();
    expect(await wfsJson(["delete", "child"], root)).toMatchObject({ path: null, branch_deleted: true });
    expect(await sessionsOf(root)).toEqual(["WFS-one"]);
  });

  it("that was removed before is deleted from the archive", async () => {
    const root = await forked();
    write(root, ".workflow/WFS-child/notes.md", "notes\n");
    await wfsJson(["fork", "remove", "child"], root);
    expect(await sessionsOf(root)).toEqual(["WFS-child", "WFS-one"]);
    await refusal(root, "child");
    expect(await wfsJson(["delete", "child", "--force"], root)).toMatchObject({ branch_deleted: false, artifacts: 1 });
    expect(await sessionsOf(root)).toEqual(["WFS-one"]);
  });
});
