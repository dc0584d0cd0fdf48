import { describe, expect, it } from "vitest";
import { sentBack } from "../../../../../src/core/review/delivery/sentBack.ts";
import { answeredRequest } from "../../../../../src/core/review/delivery/undelivered.ts";
import { deliveryWays, type DeliveryWay } from "../../../../../src/core/review/requests/delivery.ts";
import type { RequestView } from "../../../../../src/core/review/requests/requests.ts";
import { deliveryLines, deliveryName } from "../../../../../src/host/reviews/kinds/deliveryWording.ts";
import { reviewRow } from "../../../../../src/host/reviews/list/reviewRow.ts";
import { answeredSessions } from "../../../../../src/host/reviews/requests/answeredSessions.ts";
import { forkDescription } from "../../../../../src/host/rows/forkRow.ts";
import { hostMessageSchema } from "../../../../../src/messages/review.ts";
import {
  askedLater,
  declined,
  delivery,
  laterId,
  note,
  signature,
  thread,
  waiting,
} from "../../../../support/answers.ts";
import { fork, source } from "../../../../support/requests.ts";
import { fork as forkView } from "../../plainGitFeatures.ts";
import { plainWording } from "../../plainWording.ts";
import { ReviewScene } from "../reviewScene.ts";

const { t } = plainWording;
const later = askedLater();
const by = (way: DeliveryWay): RequestView =>
  declined("changes", { deliveries: [delivery(way, { decision: signature })] });

const lines = (view: RequestView, views = [view], threads = [] as readonly ReturnType<typeof thread>[]) => {
  const sent = sentBack(view, views, threads);
  return sent === undefined ? undefined : deliveryLines({ ...sent, commits: 2 }, plainWording);
};

const said = (way: DeliveryWay): string => lines(by(way))?.[0] ?? "";

const rowText = (view: RequestView, views: readonly RequestView[]): string =>
  reviewRow(view, { workspace: "/repo", reviewer: "ada", files: () => undefined, views }, plainWording).description ??
  "";

const forkText = (answer?: "due" | "sent", waits = false): string =>
  forkDescription(forkView("a", "b", { ahead: 3 }), plainWording, { waits, answer });

describe("how an answer went back, in words", () => {
  it("is due first, with its comments", () => {
    expect(lines(declined())?.[0]).toBe("Not delivered yet.");
    expect(lines(declined(), [declined()], [thread([note(1, "person")])])?.[0]).toBe(
      "Not delivered yet, with 1 comment.",
    );
    expect(lines(waiting(), [waiting()], [thread([note(1, "person"), note(2, "person")])])?.[0]).toBe(
      "Not delivered yet: 2 comments.",
    );
  });

  it("says which way it went as what a note says, whatever the way and whoever is named", () => {
    expect(said("wait")).toMatch(/^Handed over to claude, which waited for it, /u);
    expect(said("hook")).toMatch(/^Told to claude by its hook, /u);
    expect(said("continue")).toMatch(/^claude has had the agent continued with it, /u);
    expect(said("prompt")).toMatch(/^Given out to claude as a prompt, /u);
    for (const way of deliveryWays) {
      expect(said(way), way).toMatch(/; so says a note beside the request\.$/u);
      expect(deliveryName(by(way), [by(way)], t), way).toMatch(/, says a note$/u);
    }
  });

  it("says what was commented since, and what came back", () => {
    const talk = [thread([note(1, "person"), note(6, "agent"), note(7, "person")])];
    expect(lines(by("wait"), [by("wait")], talk)?.slice(1)).toEqual([
      "Since then, not delivered yet: 1 comment.",
      "Came back: replies to 1 comment, 2 commits since.",
    ]);
    expect(lines(declined(), [declined(), later])?.at(-1)).toBe("Came back: 2 commits since, it was asked again.");
  });

  it("says with which exit code an agent has ended that was continued, and that it is due again", () => {
    const told = delivery("continue", { decision: signature });
    const view = declined("changes", { deliveries: [told, { ...told, ended: 3 }] });
    expect(lines(view)?.slice(0, 2)).toEqual([
      expect.stringMatching(
        /^claude has had the agent continued with it, which has ended with exit code 3, .*; so says a note beside the request\.$/u,
      ),
      "Not delivered yet.",
    ]);
    expect(rowText(view, [view])).toMatch(/^not delivered, agent ended with exit code 3 · changes asked for/u);
    expect(answeredSessions([view])).toEqual(new Map([[fork, "due"]]));
    expect(deliveryName({ ...view, deliveries: [told, { ...told, ended: 3 }, told] }, [view], t)).toBe(
      "agent continued, says a note",
    );
  });

  it("draws what a hostile note says of itself", () => {
    const view = declined("changes", {
      deliveries: [{ ...delivery("wait", { decision: signature }), by: "a\u202eb\nc" }],
    });
    expect(lines(view)?.[0]).not.toMatch(/[\u202e\n]/u);
  });
});

describe("the row of a request that was declined", () => {
  it("says first where its answer is", () => {
    expect(rowText(declined("changes"), [declined()])).toMatch(/^not delivered yet · changes asked for/u);
    expect(rowText(by("wait"), [by("wait")])).toMatch(/^handed over, says a note · /u);
    expect(rowText(by("continue"), [by("continue")])).toMatch(/^agent continued, says a note · /u);
    expect(rowText(by("prompt"), [by("prompt")])).toMatch(/^given out as a prompt, says a note · /u);
    expect(rowText(declined(), [declined(), later])).toMatch(/^asked again · /u);
    expect(deliveryName(later, [later], t)).toBe("");
  });
});

describe("the fork whose request was declined", () => {
  it("says that the answer is not delivered, until it is or it was asked again", () => {
    expect(answeredSessions([declined()])).toEqual(new Map([[fork, "due"]]));
    expect(answeredSessions([by("prompt")])).toEqual(new Map([[fork, "sent"]]));
    expect(answeredSessions([declined(), later])).toEqual(new Map());
    expect(forkText("due")).toMatch(/^answer not delivered yet · \+3 ahead/u);
    expect(forkText("sent")).toMatch(/^\+3 ahead.* · answered/u);
    expect(forkText("due", true)).toContain("waits for review");
    expect(forkText()).not.toContain("answer");
  });

  it("is told of the newest answer, else of what is commented on", () => {
    expect(answeredRequest([])).toBeUndefined();
    expect(answeredRequest([waiting({ state: "executed" })])).toBeUndefined();
    expect(answeredRequest([later])).toBe(later);
    const view = declined();
    expect(answeredRequest([view, waiting({ id: laterId, state: "withdrawn" })])).toBe(view);
  });
});

describe("the page of a request that was declined", () => {
  it("has the same, and counts what was committed since", async () => {
    const scene = new ReviewScene();
    scene.view = declined();
    scene.siblings = [scene.view];
    scene.commits = 3;
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.counted).toEqual([source]);
    expect(scene.snapshot.delivery).toEqual({
      lines: ["Not delivered yet.", "Came back: 3 commits since."],
      due: true,
      canSend: true,
      askedAgain: false,
    });
    scene.view = by("continue");
    scene.siblings = [scene.view, later];
    await scene.review.recheck();
    scene.conversation.tell();
    const { snapshot } = scene;
    expect(snapshot.delivery).toMatchObject({ due: false, canSend: false, askedAgain: true });
    expect(hostMessageSchema.safeParse({ type: "snapshot", snapshot }).success).toBe(true);
  });

  it("counts nothing while it waits, and shows nothing where nothing is said", async () => {
    const scene = new ReviewScene();
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.counted).toEqual([]);
    expect(scene.snapshot.delivery).toBeNull();
  });
});
