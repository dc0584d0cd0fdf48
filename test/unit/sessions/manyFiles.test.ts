import { describe, expect, it } from "vitest";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const a = id("WFS-a");
const transition = '{"phase_completed":"PLAN","next_phase":"IMPLEMENT","completed_at":"2025-09-07T10:00:00Z"}';

/** A session with 800 files of a kind; each call takes a millisecond. */
async function crowded(path: (n: number) => string): Promise<{
  readonly sessions: ReturnType<SessionScene["service"]>;
  readonly seen: { breaths: number; reads: number };
}> {
  const scene = new SessionScene();
  await scene.service().create({ slug: "a", project: "Many" });
  for (let n = 1; n <= 800; n += 1) scene.disk.file(`${scene.directory}/WFS-a/${path(n)}`, transition);
  scene.rest();
  const seen = { breaths: 0, reads: 0 };
  const { clock } = scene;
  const breathe = clock.yieldToEventLoop.bind(clock);
  clock.yieldToEventLoop = async () => {
    seen.breaths += 1;
    await breathe();
  };
  const onStep = ({ call }: { readonly call: string }): void => {
    if (call === "read") seen.reads += 1;
    scene.rest(1);
  };
  return { sessions: scene.service({ onStep }), seen };
}

describe("a session with very many files", () => {
  it("lets the event loop turn while its transitions are read", async () => {
    const { sessions, seen } = await crowded((n) => `phases/${String(n).padStart(4, "0")}-PLAN.json`);
    expect(await sessions.transitions(a)).toHaveLength(800);
    expect(seen.breaths).toBeGreaterThanOrEqual(99);
  });

  it("lets the event loop turn while its artifacts are looked for", async () => {
    const { sessions, seen } = await crowded((n) => `runs/${n % 7}/${n}.md`);
    expect(await sessions.artifacts(a)).toHaveLength(800);
    expect(seen.breaths).toBeGreaterThanOrEqual(99);
  });

  it("reads only the last transition for resuming", async () => {
    const { sessions, seen } = await crowded((n) => `phases/${String(n).padStart(4, "0")}-PLAN.json`);
    await sessions.resume(a);
    expect(seen.reads).toBeLessThan(10);
  });
});
