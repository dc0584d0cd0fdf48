import { KeptText } from "../../../../../src/core/redaction/keptText.ts";
import { describe, expect, it } from "vitest";
import { WorkflowError } from "../../../../../src/core/base/errors.ts";
import { say } from "../../../../../src/core/base/text.ts";
import { type HostMessage, snapshotSchema } from "../../../../../src/messages/review.ts";
import type { ObjectId } from "../../../../../src/core/git/repository/objectId.ts";
import type { PreparedAction } from "../../../../../src/core/review/gate.ts";
import { plainWording } from "../../plainWording.ts";
import { sampleActions } from "../../../gate/actionSamples.ts";
import { file, prepared, receipt, ReviewScene, view } from "../reviewScene.ts";

const sensitive = ".vscode/settings.json";

/** Milliseconds since 1970, as the wording of a scene has it. */
class MovableWording {
  now = plainWording.clock.now();
  readonly wording: typeof plainWording;

  constructor() {
    this.wording = { ...plainWording, clock: { ...plainWording.clock, now: () => this.now } };
  }
}

/** A scene in which a window shows one action, and then main moves. */
async function moved(): Promise<{
  readonly scene: ReviewScene;
  readonly time: MovableWording;
  readonly fresh: PreparedAction;
}> {
  const time = new MovableWording();
  const scene = new ReviewScene(time.wording);
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  await scene.load(sensitive, "src/a.ts");
  const document = sampleActions[0] as PreparedAction["document"];
  const target = { ref: "refs/heads/main", from: "5".repeat(40) };
  const fresh = prepared({
    fingerprint: "8a".repeat(32),
    document: { ...document, target } as PreparedAction["document"],
  });
  scene.differs = (action) => (action.fingerprint === fresh.fingerprint ? [] : ["target.from"]);
  scene.action = fresh;
  return { scene, time, fresh };
}

describe("a target that moves and changes nothing of what was asked", () => {
  it("gives the page another fingerprint, keeps what was seen, and is granted two seconds later", async () => {
    const { scene, time, fresh } = await moved();
    scene.confirms = () => Promise.resolve(true);
    await scene.recheck();
    expect(scene.snapshot).toMatchObject({
      state: "waiting",
      fingerprint: fresh.fingerprint,
      banner: ["Updated: main moved to 5555555555. What would be merged is the same, file by file."],
      can: { grant: false },
      whyNot: ["It was updated this moment: look at it first."],
    });
    await scene.act("grant");
    expect(scene.granted).toEqual([]);
    time.now += 1999;
    await scene.recheck();
    expect(scene.snapshot.can.grant).toBe(false);
    time.now += 1;
    await scene.recheck();
    expect(scene.snapshot.can.grant).toBe(true);
    await scene.act("grant", 2);
    expect(scene.granted).toEqual([fresh]);
  });

  it("refuses the answer to a question that was open", async () => {
    const { scene } = await moved();
    scene.differs = () => [];
    const dialog = Promise.withResolvers<boolean>();
    scene.confirms = () => dialog.promise;
    const asking = scene.act("grant");
    await new Promise(setImmediate);
    expect(scene.questions).toHaveLength(1);
    scene.differs = (action) => (action === scene.action ? [] : ["target.from"]);
    await scene.recheck();
    dialog.resolve(true);
    await asking;
    expect(scene.granted).toEqual([]);
    expect(scene.answer(1)).toMatchObject({
      type: "failed",
      message: expect.stringContaining("while the question was open") as string,
    });
  });

  it("is stale where it cannot be prepared any more", async () => {
    const { scene } = await moved();
    scene.preparing = new WorkflowError("conflict", say`main has moved.`, say`Ask again.`);
    await scene.recheck();
    expect(scene.snapshot).toMatchObject({ state: "stale", can: { grant: false, askAgain: true } });
  });
});

describe("a review page", () => {
  it("is greeted and given one whole snapshot, which its own schema accepts", async () => {
    const scene = await ReviewScene.opened();
    expect(scene.sent.map(({ type }) => type)).toEqual(["hello", "snapshot"]);
    expect(snapshotSchema.parse(scene.snapshot)).toEqual(scene.snapshot);
    expect(scene.snapshot.headline).toBe("Merge WFS-a into main");
    expect(scene.snapshot.detail).toBe("main moves from 1111111111 to 4444444444 (squash, 2 files +4 −2)");
  });

  it("is told nothing as long as nothing is different", async () => {
    const scene = await ReviewScene.opened();
    await scene.recheck();
    await scene.recheck();
    expect(scene.sent).toHaveLength(2);
  });

  it("cannot grant before the sensitive file was given to it, whatever it says it has seen", async () => {
    const scene = await ReviewScene.opened();
    scene.confirms = () => Promise.resolve(true);
    await scene.conversation.receive({ type: "remember", viewed: [sensitive, "src/a.ts"], layout: "split" });
    expect(scene.snapshot.can.grant).toBe(false);
    expect(scene.snapshot.whyNot).toEqual([`To be opened first: ${sensitive}`]);
    await scene.act("grant");
    expect(scene.answer(1)).toMatchObject({ type: "failed", message: `To be opened first: ${sensitive}` });
    expect(scene.questions).toEqual([]);
    expect(scene.granted).toEqual([]);
  });

  it("grants only by the dialog, the very action that was shown, and then says so", async () => {
    const scene = await ReviewScene.opened();
    await scene.load(sensitive);
    expect(scene.snapshot.can.grant).toBe(true);
    await scene.act("grant");
    expect(scene.granted).toEqual([]);
    expect(scene.snapshot.state).toBe("waiting");
    scene.confirms = () => Promise.resolve(true);
    await scene.act("grant", 2);
    expect(scene.granted).toEqual([scene.action]);
    expect(scene.answer(2)).toEqual({ type: "done", id: 2 });
    expect(scene.snapshot.state).toBe("executed");
    expect(scene.snapshot.can).toMatchObject({ grant: false, deny: false, undo: true });
  });

  it("shows in the dialog what the extension knows, with the button that grants never first", async () => {
    const scene = await ReviewScene.opened();
    await scene.load(sensitive, "src/a.ts");
    await scene.conversation.receive({ type: "remember", viewed: [sensitive, "not/a/file"], layout: "split" });
    await scene.act("grant");
    expect(scene.questions).toEqual([
      {
        message: "Merge WFS-a into main?",
        detail: [
          "main moves from 1111111111 to 4444444444 (squash, 2 files +4 −2)",
          "Source: refs/heads/session/WFS-fork at 2222222222",
          "Author of the commit: Ada <ada@example.org>",
          "Programs of the repository's configuration that would run: 1",
          "Written otherwise than shown, by git's attributes: 1",
          "Asked by an agent",
          "Claimed checks: pytest passed",
          "1 of 2 files viewed",
          `Fingerprint ${"7f".repeat(32)}`,
          "",
          "This one action is carried out, once, if nothing has changed meanwhile.",
        ].join("\n"),
        buttons: ["Review Again", "Grant"],
      },
    ]);
  });

  it("asks one question at a time", async () => {
    const scene = await ReviewScene.opened();
    await scene.load(sensitive);
    const dialog = Promise.withResolvers<boolean>();
    scene.confirms = () => dialog.promise;
    const first = scene.act("grant", 1);
    await new Promise(setImmediate);
    await scene.act("grant", 2);
    expect(scene.answer(2)).toMatchObject({ type: "failed", message: "Another question is open." });
    dialog.resolve(true);
    await first;
    expect(scene.granted).toHaveLength(1);
  });

  it("is stale within one look when something has moved, and grants nothing then", async () => {
    const scene = await ReviewScene.opened();
    scene.confirms = () => Promise.resolve(true);
    await scene.load(sensitive);
    scene.differing = ["target.from", "result"];
    await scene.recheck();
    expect(scene.snapshot.state).toBe("stale");
    expect(scene.snapshot.banner).toContain("The target branch has moved.");
    expect(scene.snapshot.can).toMatchObject({ grant: false, askAgain: true, deny: true });
    await scene.act("grant");
    expect(scene.granted).toEqual([]);
    await scene.act("askAgain", 3);
    expect(scene.followed).toBe("20260101T110000Z-merge-0a1b2c3e");
  });

  it("looks once more when somebody wants to grant: what moved since the last look is seen", async () => {
    const scene = await ReviewScene.opened();
    scene.confirms = () => Promise.resolve(true);
    await scene.load(sensitive);
    scene.differing = ["source.commit"];
    await scene.act("grant");
    expect(scene.questions).toEqual([]);
    expect(scene.answer(1)).toMatchObject({ type: "failed" });
    expect(scene.snapshot.state).toBe("stale");
  });

  it("says why nothing could be built, and builds it when it can be", async () => {
    const scene = new ReviewScene();
    scene.preparing = new WorkflowError("git", say`The vault is full.`, say`Free some space.`);
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.snapshot.whyNot).toEqual(["The vault is full.", "Free some space."]);
    scene.preparing = undefined;
    for (let look = 0; look < 5; look += 1) await scene.recheck();
    expect(scene.snapshot.fingerprint).toBe("7f".repeat(32));
  });

  it("wants a large file whole before a grant", async () => {
    const scene = new ReviewScene();
    scene.action = prepared({ files: [file("big.csv", { large: true })] });
    await scene.review.load();
    await scene.load("big.csv");
    expect(scene.snapshot.can.grant).toBe(false);
    await scene.conversation.receive({ type: "load", id: 4, path: "big.csv", whole: true });
    expect(scene.snapshot.can.grant).toBe(true);
  });

  it("wants lines that are longer than shown whole before a grant", async () => {
    const scene = new ReviewScene();
    scene.action = prepared({ files: [file("a.ts", { longLines: 2 })] });
    await scene.review.load();
    await scene.load("a.ts");
    expect(scene.snapshot.whyNot).toEqual(["With lines to be shown whole first: a.ts"]);
    await scene.conversation.receive({ type: "load", id: 4, path: "a.ts", whole: true });
    expect(scene.snapshot.can.grant).toBe(true);
  });

  it("has no plain grant for what was never opened: another button says how much that is, and the detail says what", async () => {
    const scene = new ReviewScene();
    scene.action = prepared({ files: ["a.ts", "b.ts", "c.ts"].map((path) => file(path)) });
    await scene.review.load();
    await scene.load("a.ts");
    await scene.act("grant");
    expect(scene.questions[0]?.buttons).toEqual(["Review Again", "Grant Without Having Seen 2 Files"]);
    expect(scene.questions[0]?.detail).toContain("Never opened: b.ts, c.ts\n");
    await scene.load("b.ts");
    await scene.act("grant");
    expect(scene.questions[1]?.buttons).toEqual(["Review Again", "Grant Without Having Seen 1 File"]);
    await scene.load("c.ts");
    await scene.act("grant");
    expect(scene.questions[2]?.buttons).toEqual(["Review Again", "Grant"]);
    expect(scene.questions[2]?.detail).not.toContain("Never opened");
  });

  it("counts files of a history that comes along as not seen, and names them", async () => {
    const scene = new ReviewScene();
    const commit = { id: "3".repeat(40) as ObjectId, author: "A <a@b>", time: 1e15, subject: "Nothing to see" };
    const history = { commits: [commit], passing: [{ path: "secret.txt", sensitive: null }] };
    scene.action = prepared({ files: [file("a.ts")], history });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    await scene.load("a.ts");
    expect(scene.snapshot.lists.map(({ items }) => items)).toContainEqual([
      "3333333333 1000000000000000 A <a@b>: Nothing to see",
    ]);
    await scene.act("grant");
    expect(scene.questions[0]?.buttons).toEqual(["Review Again", "Grant Without Having Seen 1 File"]);
    expect(scene.questions[0]?.detail).toContain("In earlier commits only, not shown here: secret.txt");
  });

  it("does not ask to open what a removal deletes: it enters nowhere", async () => {
    const scene = new ReviewScene();
    scene.action = prepared({ document: sampleActions[2] as PreparedAction["document"] });
    await scene.review.load();
    await scene.act("grant");
    expect(scene.questions[0]?.buttons).toEqual(["Review Again", "Grant"]);
  });

  it("never grants what nobody can open: a name that is not UTF-8", async () => {
    const scene = new ReviewScene();
    scene.action = prepared({ files: [file("b\uFFFDd", { exact: false })] });
    await scene.review.load();
    await scene.load("b\uFFFDd");
    expect(scene.snapshot.can.grant).toBe(false);
    expect(scene.answer(0)).toMatchObject({ type: "failed" });
  });

  it("needs a reason to deny", async () => {
    const scene = await ReviewScene.opened();
    await scene.act("deny");
    expect(scene.refused).toEqual([]);
    scene.reason = "No time limit";
    await scene.act("changes");
    expect(scene.refused).toEqual(["changes: No time limit"]);
    expect(scene.snapshot.state).toBe("changes");
  });

  it("puts a note on the lines as they were shown", async () => {
    const scene = await ReviewScene.opened();
    const change = {
      kind: "add",
      file: "src/a.ts",
      lines: { side: "new", start: 2, end: 2 },
      body: "Why 2?",
      labels: ["needs-review"],
    };
    await scene.conversation.receive({ type: "annotate", id: 5, change });
    expect(scene.threads).toMatchObject([
      { subject: { file: "src/a.ts" }, text: "one\n2\n", author: { kind: "person", name: "ada" } },
    ]);
  });

  it("writes what a person wants kept of a secret, and nothing where they do not say", async () => {
    const scene = await ReviewScene.opened();
    const change = { kind: "add", file: undefined, lines: undefined, body: "a token", labels: [] };
    scene.aboutSecrets = () => undefined;
    await scene.conversation.receive({ type: "annotate", id: 6, change });
    expect(scene.threads).toEqual([]);
    expect(scene.answer(6)).toMatchObject({ type: "failed", message: "The comment was not written." });
    scene.aboutSecrets = (text) => new KeptText(text);
    await scene.conversation.receive({ type: "annotate", id: 7, change });
    expect(scene.threads).toMatchObject([{ body: new KeptText("a token") }]);
    expect(scene.answer(7)).toMatchObject({ type: "done" });
  });

  it("says what came of a grant, also after a reload", async () => {
    const scene = new ReviewScene();
    scene.view = view({ state: "executed", receipt });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.snapshot.banner).toEqual(["Granted and done.", "main moved from 1111111111 to 4444444444."]);
    expect(scene.prepares).toBe(0);
  });
});

const plans = (scene: ReviewScene): readonly HostMessage[] => scene.sent.filter(({ type }) => type === "plan");

describe("the plan beside a proposal", () => {
  const part = { session: "WFS-a", isBaseline: false, documents: [], documentsLeft: 0, tasks: [], tasksLeft: 0 };

  it("is sent when it is asked for, and again only when it is another", async () => {
    const scene = await ReviewScene.opened();
    await scene.conversation.followPlan();
    expect(plans(scene)).toEqual([]);
    await scene.conversation.receive({ type: "plan", id: 7 });
    expect(scene.answer(7)).toEqual({ type: "done", id: 7 });
    await scene.conversation.followPlan();
    expect(plans(scene)).toHaveLength(1);
    scene.plan = { parts: [part] };
    await scene.conversation.followPlan();
    expect(plans(scene).at(-1)).toEqual({ type: "plan", plan: { parts: [part] } });
    expect(plans(scene)).toHaveLength(2);
  });

  it("is not followed for a page that was loaded anew and has not asked", async () => {
    const scene = await ReviewScene.opened();
    await scene.conversation.receive({ type: "plan", id: 7 });
    await scene.conversation.receive({ type: "ready" });
    scene.plan = { parts: [part] };
    await scene.conversation.followPlan();
    expect(plans(scene)).toHaveLength(1);
  });

  it("is read and opened by numbers, and a page that gives a path is not understood", async () => {
    const scene = await ReviewScene.opened();
    await scene.conversation.receive({ type: "document", id: 8, document: 3 });
    expect(scene.answer(8)).toMatchObject({ type: "document", content: { kind: "text", text: "# Plan\n" } });
    await scene.conversation.receive({ type: "openDocument", id: 9, document: 3 });
    expect(scene.opened).toEqual(["document 3"]);
    await scene.conversation.receive({ type: "document", id: 10, document: "../../etc/passwd" });
    await scene.conversation.receive({ type: "openDocument", id: 11, document: 3, path: "/etc/passwd" });
    expect([scene.answer(10), scene.answer(11), scene.read]).toEqual([undefined, undefined, [3]]);
  });

  it("changes nothing of what is fingerprinted, seen or granted", async () => {
    const scene = await ReviewScene.opened();
    const before = scene.snapshot;
    await scene.conversation.receive({ type: "plan", id: 7 });
    await scene.conversation.receive({ type: "document", id: 8, document: 0 });
    scene.plan = { parts: [part] };
    await scene.conversation.followPlan();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.snapshot).toEqual(before);
    expect(scene.snapshot.can.grant).toBe(false);
  });
});
