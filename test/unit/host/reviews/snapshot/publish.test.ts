import { describe, expect, it } from "vitest";
import { say } from "../../../../../src/core/base/text.ts";
import type { Receipt } from "../../../../../src/core/gate/receipt.ts";
import type { PreparedAction } from "../../../../../src/core/review/gate.ts";
import type { ActionOf } from "../../../../../src/core/review/kinds/actionDocument.ts";
import type { ReviewRequest } from "../../../../../src/core/review/kinds/requestKinds.ts";
import type { RequestView } from "../../../../../src/core/review/requests/requests.ts";
import { refName } from "../../../../../src/core/git/repository/refName.ts";
import { grantQuestion } from "../../../../../src/host/reviews/panel/grantQuestion.ts";
import { hostMessageSchema, type Snapshot } from "../../../../../src/messages/review.ts";
import { mergeRequestOf } from "../../../../support/requests.ts";
import { sampleActions } from "../../../gate/actionSamples.ts";
import { plainWording } from "../../plainWording.ts";
import { prepared, receipt, ReviewScene, view } from "../reviewScene.ts";

const found = sampleActions.find(({ kind }) => kind === "publish");
const document = found as ActionOf<"publish">;
const { version, id, session, requested_by, summary, created } = mergeRequestOf();
const request: ReviewRequest = {
  version,
  id,
  session,
  requested_by,
  summary,
  created,
  kind: "publish",
  remote: document.remote,
  url: document.url,
  ref: document.target.ref,
  commit: document.source.commit,
  target_commit: null,
  pull_request: { base: null },
};

function action(own: Partial<ActionOf<"publish">> = {}, parts: Partial<PreparedAction> = {}): PreparedAction {
  return prepared({ approval: view({ request }), document: { ...document, ...own }, ...parts });
}

async function snapshotOf(shown: PreparedAction | undefined, seen: Partial<RequestView> = {}): Promise<Snapshot> {
  const scene = new ReviewScene();
  scene.view = view({ request, ...seen });
  if (shown !== undefined) scene.action = shown;
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  const { snapshot } = scene;
  expect(hostMessageSchema.safeParse({ type: "snapshot", snapshot }).success).toBe(true);
  return snapshot;
}

const question = (shown: PreparedAction, unopened: readonly { path: string }[] = []) =>
  grantQuestion(shown, { viewed: 0, unopened, unresolved: 0, required: undefined }, plainWording.t);

const published = (pull: NonNullable<Receipt["published"]>["pull_request"]): Partial<RequestView> => ({
  state: "executed",
  receipt: {
    ...receipt,
    kind: "publish",
    message: "origin/main of https://github.com/dana/shop.git is at 2222222222 now.",
    published: { remote: "origin", url: document.url, pull_request: pull },
  },
});

describe("the last question before a push", () => {
  it("says how many commits go where, where that stands, and what comes after it; its button is named after it", () => {
    const { message, detail, buttons } = question(action());
    expect(message).toBe("Publish WFS-a to origin/main?");
    const lines = detail.split("\n");
    expect(lines[0]).toBe(
      "Push 3 commits to main of https://github.com/dana/shop.git, which stands at 1111111111 (2 files +4 −2)",
    );
    expect(lines).toContain("A pull request into release is opened with gh, or the open one gets this title and text.");
    expect(lines).toContain("Hooks and settings of the repository are not used; git signs in as you.");
    expect(buttons).toEqual(["Review Again", "Push to origin/main"]);
    expect(question(action(), [{ path: "a" }]).buttons[1]).toBe("Grant Without Having Seen 1 File");
  });

  it("names what the remote loses where its history is replaced", () => {
    const own = refName("refs/heads/session/WFS-fork");
    const shown = action({ moves: "rewrite", dropped: 2, target: { ref: own, from: document.source.commit } });
    const { detail } = question(shown);
    expect(detail).toContain("and loses 2 commits");
    expect(detail).toContain("The branch's history is replaced: 2 commits of it would be gone there.");
  });

  it("does not promise a pull request where none can be opened", () => {
    const { detail } = question(action({ url: "file:///srv/shop.git", pull_request: { base: "main", by: "link" } }));
    expect(detail).toContain("No pull request can be opened from here");
  });
});

describe("the page of a push", () => {
  it("offers to turn the remote on, where that is what is in the way", async () => {
    const off = { reason: "remote-off", text: say`It is not turned on.`, help: null, paths: [] } as const;
    const { state, can, whyNot } = await snapshotOf(
      action({ moves: "unknown", target: { ref: document.target.ref, from: "unknown" } }, { obstacles: [off] }),
    );
    expect([state, can.grant, can.turnOn]).toEqual(["blocked", false, true]);
    expect(whyNot).toContain("It is not turned on.");
    expect((await snapshotOf(action())).can.turnOn).toBe(false);
  });

  it("lists nothing about submodules, which stay where they are on another machine", async () => {
    const [file] = action().files;
    if (file === undefined) throw new Error("no file");
    const submodule = { ...file, path: "lib", oldMode: "160000", newMode: "160000", content: "submodule" } as const;
    const { lists } = await snapshotOf(action({}, { files: [submodule] }));
    expect(lists.map(({ title }) => title)).toEqual(["What your own configuration of git uses on the way"]);
  });

  it("says where it is once it was pushed, and opens the pull request, or where one is made, in the browser", async () => {
    const page = "https://github.com/dana/shop/pull/7";
    const made = await snapshotOf(undefined, published({ url: page, compare: null, problem: null }));
    expect(made.banner[1]).toBe("origin/main of https://github.com/dana/shop.git is at 2222222222 now.");
    expect(made.can).toMatchObject({ pullRequest: true, undo: false });
    const left = published({ url: null, compare: `${page}/new`, problem: "gh is not signed in" });
    expect((await snapshotOf(undefined, left)).can.pullRequest).toBe(true);
    for (const odd of ["javascript:alert(1)", "http://github.com/x", "https://github.com/\u202Ex"]) {
      const shown = await snapshotOf(undefined, published({ url: odd, compare: null, problem: null }));
      expect(shown.can.pullRequest, odd).toBe(false);
    }
  });
});
