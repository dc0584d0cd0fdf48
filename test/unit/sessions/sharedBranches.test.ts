import { beforeEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

let scene: SessionScene;
beforeEach(() => {
  scene = new SessionScene();
});

const [one, two] = [sessionIdFromSlug("one"), sessionIdFromSlug("two")];

/** A session that was made of a branch. */
async function make(slug: string, branch = "claude/login", isFork = true): Promise<void> {
  const forked_from = { session: "main", commit: "1".repeat(40) };
  const extra = isFork ? { forked_from, branch } : { branch };
  await scene.service().create({ slug, project: slug, activate: false, extra });
}

test("a session whose branch is another's by now stays in the archive, and says whose", async () => {
  await make("one");
  await scene.service().complete(one, { archive: true });
  await make("two");
  for (const leave of [scene.service().unarchive(one), scene.service().resume(one)])
    await expect(leave).rejects.toMatchObject({
      code: "refused",
      message: "WFS-one stays in the archive: its branch claude/login is that of WFS-two by now.",
    });
  expect(await scene.service().get(one)).toMatchObject({ state: "archived" });
  expect(await scene.service().problems()).toEqual([]);
  await scene.service().complete(two, { archive: true });
  expect(await scene.service().resume(one)).toMatchObject({ state: "active" });
});

test("a branch of its own, and another one, are nobody else's", async () => {
  await make("one", "claude/other");
  await make("two");
  await scene.service().complete(one, { archive: true });
  expect(await scene.service().unarchive(one)).toMatchObject({ state: "completed" });
  expect(await scene.service().problems()).toEqual([]);
});

test("two on one branch are a problem, which says what to do; one in the archive is none, nor what only looks so", async () => {
  await make("one");
  await make("two");
  await make("three", "session/WFS-one");
  await make("four", "claude/login", false);
  const [problem, ...more] = await scene.service().problems();
  expect(more).toEqual([]);
  expect(problem).toMatchObject({ code: "shared-branch", session: two, path: scene.recordPath("WFS-two") });
  expect(String(problem?.message)).toBe(
    "WFS-one and WFS-two are both on the branch claude/login, and each takes it for its own. Archive one of them (wfs complete WFS-two --archive), or delete it (wfs delete WFS-two): the branch stays.",
  );
  expect(problem).not.toHaveProperty("repair");
  await scene.service().complete(two, { archive: true });
  expect(await scene.service().problems()).toEqual([]);
});
