import { describe, expect, it } from "vitest";
import type { WorkflowEvent } from "../../../src/core/events/model/event.ts";
import { eventsOfSession } from "../../../src/core/events/sessionEvents.ts";

const event = (session: string | null, type: string, members: Partial<WorkflowEvent> = {}): WorkflowEvent => ({
  at: "2025-09-07T10:00:00Z",
  actor: "wfs",
  session,
  type,
  ...members,
});

/** Those of a session, oldest first, so that they read as they were written. */
const told = (events: readonly WorkflowEvent[], session: string): readonly string[] =>
  eventsOfSession(events, session, { forks: true }).events.map(({ session: of, type }) => `${of} ${type}`);

describe("the events of a session", () => {
  it("are its own, and the forks that were made from it", () => {
    const events = [
      event("WFS-a", "session.created"),
      event("WFS-b", "session.created"),
      event("WFS-a-1", "fork.created", { baseline: "WFS-a" }),
      event("WFS-a-1", "checkpoint.taken"),
      event(null, "something.else"),
    ];
    expect(told(events, "WFS-a")).toEqual(["WFS-a session.created", "WFS-a-1 fork.created"]);
    expect(told(events, "WFS-a-1")).toEqual(["WFS-a-1 fork.created", "WFS-a-1 checkpoint.taken"]);
  });

  it("are those of its former names too, and not of whoever is called so now", () => {
    const events = [
      event("WFS-a", "fork.created", { baseline: "WFS-m" }),
      event("WFS-b", "session.renamed", { from: "WFS-a" }),
      event("WFS-a", "session.created"),
      event("WFS-c", "session.renamed", { from: "WFS-b" }),
      event("WFS-c", "session.paused"),
    ];
    const [first, ...others] = ["WFS-a fork.created", "WFS-b session.renamed", "WFS-c session.renamed"];
    expect(told(events, "WFS-c")).toEqual([first, ...others, "WFS-c session.paused"]);
    expect(told(events, "WFS-a")).toEqual(["WFS-a session.created"]);
    expect(eventsOfSession(events, "WFS-b").session).toBe("WFS-c");
    expect(eventsOfSession(events, "WFS-m").session).toBe("WFS-m");
  });

  it("are not those of an earlier session of the same name", () => {
    const events = [
      event("WFS-a", "session.created"),
      event("WFS-a", "session.deleted"),
      event("WFS-a", "session.created"),
      event("WFS-a", "phase.entered"),
    ];
    expect(told(events, "WFS-a")).toEqual(["WFS-a session.created", "WFS-a phase.entered"]);
    expect(told(events.slice(0, 2), "WFS-a")).toEqual(["WFS-a session.created", "WFS-a session.deleted"]);
    const again = ["fork.created", "fork.removed", "fork.created"].map((type) => event("WFS-f", type));
    expect(told(again, "WFS-f")).toEqual(["WFS-f fork.created"]);
    expect(told(again.slice(0, 2), "WFS-f")).toEqual(["WFS-f fork.created", "WFS-f fork.removed"]);
  });

  it("end with names that go in a ring", () => {
    const ring = [
      event("WFS-a", "session.renamed", { from: "WFS-b" }),
      event("WFS-b", "session.renamed", { from: "WFS-a" }),
    ];
    expect(told(ring, "WFS-b")).toHaveLength(2);
    expect(told([event("WFS-a", "session.renamed", { from: "WFS-a" })], "WFS-a")).toHaveLength(1);
  });
});
