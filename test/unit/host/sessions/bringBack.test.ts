import { describe, expect, it } from "vitest";
import type { SessionView } from "../../../../src/core/sessions/model/session.ts";
import type { SessionId } from "../../../../src/core/sessions/model/sessionId.ts";
import type { SessionService } from "../../../../src/core/sessions/sessionService.ts";
import { bringBack, stateToBringBack } from "../../../../src/host/sessions/bringBack.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

async function undo(sessions: SessionService, before: SessionView, answer?: boolean): Promise<readonly SessionId[]> {
  const asked: SessionId[] = [];
  const state = await stateToBringBack(sessions, before, (active) => {
    asked.push(active);
    if (answer === undefined) throw new Error("asked without need");
    return Promise.resolve(answer);
  });
  await bringBack(sessions, before, state);
  return asked;
}

const ends = {
  pause: async (sessions: SessionService, id: SessionId) => await sessions.pause(id),
  complete: async (sessions: SessionService, id: SessionId) => await sessions.complete(id),
  archive: async (sessions: SessionService, id: SessionId) => await sessions.complete(id, { archive: true }),
};

describe.each(Object.entries(ends))("undoing “%s”", (_name, end) => {
  async function ended(): Promise<{ sessions: SessionService; before: SessionView }> {
    const sessions = new SessionScene().service();
    await sessions.create({ slug: "other", project: "p", activate: false });
    const before = await sessions.create({ slug: "mine", project: "p" });
    await end(sessions, before.id);
    return { sessions, before };
  }

  it("activates the session again while none is active", async () => {
    const { sessions, before } = await ended();
    await undo(sessions, before);
    expect(await sessions.get(before.id)).toMatchObject({ state: "active", record: { status: "active" } });
  });

  it("takes the place of another one only when that is wanted", async () => {
    const { sessions, before } = await ended();
    const other = await sessions.switchTo("WFS-other" as SessionId);
    expect(await undo(sessions, before, false)).toEqual([other.id]);
    expect(await sessions.get(before.id)).toMatchObject({ state: "paused", record: { status: "paused" } });
    expect((await sessions.active()).active).toBe(other.id);
    expect(await undo(sessions, before, true)).toEqual([other.id]);
    expect((await sessions.active()).active).toBe(before.id);
  });
});
