import { describe, expect, it } from "vitest";
import type { Thread } from "../../../../../src/core/annotations/annotation.ts";
import { cutAnchor } from "../../../../../src/core/annotations/anchors.ts";
import type { SessionId } from "../../../../../src/core/sessions/model/sessionId.ts";
import { type PageMessage, snapshotSchema } from "../../../../../src/messages/review.ts";
import { ReviewScene, view } from "../reviewScene.ts";

type Change = Extract<PageMessage, { readonly type: "annotate" }>["change"];

const lines = { side: "new", start: 2, end: 2 } as const;
const collected: Change = { kind: "add", file: "src/a.ts", lines, body: "Why 2?", labels: [], collect: true };

async function change(scene: ReviewScene, what: Change, id = 1): Promise<string | undefined> {
  await scene.conversation.receive({ type: "annotate", id, change: what });
  return scene.answer(id)?.type;
}

/** A thread that suggests another second line of src/a.ts. */
function suggesting(more: Partial<Thread> = {}): Thread {
  return {
    id: "20260101T100000000Z-0123456789ab",
    subject: { session: "WFS-a" as SessionId, file: "src/a.ts", anchor: cutAnchor("one\n2\n", "new", 2, 2) },
    labels: [],
    suggestion: { text: "two\nthree\n" },
    notes: [
      {
        id: "20260101T100000000Z-0123456789ab",
        author: { kind: "agent", name: "a" },
        created: "2025-09-07T11:00:00Z",
        body: "So?",
      },
    ],
    resolved: false,
    ...more,
  };
}

const suggestions = (scene: ReviewScene): readonly unknown[] =>
  scene.snapshot.threads.map(({ suggestion }) => suggestion);

describe("comments that are collected", () => {
  it("are drafts on the page, and no comments for anybody else", async () => {
    const scene = await ReviewScene.opened();
    expect(await change(scene, { ...collected, suggestion: "two" })).toBe("done");
    expect(scene.threads).toEqual([]);
    expect(scene.snapshot.threads).toMatchObject([
      {
        draft: true,
        file: "src/a.ts",
        start: 2,
        quoted: ["2"],
        notes: [{ author: { kind: "person", voice: "person" }, body: "Why 2?" }],
      },
    ]);
    expect(scene.review.unresolved).toBe(0);
    expect(snapshotSchema.safeParse(scene.snapshot).success).toBe(true);
  });

  it("are changed and discarded one by one", async () => {
    const scene = await ReviewScene.opened();
    await change(scene, collected);
    const draft = scene.snapshot.threads[0]?.id ?? "";
    await change(scene, { kind: "edit", draft, body: "Why two?", suggestion: "two\n" });
    expect(scene.snapshot.threads).toMatchObject([
      { notes: [{ body: "Why two?" }], suggestion: { lines: ["two"], applies: false } },
    ]);
    await change(scene, { kind: "discard", draft });
    expect(scene.snapshot.threads).toEqual([]);
    expect(scene.questions).toEqual([]);
  });

  it("are discarded together only when the person says so, and only those they were asked about", async () => {
    const scene = await ReviewScene.opened();
    await change(scene, collected);
    await change(scene, { kind: "discard" });
    expect(scene.questions).toMatchObject([
      { message: "1 comment is not sent yet.", buttons: ["Keep Them", "Discard"] },
    ]);
    expect(scene.drafts.notes).toHaveLength(1);
    scene.confirms = async () => {
      await change(scene, { ...collected, body: "Meanwhile." }, 2);
      return true;
    };
    await change(scene, { kind: "discard" });
    expect(scene.drafts.notes.map(({ body }) => body)).toEqual(["Meanwhile."]);
  });

  it("are sent as one review, with a summary", async () => {
    const scene = await ReviewScene.opened();
    await change(scene, collected);
    await change(scene, { kind: "send", summary: "Almost.\n\nSee below." });
    expect(scene.drafts.sent).toEqual([["Almost.\n\nSee below.", 1]]);
    expect(scene.snapshot.threads).toEqual([]);
  });

  it("hold no secret that the person does not want in them", async () => {
    const scene = await ReviewScene.opened();
    scene.aboutSecrets = () => undefined;
    expect(await change(scene, collected)).toBe("failed");
    expect(scene.drafts.notes).toEqual([]);
  });

  it("of a review that a killed window was sending are completed when it is opened again", async () => {
    const scene = await ReviewScene.opened();
    expect(scene.drafts.resumed).toBe(1);
    await scene.recheck();
    expect(scene.drafts.resumed).toBe(1);
  });
});

describe("an answer while comments wait", () => {
  it.each(["deny", "changes"])("sends them with it: %s", async (action) => {
    const scene = await ReviewScene.opened();
    scene.reason = "Not like this.";
    await change(scene, collected);
    await scene.act(action);
    expect(scene.sendQuestions).toMatchObject([{ buttons: ["Send Them With It", "Answer Without Them"] }]);
    expect(scene.drafts.sent).toEqual([[undefined, 1]]);
    expect(scene.refused).toHaveLength(1);
  });

  it("leaves them where the person wants that, and answers nothing where the question was closed", async () => {
    const scene = await ReviewScene.opened();
    scene.reason = "Not like this.";
    await change(scene, collected);
    scene.picks = undefined;
    await scene.act("deny");
    expect([scene.refused, scene.drafts.sent]).toEqual([[], []]);
    scene.picks = "second";
    await scene.act("deny");
    expect(scene.refused).toHaveLength(1);
    expect(scene.drafts.notes).toHaveLength(1);
  });

  it("asks for the reason last, and sends nothing where that question was closed", async () => {
    const scene = await ReviewScene.opened();
    await change(scene, collected);
    scene.picks = undefined;
    await scene.act("deny");
    expect(scene.typed).toEqual([]);
    scene.picks = "first";
    await scene.act("deny");
    expect(scene.typed).toEqual([undefined]);
    expect([scene.refused, scene.drafts.sent]).toEqual([[], []]);
  });

  it("keeps the reason for the next try where it failed, and until it stands", async () => {
    const scene = await ReviewScene.opened();
    scene.reason = "Not like this.";
    scene.declining = new Error("no key");
    await scene.act("deny");
    expect(scene.refused).toEqual([]);
    scene.declining = undefined;
    await scene.act("deny");
    expect(scene.refused).toEqual(["denied: Not like this."]);
    scene.view = view();
    await scene.act("changes");
    expect(scene.typed).toEqual([undefined, "Not like this.", undefined]);
  });

  it("sends no comment with an answer that comes too late", async () => {
    const scene = await ReviewScene.opened();
    scene.reason = "Not like this.";
    await change(scene, collected);
    scene.view = view({ state: "withdrawn" });
    await scene.act("deny");
    expect([scene.refused, scene.drafts.sent]).toEqual([[], []]);
    expect(scene.drafts.notes).toHaveLength(1);
  });

  it("asks nothing where none waits", async () => {
    const scene = await ReviewScene.opened();
    scene.reason = "Not like this.";
    await scene.act("deny");
    expect(scene.sendQuestions).toEqual([]);
    expect(scene.refused).toHaveLength(1);
  });
});

describe("a comment that suggests lines", () => {
  it("says what would go and come, and whether it can be applied", async () => {
    const scene = new ReviewScene();
    scene.stored = [suggesting()];
    scene.files.set("src/a.ts", "one\n2\n");
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(suggestions(scene)).toEqual([
      {
        lines: ["two", "three"],
        applies: true,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/u),
        why: null,
        applied: null,
      },
    ]);
    expect(scene.snapshot.threads[0]?.quoted).toEqual(["2"]);
    const digest = scene.snapshot.threads[0]?.suggestion?.digest ?? "";
    await change(scene, { kind: "apply", thread: suggesting().id, digest });
    expect(scene.applied).toEqual([[suggesting().id, digest]]);
  });

  it.each<[string, Partial<Thread>]>([
    ["text", { suggestion: { text: "other\n" } }],
    ["file", { subject: { ...suggesting().subject, file: "src/b.ts" } }],
    ["lines", { subject: { ...suggesting().subject, anchor: cutAnchor("one\n2\n", "new", 1, 1) } }],
  ])("has another digest once it has another %s, and is looked at anew", async (_name, more) => {
    const scene = new ReviewScene();
    scene.stored = [suggesting()];
    scene.files.set("src/a.ts", "one\n2\n");
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    const before = scene.snapshot.threads[0]?.suggestion;
    scene.stored = [suggesting(more)];
    await scene.review.readThreads();
    await scene.conversation.receive({ type: "ready" });
    const after = scene.snapshot.threads[0]?.suggestion;
    expect(after?.digest).not.toBe(before?.digest);
    expect(after?.applies).toBe(more.subject?.file === undefined || more.subject.file === "src/a.ts");
  });

  it("says why it cannot be applied, and what it was applied as", async () => {
    const scene = new ReviewScene();
    const applied = "4".repeat(40);
    scene.stored = [suggesting(), suggesting({ id: "20260101T100001000Z-0123456789ab", resolved: true, applied })];
    scene.files.set("src/a.ts", "one\nother\n");
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    const [open, done] = suggestions(scene);
    expect(open).toMatchObject({ applies: false, why: "The lines it is for are gone or have changed." });
    expect(done).toEqual({ lines: ["two", "three"], applies: false, digest: "", why: null, applied });
  });

  it("is not applied where there is no branch of its own", async () => {
    const scene = new ReviewScene();
    scene.isFork = false;
    scene.stored = [suggesting()];
    scene.files.set("src/a.ts", "one\n2\n");
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(suggestions(scene)).toMatchObject([{ applies: false }]);
  });
});
