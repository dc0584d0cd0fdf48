import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsJson } from "./wfs.ts";

const markers = (root: string): readonly string[] =>
  readdirSync(join(root, ".workflow")).filter((name) => name.startsWith(".active-"));

describe("many at the same time", () => {
  it("20 switches leave exactly one active session, and all say so", async () => {
    const root = freshDirectory();
    for (const slug of ["a", "b", "c", "d", "e"]) await wfsJson(["new", slug, "--project", slug], root);
    const switched = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        wfs(["switch", "abcde".charAt(index % 5), "--json"], { cwd: root }),
      ),
    );
    expect(switched.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(markers(root)).toHaveLength(1);
    const answer = (await wfsJson(["status"], root)) as { active: string; state: string };
    expect(answer).toMatchObject({ state: "ok", problems: [] });
    expect(markers(root)).toEqual([`.active-${answer.active}`]);
  });

  it("10 tasks added at once are all there", async () => {
    const root = freshDirectory();
    await wfsJson(["new", "a", "--project", "a"], root);
    const names = Array.from({ length: 10 }, (_, index) => `impl-${index}`);
    await Promise.all(names.map(async (name) => wfsJson(["task", "add", name], root)));
    const { sessions } = (await wfsJson(["list"], root)) as { sessions: { current_tasks: string[] }[] };
    expect(sessions[0]?.current_tasks.toSorted()).toEqual(names);
  });

  it("10 sessions of one name: one is made, nine say that it exists", async () => {
    const root = freshDirectory();
    await wfsJson(["init"], root);
    const made = await Promise.all(
      Array.from({ length: 10 }, async () => wfs(["new", "same", "--project", "Same", "--json"], { cwd: root })),
    );
    expect(made.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    expect(made.filter(({ stderr }) => stderr.includes('"exists"'))).toHaveLength(9);
  });
});

describe("from no active session", () => {
  it("10 × dup, 4 × DUP and others leave one marker and no twins", async () => {
    const root = freshDirectory();
    await wfsJson(["init"], root);
    const slugs = [...Array.from({ length: 14 }, (_, index) => (index % 4 === 3 ? "DUP" : "dup")), "x", "y"];
    await Promise.all(slugs.map(async (slug) => wfs(["new", slug, "--project", "P", "--json"], { cwd: root })));
    const sessions = readdirSync(join(root, ".workflow")).filter((name) => name.startsWith("WFS-"));
    expect(new Set(sessions.map((name) => name.toLowerCase())).size).toBe(sessions.length);
    expect(sessions).toEqual(expect.arrayContaining(["WFS-x", "WFS-y"]));
    expect(markers(root)).toHaveLength(1);
    expect(await wfsJson(["status"], root)).toMatchObject({ state: "ok", problems: [] });
  });
});

describe("where wfs runs", () => {
  it("finds .workflow from a directory below", async () => {
    const root = repository();
    await wfsJson(["new", "one", "--project", "One"], root);
    mkdirSync(join(root, "src", "deep"), { recursive: true });
    expect(await wfsJson(["status"], join(root, "src", "deep"))).toMatchObject({ active: "WFS-one" });
  });

  it("makes .workflow at the top of the repository, and keeps it out of git", async () => {
    const root = repository();
    mkdirSync(join(root, "src"));
    await wfsJson(["init"], join(root, "src"));
    expect(existsSync(join(root, ".workflow"))).toBe(true);
    const status = execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
    expect(status).toBe("");
  });

  it("means the main checkout's sessions inside a linked worktree", async () => {
    const root = repository();
    await wfsJson(["new", "one", "--project", "One"], root);
    const linked = join(freshDirectory(), "linked");
    git(root, "worktree", "add", "--quiet", linked);
    mkdirSync(join(linked, "src"));
    expect(await wfsJson(["status"], join(linked, "src"))).toMatchObject({ active: "WFS-one", sessions: 1 });
    await wfsJson(["new", "two", "--project", "Two"], linked);
    expect(existsSync(join(linked, ".workflow"))).toBe(false);
    expect(markers(root)).toEqual([".active-WFS-two"]);
  });

  it("means the fork inside the fork's worktree, whatever the marker says", async () => {
    const root = repository();
    await wfsJson(["new", "fork", "--project", "A fork"], root);
    await wfsJson(["new", "one", "--project", "One"], root);
    git(root, "worktree", "add", "--quiet", "-b", "session/WFS-fork", join(root, ".worktrees", "WFS-fork"));
    expect(await wfsJson(["task", "add", "impl-1"], join(root, ".worktrees", "WFS-fork"))).toMatchObject({
      id: "WFS-fork",
      active: false,
      current_tasks: ["impl-1"],
    });
    expect(markers(root)).toEqual([".active-WFS-one"]);
    const here = join(root, ".worktrees", "WFS-fork");
    expect(await wfsJson(["status"], here)).toMatchObject({ active: "WFS-one", here: "WFS-fork" });
    expect(await wfsJson(["status"], root)).not.toHaveProperty("here");
    const { stdout } = await wfs(["status"], { cwd: here });
    expect(stdout).toMatch(/● {2}WFS-one[^]*verbs mean the fork WFS-fork:\n.*WFS-fork[^]*\n {4}impl-1\n/u);
  });

  it("takes --root before and after the verb, relative to where it is", async () => {
    const root = repository();
    await wfsJson(["new", "one", "--project", "One"], root);
    const above = join(root, "..");
    const name = root.slice(above.length + 1);
    expect(await wfsJson(["--root", name, "status"], above)).toMatchObject({ active: "WFS-one" });
    expect(await wfsJson(["status", "--root", root], "/")).toMatchObject({ active: "WFS-one" });
  });
});
