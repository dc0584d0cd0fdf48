import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deleteSession } from "../../../src/core/deletion/deleteSession.ts";
import type { WorkflowEvent } from "../../../src/core/events/model/event.ts";
import { type EventCursor, endOfEvents, readEvents } from "../../../src/core/events/readEvents.ts";
import { KeptText } from "../../../src/core/redaction/keptText.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { temporaryId } from "../../../src/core/sessions/sessionContext.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";

let scene: GateScene;
let cursor: EventCursor;

beforeEach(async () => {
  scene = await GateScene.make();
  cursor = await endOfEvents(scene.workspace.fs, scene.workspace.sessions.directory);
}, 60_000);
afterEach(() => scene.dispose());

/** What was noted since the last look: type, session and members. */
async function noted(): Promise<readonly (readonly [string, string | null, object])[]> {
  const read = await readEvents(scene.workspace.fs, scene.workspace.sessions.directory, cursor);
  ({ cursor } = read);
  return read.events.map(({ at, actor, type, session, ...members }: WorkflowEvent) => {
    expect([Date.parse(at) > 0, actor]).toEqual([true, "person"]);
    return [type, session, members];
  });
}

const [one, two] = [sessionIdFromSlug("one"), sessionIdFromSlug("two")];
const agent = { kind: "agent", name: "agent-1" } as const;

describe("each operation notes once what it has done, and nothing where it has changed nothing", () => {
  it("on sessions", async () => {
    const { sessions } = scene.workspace;
    await sessions.create({ slug: "one", project: "One" });
    await sessions.create({ slug: "two", project: "Two", activate: false });
    await expect(sessions.create({ slug: "two", project: "Two" })).rejects.toThrow();
    await sessions.switchTo(two);
    await sessions.switchTo(two);
    await sessions.pause();
    await sessions.complete(one, { archive: true });
    await sessions.resume(one);
    await sessions.complete(two);
    await sessions.complete(two);
    await sessions.pause();
    await deleteSession(scene.workspace.deletion, two, { force: true });
    const events = (await noted()).filter(([type]) => type !== "checkpoint.taken");
    expect(events).toEqual([
      ["session.created", one, {}],
      ["session.activated", one, { from: base }],
      ["session.created", two, {}],
      ["session.activated", two, { from: one }],
      ["session.paused", two, {}],
      ["session.completed", one, { archived: true }],
      ["session.unarchived", one, {}],
      ["session.activated", one, { from: null }],
      ["session.completed", two, { archived: false }],
      ["session.paused", one, {}],
      ["session.deleted", two, {}],
    ]);
  });

  it("on phases, tasks and saves, without secrets", async () => {
    const { sessions } = scene.workspace;
    const secret = `ghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}`;
    await sessions.addTask("write it", base);
    await sessions.addTask("write it", base);
    await sessions.addTask(new KeptText(`use ${secret}`), base);
    await sessions.finishTask("write it", base);
    await sessions.save({ id: base, message: "so far" });
    await sessions.enterPhase("PLAN", { id: base, back: true });
    await sessions.enterPhase("PLAN", { id: base });
    await sessions.enterPhase("IMPLEMENT", { id: base });
    const events = (await noted()).filter(([type]) => type !== "checkpoint.taken");
    expect(events).toEqual([
      ["task.added", base, { text: "write it" }],
      ["task.added", base, { text: "use [redacted:github-token]" }],
      ["task.finished", base, { text: "write it" }],
      ["save.written", base, { trigger: "user_request" }],
      ["phase.entered", base, { phase: "IMPLEMENT", from: "PLAN" }],
    ]);
  });

  it("on the temporary workspace, under its own id until it is kept", async () => {
    const { sessions } = scene.workspace;
    await sessions.pause();
    await sessions.addTask("try");
    await sessions.keepTemporary("kept");
    await sessions.ensureTemporary();
    await sessions.discardTemporary(true);
    expect((await noted()).slice(1)).toEqual([
      ["session.created", temporaryId, {}],
      ["task.added", temporaryId, { text: "try" }],
      ["session.renamed", "WFS-kept", { from: temporaryId }],
      ["session.activated", "WFS-kept", { from: null }],
      ["session.created", temporaryId, {}],
      ["session.deleted", temporaryId, {}],
    ]);
  });

  it("on checkpoints", async () => {
    const { checkpoints } = scene.gitFeatures;
    const { id, commit } = await checkpoints.take(base);
    await checkpoints.take(base);
    writeFileSync(scene.repository.path("a.txt"), "changed\n");
    await checkpoints.restore(base, id);
    await checkpoints.restore(base, id);
    await checkpoints.undo(base);
    await checkpoints.redo(base);
    await checkpoints.prune(base, await checkpoints.planPrune(base, { keep: 1 }));
    const before = expect.objectContaining({ trigger: "before-restore" }) as object;
    expect(await noted()).toEqual([
      ["checkpoint.taken", base, { n: id, trigger: "manual", commit }],
      ["checkpoint.taken", base, before],
      ["checkpoint.restored", base, { n: id, operation: "restore" }],
      ["checkpoint.taken", base, before],
      ["checkpoint.restored", base, { n: null, operation: "undo" }],
      ["checkpoint.taken", base, before],
      ["checkpoint.restored", base, { n: null, operation: "redo" }],
      ["checkpoint.pruned", base, { count: expect.any(Number) as number }],
    ]);
  });

  it("on forks", async () => {
    const { forks } = scene.gitFeatures;
    const { base: commit } = await forks.create({ slug: "one", baseline: base });
    await forks.open(one);
    await forks.open(one);
    await forks.sync(one);
    scene.commitOnMain();
    await forks.sync(one, { dryRun: true });
    const { head } = await forks.sync(one);
    await forks.rename(one, "two");
    await forks.remove(two, { force: true });
    await forks.whenDiscarded();
    scene.repository.git("branch", "found", "main~1");
    expect(await noted()).toEqual([
      ["session.created", one, {}],
      ["fork.created", one, { baseline: base, commit, branch: "session/WFS-one" }],
      ["fork.opened", one, { worktree: scene.worktree(one), setup: null }],
      ["fork.synced", one, { result: "fast-forward", head }],
      ["session.renamed", two, { from: one }],
      ["fork.removed", two, { checkpoint: null }],
      ["session.deleted", two, {}],
    ]);
    await forks.adoptBranch({ branch: "found", baseline: base });
    expect(await noted()).toEqual([
      ["session.created", "WFS-found", {}],
      ["fork.adopted", "WFS-found", { branch: "found" }],
    ]);
  });

  it("on requests, and by the gate", async () => {
    const gate = await scene.gate();
    const first = await scene.askMerge();
    const second = await scene.askMerge();
    await gate.decline(second.id, "changes", "A test, please.", "ada");
    const third = await scene.askMerge();
    await scene.requests.withdraw(third.id);
    await scene.requests.withdraw(third.id);
    const view = await scene.askMerge();
    await gate.grant(await gate.prepare(view.id), "ada");
    await gate.undo(view.id, "ada");
    const events = (await noted()).filter(([type]) => type !== "checkpoint.taken");
    const kind = "merge";
    expect(events).toEqual([
      ["request.asked", fork, { request: first.id, kind, replaces: null }],
      ["request.asked", fork, { request: second.id, kind, replaces: first.id }],
      ["request.withdrawn", fork, { request: first.id, replaced_by: second.id }],
      ["request.decided", fork, { request: second.id, kind, decision: "changes" }],
      ["request.asked", fork, { request: third.id, kind, replaces: null }],
      ["request.withdrawn", fork, { request: third.id, replaced_by: null }],
      ["request.asked", fork, { request: view.id, kind, replaces: null }],
      ["request.decided", fork, { request: view.id, kind, decision: "granted" }],
      ["request.settled", fork, { request: view.id, kind, outcome: "executed" }],
      ["request.undone", fork, { request: view.id, kind }],
    ]);
  });

  it("on comments", async () => {
    const annotations = await scene.workspace.annotations();
    const { id } = await annotations.add({
      subject: { session: fork, file: "a.txt" },
      body: "Look",
      author: agent,
    });
    await annotations.reply(id, "I do", agent);
    await annotations.resolve(id, true, agent);
    await annotations.resolve(id, true, agent);
    await annotations.resolve(id, false, agent);
    expect(await noted()).toEqual([
      ["comment.added", fork, { comment: id, file: "a.txt" }],
      ["comment.replied", fork, { comment: expect.any(String) as string, thread: id }],
      ["comment.resolved", fork, { thread: id, resolved: true }],
      ["comment.resolved", fork, { thread: id, resolved: false }],
    ]);
  });
});
