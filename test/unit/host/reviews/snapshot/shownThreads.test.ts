import { describe, expect, it } from "vitest";
import type { Note, Thread } from "../../../../../src/core/annotations/annotation.ts";
import { shownThreads, threadLimits } from "../../../../../src/host/reviews/snapshot/shownThreads.ts";
import { formatExactTime } from "../../../../../src/core/base/time.ts";
import { fork } from "../../../../support/requests.ts";
import { ReviewScene } from "../reviewScene.ts";

/** A thread of `notes` notes, the first written `minute` minutes after 1970 began and the others each a minute later. */
function thread(minute: number, { notes = 1, length = 10, resolved = false } = {}): Thread {
  const note = (index: number): Note => ({
    id: `note-${minute}-${index}`,
    author: { kind: "agent", name: "a" },
    created: formatExactTime((minute + index) * 60_000),
    body: "x".repeat(length),
  });
  const replies = Array.from({ length: notes - 1 }, (_, at) => note(at + 1));
  return { id: `thread-${minute}`, subject: { session: fork }, labels: [], resolved, notes: [note(0), ...replies] };
}

const many = (count: number, how = {}): readonly Thread[] => Array.from({ length: count }, (_, at) => thread(at, how));

describe("the threads a page gets", () => {
  it("are all of them, in their order, where people talk", () => {
    const threads = many(100);
    expect(shownThreads(threads)).toEqual({ threads, left: 0 });
  });

  it("are those with the newest words, whatever lies before them", () => {
    const old = thread(1, { notes: 1 });
    const alive = thread(2, { notes: 20_000 });
    const { threads, left } = shownThreads([old, alive, ...many(10_000)]);
    expect(threads).toHaveLength(threadLimits.threads);
    expect(threads[0]?.notes).toHaveLength(threadLimits.notes);
    expect(threads[0]?.notes[0]).toEqual(alive.notes[0]);
    expect(threads[0]?.notes.at(-1)).toEqual(alive.notes.at(-1));
    expect(threads.at(-1)?.id).toBe("thread-9999");
    expect(left).toBe(30_001 - threads.reduce((sum, { notes }) => sum + notes.length, 0));
  });

  it("leave out what was resolved first", () => {
    const open = thread(0);
    const { threads } = shownThreads([open, ...many(1000, { resolved: true })]);
    expect(threads[0]).toBe(open);
  });
});

/** What the grant question says below its title. */
async function asked(stored: readonly Thread[]): Promise<string> {
  const scene = new ReviewScene();
  scene.stored = stored;
  await scene.review.load();
  await scene.load("src/a.ts", ".vscode/settings.json");
  await scene.act("grant");
  return scene.questions[0]?.detail ?? "";
}

it("the grant question says how many threads are not resolved, also those the page has no room for, and nothing of none", async () => {
  const done = thread(900, { resolved: true });
  expect(await asked([...many(2), done])).toContain("\nThreads that are not resolved: 2\nFingerprint ");
  expect(await asked([...many(400), done])).toContain("\nThreads that are not resolved: 400\n");
  expect(await asked([done])).toMatch(/^main moves from (?![^]*Threads)/u);
});

describe("a review with 10,000 notes of 16 kB", () => {
  it("sends few of them, says how many more there are, and sends nothing while nothing changes", async () => {
    const scene = new ReviewScene();
    scene.stored = many(10_000, { length: 16_000 });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    const { threads, lists } = scene.snapshot;
    expect(JSON.stringify(scene.snapshot).length).toBeLessThan(2 * threadLimits.characters);
    expect(threads.at(-1)?.id).toBe("thread-9999");
    expect(lists.at(-1)?.title).toBe(`Comments that are too many to be shown (${10_000 - threads.length})`);
    for (let look = 0; look < 6; look += 1) await scene.recheck();
    expect(scene.sent).toHaveLength(2);
    scene.stored = [...scene.stored, thread(20_000)];
    for (let look = 0; look < 2; look += 1) await scene.recheck();
    expect(scene.snapshot.threads.at(-1)?.id).toBe("thread-20000");
  });
});
