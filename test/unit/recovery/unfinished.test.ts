import { describe, expect, it } from "vitest";
import type { InterruptedChange } from "../../../src/core/checkpoints/interruptedChanges.ts";
import type { Recovered } from "../../../src/core/checkpoints/recoverRestore.ts";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import type { SweepFinding } from "../../../src/core/forks/sweep/sweepPlan.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { unfinishedOperations } from "../../../src/core/recovery/unfinished.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";
import { english } from "../../support/english.ts";

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
  outcome: Recovered | undefined = { outcome: "completed", edited: [] };

  readonly unfinished = unfinishedOperations({
    root: this.root,
    gitDirectory: "/work/.git",
    fs: this.fileSystem(),
    gitFeatures: () => {
      this.asked.push("loaded");
      return Promise.resolve({
        checkpoints: {
          interrupted: () =>
            this.changes instanceof WorkflowError ? Promise.reject(this.changes) : Promise.resolve(this.changes),
          recover: (session, { back } = {}) => {
            this.asked.push(`recover ${session} ${back === true ? "back" : "on"}`);
            return Promise.resolve(this.outcome);
          },
        },
        forks: {
          interrupted: () => Promise.resolve([removal]),
          recover: (session) => {
            this.asked.push(`settle ${session}`);
            return Promise.resolve("completed" as const);
          },
        },
      });
    },
  });

  async started(): Promise<ReturnType<SessionScene["service"]>> {
    const sessions = this.service({ unfinished: this.unfinished });
    await sessions.create({ slug: "a", project: "p" });
    return sessions;
  }

  cutOff(): void {
    this.disk.file(`/work/.git/refs/workflow/${id}/restoring`, `${"1".repeat(40)}\n`);
  }
}

describe("what killed processes left", () => {
  it("is looked for by names alone where there is nothing", async () => {
    const scene = new Scene();
    const sessions = await scene.started();
    scene.disk.directory("/work/.git/refs/workflow/WFS-a/checkpoints");
    scene.disk.directory("/work/.workflow/.forks");
    expect(await sessions.problems()).toEqual([]);
    expect(await sessions.unfinished()).toEqual([]);
    expect((await sessions.survey()).problems).toEqual([]);
    expect(scene.asked).toEqual([]);
  });

  it("is a problem in every look, and the repair recovers it", async () => {
    const scene = new Scene();
    const sessions = await scene.started();
    scene.cutOff();
    scene.disk.file("/work/.workflow/.forks/WFS-a.json", "{}");
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
      { done: true },
      { done: true, message: "It was completed." },
    ]);
    expect(scene.asked.filter((line) => line !== "loaded")).toEqual([`settle ${id}`, `recover ${id} on`]);
  });

  it("can be taken back instead, and says what was edited since", async () => {
    const scene = new Scene();
    const sessions = await scene.started();
    scene.cutOff();
    scene.outcome = { outcome: "taken-back", edited: ["a", "b"] };
    const [result] = await sessions.repair(await sessions.problems(), true);
    expect(String(result?.message)).toBe("It was taken back. Edited since and left alone: a, b");
    expect(scene.asked.at(-1)).toBe(`recover ${id} back`);
    scene.outcome = undefined;
    expect(await sessions.repair(await sessions.problems())).toMatchObject([{ done: false }]);
  });

  it("is only shown, without a repair, where git may not be started or its files are elsewhere", async () => {
    const scene = new Scene();
    const sessions = await scene.started();
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
    const scene = new Scene();
    const sessions = await scene.started();
    scene.disk.directory("/work/.git/reftable");
    expect(await sessions.problems()).toHaveLength(1);
    scene.changes = new WorkflowError("untrusted", say`No program is started.`, say`Trust the folder.`);
    expect(await sessions.problems()).toEqual([]);
  });

  it("does not stop a look that cannot read it", async () => {
    const scene = new Scene();
    const sessions = await scene.started();
    scene.disk.file("/work/.workflow/.forks", "no directory");
    expect(await sessions.problems()).toMatchObject([{ code: "unreadable" }]);
  });
});
