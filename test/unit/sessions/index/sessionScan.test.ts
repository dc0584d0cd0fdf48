import { describe, expect, it } from "vitest";
import { recordTemplate } from "../../../../src/core/sessions/record/record.ts";
import { recordText } from "../../../../src/core/sessions/record/recordEdit.ts";
import { parseSessionId, type SessionId } from "../../../../src/core/sessions/model/sessionId.ts";
import { SessionScanner, type ScanResult } from "../../../../src/core/sessions/index/sessionScan.ts";
import { FileError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { MemoryFileSystem } from "../../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";

const directory = "/project/.workflow";

function idOf(name: string): SessionId {
  const id = parseSessionId(name);
  if (id === undefined) throw new Error(name);
  return id;
}

/** The sessions that a scan shows otherwise than the one before it. */
function changed(before: ScanResult, after: ScanResult): readonly string[] {
  return after.sessions.filter((view) => !before.sessions.includes(view)).map(({ id }) => id);
}

/** A disk, a scanner, and a count of the records it read. */
function scene() {
  const clock = new FakeClock();
  const fs = new MemoryFileSystem({ now: () => clock.now() });
  fs.disk.directory(directory);
  const logger = new MemoryLogger();
  const scanner = new SessionScanner({ directory, fs, clock, logger });
  const place = (name: string, archived = false): string =>
    `${directory}/${archived ? "completed/" : ""}${name}/workflow-session.json`;
  const write = (name: string, project = "a project", archived = false): void => {
    const template = recordTemplate(idOf(name), clock.now());
    fs.disk.file(place(name, archived), recordText({ ...template, project }));
  };
  const age = (): void => clock.set(clock.now() + 60_000);
  const reads = async (work: () => Promise<unknown>): Promise<number> => {
    let read = 0;
    const readNow = fs.readNow.bind(fs);
    fs.readNow = (path, maxBytes, known) => {
      const result = readNow(path, maxBytes, known);
      if (result !== "unchanged" && result !== undefined) read += 1;
      return result;
    };
    await work();
    fs.readNow = readNow;
    return read;
  };
  return { clock, fs, disk: fs.disk, logger, scanner, place, write, age, reads };
}

describe("SessionScanner", () => {
  it("says that there is no .workflow, and finds it when it comes", async () => {
    const clock = new FakeClock();
    const fs = new MemoryFileSystem({ now: () => clock.now() });
    fs.disk.directory("/project");
    const scanner = new SessionScanner({ directory, fs, clock, logger: new MemoryLogger() });
    expect(await scanner.scan()).toMatchObject({ places: [], sessions: [], hidden: 0 });
    fs.disk.directory(directory);
    expect(await scanner.scan()).toMatchObject({ places: [""], sessions: [] });
  });

  it("refuses a .workflow that is a link or a file", async () => {
    const { scanner, disk } = scene();
    disk.directory("/elsewhere/WFS-a");
    disk.detach(directory);
    disk.link(directory, "/elsewhere");
    await expect(scanner.scan()).rejects.toMatchObject({ code: "unsafe-path" });
    disk.detach(directory);
    disk.file(directory, "");
    await expect(scanner.scan()).rejects.toMatchObject({ code: "unsafe-path" });
  });

  it("takes directories with a session's name and nothing else, the archive included", async () => {
    const { scanner, disk, write } = scene();
    write("WFS-live");
    write("WFS-old", "archived", true);
    disk.directory(`${directory}/notes`);
    disk.directory(`${directory}/WFS-..`);
    disk.file(`${directory}/WFS-file`);
    disk.directory("/elsewhere");
    disk.link(`${directory}/WFS-link`, "/elsewhere");
    disk.file(`${directory}/.active-WFS-live`);
    const { sessions } = await scanner.scan();
    expect(sessions.map(({ id, state, active }) => [id, state, active])).toEqual([
      ["WFS-live", "paused", false],
      ["WFS-old", "archived", false],
    ]);
  });

  it("does not follow an archive or a record that is a link", async () => {
    const { scanner, disk, write } = scene();
    write("WFS-a");
    disk.directory("/elsewhere/WFS-outside");
    disk.file("/elsewhere/record.json", '{"project":"stolen"}');
    disk.link(`${directory}/completed`, "/elsewhere");
    disk.detach(`${directory}/WFS-a/workflow-session.json`);
    disk.link(`${directory}/WFS-a/workflow-session.json`, "/elsewhere/record.json");
    const { sessions } = await scanner.scan();
    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.record.project).toBeUndefined();
    expect(sessions[0]?.problem).toBeDefined();
  });

  it("reads a record again only when its state on disk changed, and keeps the views of the others", async () => {
    const { scanner, write, age, reads } = scene();
    for (const name of ["WFS-a", "WFS-b", "WFS-c"]) write(name);
    age();
    const first = await scanner.scan();
    expect(await reads(() => scanner.scan())).toBe(0);
    write("WFS-b", "another project");
    age();
    const second = await scanner.scan();
    expect(changed(first, second)).toEqual(["WFS-b"]);
    expect(second.sessions.find(({ id }) => id === "WFS-b")?.record.project).toBe("another project");
    expect((await scanner.scan()).sessions).toBe(second.sessions);
  });

  it("sees a second write of the same size within the same tick of the clock", async () => {
    const { scanner, disk, write, place } = scene();
    write("WFS-a", "first!");
    const first = await scanner.scan();
    const node = disk.find(place("WFS-a"));
    if (node === undefined) throw new Error("no record");
    node.content = new TextEncoder().encode(new TextDecoder().decode(node.content).replace("first!", "second"));
    const second = await scanner.scan();
    expect(changed(first, second)).toEqual(["WFS-a"]);
    expect(second.sessions[0]?.record.project).toBe("second");
  });

  it("calls a rewrite with the same content no change", async () => {
    const { scanner, disk, write, place, age } = scene();
    write("WFS-a");
    age();
    const { sessions } = await scanner.scan();
    disk.file(place("WFS-a"), disk.text(place("WFS-a")) ?? "");
    expect((await scanner.scan()).sessions).toBe(sessions);
  });

  it("tells what came, went and moved to the archive", async () => {
    const { scanner, disk, write, age } = scene();
    write("WFS-a");
    write("WFS-b");
    age();
    const first = await scanner.scan();
    disk.directory(`${directory}/completed`);
    disk.move(`${directory}/WFS-a`, `${directory}/completed/WFS-a`);
    disk.detach(`${directory}/WFS-b`);
    write("WFS-c");
    const second = await scanner.scan();
    expect(changed(first, second).toSorted()).toEqual(["WFS-a", "WFS-c"]);
    expect(second.sessions).toHaveLength(2);
    expect(second.sessions.find(({ id }) => id === "WFS-a")).toMatchObject({
      state: "archived",
      path: `${directory}/completed/WFS-a`,
    });
  });

  it("shows the one in use of two sessions with one name", async () => {
    const { scanner, write } = scene();
    write("WFS-a", "in use");
    write("WFS-a", "archived", true);
    const { sessions } = await scanner.scan();
    expect(sessions.map(({ record, state }) => [record.project, state])).toEqual([["in use", "paused"]]);
  });

  it("puts the newest first, by name when equally new", async () => {
    const { scanner, clock, write, age } = scene();
    write("WFS-old");
    age();
    write("WFS-b");
    write("WFS-a");
    clock.set(clock.now() + 1000);
    write("WFS-new");
    const { sessions } = await scanner.scan();
    expect(sessions.map(({ id }) => id)).toEqual(["WFS-new", "WFS-a", "WFS-b", "WFS-old"]);
  });

  it("shows a template with the reason for a record that is absent, and calls it changed once", async () => {
    const { scanner, disk, write, age } = scene();
    disk.directory(`${directory}/WFS-empty-one`);
    age();
    const { sessions } = await scanner.scan();
    expect(sessions[0]?.record.project).toBe("empty one");
    expect(String(sessions[0]?.problem)).toContain("workflow-session.json");
    age();
    expect((await scanner.scan()).sessions).toBe(sessions);
    write("WFS-empty-one", "there now");
    const after = await scanner.scan();
    expect(after.sessions[0]?.record.project).toBe("there now");
    expect(after.sessions[0]).not.toHaveProperty("problem");
  });

  it("shows a record that cannot be read, warns once, and reads it when it can be", async () => {
    const { scanner, fs, write, logger, age } = scene();
    write("WFS-a", "readable");
    age();
    fs.onStep = ({ call, paths }) => {
      if (call.startsWith("read")) throw new FileError("not-permitted", paths[0] ?? "", say`Permission denied.`);
    };
    const { sessions } = await scanner.scan();
    expect(String(sessions[0]?.problem)).toContain("Permission denied");
    expect((await scanner.scan()).sessions).toBe(sessions);
    expect(logger.lines).toHaveLength(1);
    fs.onStep = undefined;
    const after = await scanner.scan();
    expect(after.sessions[0]?.record.project).toBe("readable");
  });

  it("refreshes one session, and the scan that follows agrees", async () => {
    const { scanner, write, age, reads } = scene();
    write("WFS-a");
    write("WFS-b");
    age();
    const scanned = (await scanner.scan()).sessions.find(({ id }) => id === "WFS-a");
    expect(await scanner.refresh(idOf("WFS-a"))).toBe(scanned);
    write("WFS-a", "changed");
    write("WFS-b", "changed");
    age();
    const view = await scanner.refresh(idOf("WFS-a"));
    expect(view?.record.project).toBe("changed");
    expect(await scanner.refresh(idOf("WFS-unknown"))).toBeUndefined();
    expect(await reads(() => scanner.scan())).toBe(1);
    const { sessions } = await scanner.scan();
    expect(sessions.find(({ id }) => id === "WFS-a")).toBe(view);
  });

  it("does not fall back behind a refresh made while it was scanning", async () => {
    const { scanner, fs, write, age } = scene();
    write("WFS-a", "one");
    write("WFS-b", "one");
    age();
    await scanner.scan();
    // WFS-b's record is absent for a moment, so that the scan has to wait there, after it has looked at WFS-a.
    fs.disk.detach(`${directory}/WFS-b/workflow-session.json`);
    fs.onStep = async ({ call, paths }) => {
      if (call !== "lstat" || paths[0] !== `${directory}/WFS-b`) return;
      fs.onStep = undefined;
      write("WFS-a", "two");
      await scanner.refresh(idOf("WFS-a"));
    };
    const { sessions } = await scanner.scan();
    expect(sessions.find(({ id }) => id === "WFS-a")?.record.project).toBe("two");
  });

  it.each([1, 2])("nor behind one made while it sorts what it found (breath %i)", async (wanted) => {
    const { scanner, clock, write, age } = scene();
    write("WFS-a", "one");
    age();
    await scanner.scan();
    write("WFS-a", "two");
    age();
    let breaths = 0;
    clock.yieldToEventLoop = async () => {
      breaths += 1;
      if (breaths !== wanted) return;
      write("WFS-a", "three");
      age();
      expect((await scanner.refresh(idOf("WFS-a")))?.record.project).toBe("three");
    };
    const { sessions } = await scanner.scan();
    expect(breaths).toBeGreaterThanOrEqual(wanted);
    expect(sessions.map(({ record }) => record.project)).toEqual(["three"]);
    expect((await scanner.scan()).sessions).toBe(sessions);
  });

  it("shows 10,000 at most, counts the others, and never hides the wanted ones", async () => {
    const { scanner, disk } = scene();
    for (let number = 0; number < 10_050; number += 1) {
      disk.directory(`${directory}/WFS-${String(number).padStart(5, "0")}`);
    }
    const wanted = idOf("WFS-10049");
    expect((await scanner.scan()).sessions.some(({ id }) => id === wanted)).toBe(false);
    scanner.setWanted([wanted]);
    const { sessions, hidden } = await scanner.scan();
    expect(sessions).toHaveLength(10_000);
    expect(hidden).toBe(50);
    expect(sessions.some(({ id }) => id === wanted)).toBe(true);
  });
});
