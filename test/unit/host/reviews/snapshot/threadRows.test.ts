import { describe, expect, it } from "vitest";
import type { Thread } from "../../../../../src/core/annotations/annotation.ts";
import { cutAnchor } from "../../../../../src/core/annotations/anchors.ts";
import { fork } from "../../../../support/requests.ts";
import { file, prepared, ReviewScene } from "../reviewScene.ts";

/** A thread on the first line of one side of a file, whose texts are those of the scene. */
function on(path: string, side: "old" | "new" = "new"): Thread {
  const anchor = cutAnchor("one\ntwo\n", side, 1, 1);
  const note = {
    id: `n-${path}`,
    author: { kind: "person", name: "Ada" },
    created: "2025-09-07T11:00:00Z",
    body: "x",
  } as const;
  return {
    id: `${path} ${side}`,
    subject: { session: fork, file: path, anchor },
    labels: [],
    notes: [note],
    resolved: false,
  };
}

const renamed = file("src/new.ts", { status: "renamed", oldPath: "src/old.ts" });

async function rows(threads: readonly Thread[], renames: Readonly<Record<string, string>> = {}) {
  const scene = new ReviewScene();
  scene.stored = threads;
  scene.action = prepared({ files: [renamed, file("plain.ts")] });
  for (const [former, now] of Object.entries(renames)) scene.renames.set(former, now);
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  return scene.snapshot.threads.map(({ file: shown, writtenOn, gone, side, start, outdated, quoted }) => ({
    shown,
    writtenOn,
    gone,
    place: start === null ? null : `${side} ${start}`,
    outdated,
    quoted,
  }));
}

const here = { writtenOn: null, gone: false, outdated: false, quoted: ["one"] };

describe("a comment on a file that was renamed", () => {
  it("stands at the file's row, whatever name it was written on", async () => {
    expect(await rows([on("src/new.ts"), on("src/old.ts"), on("src/old.ts", "old")])).toEqual([
      { ...here, shown: "src/new.ts", place: "new 1" },
      { ...here, shown: "src/new.ts", writtenOn: "src/old.ts", place: "new 1" },
      { ...here, shown: "src/new.ts", place: "old 1" },
    ]);
  });

  it("is followed from a name that only earlier commits had", async () => {
    expect(await rows([on("between.ts")], { "between.ts": "src/new.ts" })).toEqual([
      { ...here, shown: "src/new.ts", writtenOn: "between.ts", place: "new 1" },
    ]);
  });
});

describe("a comment on a file that is no part of the proposal", () => {
  it("says so and keeps its lines", async () => {
    expect(await rows([on("elsewhere.ts")])).toEqual([
      { shown: "elsewhere.ts", writtenOn: null, gone: true, place: null, outdated: false, quoted: ["one"] },
    ]);
  });

  it("is as before where no proposal is known", async () => {
    const scene = new ReviewScene();
    scene.stored = [on("elsewhere.ts")];
    scene.preparing = new Error("busy");
    await scene.review.load().catch(() => undefined);
    await scene.review.readThreads();
    expect(scene.review.facts(scene.view).threads).toMatchObject([{ file: "elsewhere.ts", gone: false }]);
  });
});

it("a comment on the former side of a renamed file is kept under the path it has there", async () => {
  const scene = new ReviewScene();
  scene.action = prepared({ files: [renamed] });
  await scene.review.load();
  const add = async (side: "old" | "new"): Promise<void> =>
    await scene.conversation.receive({
      type: "annotate",
      id: 1,
      change: { kind: "add", file: "src/new.ts", lines: { side, start: 1, end: 1 }, body: "x", labels: [] },
    });
  await add("old");
  await add("new");
  expect(scene.threads.map(({ subject }) => subject.file)).toEqual(["src/old.ts", "src/new.ts"]);
});
