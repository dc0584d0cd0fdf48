import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { commitAll, git } from "../cli/gitScene.ts";
import { freshDirectory } from "../cli/wfs.ts";
import { layouts, makeLayout, openAt } from "./layouts.ts";

const [base, fork] = [sessionIdFromSlug("base"), sessionIdFromSlug("f")] as const;

const places = [
  ...layouts.map((layout) => ({ ...layout, below: "" })),
  ...layouts
    .filter(({ name }) => ["a plain repository", "--separate-git-dir"].includes(name))
    .map((layout) => ({ ...layout, name: `below the top of ${layout.name}`, below: "app", review: true as const })),
];

describe.each(places)("$name", (layout) => {
  const { below, review } = layout;

  it("has sessions that git does not see, checkpoints that happen, and forks that know where they belong", async () => {
    const { opened, top } = makeLayout(layout);
    const root = join(top, below);
    if (below !== "") mkdirSync(join(root, ".workflow"));
    const main = await openAt(join(opened, below));
    expect(main).toMatchObject({ root });
    await main.sessions.create({ slug: "base", project: "Base" });
    expect(git(top, "status", "--porcelain")).toBe("");
    git(top, "add", "-A");
    expect(git(top, "ls-files")).toBe("a.txt\napp/inner.txt");

    writeFileSync(join(top, "a.txt"), "two\n");
    writeFileSync(join(root, "new.txt"), "new\n");
    await main.sessions.enterPhase("IMPLEMENT");
    const [automatic] = await main.checkpoints.list(base);
    expect(automatic).toMatchObject({ trigger: "phase", place: "main", files: 2 });
    writeFileSync(join(top, "a.txt"), "three\n");
    await main.checkpoints.restore(base, automatic?.id ?? 0);
    expect(readFileSync(join(top, "a.txt"), "utf8")).toBe("two\n");
    const here = await main.checkpoints.findCheckout(refName("refs/heads/main"));
    expect(here).toEqual({ root: top, session: undefined, kind: "main" });

    await main.forks.create({ slug: "f" });
    const { worktree } = await main.forks.open(fork);
    expect(worktree).toBe(join(root, ".worktrees/WFS-f"));
    expect(git(worktree, "rev-parse", "--show-toplevel")).toBe(worktree);
    const inside = await openAt(join(worktree, "app"));
    expect(inside).toMatchObject({ root, here: fork });
    expect((await inside.sessions.addTask("inside")).id).toBe(fork);
    writeFileSync(join(worktree, "own.txt"), "own\n");
    commitAll(worktree, "own work");
    writeFileSync(join(worktree, "loose.txt"), "loose\n");
    expect(await inside.checkpoints.take(fork)).toMatchObject({ files: 1 });
    expect(await main.checkpoints.list(fork)).toMatchObject([{ place: "worktree" }]);
    expect(existsSync(join(worktree, ".workflow"))).toBe(false);
    expect(await main.forks.list()).toMatchObject([{ id: fork, ahead: 1, uncommitted: 1, worktree, problem: null }]);
    const there = await main.checkpoints.findCheckout(refName("refs/heads/session/WFS-f"));
    expect(there).toEqual({ root: worktree, session: fork, kind: "fork" });
    if (review === true) {
      const asked = await (await main.requests?.())?.ask("merge", fork, { summary: "Merge it", requestedBy: "a" });
      const gate = await main.gate();
      const action = await gate.prepare(asked?.id ?? ("" as RequestId));
      expect(action).toMatchObject({ obstacles: [], document: { checkout: top } });
      expect(await gate.grant(action, "ada")).toMatchObject({ receipt: { outcome: "executed", safety_session: base } });
      expect(git(top, "log", "-1", "--format=%s", "main")).toBe("Merge it");
      expect(readFileSync(join(top, "own.txt"), "utf8")).toBe("own\n");
    }

    await main.forks.remove(fork, { force: true });
    expect(await main.forks.whenDiscarded()).toEqual([]);
    expect(await main.forks.sweep()).toEqual([]);
    expect(git(top, "status", "--porcelain")).toBe(` M a.txt\n?? ${join(below, "new.txt")}`);
    expect(main.logger.lines.filter((line) => /^(?:warn|error)/u.test(line))).toEqual([]);
  });
});

describe("where there is no working tree", () => {
  it("says so with the first session, which works all the same", async () => {
    const bare = layouts.find(({ name }) => name.startsWith("a bare repository"));
    if (bare === undefined) throw new Error("There is a bare one.");
    const beside = join(makeLayout(bare).top, "..");
    const { sessions, logger } = await openAt(beside);
    expect(await sessions.create({ slug: "base", project: "Base" })).toMatchObject({ state: "active" });
    const warnings = logger.lines.filter((line) => line.startsWith("warn"));
    expect(warnings).toEqual([expect.stringContaining("but no checkpoints and no forks")]);
    expect(warnings[0]).toContain("open a checkout of it instead");
  });

  it("says so when .git leads nowhere", async () => {
    const directory = freshDirectory();
    writeFileSync(join(directory, ".git"), "gitdir: /nowhere\n");
    const { sessions, logger } = await openAt(directory);
    await sessions.create({ slug: "base", project: "Base" });
    expect(logger.lines).toContain(
      `warn: ${directory}/.git leads to no git repository: no checkpoints and no forks here.`,
    );
  });
});

describe("a .workflow that something else has made", () => {
  it("is kept out of git with the first session, and stays in when a person takes the pattern out", async () => {
    const { top } = makeLayout(layouts[0] ?? { name: "", make: String });
    mkdirSync(join(top, ".workflow"));
    const { sessions } = await openAt(top);
    await sessions.create({ slug: "base", project: "Base" });
    expect(git(top, "status", "--porcelain")).toBe("");
    writeFileSync(join(top, ".git/info/exclude"), "# Workflow Sessions\n.worktrees/\n");
    await sessions.create({ slug: "next", project: "Next" });
    expect(git(top, "status", "--porcelain")).toBe("?? .workflow/");
  });
});

describe("finding the git directory", () => {
  it.each<[string, (directory: string) => void]>([
    ["nothing", () => undefined],
    ["an empty directory", (directory) => mkdirSync(join(directory, ".git"))],
    ["a link to nothing", (directory) => symlinkSync("/nowhere", join(directory, ".git"))],
    [
      "a directory that lacks objects",
      (directory) => {
        mkdirSync(join(directory, ".git/refs"), { recursive: true });
        writeFileSync(join(directory, ".git/HEAD"), "ref: refs/heads/main\n");
      },
    ],
    ["a pipe", (directory) => execFileSync("sh", ["-c", "mkfifo .git"], { cwd: directory })],
    ["a repository", (directory) => git(directory, "init", "--quiet")],
    [
      "a repository by a link",
      (directory) => {
        git(directory, "init", "--quiet", "store");
        symlinkSync("store/.git", join(directory, ".git"));
      },
    ],
  ])("agrees with git about %s for .git", async (_, prepare) => {
    const { top } = makeLayout(layouts[0] ?? { name: "", make: String });
    prepare(join(top, "app"));
    const { root, gitDirectory } = await openAt(join(top, "app"));
    expect(root).toBe(git(join(top, "app"), "rev-parse", "--show-toplevel"));
    const said = git(join(top, "app"), "rev-parse", "--path-format=absolute", "--git-common-dir");
    expect(gitDirectory).toBe(realpathSync(said));
  });
});
