import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { git } from "../cli/gitScene.ts";
import { wfs, wfsJson } from "../cli/wfs.ts";
import { layouts, makeLayout, openAt } from "./layouts.ts";

const f = sessionIdFromSlug("f");

/** Two worktrees of a bare repository, each with a workspace of its own. */
function twoWorktrees(): { readonly top: string; readonly beside: string } {
  const bare = layouts.find(({ name }) => name === "a bare repository with worktrees beside it");
  if (bare === undefined) throw new Error("There is no such layout.");
  const { top } = makeLayout(bare);
  const beside = join(top, "../beside");
  git(top, "worktree", "add", "--quiet", beside, "-b", "beside");
  for (const root of [top, beside]) mkdirSync(join(root, ".workflow"));
  return { top, beside };
}

it("an undo in one worktree is not the other's, though their sessions have the same name", async () => {
  const { top, beside } = twoWorktrees();
  for (const root of [top, beside]) {
    await wfsJson(["new", "f", "--project", "p"], root);
    await wfsJson(["checkpoint", "create"], root);
    writeFileSync(join(root, "a.txt"), `mine in ${root}\n`);
  }
  await wfsJson(["checkpoint", "restore", "1"], top);
  const refused = await wfs(["undo"], { cwd: beside });
  expect([refused.exitCode, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toContain(`was made in ${top}`);
  expect(readFileSync(join(beside, "a.txt"), "utf8")).toBe(`mine in ${beside}\n`);
  await wfsJson(["undo"], top);
  expect(readFileSync(join(top, "a.txt"), "utf8")).toBe(`mine in ${top}\n`);
});

it("checkpoints of a name that both have are neither pruned nor renamed, until one of the two is archived", async () => {
  const { top, beside } = twoWorktrees();
  const [ours, theirs] = [await openAt(top), await openAt(beside)];
  await ours.sessions.create({ slug: "base", project: "Base" });
  await ours.forks.create({ slug: "f" });
  await theirs.sessions.create({ slug: "f", project: "Theirs" });
  for (const text of ["1\n", "2\n"]) {
    writeFileSync(join(beside, "a.txt"), text);
    await theirs.checkpoints.take(f);
  }
  const refs = git(top, "for-each-ref", "refs/workflow");
  const refused = { code: "refused", message: expect.stringContaining(beside) as string };
  await expect(ours.checkpoints.planPrune(f, { keep: 1 })).rejects.toMatchObject(refused);
  await expect(ours.forks.rename(f, "g")).rejects.toMatchObject(refused);
  expect(git(top, "for-each-ref", "refs/workflow")).toBe(refs);
  expect((await ours.forks.list()).map(({ id }) => id)).toEqual([f]);

  await theirs.sessions.complete(f, { archive: true });
  expect((await ours.checkpoints.planPrune(f, { keep: 1 })).surplus).not.toHaveLength(0);
  expect(await ours.forks.rename(f, "g")).toMatchObject({ from: f });
});
