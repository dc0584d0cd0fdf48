import { updateObstacle } from "../../../src/core/checkpoints/branchUpdate/updateObstacle.ts";
import { readFileSync } from "node:fs";
import { getL10nPseudoLocalized } from "@vscode/l10n-dev";
import { describe, expect, it } from "vitest";
import { asWorkflowError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import type { ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { sensitivity } from "../../../src/core/review/proposal/sensitiveFiles.ts";
import { whatMoved } from "../../../src/core/review/kinds/requestKinds.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { failedSectionRow } from "../../../src/host/rows/noteRows.ts";
import { problemRow } from "../../../src/host/rows/problemRow.ts";
import type { Wording } from "../../../src/host/wording/wording.ts";
import { fork, mergeRequestOf, target } from "../../support/requests.ts";
import { plainWording } from "./plainWording.ts";
import { session } from "./plainSessions.ts";
import { file, prepared, ReviewScene, view } from "./reviews/reviewScene.ts";

const english = JSON.parse(readFileSync("l10n/bundle.l10n.json", "utf8")) as Readonly<Record<string, string>>;
const bundle = getL10nPseudoLocalized(english) as Readonly<Record<string, string>>;

/** As in a VS Code whose language has a bundle in which each letter is another one. */
const pseudoWording: Wording = {
  ...plainWording,
  t: (message, ...values) => plainWording.t<string>(bundle[message] ?? `no translation of: ${message}`, ...values),
};

function failure(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return asWorkflowError(error);
  }
  throw new Error("It did not fail.");
}

/** Its letters are those of the other language, but for the names in it. */
function expectTranslated(shown: string | undefined, ...names: readonly string[]): void {
  expect(shown).toMatch(/[ȧḗīǿŭ]/u);
  for (const name of names) expect(shown).toContain(name);
  expect(names.reduce((text, name) => text.replaceAll(name, ""), shown ?? "")).not.toMatch(/[a-z]/iu);
}

describe("in another language than English", () => {
  it("an error of the core, and what to do about it, stand in a row of the tree", () => {
    const error = failure(() => sessionIdFromSlug("no name"));
    const row = failedSectionRow("repo", session("a"), 0, error, pseudoWording);
    expectTranslated(row.label, "no name");
    expectTranslated(row.spoken, "no name");
    expect(error.message).toBe("“no name” cannot be a session's name.");
  });

  it("a problem says what is wrong and what its repair does", async () => {
    const problem = {
      code: "orphan-marker",
      message: say`${"WFS-a"} is marked active, but has no directory.`,
      path: "/repo/.workflow/.active-WFS-a",
      repair: say`The marker will be removed.`,
    } as const;
    const [what, repair] = (await problemRow("repo", problem, pseudoWording).tooltip?.())?.split("\n\n") ?? [];
    expectTranslated(what, String.raw`WFS\-a`);
    expectTranslated(repair);
  });

  it("the review page gives the reasons of a stale request", async () => {
    const moved = { kind: "merge", source: null, target: "5".repeat(40) as ObjectId } as const;
    const scene = new ReviewScene(pseudoWording);
    scene.view = view({ state: "stale", reasons: whatMoved(mergeRequestOf(), moved) });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    const [, gone, elsewhere] = scene.snapshot.banner;
    expectTranslated(gone, fork);
    expectTranslated(elsewhere, "refs/heads/main", target.slice(0, 10), "5".repeat(10));
  });

  it("the review page says what is in the way, why a file is sensitive, and what failed", async () => {
    const scene = new ReviewScene(pseudoWording);
    const path = ".vscode/settings.json";
    scene.action = prepared({
      files: [file(path, { sensitive: sensitivity(path) })],
      obstacles: [updateObstacle("edits", ["a", "b", "c", "d", "e", "f", "g"])],
    });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expectTranslated(scene.snapshot.whyNot[0], "a, b, c, d, e");
    expectTranslated(scene.snapshot.files[0]?.sensitive ?? undefined);
    await scene.act("grant");
    const answer = scene.answer(1);
    if (answer?.type !== "failed") throw new Error("It was granted.");
    expectTranslated(answer.message, "a, b, c, d, e");
    expectTranslated(answer.hint);
  });
});
