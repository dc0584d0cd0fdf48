import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");
const names = ["HEAD", "FETCH_HEAD", "main", "refs", "session/WFS-a", "--", "-x"];

/** Files, tags and a branch are named like what git is asked about, and mean other commits. */
async function misleading(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: Object.fromEntries(names.map((name) => [name, `file ${name}\n`])) });
  const { repository } = scene;
  const first = repository.git("rev-parse", "HEAD");
  repository.commitAll("second");
  for (const name of ["refs/tags/main", "refs/tags/HEAD", "refs/tags/session/WFS-a", "refs/heads/HEAD"])
    repository.git("update-ref", name, first);
  return scene;
}

test("a fork lives its whole life beside files, tags and branches of the names git is asked about", async () => {
  const { repository } = await misleading();
  const forks = scene?.forks();
  const head = repository.git("rev-parse", "refs/heads/main");
  expect(await forks?.create({ slug: "a" })).toMatchObject({ base: head });
  const { worktree } = (await forks?.open(a)) ?? { worktree: "" };
  expect(repository.gitIn(worktree, "symbolic-ref", "HEAD")).toBe("refs/heads/session/WFS-a");
  const own = scene?.commitIn(a, "own.txt", "1\n") ?? "";
  repository.write("more.txt", "2\n");
  repository.commitAll("third");
  // A file can be named like a commit, too.
  repository.write(own, "file\n");
  repository.write(`.worktrees/WFS-a/${own}`, "file\n");
  expect(await forks?.list()).toMatchObject([{ ahead: 1, behind: 1, files: 1, uncommitted: 1 }]);
  expect((await forks?.diff(a))?.files.map(({ path }) => path)).toEqual(["own.txt"]);
  expect((await forks?.loss(a))?.commits).toMatchObject({ count: 1, newest: [{ id: own }] });
  await expect(forks?.remove(a)).rejects.toMatchObject({ code: "refused" });
  repository.remove(`.worktrees/WFS-a/${own}`);
  expect(await forks?.sync(a)).toMatchObject({ result: "merged" });
  const removed = await forks?.remove(a, { force: true });
  expect(removed).toMatchObject({ branch_deleted: true, checkpoint: { n: 1 } });
  for (const name of ["refs/tags/main", "refs/tags/session/WFS-a", "refs/heads/HEAD"])
    expect(repository.git("rev-parse", "--verify", name)).not.toBe(head);
});

test("checkpoints are taken, compared and restored beside them, path by path", async () => {
  const { repository, checkpoints } = await misleading();
  for (const name of names) repository.write(name, `edited ${name}\n`);
  await checkpoints.take(base, { trigger: "manual" });
  for (const name of names) repository.write(name, "spoiled\n");
  await checkpoints.restore(base, 1, { paths: names });
  for (const name of names) expect(repository.read(name)).toBe(`edited ${name}\n`);
});

test("a tag that is not a commit and has the branch's name is named as what is in the way", async () => {
  const { repository } = await misleading();
  await scene?.forks().create({ slug: "a" });
  repository.git("tag", "--force", "session/WFS-a", "HEAD^{tree}");
  await expect(scene?.forks().open(a)).rejects.toMatchObject({
    code: "exists",
    message: "git takes session/WFS-a for refs/tags/session/WFS-a, which is not a commit, and not for the branch.",
    hint: "Rename or delete it (git update-ref -d refs/tags/session/WFS-a), then open the fork again.",
  });
  expect(scene?.worktrees()).toEqual([]);
  repository.git("update-ref", "-d", "refs/tags/session/WFS-a");
  expect(await scene?.forks().open(a)).toMatchObject({ created: true });
});
