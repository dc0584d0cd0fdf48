import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { limit } from "../../support/effort.ts";
import { DyingProgram, removeBranchLocks } from "../../support/dying.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { unfinishedIn } from "../../support/unfinishedIn.ts";
import type { DyingOperation } from "./dyingProcess.ts";
import { ForkScene } from "./forkScene.ts";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./dyingProcess.ts", import.meta.url));
});
afterAll(() => program.dispose());

const [a, b] = [sessionIdFromSlug("a"), sessionIdFromSlug("b")] as const;
const anHourLater = new ShiftedClock();
anHourLater.ahead = 60 * 60 * 1000;

type Prepare = (scene: ForkScene) => Promise<void>;
type Judge = (scene: ForkScene, where: string) => Promise<void>;

/** Dies at every step and inside of every run of git; each time applies what is certain, as the next start does, and looks. */
async function dieEverywhere(operation: DyingOperation, prepare: Prepare, judge: Judge): Promise<void> {
  const scene = await ForkScene.make({ files: { "a.txt": "1\n2\n3\n", "b.txt": "b\n", "d/c.txt": "c\n" } });
  try {
    await prepare(scene);
    const look = async (where: string): Promise<void> => settleAndLook(scene, where, judge, operation);
    expect(await program.everywhere(scene.repository, operation, look, { into: 2 })).toMatch(/^[fgos]{3,}$/u);
  } finally {
    scene.repository.dispose();
  }
}

/** What is half done is named by every look; the repair of it, or the sweep alone, completes it. */
async function settleAndLook(
  current: ForkScene,
  where: string,
  judge: Judge,
  operation: DyingOperation,
): Promise<void> {
  const { repository } = current;
  removeBranchLocks(repository);
  const noticed = (await unfinishedIn(repository)).map(({ code, path }) => `${code} ${path}`);
  const journal = repository.path(".workflow/.forks/WFS-a.json");
  expect([where, noticed]).toEqual([where, existsSync(journal) ? [`unfinished-operation ${journal}`] : []]);
  if (operation.do === "remove") {
    const workspace = await openWorkspace(repository.root, { logger: repository.logger, git: () => repository.port() });
    const repairs = await workspace.sessions.repair(await workspace.sessions.unfinished());
    expect([where, repairs.filter(({ done }) => !done)]).toEqual([where, []]);
    expect([where, await workspace.sessions.unfinished()]).toEqual([where, []]);
  }
  const forks = current.forks({ processes: nodeProcesses, clock: anHourLater });
  const certain = (await forks.sweep()).filter((finding) => finding.certain);
  const results = await forks.applySweep(certain);
  expect(`${where}: ${results.map(({ done, message }) => (done ? "" : message)).join("")}`).toBe(`${where}: `);
  expect(`${where}: ${JSON.stringify(await forks.sweep())}`).toBe(`${where}: []`);
  expect(existsSync(current.repository.path(".workflow/.forks/WFS-a.json"))).toBe(false);
  await judge(current, where);
}

async function fork(current: ForkScene): Promise<void> {
  await current.forks().create({ slug: "a" });
}

async function openFork(current: ForkScene): Promise<void> {
  await fork(current);
  await current.forks().open(a);
}

/** Names of sessions, branches and worktrees, which must agree. */
async function state(current: ForkScene): Promise<string> {
  const ids = (await current.ids()).filter((id) => !id.startsWith("WFS-base"));
  return [ids, current.branches(), current.worktrees()].map((names) => names.join(" ")).join(" | ");
}

test.concurrent("create: the fork is there or not", { timeout: limit(600_000) }, async () => {
  await dieEverywhere(
    { do: "create", slug: "a" },
    async () => Promise.resolve(),
    async (current, where) => {
      const [found, old, whole] = [await state(current), " |  | ", "WFS-a paused | session/WFS-a | "];
      expect([`${where}: ${old}`, `${where}: ${whole}`]).toContain(`${where}: ${found}`);
      if (found === old) await expect(current.forks().create({ slug: "a" })).resolves.toMatchObject({ id: a });
    },
  );
});

test.concurrent(
  "adopt: the session is whole or not there, and keeps nobody off",
  { timeout: limit(600_000) },
  async () => {
    const main = branchRef("main");
    await dieEverywhere(
      { do: "adopt", branch: "claude/a" },
      async ({ repository }) => {
        repository.git("branch", "claude/a");
        return Promise.resolve();
      },
      async (current, where) => {
        const forks = current.forks({ processes: nodeProcesses });
        const [found, old, whole] = [await state(current), " |  | ", "WFS-a paused |  | "];
        expect([`${where}: ${old}`, `${where}: ${whole}`]).toContain(`${where}: ${found}`);
        if (found === whole) {
          await expect(forks.adoptBranch({ branch: "claude/a", baseline: main })).rejects.toMatchObject({
            code: "exists",
          });
          await forks.create({ slug: "next" });
        } else {
          expect((await forks.adoptBranch({ branch: "claude/a", baseline: main })).session.id).toBe(a);
        }
        expect([where, existsSync(current.repository.path(".workflow/.forks/adopting"))]).toEqual([where, false]);
      },
    );
  },
);

test.concurrent("open: the worktree is whole or not there", { timeout: limit(600_000) }, async () => {
  await dieEverywhere({ do: "open", fork: a }, fork, async (current, where) => {
    const [found, old, whole] = [
      await state(current),
      "WFS-a paused | session/WFS-a | ",
      "WFS-a paused | session/WFS-a | WFS-a",
    ];
    expect([`${where}: ${old}`, `${where}: ${whole}`]).toContain(`${where}: ${found}`);
    expect(await current.forks().open(a)).toMatchObject({ created: found === old });
    expect(current.repository.gitIn(current.worktree(a), "status", "--porcelain", "--branch")).toBe("## session/WFS-a");
    expect(current.repository.git("worktree", "list", "--porcelain")).not.toMatch(/locked|prunable/u);
  });
});

test.concurrent("rename: everything has the old name or the new one", { timeout: limit(600_000) }, async () => {
  const prepare = async (current: ForkScene): Promise<void> => {
    await openFork(current);
    current.commitIn(a, "work.txt", "w\n");
    await current.checkpoints.take(a);
    current.repository.write(".worktrees/WFS-a/dirty", "kept\n");
    await current.forks().create({ slug: "child", baseline: a });
    await current.sessions.switchTo(a);
  };
  await dieEverywhere({ do: "rename", fork: a, to: "b" }, prepare, async (current, where) => {
    const { repository, sessions } = current;
    const id = (await sessions.active()).active === b ? b : a;
    expect(`${where}: ${await state(current)}`).toBe(
      `${where}: ${id} active WFS-child paused | session/${id} session/WFS-child | ${id}`,
    );
    expect((await sessions.get(id)).record.session_id).toBe(id);
    expect((await sessions.get(sessionIdFromSlug("child"))).record.forked_from?.session).toBe(id);
    expect((await current.checkpoints.list(id)).map((checkpoint) => checkpoint.id)).toEqual([1]);
    expect(repository.gitIn(current.worktree(id), "status", "--porcelain", "--branch")).toBe(
      `## session/${id}\n?? dirty`,
    );
    expect(repository.gitIn(current.worktree(id), "log", "-1", "--format=%s")).toBe("change work.txt");
  });
});

test.concurrent(
  "remove: the fork is there with all its work, or gone with all its work kept",
  { timeout: limit(600_000) },
  async () => {
    let head = "";
    // Settled, they are all the same.
    let removedAgain = false;
    const prepare = async (current: ForkScene): Promise<void> => {
      await openFork(current);
      head = current.commitIn(a, "work.txt", "w\n");
      current.repository.write(".worktrees/WFS-a/dirty", "kept\n");
    };
    await dieEverywhere({ do: "remove", fork: a }, prepare, async (current, where) => {
      const { repository } = current;
      const found = await state(current);
      const [old, gone] = ["WFS-a paused | session/WFS-a | WFS-a", "WFS-a archived |  | "];
      expect([`${where}: ${old}`, `${where}: ${gone}`]).toContain(`${where}: ${found}`);
      expect([where, repository.git("for-each-ref", "--contains", head, "--format=%(refname)")]).not.toEqual([
        where,
        "",
      ]);
      if (found === old) expect(repository.read(".worktrees/WFS-a/dirty")).toBe("kept\n");
      else expect(repository.git("show", "refs/workflow/WFS-a/checkpoints/1:dirty")).toBe("kept");
      if (found === old && !removedAgain)
        await expect(current.forks().remove(a, { force: true })).resolves.toMatchObject({ branch_deleted: true });
      removedAgain ||= found === old;
    });
  },
);

test.concurrent("sync: branch and files stand before the merge or after it", { timeout: limit(600_000) }, async () => {
  const prepare = async (current: ForkScene): Promise<void> => {
    await openFork(current);
    current.commitIn(a, "b.txt", "B\n");
    current.repository.write("a.txt", "0\n1\n2\n3\n");
    current.repository.commitAll("on main");
  };
  await dieEverywhere({ do: "sync", fork: a }, prepare, async (current, where) => {
    const { repository } = current;
    expect(`${where}: ${repository.gitIn(current.worktree(a), "status", "--porcelain", "--branch")}`).toBe(
      `${where}: ## session/WFS-a`,
    );
    const merged = repository.gitIn(current.worktree(a), "log", "-1", "--format=%s") === "Merge WFS-base into WFS-a";
    expect(repository.read(".worktrees/WFS-a/a.txt")).toBe(merged ? "0\n1\n2\n3\n" : "1\n2\n3\n");
    expect(await current.forks().sync(a)).toMatchObject({ result: merged ? "current" : "merged" });
  });
});

/** What is left to ask about is applied too; then nothing may be left. */
async function settleTheRest(current: ForkScene): Promise<void> {
  const forks = current.forks({ processes: nodeProcesses, clock: anHourLater });
  await forks.applySweep(await forks.sweep());
  expect(await forks.sweep()).toEqual([]);
}

test("connecting moved worktrees again cuts nothing off", { timeout: limit(600_000) }, async () => {
  const scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  const { repository } = scene;
  try {
    for (const [slug, id] of [
      ["a", a],
      ["b", b],
    ] as const) {
      await scene.forks().create({ slug });
      await scene.forks().open(id);
      repository.write(`.worktrees/${id}/a.txt`, "staged\n");
      repository.gitIn(scene.worktree(id), "add", "a.txt");
    }
    // As after the project's directory was renamed, and with a .git that is gone.
    repository.write(".git/worktrees/WFS-a/gitdir", "/old/.worktrees/WFS-a/.git\n");
    repository.write(".worktrees/WFS-a/.git", "gitdir: /old/.git/worktrees/WFS-a\n");
    repository.remove(".worktrees/WFS-b/.git");
    const look = async (where: string): Promise<void> => {
      await settleTheRest(scene);
      for (const id of [a, b]) {
        expect(`${where}: ${repository.gitIn(scene.worktree(id), "status", "--porcelain")}`).toBe(`${where}: M  a.txt`);
        expect(await scene.forks().open(id)).toMatchObject({ created: false });
      }
    };
    expect(await program.everywhere(repository, { do: "settle" }, look)).toMatch(/^[fgos]{3,}$/u);
  } finally {
    repository.dispose();
  }
});

test("a worktree whose note git gives up leaves its branch", { timeout: limit(600_000) }, async () => {
  const scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  const { repository } = scene;
  try {
    await openFork(scene);
    const head = scene.commitIn(a, "work.txt", "w\n");
    repository.git("config", "gc.worktreePruneExpire", "now");
    repository.remove(".worktrees/WFS-a");
    const look = async (where: string): Promise<void> => {
      removeBranchLocks(repository);
      await settleTheRest(scene);
      expect(`${where}: ${repository.git("rev-parse", "session/WFS-a")}`).toBe(`${where}: ${head}`);
      expect(await scene.forks().open(a)).toMatchObject({ created: true });
    };
    expect(await program.everywhere(repository, { do: "settle" }, look, { into: 2 })).toBe("g");
  } finally {
    repository.dispose();
  }
});
