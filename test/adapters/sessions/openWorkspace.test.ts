import { mkdirSync, realpathSync, symlinkSync, utimesSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

const opened: GitRepository[] = [];
function repository(): GitRepository {
  const made = new GitRepository();
  opened.push(made);
  return made;
}
afterEach(() => {
  for (const made of opened.splice(0)) made.dispose();
});

const logger = new MemoryLogger();
const gitOf = (made: GitRepository): SimpleGit => new SimpleGit({ workspace: made.root, logger });

describe("openWorkspace on a real repository", () => {
  it("finds the main checkout from inside a worktree that git made, and means its fork", async () => {
    const made = repository();
    made.git("worktree", "add", "-q", ".worktrees/WFS-fork", "-b", "session/WFS-fork");
    made.git("worktree", "add", "-q", made.beside("elsewhere"), "-b", "other");
    made.write(".worktrees/WFS-fork/src/deep/file", "x");
    const main = await openWorkspace(made.root, { logger });
    expect(main).toMatchObject({ root: made.root });
    expect(main.here).toBeUndefined();
    await main.sessions.create({ slug: "base", project: "Base" });
    await main.sessions.create({ slug: "fork", project: "Fork", activate: false });
    const inside = await openWorkspace(made.path(".worktrees/WFS-fork/src/deep"), { logger });
    expect(inside).toMatchObject({ root: made.root, here: "WFS-fork" });
    expect((await inside.sessions.addTask("in the worktree")).id).toBe("WFS-fork");
    expect(await openWorkspace(made.beside("elsewhere"), { logger })).toMatchObject({ root: made.root });
    symlinkSync(made.path(".worktrees/WFS-fork"), made.beside("link"));
    expect(await openWorkspace(made.beside("link"), { logger })).toMatchObject({ root: made.root, here: "WFS-fork" });
  });

  it("means the session it is told it is pinned to, whose lock is looked at too, and is not pinned by its environment", async () => {
    const made = repository();
    const { sessions, recovery } = await openWorkspace(made.root, { logger });
    for (const slug of ["one", "two"]) await sessions.create({ slug, project: slug });
    const [one, directory] = ["WFS-one", made.path(".workflow/WFS-one")];
    mkdirSync(made.path(".workflow/WFS-one/.edit"));
    utimesSync(made.path(".workflow/WFS-one/.edit"), 1, 1);
    vi.stubEnv("WORKFLOW_SESSION", one);
    vi.stubEnv("WORKFLOW_SESSION_DIR", directory);
    vi.stubEnv("WORKFLOW_SESSION_PINNED", "1");
    const window = await openWorkspace(made.root, { logger });
    expect(await window.sessions.meant()).toEqual({ from: "marker", session: "WFS-two" });
    expect(await window.sessions.pin()).toBeUndefined();
    expect(await recovery.pending()).toEqual([]);
    const pinned = await openWorkspace(made.root, { logger, pinnedTo: { session: one, directory } });
    expect(await pinned.sessions.meant()).toEqual({ from: "environment", session: one });
    expect(await pinned.sessions.mayBeMeant()).toEqual([one, "WFS-two"]);
    expect(await pinned.recovery.pending()).toMatchObject([{ id: one }]);
  });

  it("stays in a submodule", async () => {
    const made = repository();
    const inner = repository();
    made.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.root, "inner");
    expect((await openWorkspace(made.path("inner"), { logger })).root).toBe(realpathSync(made.path("inner")));
  });

  it("keeps .workflow out of git status when git can be asked", async () => {
    const made = repository();
    const { sessions } = await openWorkspace(made.root, { logger, git: () => gitOf(made) });
    await sessions.create({ slug: "a", project: "A" });
    expect(made.git("status", "--porcelain")).toBe("");
    expect(made.read(".git/info/exclude")).toContain(".worktrees/\n.workflow/\n");
  });

  it("leaves .workflow in git status when the repository tracks files in it", async () => {
    const made = repository();
    made.write(".workflow/WFS-old/workflow-session.json", "{}");
    made.commitAll("keep sessions in git");
    const { sessions } = await openWorkspace(made.root, { logger, git: () => gitOf(made) });
    await sessions.init();
    await sessions.create({ slug: "a", project: "A" });
    expect(made.git("status", "--porcelain")).toContain(".workflow/WFS-a/");
    expect(made.read(".git/info/exclude")).not.toContain(".workflow/\n");
    expect(made.read(".git/info/exclude")).toContain(".worktrees/\n");
  });

  it("starts no process without git, and works outside of a repository", async () => {
    const made = repository();
    const plain = made.beside("plain");
    symlinkSync("/nowhere", made.beside("broken"));
    await expect(openWorkspace(made.beside("broken"), { logger })).rejects.toMatchObject({ code: "usage" });
    made.gitIn(made.root, "init", "--quiet", plain);
    made.remove("../plain/.git");
    const { root, sessions } = await openWorkspace(plain, { logger });
    expect(root).toBe(plain);
    expect((await sessions.create({ slug: "a", project: "A" })).state).toBe("active");
  });
});
