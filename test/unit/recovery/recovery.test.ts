import { describe, expect, it } from "vitest";
import type { InterruptedChange } from "../../../src/core/checkpoints/interruptedChanges.ts";
import type { Recovered, RecoverOptions } from "../../../src/core/checkpoints/recoverRestore.ts";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import type { SweepFinding } from "../../../src/core/forks/sweep/sweepPlan.ts";
import { sessionIdFromSlug, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { Recovery } from "../../../src/core/recovery/recovery.ts";
import { WorkspaceLogs } from "../../../src/core/recovery/workspaceLogs.ts";
import { english } from "../../support/english.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const id = sessionIdFromSlug("a");
const restore: InterruptedChange = {
  session: id,
  journal: { operation: "restore", started: "2025-09-07T12:00:00Z" },
  root: "/work",
  elsewhere: undefined,
};
const removal: SweepFinding = {
  code: "unfinished-operation",
  subject: "/work/.workflow/.forks/WFS-a.json",
  session: id,
  message: say`The process that was to remove WFS-a ended before it was done.`,
  repair: say`It will finish removing it.`,
  certain: true,
};

class Scene extends SessionScene {
  /** What was asked of checkpoints and forks, in order. */
  readonly asked: string[] = [];
  changes: readonly InterruptedChange[] | WorkflowError = [restore];
  outcome: Recovered | WorkflowError | undefined = { outcome: "completed", edited: [] };
  /** Another process recovers the files while this one tries to. */
  isFaster = false;
  removals: readonly SweepFinding[] = [removal];
  readonly #parts = {
    settle: () => Promise.resolve(),
    directory: this.directory,
    gitDirectory: "/work/.git",
    fs: this.fileSystem(),
    clock: this.clock,
    logger: this.logger,
    meant: () => Promise.resolve([id]),
  };

  readonly recovery = new Recovery({
    ...this.#parts,
    logs: (locked) => {
      this.asked.push("logs");
      const gitFeatures = async () => {
        this.asked.push("git");
        return Promise.resolve({ checkpoints: this.#checkpoints, forks: this.#forks });
      };
      return Promise.resolve(new WorkspaceLogs({ ...this.#parts, locked, sessions: this.sessions, gitFeatures }));
    },
  });
  readonly sessions = this.service({ unfinished: this.recovery });

  readonly #checkpoints = {
    interrupted: () =>
      this.changes instanceof WorkflowError ? Promise.reject(this.changes) : Promise.resolve(this.changes),
    recover: (session: SessionId, { back = false, byItself = false }: RecoverOptions = {}) => {
      this.asked.push(`files ${session}${back ? " back" : ""}${byItself ? " by itself" : ""}`);
      if (this.isFaster || !(this.outcome instanceof WorkflowError)) this.changes = [];
      if (this.outcome instanceof WorkflowError) return Promise.reject(this.outcome);
      return Promise.resolve(this.outcome);
    },
  };
  readonly #forks = {
    interrupted: () => Promise.resolve(this.removals),
    recover: (session: SessionId) => {
      this.asked.push(`fork ${session}`);
      this.removals = [];
      return Promise.resolve("completed" as const);
    },
  };

  /** What was recovered, in order. */
  done(): readonly string[] {
    return this.asked.filter((line) => /^(?:files|fork) /u.test(line));
  }

  static async started(): Promise<Scene> {
    const scene = new Scene();
    await scene.sessions.create({ slug: "a", project: "p" });
    return scene;
  }

  changeOfFork(): void {
    this.disk.file("/work/.workflow/.forks/WFS-a.json", "{}");
  }

  cutOff(): void {
    this.disk.file(`/work/.git/refs/workflow/${id}/restoring`, `${"1".repeat(40)}\n`);
  }
}

describe("what killed processes left", () => {
  it("is looked for by names alone where there is nothing", async () => {
    const scene = await Scene.started();
    const { sessions } = scene;
    scene.disk.directory("/work/.git/refs/workflow/WFS-a/checkpoints");
    scene.disk.directory("/work/.workflow/.forks");
    expect(await sessions.problems()).toEqual([]);
    expect(await sessions.unfinished()).toEqual([]);
    expect((await sessions.survey()).problems).toEqual([]);
    expect(scene.asked).toEqual([]);
  });

  it("is a problem in every look, and the repair recovers it", async () => {
    const scene = await Scene.started();
    const { sessions } = scene;
    scene.cutOff();
    scene.changeOfFork();
    const problems = await sessions.problems();
    expect(problems).toEqual(await sessions.unfinished().then((found) => found.toReversed()));
    expect((await sessions.survey()).problems).toEqual(problems);
    expect(problems).toMatchObject([
      { code: "unfinished-operation", path: removal.subject, session: id, repair: removal.repair },
      { code: "half-changed", path: "/work/.workflow/WFS-a", session: id, begun: "2025-09-07T12:00:00Z" },
    ]);
    expect(String(problems[1]?.message)).toBe(
      "A restore (WFS-a) was cut off: of the files in /work some may be new already and others still old.",
    );
    scene.asked.splice(0);
    expect(english(await sessions.repair(problems))).toMatchObject([
      { done: true, message: "It was completed." },
      { done: true, message: "It was completed." },
    ]);
    expect(scene.done()).toEqual([`fork ${id}`, `files ${id}`]);
  });

  it("can be taken back instead, and says what was edited since", async () => {
    const scene = await Scene.started();
    const { sessions } = scene;
    scene.cutOff();
    scene.outcome = { outcome: "taken-back", edited: ["a", "b"] };
    const [result] = await sessions.repair(await sessions.problems(), true);
    expect(String(result?.message)).toBe("It was taken back. Edited since and left alone: a, b");
    expect(scene.done()).toEqual([`files ${id} back`]);
    scene.changes = [restore];
    scene.outcome = undefined;
    expect(await sessions.repair(await sessions.problems())).toMatchObject([{ done: false }]);
  });

  it("is only shown, without a repair, where git may not be started or its files are elsewhere", async () => {
    const scene = await Scene.started();
    const { sessions } = scene;
    scene.cutOff();
    scene.changes = new WorkflowError("untrusted", say`No program is started.`, say`Trust the folder.`);
    const [problem] = await sessions.problems();
    expect(problem).toMatchObject({ code: "half-changed", session: id });
    expect(String(problem?.message)).toContain("cannot be told: No program is started.");
    expect(problem?.repair).toBeUndefined();
    for (const change of [
      { ...restore, root: undefined },
      { ...restore, root: undefined, elsewhere: "/beside" },
      { ...restore, journal: undefined },
    ]) {
      scene.changes = [change];
      expect((await sessions.problems()).map(({ repair }) => repair)).toEqual([undefined]);
    }
    scene.changes = [{ ...restore, session: sessionIdFromSlug("of-another-workspace"), root: undefined }];
    expect(await sessions.problems()).toEqual([]);
  });

  it("is what git says where git's files do not tell", async () => {
    const scene = await Scene.started();
    const { sessions } = scene;
    scene.disk.directory("/work/.git/reftable");
    expect(await sessions.problems()).toHaveLength(1);
    scene.changes = new WorkflowError("untrusted", say`No program is started.`, say`Trust the folder.`);
    expect(await sessions.problems()).toEqual([]);
  });

  it("does not stop a look that cannot read it", async () => {
    const scene = await Scene.started();
    const { sessions } = scene;
    scene.disk.file("/work/.workflow/.forks", "no directory");
    expect(await sessions.problems()).toMatchObject([{ code: "unreadable" }]);
  });

  it("is recovered by itself, forks before files, and what cannot be is left and told as data", async () => {
    const scene = await Scene.started();
    scene.cutOff();
    scene.changeOfFork();
    const refused = new WorkflowError("untrusted", say`A filter would start.`, say`Run doctor.`);
    scene.outcome = refused;
    expect(await scene.recovery.recover({ byItself: true })).toEqual([
      { log: "forks", id, outcome: "completed", edited: [] },
      { log: "files", id, outcome: "left", edited: [], reason: refused },
    ]);
    expect(scene.done()).toEqual([`fork ${id}`, `files ${id} by itself`]);
    await expect(scene.recovery.recover()).rejects.toBe(refused);
    scene.outcome = { outcome: "completed", edited: ["a"] };
    expect(await scene.recovery.recover({ byItself: true })).toMatchObject([{ log: "files", edited: ["a"] }]);
    expect(await scene.recovery.recover({ byItself: true })).toEqual([]);
  });

  it("is not left where another process was faster, nor touched where only a person can mend it", async () => {
    const scene = await Scene.started();
    scene.cutOff();
    scene.outcome = new WorkflowError("conflict", say`Somebody is in the way.`, say`Wait.`);
    scene.isFaster = true;
    expect(await scene.recovery.recover({ byItself: true })).toEqual([]);
    expect(scene.done()).toEqual([`files ${id} by itself`]);
    scene.changes = [{ ...restore, root: undefined }];
    expect(await scene.recovery.recover({ byItself: true })).toEqual([]);
    scene.changes = new WorkflowError("git-missing", say`There is no git.`, say`Install it.`);
    expect(await scene.recovery.recover({ byItself: true })).toEqual([]);
  });

  it("of the one that was meant is recovered alone", async () => {
    const scene = await Scene.started();
    scene.cutOff();
    scene.changeOfFork();
    await scene.recovery.recover({ only: { log: "files", id } });
    expect(scene.done()).toEqual([`files ${id}`]);
  });

  it("never stops what it belongs to", async () => {
    const scene = await Scene.started();
    scene.disk.file("/work/.workflow/.forks", "no directory");
    scene.cutOff();
    expect(await scene.recovery.recover({ byItself: true })).toMatchObject([{ log: "files", outcome: "completed" }]);
    expect(scene.logger.lines.join()).toContain("What killed processes left cannot be looked at");
  });

  it("is found where something else cannot be read", async () => {
    const scene = await Scene.started();
    scene.disk.file("/work/.workflow/.forks", "no directory");
    scene.cutOff();
    expect(await scene.recovery.pending({ everywhere: true })).toMatchObject([{ log: "files" }]);
    expect(scene.logger.lines.join()).toContain("What killed processes left cannot be looked at");
  });
});

/** As a kill leaves it between the file of a transition and the record; the lock is as old as the last step of time. */
async function withStepCutOff(): Promise<Scene> {
  const scene = await Scene.started();
  const transition = {
    phase_completed: "PLAN",
    next_phase: "IMPLEMENT",
    completed_at: "2099-01-01T00:00:00Z",
    artifacts: {},
  };
  scene.disk.directory(`${scene.directory}/${id}/.edit`);
  scene.disk.file(`${scene.directory}/${id}/.edit/owner/staged`, "half");
  scene.disk.file(`${scene.directory}/${id}/phases/0001-PLAN.json`, JSON.stringify(transition));
  return scene;
}

describe("a step on a record that was cut off", () => {
  it("is left alone for a minute, because its lock names nobody", async () => {
    const scene = await withStepCutOff();
    expect(await scene.recovery.recover({ byItself: true })).toEqual([]);
    expect(scene.leftovers()).toEqual([`${scene.directory}/${id}/.edit`]);
  });

  it("is cleared away then, and the phase that it was to enter is entered, without git", async () => {
    const scene = await withStepCutOff();
    scene.rest();
    expect(await scene.recovery.pending()).toMatchObject([{ log: "records", id }]);
    expect(await scene.recovery.recover({ byItself: true })).toEqual([
      { log: "records", id, outcome: "completed", edited: [] },
    ]);
    expect(scene.leftovers()).toEqual([]);
    expect(scene.record(id)).toMatchObject({ current_phase: "IMPLEMENT", progress: { completed_phases: ["PLAN"] } });
    expect(scene.asked).not.toContain("git");
    expect(await scene.recovery.pending()).toEqual([]);
  });

  it("of a session that no verb means is found where every session is looked at", async () => {
    const scene = await withStepCutOff();
    const other = sessionIdFromSlug("b");
    await scene.sessions.create({ slug: "b", project: "p", activate: false });
    scene.disk.directory(`${scene.directory}/${other}/.edit`);
    scene.rest();
    await scene.recovery.recover({ byItself: true });
    expect(scene.leftovers()).toEqual([`${scene.directory}/${other}/.edit`]);
    expect(await scene.recovery.recover({ byItself: true, everywhere: true })).toMatchObject([{ id: other }]);
    expect(scene.leftovers()).toEqual([]);
  });

  it("is repaired as the problem it is", async () => {
    const scene = await withStepCutOff();
    scene.rest();
    const results = await scene.sessions.repair(await scene.sessions.problems());
    expect(results.map(({ message }) => String(message))).toEqual([
      "It was removed, and IMPLEMENT is entered, as its file says.",
    ]);
    expect(scene.record(id)).toMatchObject({ current_phase: "IMPLEMENT" });
  });
});
