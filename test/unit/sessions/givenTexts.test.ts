import { beforeEach, describe, expect, it } from "vitest";
import { KeptText } from "../../../src/core/redaction/keptText.ts";
import type { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";
import { Letters } from "../../support/secretSamples.ts";

const token = `ghp_${new Letters(4).alnum(36)}`;
const redacted = ["github-token"];

let scene: SessionScene;
let sessions: SessionService;

const everything = (): string =>
  scene.disk
    .list(`${scene.directory}/WFS-one`)
    .flatMap((name) => {
      const text = scene.disk.text(`${scene.directory}/WFS-one/${name}`);
      return text === undefined ? [] : [text];
    })
    .join("\n");

beforeEach(async () => {
  scene = new SessionScene();
  sessions = scene.service();
  expect(await sessions.create({ slug: "one", project: `Use ${token}` })).toMatchObject({
    record: { project: "Use [redacted:github-token]" },
    redacted,
  });
});

describe("texts of a session lose their secrets before they are written", () => {
  it("its project, and what it says is not forgotten", async () => {
    expect(scene.record("WFS-one")).toMatchObject({ project: "Use [redacted:github-token]" });
    expect(await sessions.create({ slug: "two", project: "Plain" })).not.toHaveProperty("redacted");
  });

  it("a task, which is found by what was typed and by what is written", async () => {
    expect(await sessions.addTask(`try ${token}`)).toMatchObject({ redacted });
    expect(scene.record("WFS-one")).toMatchObject({ progress: { current_tasks: ["try [redacted:github-token]"] } });
    await sessions.finishTask(`try ${token}`);
    expect(scene.record("WFS-one")).toMatchObject({ progress: { current_tasks: [] } });
    await sessions.addTask(`try ${token}`);
    await sessions.finishTask("try [redacted:github-token]");
    expect(scene.record("WFS-one")).toMatchObject({ progress: { current_tasks: [] } });
  });

  it("the message of a save", async () => {
    expect(await sessions.save({ message: `before ${token}` })).toMatchObject({ redacted });
    expect(await sessions.save({ message: "before the rename" })).not.toHaveProperty("redacted");
  });

  it("unless they are kept as they are", async () => {
    expect(await sessions.addTask(new KeptText(`try ${token}`))).not.toHaveProperty("redacted");
    expect(scene.record("WFS-one")).toMatchObject({ progress: { current_tasks: [`try ${token}`] } });
    await sessions.finishTask(`try ${token}`);
    expect(everything()).not.toContain(token);
  });

  it("and are bounded by what is written, not by what was typed", async () => {
    const short = "password=Ab3!x9q";
    await expect(sessions.addTask("x".repeat(200 - short.length - 1) + ` ${short}`)).rejects.toMatchObject({
      code: "usage",
    });
  });
});
