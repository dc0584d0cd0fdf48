import { describe, expect, it } from "vitest";
import { contextValues } from "../../../../src/host/manifest/contributions.ts";
import type { Redraw } from "../../../../src/host/rows/treeMirror.ts";
import { TreeMirror } from "../../../../src/host/rows/treeMirror.ts";
import { sessionSections } from "../../../../src/host/sections/sections.ts";
import { SessionsModel } from "../../../../src/host/views/sessionsModel.ts";
import { workspace, session } from "../plainSessions.ts";
import type { WorkspaceParts } from "../plainSessions.ts";
import { plainWording } from "../plainWording.ts";

const none = (): boolean => false;

async function shown(parts: WorkspaceParts): Promise<{
  readonly mirror: TreeMirror;
  readonly change: (next: WorkspaceParts, touched?: string) => Promise<Redraw>;
}> {
  const source = workspace(parts);
  const model = new SessionsModel({ workspaces: () => [source], sections: sessionSections, wording: plainWording });
  const mirror = new TreeMirror(() => model.roots());
  for (const root of await mirror.give()) await mirror.give(root);
  return {
    mirror,
    change: async (next, touched) => {
      source.parts = next;
      return await mirror.update(({ session: id }) => id === touched);
    },
  };
}

function ids(redraw: Redraw): readonly string[] | string {
  return redraw === "everything" ? redraw : redraw.map(({ row }) => row.id);
}

describe("what is drawn again", () => {
  const active = session("a", "active");
  const paused = [session("b"), session("c")];

  it("is nothing when nothing changed", async () => {
    const { change } = await shown({ sessions: [active, ...paused] });
    expect(ids(await change({ sessions: [session("a", "active"), session("b"), session("c")] }))).toEqual([]);
  });

  it("is the one session whose phase changed, among thousands", async () => {
    const many = Array.from({ length: 10_000 }, (_, number) => session(`s${number}`));
    const { change } = await shown({ sessions: many });
    const changed = many.with(7, session("s7", "paused", { current_phase: "REVIEW" }));
    // Sorted by name at equal times: s7 is beyond the first page, s100 within it.
    expect(ids(await change({ sessions: changed }))).toEqual([]);
    const seen = many.with(100, session("s100", "paused", { current_phase: "REVIEW" }));
    expect(ids(await change({ sessions: seen }))).toEqual(["repo/session/WFS-s100"]);
  });

  it("is a session that looks the same but is said to have changed, with what is below it", async () => {
    const { change } = await shown({ sessions: [active, ...paused] });
    expect(ids(await change({ sessions: [active, ...paused] }, "WFS-c"))).toEqual(["repo/session/WFS-c"]);
  });

  it("is the group that a session came into", async () => {
    const { change } = await shown({ sessions: [active, ...paused] });
    expect(ids(await change({ sessions: [active, ...paused, session("d")] }))).toEqual(["repo/group/paused"]);
  });

  it("is everything after a switch, because the first row is another one", async () => {
    const { change } = await shown({ sessions: [active, ...paused] });
    expect(ids(await change({ sessions: [session("a"), session("b", "active"), session("c")] }))).toBe("everything");
  });

  it("is nothing before the view asked", async () => {
    const mirror = new TreeMirror(() => [
      { id: "x", label: "x", spoken: "x", contextValue: contextValues.note, expand: "never", target: {} },
    ]);
    expect(await mirror.update(none)).toEqual([]);
  });

  it("keeps the same element for a row that stays, and forgets one that goes", async () => {
    const { mirror, change } = await shown({ sessions: [active, ...paused] });
    const before = mirror.find("repo/session/WFS-b");
    await change({ sessions: [active, session("b")] });
    for (const root of await mirror.give()) await mirror.give(root);
    expect(before).toBeDefined();
    expect(mirror.find("repo/session/WFS-b")).toBe(before);
    expect(mirror.find("repo/session/WFS-c")).toBeUndefined();
  });
});
