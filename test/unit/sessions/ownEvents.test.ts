import { beforeEach, expect, it, vi } from "vitest";
import type { WorkflowEvent } from "../../../src/core/events/model/event.ts";
import { ownEvents } from "../../../src/core/sessions/scope/ownEvents.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const directory = "/repo/.workflow";
let fs: MemoryFileSystem;

const event = (session: string | null, members: Partial<WorkflowEvent> = {}): WorkflowEvent => ({
  at: "2025-09-07T11:57:00Z",
  session,
  actor: "wfs",
  type: "session.paused",
  ...members,
});

beforeEach(() => {
  fs = new MemoryFileSystem();
  for (const [id, user_scope] of [
    ["WFS-a", "user:ada"],
    ["WFS-b", "user:bob"],
    ["WFS-all", undefined],
  ] as const) {
    fs.disk.file(`${directory}/${id}/workflow-session.json`, JSON.stringify({ session_id: id, user_scope }));
  }
});

async function told(events: readonly WorkflowEvent[]): Promise<readonly (string | null)[]> {
  const get = vi.fn();
  const options = { sessions: { get, directory }, fs, clock: new FakeClock(), scope: () => "user:ada" };
  const own = await ownEvents(options, events);
  expect(get).not.toHaveBeenCalled();
  return own.map(({ session }) => session);
}

it("tells none of another scope, as its record says now or the event says of then", async () => {
  const events = ["WFS-a", "WFS-b", "WFS-all", null, "WFS-gone", "../../x"].map((session) => event(session));
  expect(await told([...events, event("WFS-gone", { scope: "user:bob" }), event(null, { scope: "user:bob" })])).toEqual(
    ["WFS-a", "WFS-all", null, "WFS-gone", "../../x"],
  );
});

it("looks once for all sessions, however many are named that do not exist", async () => {
  const looks = [vi.spyOn(fs, "entries"), vi.spyOn(fs, "lstat"), vi.spyOn(fs, "kindNow"), vi.spyOn(fs, "peek")];
  const events = Array.from({ length: 8000 }, (_, n) => event(`WFS-none-${n}`));
  expect(await told([...events, ...Array.from({ length: 100 }, () => event("WFS-a"))])).toHaveLength(8100);
  expect(looks.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBeLessThan(10);
});
