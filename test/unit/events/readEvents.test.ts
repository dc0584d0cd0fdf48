import { beforeEach, describe, expect, it } from "vitest";
import { eventsDirectory, keptSegments } from "../../../src/core/events/eventFiles.ts";
import { endOfEvents, type EventCursor, readEvents } from "../../../src/core/events/readEvents.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { MemoryDisk } from "../../support/fakes/memoryDisk.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const workflow = "/work/.workflow";
const directory = eventsDirectory(workflow);

let clock: FakeClock;
let disk: MemoryDisk;
let fs: MemoryFileSystem;
let read: string[];

beforeEach(() => {
  clock = new FakeClock();
  disk = new MemoryDisk(() => clock.now());
  read = [];
  fs = new MemoryFileSystem({
    disk,
    onStep({ call, paths: [path = ""] }) {
      if (call === "readPart") read.push(path.slice(directory.length + 1));
    },
  });
  disk.directory(directory);
});

const start = Date.UTC(2025, 8, 7, 10);

/** An event so many seconds after the beginning. */
function line(seconds: number, type: string, session: string | null = "WFS-one", actor = "wfs"): string {
  return `${JSON.stringify({ at: new Date(start + seconds * 1000).toISOString(), session, actor, type })}\n`;
}

function append(name: string, text: string): void {
  const path = `${directory}/${name}`;
  const node = disk.find(path);
  clock.set(clock.now() + 3_600_000);
  if (node === undefined) disk.file(path, text);
  else {
    node.content = new Uint8Array(Buffer.concat([node.content, Buffer.from(text)]));
    node.mtimeNs = disk.time;
  }
}

async function types(from?: EventCursor, filter?: Parameters<typeof readEvents>[3]): Promise<readonly string[]> {
  return (await readEvents(fs, workflow, from, filter)).events.map(({ type }) => type);
}

describe("events that were written", () => {
  it("are read in the order of their times, those of one segment in its order", async () => {
    append("a-0001.jsonl", line(0, "a0") + line(20, "a20") + line(10, "a10") + line(30, "a30"));
    append("b-0001.jsonl", line(5, "b5") + line(25, "b25"));
    append("a-0002.jsonl", line(40, "a40"));
    expect(await types()).toEqual(["a0", "b5", "a20", "a10", "b25", "a30", "a40"]);
  });

  it("are those of a session, and since a time", async () => {
    append("a-0001.jsonl", line(0, "old") + line(10, "other", "WFS-two") + line(20, "none", null) + line(30, "new"));
    expect(await types(undefined, { session: "WFS-one" })).toEqual(["old", "new"]);
    expect(await types(undefined, { since: start + 20_000 })).toEqual(["none", "new"]);
    expect(await types(undefined, { since: start + 20_000, session: "WFS-one", clock })).toEqual(["new"]);
  });

  it("are there whatever stands between them", async () => {
    const bad = ["no JSON", "[]", "{}", '{"at":"x","session":null,"actor":"a","type":"t"}', "\u0000\u0000", "null"];
    append("a-0001.jsonl", `${line(0, "first")}${bad.join("\n")}\n\n${line(1, "unknown.type")}`);
    append("a-0002.jsonl", `${line(2, "x".repeat(101))}${line(2, "", null)}${"y".repeat(700_000)}\n${line(3, "last")}`);
    const node = disk.find(`${directory}/a-0002.jsonl`);
    if (node !== undefined) node.content = new Uint8Array([0xff, 0xfe, 10, ...node.content]);
    const found = await readEvents(fs, workflow);
    expect(found.events.map(({ type }) => type)).toEqual(["first", "unknown.type", "last"]);
    expect(found.unreadable).toBeGreaterThanOrEqual(bad.length + 3);
  });

  it("are placed by those before them where they say they were after their file was written", async () => {
    append("a-0001.jsonl", line(0, "a0") + line(1e9, "future") + line(2, "a2"));
    append("b-0001.jsonl", line(1, "b1"));
    expect(await types()).toEqual(["a0", "future", "b1", "a2"]);
  });

  it("are found behind one that was cut off in its middle, and not before they are whole", async () => {
    append("a-0001.jsonl", line(0, "first").slice(0, 50) + line(1, "glued") + line(2, "half").slice(0, 40));
    const first = await readEvents(fs, workflow);
    expect(first.events.map(({ type }) => type)).toEqual(["glued"]);
    append("a-0001.jsonl", line(2, "half").slice(40));
    expect(await types(first.cursor)).toEqual(["half"]);
  });

  it("are none where nothing can be read: links, directories, other names, a file for the directory", async () => {
    disk.file("/elsewhere.jsonl", line(0, "elsewhere"));
    disk.link(`${directory}/a-0001.jsonl`, "/elsewhere.jsonl");
    disk.directory(`${directory}/a-0002.jsonl`);
    append("a.jsonl", line(0, "other name"));
    append("a-1.jsonl", line(0, "other number"));
    expect(await types()).toEqual([]);
    disk.detach(directory);
    expect(await types()).toEqual([]);
    disk.file(directory, line(0, "file"));
    expect(await types()).toEqual([]);
    disk.detach(directory);
    disk.link(directory, "/work");
    expect(await types()).toEqual([]);
  });

  it("are those of the newest segments of each writer, however many stand", async () => {
    for (let n = 1; n <= 100; n += 1) append(`a-${String(n).padStart(4, "0")}.jsonl`, line(n, `a${n}`));
    append("b-0001.jsonl", line(0, "b"));
    const found = await types();
    expect(found).toHaveLength(keptSegments + 1);
    expect(found.at(-1)).toBe("a100");
    expect(found[0]).toBe("b");
  });
});

describe("a reading that goes on", () => {
  it("reads only what is new, in new segments too", async () => {
    append("a-0001.jsonl", line(0, "a0"));
    append("b-0001.jsonl", line(1, "b1"));
    const first = await readEvents(fs, workflow);
    read = [];
    expect(await types(first.cursor)).toEqual([]);
    expect(read).toEqual([]);
    append("b-0001.jsonl", line(2, "b2"));
    append("b-0002.jsonl", line(3, "b3"));
    const next = await readEvents(fs, workflow, first.cursor);
    expect(next.events.map(({ type }) => type)).toEqual(["b2", "b3"]);
    expect(new Set(read)).toEqual(new Set(["b-0001.jsonl", "b-0002.jsonl"]));
    expect(await types(next.cursor)).toEqual([]);
  });

  it("begins at the end, if that is wanted, without reading what is there", async () => {
    append("a-0001.jsonl", line(0, "a0"));
    const end = await endOfEvents(fs, workflow);
    append("a-0001.jsonl", line(1, "a1"));
    append("a-0002.jsonl", line(2, "a2"));
    expect(await types(end)).toEqual(["a1", "a2"]);
  });

  it("forgets segments that are gone, and reads one again that another has taken the place of", async () => {
    append("a-0001.jsonl", line(0, "a0") + line(1, "a1"));
    append("b-0001.jsonl", line(2, "b2"));
    const first = await readEvents(fs, workflow);
    disk.detach(`${directory}/b-0001.jsonl`);
    disk.detach(`${directory}/a-0001.jsonl`);
    append("a-0001.jsonl", line(10, "new") + line(11, "larger than before") + line(12, "and more"));
    const next = await readEvents(fs, workflow, first.cursor);
    expect(next.events.map(({ type }) => type)).toEqual(["new", "larger than before", "and more"]);
    expect([...next.cursor.keys()]).toEqual(["a-0001.jsonl"]);
    disk.file(`${directory}/a-0001.jsonl`, line(20, "smaller"));
    expect(await types(next.cursor)).toEqual(["smaller"]);
  });
});
