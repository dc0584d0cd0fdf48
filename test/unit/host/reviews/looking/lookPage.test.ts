import { describe, expect, it } from "vitest";
import { WorkflowError } from "../../../../../src/core/base/errors.ts";
import { say } from "../../../../../src/core/base/text.ts";
import type { ObjectId } from "../../../../../src/core/git/repository/objectId.ts";
import type { SessionId } from "../../../../../src/core/sessions/model/sessionId.ts";
import { snapshotSchema } from "../../../../../src/messages/review.ts";
import { file } from "../reviewScene.ts";
import { layer, looked, LookScene } from "./lookScene.ts";

const session = "WFS-login" as SessionId;
const paths = ({ snapshot }: LookScene): readonly string[] => snapshot.files.map(({ path }) => path);

describe("the page of work without a request", () => {
  it("says what it is beside main, and lists what is committed", async () => {
    const scene = await LookScene.opened();
    expect(snapshotSchema.parse(scene.snapshot)).toEqual(scene.snapshot);
    expect(scene.snapshot).toMatchObject({
      headline: "claude/login: 2 commits, 2 files beside main",
      detail: "compared with 1111111111, where it left main · 1 commit behind main",
      state: "looking",
      banner: [],
      fingerprint: null,
      can: { grant: false, deny: false, changes: false, askAgain: false, undo: false, annotate: true },
      looking: {
        place: { short: "../repo.worktrees/login", path: "/repo.worktrees/login" },
        layers: [
          { name: "committed", says: "since it left main", files: 2, added: 4, removed: 2 },
          { name: "uncommitted", says: "since the last commit", files: 1, added: 2, removed: 1 },
        ],
        shown: "committed",
        can: { keep: true, merge: true },
      },
      lists: [{ title: "1 commit that main does not have" }],
    });
    expect(paths(scene)).toEqual(["src/a.ts", "src/b.ts"]);
  });

  it("is told nothing before it was looked at", async () => {
    const scene = new LookScene();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.sent.map(({ type }) => type)).toEqual(["hello"]);
  });

  it.each([
    [{ head: null, branch: null, committed: null }, ["There is no commit yet, so every file is new."]],
    [
      { mergeBase: null },
      ["claude/login and main have no commit in common, so it is compared with nothing: every file is new."],
    ],
    [
      { mergeBase: null, onto: null, history: null },
      ["No branch is known that it would go into, so it is compared with nothing: every file is new."],
    ],
    [
      { branch: null },
      [
        "This worktree is on no branch. Make one in it (git switch -c NAME); then it can be kept as a session and merged.",
      ],
    ],
  ])("says what is compared where that is not a merge base: %j", async (parts, banner) => {
    const scene = await LookScene.opened((one) => (one.now = looked(parts)));
    expect(scene.snapshot.banner).toEqual(banner);
  });

  it("offers neither a session nor a merge of a worktree on no branch", async () => {
    const scene = await LookScene.opened((one) => (one.now = looked({ branch: null })));
    expect(scene.snapshot).toMatchObject({ looking: { can: { keep: false, merge: false } } });
  });

  it("has no merge to offer where nothing is committed, and shows the layer with files first", async () => {
    const scene = await LookScene.opened((one) => {
      one.now = looked({ committed: layer([]), ahead: 0, mergeBase: "2".repeat(40) as ObjectId });
    });
    expect(scene.snapshot).toMatchObject({
      headline: "claude/login: nothing committed beside main",
      looking: { shown: "uncommitted", can: { keep: true, merge: false } },
    });
    expect(paths(scene)).toEqual(["src/a.ts"]);
  });

  it("names what is left out of the working tree", async () => {
    const scene = await LookScene.opened((one) => {
      one.now = looked({ skipped: [{ path: "b.bin", size: 0, reason: "filter" }] });
    });
    expect(scene.snapshot.lists[0]).toMatchObject({
      title: "Left out of the uncommitted changes (1)",
      items: ["b.bin (its git filter failed, or is the repository's own and did not run)"],
    });
  });

  it("gives the version of the layer on show, and remembers what was viewed of each", async () => {
    const scene = await LookScene.opened();
    await scene.conversation.receive({ type: "load", id: 1, path: "src/a.ts", whole: false });
    expect(scene.answer(1)).toMatchObject({ file: { newText: "committed\n" } });
    await scene.conversation.receive({ type: "remember", viewed: ["src/b.ts"], layout: "unified" });
    await scene.conversation.receive({ type: "layer", id: 2, layer: "uncommitted" });
    expect(scene.snapshot).toMatchObject({ looking: { shown: "uncommitted" }, viewed: [] });
    await scene.conversation.receive({ type: "load", id: 3, path: "src/a.ts", whole: false });
    expect(scene.answer(3)).toMatchObject({ file: { newText: "uncommitted\n" } });
    await scene.conversation.receive({ type: "layer", id: 4, layer: "committed" });
    expect(scene.snapshot.viewed).toEqual(["src/b.ts"]);
  });

  it("decides nothing: whatever a page asks for, it is refused, and garbage is dropped", async () => {
    const scene = await LookScene.opened();
    for (const action of ["grant", "deny", "changes", "askAgain", "undo"]) {
      await scene.conversation.receive({ type: "act", id: 1, action });
      expect(scene.answer(1)).toMatchObject({ type: "failed", message: "Nobody has asked for a decision on this." });
    }
    const before = scene.sent.length;
    for (const message of [null, 1, { type: "grant" }, { type: "layer", id: 1, layer: "all" }])
      await scene.conversation.receive(message);
    expect(scene.sent).toHaveLength(before);
  });
});

describe("work that moves while it is looked at", () => {
  it("is shown as it is now, and what has moved is said", async () => {
    const scene = await LookScene.opened();
    scene.now = looked({ head: "7".repeat(40) as ObjectId, committed: layer([file("new.ts")]), ahead: 3 });
    await scene.recheck();
    expect(scene.snapshot.banner).toEqual([
      "claude/login has moved to 7777777777 since you opened it; this is how it is now.",
    ]);
    expect(paths(scene)).toEqual(["new.ts"]);
  });

  it("has its working tree looked at again within seconds, without a word", async () => {
    const scene = await LookScene.opened();
    await scene.conversation.receive({ type: "layer", id: 1, layer: "uncommitted" });
    await scene.recheck();
    scene.now = looked({ uncommitted: layer([file("new.ts")], undefined, "8".repeat(40) as ObjectId) });
    await scene.recheck(3);
    expect(paths(scene)).toEqual(["new.ts"]);
    expect(scene.snapshot.banner).toEqual([]);
  });

  it("stays as it was last when it is gone, which is said, and offers nothing any more", async () => {
    const scene = await LookScene.opened();
    scene.failure = new WorkflowError("not-found", say`claude/login is gone.`, say`Look at the list again.`);
    await scene.recheck();
    expect(scene.snapshot).toMatchObject({
      banner: ["claude/login is gone.", "What you see is how it was last."],
      looking: { can: { keep: false, merge: false } },
    });
    expect(paths(scene)).toEqual(["src/a.ts", "src/b.ts"]);
    scene.failure = undefined;
    await scene.recheck();
    expect(scene.snapshot.banner).toEqual([]);
  });

  it("that cannot be looked at is said to be so, and tried again", async () => {
    const scene = await LookScene.opened((one) => {
      one.failure = new WorkflowError("untrusted", say`This folder is in Restricted Mode.`, say`Trust the folder.`);
    });
    expect(scene.snapshot).toMatchObject({
      headline: "login",
      banner: ["This folder is in Restricted Mode.", "Trust the folder."],
      can: { annotate: false },
    });
    scene.failure = undefined;
    await scene.recheck(5);
    expect(scene.snapshot).toMatchObject({ headline: "claude/login: 2 commits, 2 files beside main", banner: [] });
  });
});

describe("a comment on work that is no session", () => {
  const question =
    "Comments are kept in .workflow, which this project does not have yet. Keep claude/login as a session? [Keep as Session and Comment]";

  it("is written once the person keeps the work as a session, whose it is from then on", async () => {
    const scene = await LookScene.opened((one) => Object.assign(one, { agrees: true, keeps: session }));
    expect(await scene.comment()).toMatchObject({ type: "done" });
    expect(scene.asked).toEqual([question]);
    expect(scene.threads).toMatchObject([
      {
        subject: { session, file: "src/a.ts", lines: { side: "new", start: 1, end: 1 } },
        text: "committed\n",
        body: "Why?",
      },
    ]);
    expect(scene.threads[0]?.subject).not.toHaveProperty("request");
    expect(scene.snapshot).toMatchObject({ request: { session }, looking: { can: { keep: false, merge: true } } });
    await scene.comment(2);
    expect(scene.asked).toHaveLength(1);
    expect(scene.threads).toHaveLength(2);
  });

  it.each([
    ["the question is closed", { agrees: false, keeps: session }],
    ["nothing was kept", { agrees: true, keeps: undefined }],
  ])("is not written, and the page keeps its words, where %s", async (_name, answers) => {
    const scene = await LookScene.opened((one) => Object.assign(one, answers));
    expect(await scene.comment()).toMatchObject({
      type: "failed",
      message: "The comment was not written, because there is no session to keep it with.",
    });
    expect(scene.threads).toEqual([]);
  });

  it("says that it needs a session where there are others", async () => {
    const scene = await LookScene.opened((one) => (one.hasWorkflow = true));
    await scene.comment();
    expect(scene.asked[0]).toContain("Comments are kept with a session, and claude/login is not one yet.");
    expect(scene.details[0]).toContain("A session is");
    expect(scene.details[0]).not.toContain("info/exclude");
  });

  it("says what is written where nothing of the project is there yet", async () => {
    const scene = await LookScene.opened();
    await scene.comment();
    for (const named of [".workflow/", ".git/info/exclude", "A session is"]) expect(scene.details[0]).toContain(named);
  });

  it("asks nothing on the work of a session", async () => {
    const scene = await LookScene.opened((one) => (one.session = session));
    expect(await scene.comment()).toMatchObject({ type: "done" });
    expect(scene.asked).toEqual([]);
    expect(scene.snapshot.looking?.can.keep).toBe(false);
  });

  it("can be preceded by keeping it, or by asking for its merge", async () => {
    const scene = await LookScene.opened((one) => (one.keeps = session));
    await scene.conversation.receive({ type: "merge", id: 1 });
    expect(scene.merges).toBe(1);
    await scene.conversation.receive({ type: "keep", id: 2 });
    expect(scene.snapshot.request.session).toBe(session);
    await scene.comment(3);
    expect(scene.asked).toEqual([]);
  });
});
