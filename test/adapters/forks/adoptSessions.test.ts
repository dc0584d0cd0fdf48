import { rmSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { Sessions } from "../../../src/core/sessions/model/sessions.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { base, ForkScene } from "./forkScene.ts";

let repository: GitRepository | undefined;
afterEach(() => repository?.dispose());

const a = sessionIdFromSlug("a");
const b = sessionIdFromSlug("b");
const c = sessionIdFromSlug("c");

async function make(): Promise<ForkScene> {
  const scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  repository = scene.repository;
  return scene;
}

const loseAll = (scene: ForkScene): void => rmSync(scene.sessions.directory, { recursive: true });

const originOf = async (scene: ForkScene, id: typeof a): Promise<unknown> =>
  (await scene.sessions.get(id)).record.forked_from;

test("a fork's start and baseline are told by its log, its first commit and the branches that have it", async () => {
  const scene = await make();
  const { repository: git } = scene;
  const first = git.git("rev-parse", "HEAD");
  git.write("a.txt", "2\n");
  await scene.checkpoints.take(base, { trigger: "manual" });
  await scene.forks().create({ slug: a });
  await scene.forks().open(a);
  const onA = scene.commitIn(a, "x", "1\n");
  await scene.forks().create({ slug: b, baseline: a });
  await scene.forks().create({ slug: c, checkpoint: 1 });
  const onC = git.git("rev-parse", "session/WFS-c");
  loseAll(scene);
  const { adopted, left } = await scene.forks().adopt();
  expect([adopted.map(({ id }) => id), left]).toEqual([["WFS-a", "WFS-b", "WFS-base", "WFS-c"], []]);
  expect(await originOf(scene, a)).toEqual({ session: base, commit: first });
  expect(await originOf(scene, b)).toEqual({ session: a, commit: onA });
  expect(await originOf(scene, c)).toEqual({ session: base, commit: onC, checkpoint: 1 });
});

test("where nothing tells the baseline, it is the branch of the main checkout, from where the fork left it", async () => {
  const scene = await make();
  const first = scene.repository.git("rev-parse", "HEAD");
  await scene.forks().create({ slug: a });
  await scene.forks().open(a);
  scene.commitIn(a, "x", "1\n");
  loseAll(scene);
  scene.repository.remove(".git/logs");
  await scene.forks().adopt();
  // The baseline left nothing behind that git knows of.
  expect(await originOf(scene, a)).toEqual({ session: "main", commit: first });
  expect(await scene.forks().get(a)).toMatchObject({ ahead: 1, behind: 0, problem: null });
});

test("a session begins with the oldest sign of it, and has the record's own words where the repository tracks that", async () => {
  const scene = await make();
  scene.repository.git("add", "--force", ".workflow/WFS-base");
  await scene.checkpoints.take(base, { trigger: "manual" });
  const { record } = await scene.sessions.get(base);
  loseAll(scene);
  scene.repository.write("a.txt", "2\n");
  await scene.forks().adopt();
  const again = (await scene.sessions.get(base)).record;
  expect(again).toMatchObject({ project: "The baseline", status: "paused", meta: { created: record.meta.created } });
});

test("one that appears meanwhile is left alone, and the others come back", async () => {
  const scene = await make();
  for (const slug of [a, b]) await scene.forks().create({ slug });
  loseAll(scene);
  await scene.sessions.init();
  const { sessions: real } = scene;
  const create: Sessions["create"] = async (input) => {
    if (input.slug === a) await real.create({ slug: a, project: "Mine", activate: false, isBack: true });
    return real.create(input);
  };
  const sessions: Sessions = {
    root: real.root,
    directory: real.directory,
    list: async () => real.list(),
    create,
  } satisfies Partial<Sessions> as Partial<Sessions> as Sessions;
  const { adopted, left } = await scene.forks({ sessions }).adopt();
  expect(adopted.map(({ id }) => id)).toEqual([b]);
  expect(left).toEqual([]);
  expect((await scene.sessions.get(a)).record.project).toBe("Mine");
});

test("a fork whose removal keeps its branch is archived, not lost", async () => {
  const scene = await make();
  await scene.forks().create({ slug: a });
  scene.repository.git("checkout", "--quiet", "session/WFS-a");
  expect(await scene.forks().remove(a)).toMatchObject({ branch_kept: "used", session: "archived" });
  expect(await scene.sessions.lost()).toEqual([]);
});

test("of working trees of a bare repository, each brings back what no other has", async () => {
  repository = new GitRepository({ files: { "a.txt": "1\n" } });
  const bare = repository.beside("bare.git");
  repository.git("clone", "--quiet", "--bare", repository.root, bare);
  const opened = async (name: string): ReturnType<typeof openWorkspace> => {
    const path = repository?.beside(name) ?? "";
    repository?.gitIn(bare, "worktree", "add", "--quiet", path, "-b", name);
    const git = repository?.port();
    if (repository === undefined || git === undefined) throw new Error("no repository");
    return openWorkspace(path, { logger: repository.logger, git: () => git });
  };
  const [one, two] = [await opened("one"), await opened("two")];
  for (const workspace of [one, two]) {
    await workspace.sessions.create({ slug: workspace === one ? "mine" : "yours", project: "p" });
    await (
      await workspace.git?.()
    )?.checkpoints.take((await workspace.sessions.list())[0]?.id as typeof a, {
      trigger: "manual",
    });
  }
  const lost = async (): Promise<readonly string[]> => (await one.sessions.lost()).map(({ id }) => id);
  expect(await lost()).toEqual([]);
  rmSync(one.sessions.directory, { recursive: true });
  expect(await lost()).toEqual(["WFS-mine"]);
  // What cannot be looked into may have any name.
  rmSync(two.root, { recursive: true });
  expect(await lost()).toEqual([]);
  repository.gitIn(bare, "worktree", "prune");
  expect(await lost()).toEqual(["WFS-mine", "WFS-yours"]);
});
