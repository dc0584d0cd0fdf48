import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copiesOf, git } from "./gitScene.ts";
import { freshDirectory, wfs, wfsJson, type Ran } from "./wfs.ts";

type Environment = Readonly<Record<string, string>>;

/** What a terminal that was opened for a session has in its environment. */
const pinnedTo = (root: string, session: string, directory = join(root, ".workflow", session)): Environment => ({
  WORKFLOW_SESSION: session,
  WORKFLOW_SESSION_DIR: directory,
  WORKFLOW_SESSION_PINNED: "1",
});

/** What any other terminal of the window has. */
function unpinned(root: string, session: string): Environment {
  const { WORKFLOW_SESSION_PINNED: _, ...others } = pinnedTo(root, session);
  return others;
}

/** A repository with the sessions `one` and `two`, of which `two` is active. */
const makeTwo = async (root: string): Promise<void> => {
  for (const slug of ["one", "two"]) await wfsJson(["new", slug, "--project", slug], root);
};
const twoSessions = copiesOf(makeTwo);

/** The same with a worktree of the fork `fork`. */
const copyWithFork = copiesOf(async (root) => {
  await makeTwo(root);
  await wfsJson(["fork", "create", "fork", "--session", "two", "--worktree"], root);
});
async function withFork(): Promise<{ readonly root: string; readonly worktree: string }> {
  const root = await copyWithFork();
  return { root, worktree: join(root, ".worktrees", "WFS-fork") };
}

const meant = async (cwd: string, env: Environment, ...more: readonly string[]): Promise<unknown> =>
  (answer(await wfs(["status", "--json", ...more], { cwd, env })) as { meant: unknown }).meant;

function answer({ exitCode, stdout, stderr }: Ran): unknown {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

function failure({ exitCode, stdout, stderr }: Ran): unknown {
  expect(stdout).toBe("");
  return { exitCode, ...(JSON.parse(stderr) as { error: object }).error };
}

/** The session a verb that changes one has changed. */
const changed = async (cwd: string, env: Environment, ...more: readonly string[]): Promise<unknown> =>
  (answer(await wfs(["task", "add", "a-task", ...more, "--json"], { cwd, env })) as { id: string }).id;

describe("the session verbs mean without a name", () => {
  it("is the active one, and none where none is", async () => {
    const root = await twoSessions();
    expect(await meant(root, {})).toEqual({ session: "WFS-two", from: "marker" });
    await wfsJson(["pause"], root);
    expect(await meant(root, {})).toEqual({ session: null, from: "temporary" });
    expect(await meant(root, {}, "--session", "one")).toEqual({ session: "WFS-one", from: "option" });
  });

  it("is the terminal's own in one that was opened for a session, and stays it after a switch", async () => {
    const root = await twoSessions();
    const env = pinnedTo(root, "WFS-one");
    expect(await meant(root, env)).toEqual({ session: "WFS-one", from: "environment" });
    expect(await changed(root, env)).toBe("WFS-one");
    const { stdout } = await wfs(["status"], { cwd: root, env });
    expect(stdout).toMatch(
      /● {2}WFS-two[^]*In this terminal, which was opened for it, verbs mean WFS-one:\n.*WFS-one/u,
    );
    await wfsJson(["new", "three", "--project", "Three"], root);
    expect(await changed(root, env)).toBe("WFS-one");
    expect(await changed(root, env, "two")).toBe("WFS-two");
    expect(await changed(root, env, "--session", "two")).toBe("WFS-two");
    expect(await wfsJson(["status"], root)).toMatchObject({ active: "WFS-three" });
  });

  it("follows the marker in every other terminal", async () => {
    const root = await twoSessions();
    for (const env of [unpinned(root, "WFS-one"), { ...pinnedTo(root, "WFS-one"), WORKFLOW_SESSION_PINNED: "" }]) {
      expect(await meant(root, env)).toEqual({ session: "WFS-two", from: "marker" });
      expect(await changed(root, env)).toBe("WFS-two");
    }
    expect(await meant(root, { ...pinnedTo(root, ""), WORKFLOW_SESSION: "" })).toMatchObject({ from: "marker" });
  });

  it("is not what a terminal of another workspace says", async () => {
    const [root, other] = [await twoSessions(), await twoSessions()];
    expect(await meant(root, pinnedTo(other, "WFS-one"))).toEqual({ session: "WFS-two", from: "marker" });
    const outside = [
      "",
      "WFS-one",
      join(root, "WFS-one"),
      join(root, ".workflow"),
      join(root, ".workflow-2", "WFS-one"),
      join(root, ".workflow", "..", "WFS-one"),
      join(root, "README.md", "WFS-one"),
      `/${"x".repeat(5000)}`,
    ];
    for (const directory of outside) {
      expect([directory, await meant(root, pinnedTo(root, "WFS-one", directory))]).toEqual([
        directory,
        { session: "WFS-two", from: "marker" },
      ]);
    }
    expect(await meant(root, pinnedTo(other, "WFS-gone"))).toMatchObject({ from: "marker" });
    expect(await wfsJson(["status", "--root", other], root)).toMatchObject({ meant: { session: "WFS-two" } });
  });

  it("is the terminal's own also where the session has moved, and where the root has two names", async () => {
    const root = await twoSessions();
    const linked = join(freshDirectory(), "linked");
    symlinkSync(root, linked);
    const own = { session: "WFS-one", from: "environment" };
    for (const [cwd, said] of [
      [root, linked],
      [linked, root],
      [linked, linked],
    ] as const) {
      expect(await meant(cwd, pinnedTo(said, "WFS-one"))).toEqual(own);
      expect(await meant(cwd, pinnedTo(said, "WFS-gone"))).toMatchObject({ session: "WFS-gone", gone: true });
    }
    for (const place of ["active", "completed", "archives"]) {
      expect(await meant(root, pinnedTo(root, "WFS-one", join(root, ".workflow", place, "WFS-one")))).toEqual(own);
    }
    await wfsJson(["complete", "one", "--archive"], root);
    expect(await meant(root, pinnedTo(root, "WFS-one"))).toEqual(own);
    const refused = { exitCode: 1, code: "refused", message: "WFS-one is archived." };
    expect(failure(await wfs(["save", "--json"], { cwd: root, env: pinnedTo(root, "WFS-one") }))).toMatchObject(
      refused,
    );
  });
});

describe("a fork's worktree", () => {
  it("is stronger than the marker, and agrees with its own terminal", async () => {
    const { root, worktree } = await withFork();
    for (const env of [{}, unpinned(root, "WFS-one"), pinnedTo(root, "WFS-fork")]) {
      expect(await meant(worktree, env)).toEqual({ session: "WFS-fork", from: "worktree" });
      expect(await changed(worktree, env)).toBe("WFS-fork");
    }
  });

  it("in another session's terminal: looking means the fork, changing is refused and names both", async () => {
    const { root, worktree } = await withFork();
    const run = async (...args: readonly string[]): Promise<Ran> =>
      wfs([...args, "--json"], { cwd: worktree, env: pinnedTo(root, "WFS-one") });
    expect(await meant(worktree, pinnedTo(root, "WFS-one"))).toEqual({ session: "WFS-fork", from: "worktree" });
    expect((await wfs(["status"], { cwd: worktree, env: pinnedTo(root, "WFS-one") })).stderr).toBe("");
    expect(answer(await run("checkpoint", "list"))).toEqual({ checkpoints: [] });
    expect(answer(await run("annotate", "list"))).toEqual({ annotations: [] });
    expect(answer(await run("checkpoint", "create", "--session", "fork"))).toMatchObject({ id: 1 });
    expect(answer(await run("checkpoint", "prune", "--dry-run"))).toMatchObject({ checkpoints: [] });
    writeFileSync(join(worktree, "plan.md"), "plan\n");
    for (const line of [
      "pause",
      "complete",
      "phase IMPLEMENT",
      "phase IMPLEMENT --artifact plan=plan.md",
      "phase IMPLEMENT --artifact plan=no-such-file.md",
      "task add a",
      "task done a",
      "save",
      "checkpoint create",
      "checkpoint restore 1",
      "checkpoint pin 1",
      "checkpoint unpin 1",
      "checkpoint prune",
      "undo",
      "redo",
      "fork create more",
      "annotate add -m Look",
      "request commit -m Work",
      "request merge -m Work",
      "request teardown",
    ]) {
      const refused = failure(await run(...line.split(" ")));
      expect([line, refused]).toMatchObject([line, { exitCode: 1, code: "refused" }]);
      expect([line, refused]).toMatchObject([line, { message: expect.stringMatching(/WFS-one.*WFS-fork/u) }]);
      expect([line, refused]).toMatchObject([line, { hint: expect.stringMatching(/--session.*leave the worktree/u) }]);
    }
    const { checkpoints } = answer(await run("checkpoint", "list")) as { checkpoints: object[] };
    expect(checkpoints).toMatchObject([{ id: 1, pinned: false }]);
    expect(answer(await run("task", "add", "a", "--session", "one"))).toMatchObject({ id: "WFS-one" });
    expect(answer(await run("task", "add", "a", "fork"))).toMatchObject({ id: "WFS-fork" });
    expect(await changed(root, pinnedTo(root, "WFS-one"))).toBe("WFS-one");
  });

  it("says --session with the verb that takes a restore back, where that would be refused", async () => {
    const { root, worktree } = await withFork();
    await wfsJson(["checkpoint", "create"], worktree);
    writeFileSync(join(worktree, "README.md"), "changed\n");
    const restore = ["checkpoint", "restore", "1", "--session", "fork"];
    const { stdout } = await wfs(restore, { cwd: worktree, env: pinnedTo(root, "WFS-one") });
    expect(stdout).toContain("wfs undo --session WFS-fork");
  });
});

describe("a terminal whose session is gone", () => {
  it.each(["WFS-gone", "no name at all", "../WFS-one", "x".repeat(4000)])(
    "fails what needs one: %.20s",
    async (name) => {
      const root = await twoSessions();
      const run = async (...args: readonly string[]): Promise<Ran> =>
        wfs(args, { cwd: root, env: pinnedTo(root, name, join(root, ".workflow", "WFS-gone")) });
      for (const line of [
        "save",
        "phase REVIEW",
        "pause",
        "checkpoint list",
        "annotate list",
        "request commit -m Work",
      ]) {
        const failed = failure(await run(...line.split(" "), "--json"));
        expect([line, failed]).toMatchObject([line, { exitCode: 1, code: "not-found" }]);
        expect([line, failed]).toMatchObject([line, { message: expect.stringContaining(name.slice(0, 200)) }]);
        expect([line, failed]).toMatchObject([
          line,
          { hint: expect.stringMatching(/--session.*unset WORKFLOW_SESSION/u) },
        ]);
      }
      expect(answer(await run("save", "--session", "one", "--json"))).toMatchObject({ id: "WFS-one" });
      for (const line of [
        "status",
        "list",
        "doctor",
        "sweep",
        "init",
        "approvals list",
        "audit verify",
        "fork list",
        "new other --project Other --no-activate",
      ]) {
        const { exitCode, stderr } = await run(...line.split(" "));
        expect([line, exitCode]).toEqual([line, 0]);
        expect([line, stderr.split("\n").length]).toEqual([line, 2]);
        expect([line, stderr]).toEqual([line, expect.stringContaining("WORKFLOW_SESSION")]);
        expect([line, stderr]).toEqual([line, expect.stringContaining(name.slice(0, 200))]);
        const quiet = [line.replace("new other", "new quiet"), "--json"].join(" ").split(" ");
        expect([line, (await run(...quiet)).stderr]).toEqual([line, ""]);
      }
    },
  );

  it("is told by status, for tools too", async () => {
    const root = await twoSessions();
    const env = pinnedTo(root, "WFS-gone");
    expect(await meant(root, env)).toEqual({ session: "WFS-gone", from: "environment", gone: true });
    const { stdout } = await wfs(["status"], { cwd: root, env });
    expect(stdout).toContain("●  WFS-two");
    rmSync(join(root, ".workflow"), { recursive: true });
    expect(await meant(root, env)).toMatchObject({ gone: true });
  });

  it("takes a link for no session", async () => {
    const root = await twoSessions();
    const elsewhere = freshDirectory();
    mkdirSync(join(elsewhere, "WFS-linked"));
    symlinkSync(join(elsewhere, "WFS-linked"), join(root, ".workflow", "WFS-linked"));
    const env = pinnedTo(root, "WFS-linked", join(root, ".workflow", "elsewhere"));
    expect(await meant(root, env)).toMatchObject({ session: "WFS-linked", gone: true });
  });
});

describe("what makes another session active in a terminal of one", () => {
  it("says that verbs there go on to mean the terminal's own", async () => {
    const root = await twoSessions();
    const env = pinnedTo(root, "WFS-one");
    const stays = /^This terminal stays pinned to WFS-one: .* not WFS-\w+\.\n$/u;
    for (const line of ["switch two", "switch --session two", "resume two", "new three --project Three"]) {
      const { exitCode, stderr } = await wfs(line.split(" "), { cwd: root, env });
      expect([line, exitCode, stderr]).toEqual([line, 0, expect.stringMatching(stays)]);
    }
    expect(await wfsJson(["status"], root)).toMatchObject({ active: "WFS-three" });
    expect((await wfs(["switch", "two", "--json"], { cwd: root, env })).stderr).toBe("");
    for (const line of ["switch one", "new four --project Four --no-activate"]) {
      expect((await wfs(line.split(" "), { cwd: root, env })).stderr).toBe("");
    }
    expect((await wfs(["switch", "two"], { cwd: root, env: unpinned(root, "WFS-one") })).stderr).toBe("");
  });
});

describe("--session beside an operand", () => {
  it("must not name another session: exit code 2, and nothing is changed", async () => {
    const root = await twoSessions();
    const both = await wfs(["switch", "one", "--session", "two", "--json"], { cwd: root });
    expect(failure(both)).toMatchObject({ exitCode: 2, code: "usage", message: expect.stringContaining("WFS-one") });
    expect(answer(await wfs(["switch", "WFS-one", "--session", "one", "--json"], { cwd: root }))).toMatchObject({
      id: "WFS-one",
      active: true,
    });
  });

  it("says of which session a comment or a request has to be", async () => {
    const root = await twoSessions();
    const { id } = (await wfsJson(["annotate", "add", "--session", "one", "-m", "Look"], root)) as { id: string };
    for (const typed of [id, id.slice(-12, -6)]) {
      const reply = ["annotate", "reply", typed, "-m", "Yes", "--json", "--session"];
      expect(failure(await wfs([...reply, "two"], { cwd: root }))).toMatchObject({ code: "not-found" });
      expect(answer(await wfs([...reply, "one"], { cwd: root }))).toMatchObject({ id });
    }
    writeFileSync(join(root, "README.md"), "changed\n");
    await wfsJson(["switch", "one"], root);
    const asked = (await wfsJson(["request", "commit", "--session", "one", "-m", "Work"], root)) as { id: string };
    for (const verb of ["show", "wait", "withdraw"]) {
      const other = ["approvals", verb, asked.id, "--session", "two", "--json"];
      expect(failure(await wfs(other, { cwd: root }))).toMatchObject({ code: "not-found" });
    }
    const of = async (session: string): Promise<unknown> => wfsJson(["approvals", "list", "--session", session], root);
    expect(await of("one")).toMatchObject({ approvals: [{ id: asked.id }] });
    expect(await of("two")).toMatchObject({ approvals: [] });
    expect(await wfsJson(["approvals", "withdraw", asked.id, "--session", "one"], root)).toMatchObject({
      state: "withdrawn",
    });
  });

  it("chooses the forks of a session", async () => {
    const { root } = await withFork();
    await wfsJson(["fork", "create", "more", "--session", "two"], root);
    await wfsJson(["fork", "create", "other", "--session", "one"], root);
    const of = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { forks } = (await wfsJson(["fork", ...args], root)) as { forks: readonly { id: string }[] };
      return forks.map(({ id }) => id).toSorted();
    };
    expect(await of("list")).toEqual(["WFS-fork", "WFS-more", "WFS-other"]);
    expect(await of("list", "--session", "two")).toEqual(["WFS-fork", "WFS-more"]);
    expect(await of("compare", "--session", "two")).toEqual(["WFS-fork", "WFS-more"]);
    expect(await of("compare", "fork", "more", "--session", "two")).toEqual(["WFS-fork", "WFS-more"]);
    const other = await wfs(["fork", "compare", "fork", "other", "--session", "two", "--json"], { cwd: root });
    expect(failure(other)).toMatchObject({ exitCode: 2, code: "usage" });
    expect(git(root, "status", "--porcelain")).toBe("");
  });
});
