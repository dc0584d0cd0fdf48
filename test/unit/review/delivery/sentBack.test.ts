import { describe, expect, it } from "vitest";
import { sentBack } from "../../../../src/core/review/delivery/sentBack.ts";
import { undelivered, unansweredComments } from "../../../../src/core/review/delivery/undelivered.ts";
import { deliveryWays, type Delivery } from "../../../../src/core/review/requests/delivery.ts";
import { askedLater, declined, delivery, laterId, note, signature, thread, waiting } from "../../../support/answers.ts";
import { mergeRequestOf } from "../../../support/requests.ts";

/** How many decisions and comments are, after these deliveries of one each. */
const due = (...deliveries: readonly Delivery[]): readonly [decisions: number, comments: number] => {
  const { decisions, comments } = undelivered([declined("changes", { deliveries })], [thread([note(1, "person")])]);
  return [decisions.length, comments.length];
};

describe("what is still to be handed over", () => {
  it("is a decision against it until somebody has handed over that one, whatever the way", () => {
    expect(undelivered([declined()], []).decisions).toHaveLength(1);
    expect(undelivered([declined("denied")], []).decisions).toHaveLength(1);
    for (const way of deliveryWays) {
      const deliveries = [delivery(way, { decision: signature })];
      expect(undelivered([declined("changes", { deliveries })], []).decisions, way).toEqual([]);
    }
  });

  it("is not what was handed over of comments alone", () => {
    const deliveries = [delivery("wait", { comments: [note(1, "person").id] })];
    expect(undelivered([declined("changes", { deliveries })], []).decisions).toHaveLength(1);
  });

  it("is again what a continued agent was told that has ended with an error, and once for each time it was", () => {
    const told = delivery("continue", { decision: signature, comments: [note(1, "person").id] });
    const ended = { ...told, ended: 1 };
    expect(due(told)).toEqual([0, 0]);
    expect(due(told, ended)).toEqual([1, 1]);
    expect(due(ended, told)).toEqual([1, 1]);
    expect(due(told, ended, told)).toEqual([0, 0]);
    expect(due(told, ended, told, ended)).toEqual([1, 1]);
    expect(due({ ...told, way: "wait" }, ended)).toEqual([0, 0]);
    expect(due({ ...told, by: "Bob" }, ended)).toEqual([0, 0]);
    expect(due(ended)).toEqual([1, 1]);
    const view = declined("changes", { deliveries: [told, ended] });
    expect(sentBack(view, [view], [])).toMatchObject({ last: ended, isDecisionDue: true });
  });

  it("is nothing of what waits, was granted, or was asked again since", () => {
    const later = askedLater();
    expect(undelivered([waiting()], []).decisions).toEqual([]);
    expect(undelivered([declined(), later], []).decisions).toEqual([]);
    const other = { ...later, request: { ...mergeRequestOf({ id: laterId }), kind: "teardown" as never } };
    expect(undelivered([declined(), other], []).decisions).toHaveLength(1);
  });

  it("is what was asked again for something else, or was asked for beside it before the answer", () => {
    const elsewhere = askedLater({ into: "refs/heads/release" });
    expect(undelivered([declined(), elsewhere], []).decisions).toHaveLength(1);
    expect(sentBack(declined(), [declined(), elsewhere], [])).toMatchObject({ askedAgain: null, isDecisionDue: true });
    const before = askedLater({ created: "2026-01-01T10:04:59Z" });
    expect(undelivered([declined(), before], []).decisions).toHaveLength(1);
    const atOnce = askedLater({ created: "2026-01-01T10:05:00Z" });
    expect(undelivered([declined(), atOnce], []).decisions).toEqual([]);
  });

  it("is what persons have said in open threads since an agent spoke, as far as no delivery of the session names it", () => {
    const [first, second, third] = [note(1, "person"), note(2, "person"), note(4, "person")];
    const threads = [thread([first, second]), thread([note(3, "agent"), third])];
    expect(undelivered([], threads).comments).toEqual([first.id, second.id, third.id]);
    const deliveries = [delivery("prompt", { comments: [second.id] })];
    expect(undelivered([waiting({ deliveries })], threads).comments).toEqual([first.id, third.id]);
    expect(unansweredComments(thread([first, note(6, "agent")]))).toEqual([]);
    expect(unansweredComments(thread([first], { resolved: true }))).toEqual([]);
    expect(unansweredComments(thread([note(6, "agent")]))).toEqual([]);
  });
});

describe("how an answer went back, and what came of it", () => {
  it("is not delivered at first, then says by which way it went", () => {
    expect(sentBack(declined(), [declined()], [])).toEqual({
      answer: "changes",
      last: null,
      isDecisionDue: true,
      commentsDue: 0,
      repliedTo: 0,
      askedAgain: null,
    });
    const last = delivery("continue", { decision: signature });
    const view = declined("denied", { deliveries: [delivery("wait", { decision: signature }), last] });
    expect(sentBack(view, [view], [])).toMatchObject({ answer: "denied", last, isDecisionDue: false });
  });

  it("counts threads in which an agent has replied to a person since it was decided", () => {
    const threads = [
      thread([note(1, "person"), note(6, "agent"), note(7, "agent")]),
      thread([note(1, "person"), note(2, "agent")]),
      thread([note(6, "agent")]),
      thread([note(6, "agent"), note(7, "person"), note(8, "agent")], { resolved: true }),
    ];
    expect(sentBack(declined(), [declined()], threads)).toMatchObject({ repliedTo: 2, commentsDue: 0 });
  });

  it("names the newest request that was made after it", () => {
    const later = askedLater();
    expect(sentBack(declined(), [declined(), later], [])).toMatchObject({ askedAgain: laterId, isDecisionDue: false });
  });

  it("is there for comments on what waits, and for nothing else", () => {
    expect(sentBack(waiting(), [waiting()], [])).toBeUndefined();
    expect(sentBack(waiting(), [waiting()], [thread([note(1, "person")])])).toMatchObject({
      answer: "comments",
      commentsDue: 1,
      isDecisionDue: false,
    });
    const executed = waiting({ state: "executed" });
    expect(sentBack(executed, [executed], [thread([note(1, "person")])])).toBeUndefined();
  });
});
