import { beforeEach, describe, expect, it, vi } from "vitest";
import { EventLog } from "../../../../src/core/events/eventLog.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { DirectoryWatching } from "../../../../src/core/watching/directoryWatching.ts";
import { SessionTimeline } from "../../../../src/host/timeline/sessionTimeline.ts";
import { allEvents } from "../../../support/allEvents.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../../support/fakes/fakeWatcher.ts";
import { MemoryFileSystem } from "../../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";

const workflow = "/repo/.workflow";
const session = sessionIdFromSlug("oauth");

describe("the timeline of a session", () => {
  const changed = vi.fn();
  let clock: FakeClock;
  let fs: MemoryFileSystem;
  let watcher: FakeWatcher;
  let log: EventLog;
  let timeline: SessionTimeline;

  beforeEach(() => {
    vi.clearAllMocks();
    clock = new FakeClock({ manual: true });
    fs = new MemoryFileSystem({ now: () => clock.now() });
    fs.disk.directory(workflow);
    watcher = new FakeWatcher();
    const logger = new MemoryLogger();
    log = new EventLog({ workflow, writer: "here", actor: "wfs", fs, clock, logger });
    const watching = new DirectoryWatching({ name: workflow, watcher, fs, clock, logger });
    timeline = new SessionTimeline({ ...allEvents(fs, workflow), clock, watching, session, changed });
  });

  const types = (): readonly string[] => timeline.entries.page(100).map(({ event }) => event.type);

  it("reads nothing before somebody asks", async () => {
    await log.note("session.paused", session, {});
    const names = vi.spyOn(fs, "names");
    await clock.advance(5000);
    expect(names).not.toHaveBeenCalled();
    await timeline.ready();
    expect(names).toHaveBeenCalledTimes(1);
  });

  it("follows what comes from outside, the first event too", async () => {
    await timeline.ready();
    expect(types()).toEqual([]);
    await log.note("session.paused", session, {});
    watcher.tell(workflow, ".events");
    await clock.advance(1000);
    expect(types()).toEqual(["session.paused"]);
    await log.note("session.paused", sessionIdFromSlug("billing"), {});
    await log.note("phase.entered", session, { phase: "PLAN", from: null });
    watcher.tell(`${workflow}/.events`, "here-0001.jsonl");
    await clock.advance(1000);
    expect(types()).toEqual(["phase.entered", "session.paused"]);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("is silent about other sessions, and after its end", async () => {
    await timeline.ready();
    await log.note("session.paused", sessionIdFromSlug("billing"), {});
    watcher.tell(workflow, ".events");
    await clock.advance(1000);
    expect(changed).not.toHaveBeenCalled();
    await timeline.dispose();
    await log.note("session.paused", session, {});
    watcher.tell(`${workflow}/.events`, "here-0001.jsonl");
    await clock.advance(1000);
    expect(changed).not.toHaveBeenCalled();
  });

  it("tells what the session is called now", async () => {
    await log.note("session.paused", session, {});
    await timeline.ready();
    expect(timeline.renamedTo).toBe(session);
    await log.note("session.renamed", "WFS-login", { from: session });
    watcher.tell(`${workflow}/.events`, "here-0001.jsonl");
    await clock.advance(1000);
    expect(timeline.renamedTo).toBe("WFS-login");
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it("has kinds that can be looked at alone, and of a tool its end", async () => {
    const run = { task: "fix", lane: "repo-fix", attempt: 1, tool: "pytest" };
    await log.note("tool.started", session, { ...run, call: "1" });
    await log.note("tool.ended", session, { ...run, call: "1", exit: 0, ms: 5, changed: [], more: 0 });
    await log.note("tool.started", session, { ...run, call: "2" });
    await log.note("checkpoint.taken", session, { n: 1, trigger: "manual", commit: "0" });
    await timeline.ready();
    expect(types()).toEqual(["checkpoint.taken", "tool.started", "tool.ended"]);
    const kinds = new Set(["checkpoints"] as const);
    expect(timeline.entries.page(100, kinds).map(({ event }) => event.type)).toEqual(["checkpoint.taken"]);
    expect([timeline.entries.count(kinds), timeline.entries.count()]).toEqual([1, 3]);
  });
});
