import { beforeEach, describe, expect, it } from "vitest";
import {
  eventsDirectory,
  keptFor,
  keptSegments,
  lineBytes,
  segmentBytes,
} from "../../../src/core/events/eventFiles.ts";
import { EventLog } from "../../../src/core/events/eventLog.ts";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { MemoryDisk } from "../../support/fakes/memoryDisk.ts";
import { MemoryFileSystem, type StepHook } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

const workflow = "/work/.workflow";
const directory = eventsDirectory(workflow);
const segment = (n: number, writer = "here"): string => `${directory}/${writer}-${String(n).padStart(4, "0")}.jsonl`;

let clock: FakeClock;
let disk: MemoryDisk;
let logger: MemoryLogger;

beforeEach(() => {
  clock = new FakeClock();
  logger = new MemoryLogger();
  disk = new MemoryDisk(() => clock.now());
  disk.directory(workflow);
});

it("goes on where readers look, whatever numbers somebody has put there", async () => {
  const full = new Uint8Array(segmentBytes + 1);
  for (const n of [999_999_999, 99_999_999, 99_999_998]) disk.file(segment(n), full);
  disk.file(segment(1), full);
  await open().note("session.paused", "WFS-one", {});
  await open().note("session.paused", "WFS-two", {});
  expect(lines(segment(2))).toMatchObject([{ session: "WFS-one" }, { session: "WFS-two" }]);
});

it("lets no name that an agent gives pass for a person", async () => {
  const log = open({ actor: "person" });
  await log.note("session.paused", "WFS-one", {});
  for (const name of ["person", " Person\n", "claude"]) await log.note("session.paused", "WFS-one", {}, name);
  const actors = (lines(segment(1)) as { readonly actor: string }[]).map(({ actor }) => actor);
  expect(actors).toEqual(["person", "wfs", "wfs", "claude"]);
});

/** A process of its own. */
function open(
  options: { readonly writer?: string; readonly actor?: string; readonly onStep?: StepHook } = {},
): EventLog {
  const { writer = "here", actor = "wfs", onStep } = options;
  const fs = new MemoryFileSystem({ disk, ...(onStep === undefined ? {} : { onStep }) });
  return new EventLog({ workflow, writer, actor, fs, clock, logger });
}

const lines = (path: string): unknown[] =>
  (disk.text(path) ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

const segments = (): readonly string[] => disk.list(directory).filter((name) => name.endsWith(".jsonl"));

/** A segment that is full. */
function fill(path: string): void {
  disk.file(path, `${"x".repeat(segmentBytes)}\n`);
}

describe("an event", () => {
  it("is one line with time, session, actor and type before its members", async () => {
    await open().note("checkpoint.taken", "WFS-one", { n: 3, trigger: "manual", commit: "abc" });
    expect(disk.text(segment(1))).toBe(
      '{"at":"2025-09-07T10:00:00.250Z","session":"WFS-one","actor":"wfs","type":"checkpoint.taken","n":3,"trigger":"manual","commit":"abc"}\n',
    );
  });

  it("names its actor in one line of at most 200 characters", async () => {
    await open({ actor: `a\n\u2028{"at":"b"}${"x".repeat(300)}` }).note("session.paused", null, {});
    await open({ actor: " \t" }).note("session.paused", null, {}, "agent-1");
    await open({ actor: "" }).note("session.paused", null, {});
    const actors = lines(segment(1)).map((line) => (line as { actor: string }).actor);
    expect(actors).toEqual([`a {"at":"b"}${"x".repeat(188)}`, "agent-1", "unknown"]);
  });

  it("is cut where it is larger than 64 KiB, and says so where it is", async () => {
    const changed = Array.from({ length: 5000 }, (_, n) => `src/${"d".repeat(30)}/${n}.ts`);
    const call = { task: "t", lane: "l", attempt: 1, call: "1", tool: "exec", command: "é".repeat(80_000) };
    await open().note("tool.ended", "WFS-one", { ...call, exit: 0, ms: 1, changed, more: 0 });
    expect(disk.text(segment(1))?.length).toBeLessThanOrEqual(lineBytes);
    const [line] = lines(segment(1)) as { readonly command: string; readonly changed: string[] }[];
    expect(line?.command).toMatch(/^é+ … \(cut\)$/u);
    expect(line?.changed.at(-1)).toBe("… and 4800 more (cut)");
    expect(line).toMatchObject({ exit: 0, task: "t" });
  });

  it("is written nowhere while there is no .workflow, and goes on where it is there again", async () => {
    const log = open();
    await log.note("session.paused", "WFS-one", {});
    disk.detach(workflow);
    await log.note("session.paused", "WFS-one", {});
    expect(disk.find(workflow)).toBeUndefined();
    disk.directory(workflow);
    await log.note("session.paused", "WFS-two", {});
    expect(lines(segment(1))).toHaveLength(1);
    expect(logger.lines).toEqual([]);
  });

  it("never fails what it is about, and one that cannot be written is told of once", async () => {
    const log = open({
      onStep({ call, paths: [path = ""] }) {
        if (call === "appendLine") throw new FileError("no-space", path, say`No space is left.`);
      },
    });
    for (let n = 0; n < 3; n += 1) await log.note("session.paused", null, {});
    expect(logger.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(logger.lines[0]).toContain("No space is left.");
  });

  it.each(["link", "file"])("is refused where .events is a %s, and nothing is followed", async (kind) => {
    disk.directory("/elsewhere");
    if (kind === "link") disk.link(directory, "/elsewhere");
    else disk.file(directory, "");
    await open().note("session.paused", null, {});
    expect(disk.list("/elsewhere")).toEqual([]);
    expect(logger.lines).toEqual([expect.stringContaining("not a real directory")]);
  });
});

describe("segments", () => {
  it("are begun anew where the newest is full, by every process", async () => {
    const [one, other] = [open(), open()];
    await one.note("session.paused", null, {});
    await other.note("session.paused", null, {});
    fill(segment(1));
    await one.note("session.paused", "WFS-one", {});
    await one.note("session.paused", "WFS-one", {});
    await other.note("session.paused", "WFS-other", {});
    expect(lines(segment(2))).toHaveLength(2);
    expect(segments()).toHaveLength(2);
  });

  it("are the newest ones, also for a process that has slept", async () => {
    const sleeper = open();
    await sleeper.note("session.paused", null, {});
    for (let n = 1; n <= 40; n += 1) fill(segment(n));
    await open().note("session.paused", null, {});
    expect(segments()).toHaveLength(keptSegments);
    await sleeper.note("session.paused", "WFS-late", {});
    expect(lines(segment(41))).toHaveLength(2);
    expect(disk.find(segment(1))).toBeUndefined();
  });

  it("of a writer that nobody is any more go after 90 days, when another begins", async () => {
    await open({ writer: "old" }).note("session.paused", null, {});
    clock.set(clock.now() + keptFor / 2);
    await open({ writer: "recent" }).note("session.paused", null, {});
    clock.set(clock.now() + keptFor / 2 + 1);
    await open().note("session.paused", null, {});
    expect(segments()).toEqual(["here-0001.jsonl", "recent-0001.jsonl"]);
  });

  it("beyond 256 in all go, the oldest first, and what is none of ours stays", async () => {
    for (let n = 0; n < 300; n += 1) {
      clock.set(clock.now() + 1000);
      disk.file(segment(1, `host-${n}`), "{}\n");
    }
    disk.file(`${directory}/notes.txt`, "mine");
    await open().note("session.paused", null, {});
    const names = segments();
    expect(names).toHaveLength(257);
    expect(disk.text(`${directory}/notes.txt`)).toBe("mine");
    expect(disk.text(`${directory}/.gitignore`)).toBe("*\n");
    expect(names).toContain("host-299-0001.jsonl");
    expect(names).not.toContain("host-0-0001.jsonl");
  });
});
