import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { a, base, RunScene } from "./runScene.ts";

let scene: RunScene | undefined;
afterEach(() => scene?.dispose());

async function made(): Promise<RunScene> {
  scene = await RunScene.make({ files: { "a.txt": "1\n" } });
  return scene;
}

const refused = async (work: Promise<unknown>): Promise<WorkflowError> =>
  work.then(
    () => {
      throw new Error("it was done");
    },
    (error: unknown) => {
      if (error instanceof WorkflowError) return error;
      throw error;
    },
  );

test("of a session a fork is made, of a fork its own worktree is used", async () => {
  const { forks, repository } = await made();
  const head = repository.git("rev-parse", "HEAD");
  const started = await scene?.runs().start({ task: "a", lane: "repo-fix", setup: "echo ready > built.txt" });
  expect(started?.view).toMatchObject({
    task: "a",
    state: "ready",
    worktree: scene?.worktree(),
    scope: "user:somebody",
  });
  expect(started?.view.record).toMatchObject({ session: "WFS-a", base: head, made_fork: true, enforcement: "none" });
  expect(repository.read(".worktrees/WFS-a/built.txt")).toBe("ready\n");
  expect((await forks.sessions.get(a)).record.forked_from?.session).toBe(base);
  await forks.forks().create({ slug: "own" });
  const own = await scene?.runs().start({ task: "b", lane: "observe", session: sessionIdFromSlug("own") });
  expect(own?.view.record).toMatchObject({ session: "WFS-own", made_fork: false });
  expect((await scene?.runs().list())?.map(({ task }) => task)).toEqual(["a", "b"]);
});

test("what cannot be started says why and leaves nothing", async () => {
  const { repository } = await made();
  const runs = scene?.runs();
  const before = repository.tree(repository.path(".workflow"));
  expect(await refused(runs?.start({ task: "a", lane: "all" }) ?? Promise.resolve())).toMatchObject({
    code: "not-found",
    hint: "The lanes are observe, repo-fix, release.",
  });
  for (const task of ["../a", "a b", "-a", "a.lock", ".a", "a..b", ""]) {
    expect(await refused(runs?.start({ task, lane: "observe" }) ?? Promise.resolve())).toMatchObject({
      code: "invalid-name",
    });
  }
  expect(repository.tree(repository.path(".workflow"))).toEqual(before);
  const inside = scene?.runs({ inside: { task: "other", leases: [] } });
  expect(await refused(inside?.start({ task: "a", lane: "observe" }) ?? Promise.resolve())).toMatchObject({
    code: "refused",
  });
  expect(repository.tree(repository.path(".workflow"))).toEqual(before);
});

test("a name is had by one: of two at once one wins, and a second run in the same fork is refused", async () => {
  await made();
  const start = async (task: string): Promise<string> =>
    scene
      ?.runs()
      .start({ task, lane: "observe" })
      .then(
        () => "started",
        (error: unknown) => (error as WorkflowError).code,
      ) ?? "";
  const both = await Promise.all([start("a"), start("a")]);
  expect(both.filter((outcome) => outcome === "started")).toHaveLength(1);
  expect(["exists", "conflict"]).toContain(both.find((outcome) => outcome !== "started"));
  const again = await refused(scene?.runs().start({ task: "a", lane: "observe" }) ?? Promise.resolve());
  expect(again).toMatchObject({ code: "exists", message: expect.stringContaining("WFS-a") });
  const second = await refused(scene?.runs().start({ task: "b", lane: "observe", session: a }) ?? Promise.resolve());
  expect(second).toMatchObject({ code: "exists", message: "The run a works in WFS-a already." });
});

test("a session of the name that is somebody's is not taken", async () => {
  const { forks, repository } = await made();
  await forks.sessions.create({ slug: "a", project: "another's", activate: false });
  const error = await refused(scene?.runs().start({ task: "a", lane: "observe" }) ?? Promise.resolve());
  expect(error).toMatchObject({ code: "exists", message: "There is a session WFS-a already." });
  expect(existsSync(repository.path(".workflow/.runs/a"))).toBe(false);
});

test("a program of the repository is approved first, and the same call goes on", async () => {
  const { repository } = await made();
  repository.git("config", "filter.evil.smudge", "cat");
  repository.write(".gitattributes", "*.txt filter=evil\n");
  const start = { task: "a", lane: "observe" } as const;
  expect(await refused(scene?.runs().start(start) ?? Promise.resolve())).toMatchObject({ code: "untrusted" });
  expect(await scene?.runs().list()).toEqual([]);
  const started = await scene?.runs().start({ ...start, approved: ["filter.evil.smudge=cat"] });
  expect(started?.view).toMatchObject({ state: "ready", worktree: scene?.worktree() });
});

test("a fork that goes by other ways takes its run along, and the name is free", async () => {
  const { forks, repository } = await made();
  const runs = scene?.runs();
  await runs?.start({ task: "a", lane: "observe" });
  const removing = forks.forks();
  await removing.remove(a, { force: true });
  expect(await runs?.list()).toEqual([]);
  expect(await runs?.get("a")).toMatchObject({ state: "removed", worktree: null });
  expect(await removing.sweep()).toEqual([]);
  const again = await runs?.start({ task: "a", lane: "observe" });
  expect(again?.view).toMatchObject({ state: "ready", worktree: repository.path(".worktrees/WFS-a-2") });
  expect(await runs?.teardown("a", { requestedBy: "me" })).toMatchObject({ outcome: "removed" });
  await runs?.start({ task: "b", lane: "observe" });
  for (const place of ["completed/WFS-a-2", "completed/WFS-a", "WFS-b"]) repository.remove(`.workflow/${place}`);
  expect(await runs?.list(true)).toEqual([]);
  await runs?.start({ task: "c", lane: "observe" });
  expect(existsSync(repository.path(".workflow/.runs/b"))).toBe(false);
});

test("a run goes along when its fork is renamed", async () => {
  const { forks, repository } = await made();
  const runs = scene?.runs();
  await runs?.start({ task: "a", lane: "observe" });
  await forks.forks().rename(a, "b");
  expect(await runs?.list()).toMatchObject([
    { task: "a", place: { id: "WFS-b" }, worktree: repository.path(".worktrees/WFS-b") },
  ]);
  await runs?.reset("a");
  expect(JSON.parse(repository.read(".workflow/.runs/a"))).toMatchObject({ session: "WFS-b" });
  expect(scene?.record("WFS-b")).toMatchObject({ session: "WFS-b" });
});

test("a claim that is lost is made again by whoever names the run", async () => {
  const { repository } = await made();
  const runs = scene?.runs();
  await runs?.start({ task: "a", lane: "observe" });
  repository.remove(".workflow/.runs");
  expect(await runs?.list()).toEqual([]);
  expect(await runs?.list(true)).toMatchObject([{ task: "a", state: "ready" }]);
  expect(await refused(runs?.start({ task: "a", lane: "observe" }) ?? Promise.resolve())).toMatchObject({
    code: "exists",
  });
  await runs?.reset("a");
  expect(await runs?.list()).toMatchObject([{ task: "a" }]);
});
