import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { TornDown } from "../../../src/core/runs/teardownRun.ts";
import { a, RunScene } from "./runScene.ts";

let scene: RunScene;
afterEach(() => scene.dispose());

async function started(): Promise<unknown> {
  scene = await RunScene.make({ files: { "a.txt": "1\n", ".gitignore": "ignored\n" } });
  await scene.runs().start({ task: "a", lane: "repo-fix", prompt: "Mend it" });
  return scene.capsule();
}

async function tearDown(): Promise<TornDown> {
  const runs = scene.runs();
  const torn = await runs.teardown("a", { requestedBy: "me" });
  await runs.whenDiscarded();
  return torn;
}

test("a retry begins from the same base in a fresh worktree, and earlier attempts are kept", async () => {
  const before = await started();
  scene.write("a.txt", "changed\n");
  scene.git("commit", "--quiet", "-am", "work");
  scene.write("ignored", "x\n");
  const own = scene.repository.path(".workflow/WFS-a/runs/a");
  scene.repository.write(".workflow/WFS-a/runs/a/checks.json", '{"checks":[]}');
  scene.repository.write(".workflow/WFS-a/runs/a/result.json", "{}");
  await scene.options
    .requests()
    .then(async (requests) => requests.ask("merge", a, { summary: "Merge it", requestedBy: "agent" }));
  const runs = scene.runs();
  const retried = await runs.retry("a");
  await runs.whenDiscarded();
  expect(retried).toMatchObject({ checkpoint: 1, stale: [expect.stringContaining("merge")] });
  expect(scene.capsule()).toEqual(before);
  expect(scene.record()).toMatchObject({ attempt: 2, prompt: "Mend it", state: "ready", lane: "repo-fix" });
  expect(scene.kept(1, "a.txt")).toBe("changed");
  expect(existsSync(`${own}/checks.json`)).toBe(false);
  expect(Object.keys(scene.repository.tree(`${own}/attempts`)).toSorted()).toEqual([
    "1/",
    "1/checks.json",
    "1/result.json",
  ]);
  expect((await runs.retry("a")).checkpoint).toBeNull();
  expect(scene.record()).toMatchObject({ attempt: 3, kept: [{ attempt: 1, checkpoint: 1, why: "retry" }] });
});

test("a retry makes a worktree again that somebody has removed", async () => {
  const before = await started();
  scene.repository.git("worktree", "remove", "--force", scene.worktree());
  expect(await scene.runs().get("a")).toMatchObject({ worktree: null, state: "ready" });
  await expect(scene.runs().begin("a", { tool: "exec", command: ["ls"], looks: false })).rejects.toMatchObject({
    code: "not-found",
    hint: expect.stringContaining("wfs run retry a"),
  });
  await scene.runs().retry("a");
  expect(scene.capsule()).toEqual(before);
});

test("a teardown takes everything away but what it keeps, and says the second time that it is done", async () => {
  await started();
  scene.write("a.txt", "changed\n");
  scene.git("commit", "--quiet", "-am", "work");
  scene.write("new.txt", "new\n");
  expect(await tearDown()).toMatchObject({ outcome: "removed", checkpoint: 1, removed: { branch_deleted: true } });
  expect([scene.forks.worktrees(), scene.forks.branches()]).toEqual([[], []]);
  expect(existsSync(scene.repository.path(".workflow/.runs/a"))).toBe(false);
  expect(scene.kept(1, "new.txt")).toBe("new");
  expect(scene.repository.git("log", "--format=%s", "-1", "refs/workflow/WFS-a/pins/1^")).toBe("work");
  const left = Object.keys(scene.repository.tree(scene.repository.path(".workflow/completed/WFS-a/runs")));
  expect(left).toEqual(["a/", "a/run.json"]);
  expect(scene.record("completed/WFS-a")).toMatchObject({ state: "removed" });
  expect(await tearDown()).toMatchObject({ outcome: "already" });
  expect(await scene.runs().list()).toEqual([]);
  expect((await scene.runs().start({ task: "a", lane: "observe" })).view).toMatchObject({ place: { id: "WFS-a-2" } });
  await expect(scene.runs().teardown("never", { requestedBy: "me" })).rejects.toMatchObject({ code: "not-found" });
});

test("what no checkpoint holds is asked for, and everything stays", async () => {
  await started();
  scene.write("nested/file", "x\n");
  scene.repository.gitIn(scene.worktree("nested"), "init", "--quiet");
  const torn = await tearDown();
  expect(torn).toMatchObject({ outcome: "requested", unheld: ["nested"], removed: null });
  expect(existsSync(scene.worktree("nested/file"))).toBe(true);
  const request = scene.repository.path(".workflow/WFS-a/approvals", String(torn.request), "request.json");
  expect(existsSync(request)).toBe(true);
  expect(await scene.runs().get("a")).toMatchObject({ state: "ready" });
});

test("of a fork that the run has not made, worktree and branch stay", async () => {
  scene = await RunScene.make({ files: { "a.txt": "1\n" } });
  await scene.forks.forks().create({ slug: "a" });
  await scene.runs().start({ task: "a", lane: "observe", session: sessionIdFromSlug("a") });
  scene.write("a.txt", "changed\n");
  expect(await tearDown()).toMatchObject({ outcome: "removed", removed: null, worktree: scene.worktree() });
  expect(scene.repository.read(".worktrees/WFS-a/a.txt")).toBe("changed\n");
  expect(scene.forks.branches()).toEqual(["session/WFS-a"]);
  expect(await tearDown()).toMatchObject({ outcome: "already" });
  const again = await scene.runs().start({ task: "a", lane: "observe", session: sessionIdFromSlug("a") });
  expect(again.view).toMatchObject({ state: "ready", record: { attempt: 1, state: "ready" } });
});

test("inside of a run only that one may be changed", async () => {
  await started();
  const elsewhere = scene.runs({ inside: { task: "b", leases: [] } });
  const refused = { code: "refused" };
  await expect(elsewhere.teardown("a", { requestedBy: "me" })).rejects.toMatchObject(refused);
  await expect(elsewhere.reset("a")).rejects.toMatchObject(refused);
  await expect(elsewhere.retry("a")).rejects.toMatchObject(refused);
  await expect(elsewhere.begin("a", { tool: "exec", command: ["ls"], looks: false })).rejects.toMatchObject(refused);
  const inside = scene.runs({ here: a });
  expect(await inside.inside()).toBe("a");
  await expect(inside.start({ task: "b", lane: "observe" })).rejects.toMatchObject(refused);
  await inside.reset("a");
});

test("a record of others that waits for its turn is read: nothing is made of it, and it can be taken away", async () => {
  await started();
  const path = ".workflow/WFS-a/runs/a/run.json";
  scene.repository.write(path, JSON.stringify({ ...scene.record(), state: "queued", base: null }));
  const runs = scene.runs();
  expect(await runs.get("a")).toMatchObject({ state: "queued", worktree: null });
  const program = { tool: "exec", command: ["ls"], looks: false };
  const each = [async () => runs.begin("a", program), async () => runs.reset("a"), async () => runs.retry("a")];
  for (const asked of each) {
    await expect(asked()).rejects.toMatchObject({
      code: "refused",
      message: expect.stringMatching(/waits for its turn/u),
    });
  }
  expect(await tearDown()).toMatchObject({ outcome: "removed", checkpoint: null, worktree: scene.worktree() });
  expect(scene.record()).toMatchObject({ state: "removed", base: null });
});
