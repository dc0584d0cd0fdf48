import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copiesOf, git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsError, wfsJson } from "./wfs.ts";

/** A repository with `.workflow` and no session. */
const idle = copiesOf(async (root) => wfsJson(["init"], root));

const write = (root: string, name: string, text: string): void => {
  writeFileSync(join(root, name), text);
};
const read = (root: string, name: string): string => readFileSync(join(root, name), "utf8");
const temporary = (root: string): string => join(root, ".workflow", ".temporary");
const refs = (root: string, session: string): readonly string[] =>
  git(root, "for-each-ref", "--format=%(refname)", `refs/workflow/${session}/`)
    .split("\n")
    .filter((ref) => ref !== "")
    .map((ref) => ref.slice(`refs/workflow/${session}/`.length));

/** Two checkpoints, one of them pinned, a restore that can be undone, and a comment. */
const worked = copiesOf(async (root) => {
  await wfsJson(["init"], root);
  write(root, "README.md", "one\n");
  await wfsJson(["checkpoint", "create", "-m", "first"], root);
  write(root, "README.md", "two\n");
  await wfsJson(["checkpoint", "create"], root);
  await wfsJson(["checkpoint", "pin", "1"], root);
  await wfsJson(["checkpoint", "restore", "1"], root);
  await wfsJson(["annotate", "add", "-m", "Look at this"], root);
});

describe("while no session is active", () => {
  it("verbs that look make nothing and find nothing", async () => {
    const root = await idle();
    expect(await wfsJson(["checkpoint", "list"], root)).toEqual({ checkpoints: [] });
    expect((await wfs(["checkpoint", "list"], { cwd: root })).stdout).toBe(
      "No checkpoints. “wfs checkpoint create” takes one.\n",
    );
    expect(await wfsJson(["annotate", "list"], root)).toEqual({ annotations: [] });
    expect(await wfsJson(["checkpoint", "prune", "--keep", "1", "--dry-run"], root)).toMatchObject({ checkpoints: [] });
    for (const args of [
      ["checkpoint", "show", "1"],
      ["checkpoint", "diff", "1"],
      ["checkpoint", "restore", "1"],
      ["checkpoint", "pin", "1"],
      ["undo"],
      ["redo"],
    ]) {
      expect(await wfsError(args, root), args.join(" ")).toEqual({ exitCode: 1, code: "not-found" });
    }
    expect(existsSync(temporary(root))).toBe(false);
  });

  it("checkpoints are of the temporary workspace, which the first one makes", async () => {
    const root = await worked();
    expect(read(root, "README.md")).toBe("one\n");
    expect(await wfsJson(["checkpoint", "show", "1"], root)).toMatchObject({
      session: "WFS-temporary",
      message: "first",
      pinned: true,
    });
    expect(await wfsJson(["checkpoint", "diff", "2"], root)).toMatchObject({ files: [{ path: "README.md" }] });
    expect((await wfs(["undo"], { cwd: root })).stdout).toContain("“wfs redo” ");
    expect(read(root, "README.md")).toBe("two\n");
    await wfsJson(["redo"], root);
    expect(read(root, "README.md")).toBe("one\n");
    await wfsJson(["checkpoint", "unpin", "1"], root);
    expect(await wfsJson(["checkpoint", "prune", "--keep", "1"], root)).toMatchObject({
      checkpoints: expect.arrayContaining([expect.objectContaining({ id: 1 })]) as unknown,
    });
    expect(existsSync(temporary(root))).toBe(true);
  });

  it("comments and artifacts are of the temporary workspace", async () => {
    const root = await idle();
    const { id } = (await wfsJson(["annotate", "add", "--file", "README.md", "--line", "1", "-m", "Why?"], root)) as {
      readonly id: string;
    };
    await wfsJson(["annotate", "reply", id, "-m", "Because."], root);
    await wfsJson(["annotate", "resolve", id], root);
    expect(await wfsJson(["annotate", "list"], root)).toMatchObject({
      annotations: [{ id, session: "WFS-temporary", resolved: true }],
    });
    expect(await wfsJson(["phase", "IMPLEMENT", "--artifact", "plan=README.md"], root)).toMatchObject({
      phase: "IMPLEMENT",
    });
    write(root, join(".workflow", ".temporary", "PLAN.md"), "plan\n");
    await wfsJson(["phase", "REVIEW", "--artifact", "plan=.workflow/.temporary/PLAN.md"], root);
    await wfsJson(["keep", "spike"], root);
    expect(await wfsJson(["annotate", "list"], root)).toMatchObject({ annotations: [{ id, session: "WFS-spike" }] });
  });

  it("nothing can be asked of it, and nothing forked from it, before it is kept", async () => {
    const root = await worked();
    for (const args of [
      ["fork", "create", "other"],
      ["request", "commit", "-m", "Do it"],
    ]) {
      const { stderr, exitCode } = await wfs([...args, "--json"], { cwd: root });
      expect(exitCode).toBe(1);
      expect(JSON.parse(stderr)).toMatchObject({
        error: { code: "no-active-session", hint: expect.stringContaining("wfs keep <slug>") as string },
      });
      const named = [...args, "--session", "WFS-temporary"];
      expect(await wfsError(named, root)).toEqual({ exitCode: 1, code: "refused" });
    }
  });

  it("needs a .workflow", async () => {
    const root = repository();
    for (const args of [["checkpoint", "create"], ["checkpoint", "list"], ["undo"]]) {
      expect(await wfsError(args, root)).toEqual({ exitCode: 1, code: "no-workflow" });
    }
    expect(existsSync(join(root, ".workflow"))).toBe(false);
  });
});

describe("keeping the temporary workspace", () => {
  it("takes its checkpoints, pins, undo entries and comments along", async () => {
    const root = await worked();
    const before = refs(root, "WFS-temporary");
    expect(before).toEqual(["checkpoints/1", "checkpoints/2", "pins/1", "undo/1"]);
    await wfsJson(["keep", "spike"], root);
    expect(refs(root, "WFS-spike")).toEqual(before);
    expect(refs(root, "WFS-temporary")).toEqual([]);
    const { checkpoints } = (await wfsJson(["checkpoint", "list"], root)) as {
      readonly checkpoints: readonly Record<string, unknown>[];
    };
    expect(checkpoints.map(({ id, session, pinned }) => [id, session, pinned])).toEqual([
      [2, "WFS-spike", false],
      [1, "WFS-spike", true],
    ]);
    await wfsJson(["undo"], root);
    expect(read(root, "README.md")).toBe("two\n");
    expect(await wfsJson(["annotate", "list"], root)).toMatchObject({ annotations: [{ session: "WFS-spike" }] });
  });

  it("is refused where a former session's checkpoints have the name, and nothing has changed", async () => {
    const root = await worked();
    git(root, "update-ref", "refs/workflow/WFS-spike/checkpoints/9", "HEAD");
    const before = refs(root, "WFS-temporary");
    expect(await wfsError(["keep", "spike"], root)).toEqual({ exitCode: 1, code: "exists" });
    expect(refs(root, "WFS-temporary")).toEqual(before);
    expect(existsSync(temporary(root))).toBe(true);
    await wfsJson(["keep", "other"], root);
  });
});

describe("a keep that was cut off", () => {
  it("is taken back by the next verb that changes something, and the checkpoints are there again", async () => {
    const root = await worked();
    const before = refs(root, "WFS-temporary");
    const first = git(root, "rev-parse", "refs/workflow/WFS-temporary/checkpoints/1");
    for (const ref of before) {
      git(root, "update-ref", `refs/workflow/WFS-spike/${ref}`, `refs/workflow/WFS-temporary/${ref}`);
      git(root, "update-ref", "-d", `refs/workflow/WFS-temporary/${ref}`);
    }
    git(root, "update-ref", "refs/workflow/WFS-temporary/keeping/WFS-spike", first);
    expect(await wfsJson(["checkpoint", "pin", "2"], root)).toMatchObject({ id: 2, pinned: true });
    expect(refs(root, "WFS-temporary")).toEqual(["checkpoints/1", "checkpoints/2", "pins/1", "pins/2", "undo/1"]);
    expect(refs(root, "WFS-spike")).toEqual([]);
  });
});

describe("two workspaces of one repository", () => {
  it("do not take or discard each other's checkpoints", async () => {
    const source = repository();
    const bare = join(freshDirectory(), "bare.git");
    git(source, "clone", "--quiet", "--bare", source, bare);
    const [one, two] = [join(bare, "..", "one"), join(bare, "..", "two")];
    git(bare, "worktree", "add", "--quiet", "--detach", one);
    git(bare, "worktree", "add", "--quiet", "--detach", two);
    for (const root of [one, two]) {
      await wfsJson(["init"], root);
      write(root, "README.md", root);
      await wfsJson(["checkpoint", "create"], root);
    }
    const before = refs(bare, "WFS-temporary");
    expect(await wfsError(["keep", "mine"], one)).toEqual({ exitCode: 1, code: "refused" });
    expect(await wfsError(["discard", "--force"], one)).toEqual({ exitCode: 1, code: "refused" });
    expect(refs(bare, "WFS-temporary")).toEqual(before);
    expect(existsSync(temporary(one))).toBe(true);
  });
});

describe("discarding the temporary workspace", () => {
  it("is refused while it has checkpoints, with how many there are and what keeps them", async () => {
    const root = await worked();
    const before = refs(root, "WFS-temporary");
    const { stdout, stderr, exitCode } = await wfs(["discard", "--json"], { cwd: root });
    expect([stdout, exitCode]).toEqual(["", 1]);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: "refused",
        message: "The temporary workspace has 2 checkpoints, which would go with it.",
        hint: "Keep it as a session (wfs keep <slug>), or discard it with --force.",
      },
    });
    expect(refs(root, "WFS-temporary")).toEqual(before);
    expect(existsSync(temporary(root))).toBe(true);
  });

  it("says what went, and its checkpoints can be brought back by hand", async () => {
    const root = await worked();
    const second = git(root, "rev-parse", "refs/workflow/WFS-temporary/checkpoints/2");
    expect(await wfsJson(["discard", "--force"], root)).toEqual({
      discarded: true,
      checkpoints: 2,
      comments: 1,
      path: expect.stringContaining(join(root, ".workflow/.deleted/WFS-temporary-")) as string,
    });
    expect(existsSync(temporary(root))).toBe(false);
    expect(await wfsJson(["checkpoint", "list"], root)).toEqual({ checkpoints: [] });
    const waiting = git(
      root,
      "for-each-ref",
      "--format=%(refname) %(objectname)",
      "refs/workflow/WFS-temporary/pruned/",
    );
    expect(waiting).toContain(`-2 ${second}`);
    expect(refs(root, "WFS-temporary").filter((ref) => !ref.startsWith("pruned/"))).toEqual([]);
    await wfsJson(["checkpoint", "create"], root);
    git(root, "update-ref", "refs/workflow/WFS-temporary/checkpoints/2", second);
    await wfsJson(["checkpoint", "restore", "2"], root);
    expect(read(root, "README.md")).toBe("two\n");
  });

  it("needs no --force for comments, and says them", async () => {
    const root = await idle();
    await wfsJson(["annotate", "add", "-m", "Look"], root);
    const { stdout } = await wfs(["discard"], { cwd: root });
    expect(stdout).toContain("The temporary workspace is gone, and with it 1 comment.\n");
    expect(stdout).toContain(join(root, ".workflow/.deleted/WFS-temporary-"));
  });

  it("sets aside what a program has put there", async () => {
    const root = await idle();
    await wfs(["exec", "--", "sh", "-c", "echo plan > IMPL_PLAN.md"], { cwd: root });
    const { path } = (await wfsJson(["discard"], root)) as { path: string };
    expect(readFileSync(join(path, "IMPL_PLAN.md"), "utf8")).toBe("plan\n");
    expect(existsSync(temporary(root))).toBe(false);
  });

  it("works outside of a repository", async () => {
    const root = freshDirectory();
    await wfsJson(["init"], root);
    await wfsJson(["task", "add", "x"], root);
    expect(await wfsJson(["discard"], root)).toEqual({ discarded: true, checkpoints: 0, comments: 0, path: null });
  });
});
