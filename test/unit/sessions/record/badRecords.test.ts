import { describe, expect, it } from "vitest";
import { FileError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import type { StepHook } from "../../../support/fakes/memoryFileSystem.ts";
import { id } from "../../../support/scenes/markerScene.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";
import { english } from "../../../support/english.ts";

const a = id("WFS-a");

async function withRecord(content: string | Uint8Array | undefined): Promise<SessionScene> {
  const scene = new SessionScene();
  await scene.service().create({ slug: "a", project: "First" });
  await scene.service().create({ slug: "b", project: "Second" });
  scene.disk.detach(scene.recordPath("WFS-a"));
  if (content !== undefined) scene.disk.file(scene.recordPath("WFS-a"), content);
  scene.rest();
  return scene;
}

const good = JSON.stringify({ session_id: "WFS-other", status: "active" });

/** Bad session records at the doors: what is shown, and that reading and switching change no byte of the record. */
const bad: Readonly<Record<string, string | Uint8Array | undefined>> = {
  absent: undefined,
  empty: "",
  "cut off": good.slice(0, 20),
  "filled with NUL": new Uint8Array(512),
  "a list": '[{"status": "completed"}]',
  "10,000 levels deep": `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  "with another session_id": good,
  "larger than 1 MiB": "x".repeat((1 << 20) + 1),
  "not UTF-8": new Uint8Array([0x7b, 0xff, 0x7d]),
};

describe.each(Object.entries(bad))("a session whose record is %s", (_, content) => {
  it("is listed with its problem, switched to and from, and nothing of it is rewritten", async () => {
    const scene = await withRecord(content);
    const before = scene.disk.text(scene.recordPath("WFS-a"));
    const sessions = scene.service();
    const listed = (await sessions.list()).find((view) => view.id === a);
    expect(listed).toMatchObject({
      state: "paused",
      active: false,
      record: { session_id: content === good ? "WFS-other" : "WFS-a" },
    });
    expect(listed?.problem).toBeTruthy();
    expect(await sessions.get(a)).toMatchObject({ problem: listed?.problem });
    expect(await sessions.switchTo(a)).toMatchObject({ state: "active", active: true });
    expect((await sessions.switchTo(id("WFS-b"))).state).toBe("active");
    expect(scene.disk.text(scene.recordPath("WFS-a"))).toBe(before);
    expect(scene.disk.list(`${scene.directory}/WFS-a`)).toEqual(before === undefined ? [] : ["workflow-session.json"]);
  });
});

const locked: StepHook = ({ call, paths: [path = ""] }) => {
  if ((call === "read" || call === "readNow" || call === "peek") && path.endsWith("WFS-a/workflow-session.json")) {
    throw new FileError("not-permitted", path, say`${path}: permission denied.`);
  }
};

describe("a session whose record may not be read (EACCES)", () => {
  it("is listed and switched to; what needs the record says why not, and keeps it", async () => {
    const scene = await withRecord('{"mine": "secret"}');
    const sessions = scene.service({ onStep: locked });
    expect(String((await sessions.list()).find((view) => view.id === a)?.problem)).toContain("permission denied");
    expect(english(await sessions.switchTo(a))).toMatchObject({
      state: "active",
      problem: expect.stringContaining("denied") as string,
    });
    await expect(sessions.addTask("x", a)).rejects.toMatchObject({ code: "invalid-record" });
    await expect(sessions.complete(a)).rejects.toMatchObject({ code: "invalid-record" });
    expect(await sessions.pause()).toMatchObject({ state: "paused" });
    const problems = await sessions.problems();
    expect(problems.map(({ code, repair }) => [code, repair])).toEqual([["unreadable", undefined]]);
    expect(scene.disk.text(scene.recordPath("WFS-a"))).toBe('{"mine": "secret"}');
  });
});

describe("a record with status active and no marker", () => {
  it("is a paused session", async () => {
    const scene = await withRecord(undefined);
    await scene.service().pause();
    const text = scene.disk.text(scene.recordPath("WFS-b")) ?? "";
    scene.disk.file(scene.recordPath("WFS-b"), text.replace('"paused"', '"active"'));
    scene.rest();
    const sessions = scene.service();
    expect(await sessions.get(id("WFS-b"))).toMatchObject({
      state: "paused",
      active: false,
      record: { status: "active" },
    });
    expect(await sessions.active()).toMatchObject({ state: "none" });
  });
});
