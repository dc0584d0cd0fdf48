import { nobodysVoices } from "../../support/nobodysVoices.ts";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Thread } from "../../../src/core/annotations/annotation.ts";
import { AnnotationStore } from "../../../src/core/annotations/annotationStore.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { runs } from "../../support/effort.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const session = sessionIdFromSlug("one");

type Deed = "add" | "reply" | "resolve" | "reopen";
interface Step {
  readonly deed: Deed;
  /** The clock of this writer stands so much beside the others'. */
  readonly skew: number;
}

const steps = fc.array(
  fc.record({
    deed: fc.constantFrom<Deed>("add", "reply", "resolve", "reopen"),
    skew: fc.constantFrom(-3_600_000, 0, 0, 1, 3_600_000),
  }),
  { minLength: 2, maxLength: 6 },
);

async function play(scheduler: fc.Scheduler, deeds: readonly Step[]): Promise<void> {
  const scene = new SessionScene();
  const sessions = scene.service();
  await sessions.create({ slug: "one", project: "First" });
  const store = ({ skew }: Pick<Step, "skew">, stepping: boolean): AnnotationStore => {
    const { clock, random, logger } = scene;
    const fs = scene.fileSystem(stepping ? () => scheduler.schedule(Promise.resolve()) : undefined);
    const beside = new FakeClock({ start: clock.now() + skew });
    return new AnnotationStore({ voices: nobodysVoices(), fs, clock: beside, random, logger, sessions });
  };
  const calm = store({ skew: 0 }, false);
  const { id } = await calm.add({ subject: { session }, body: "first", author: { kind: "person", name: "Ada" } });
  const seen: Thread[] = [];
  const work = deeds.map(async (step, index) => {
    const author = { kind: "agent", name: `writer-${index}` } as const;
    const mine = store(step, true);
    if (step.deed === "add") seen.push(await mine.add({ subject: { session }, body: `note ${index}`, author }));
    else if (step.deed === "reply") seen.push(await mine.reply(id, `answer ${index}`, author));
    else seen.push(await mine.resolve(id, step.deed === "resolve", author));
  });
  await scheduler.waitFor(Promise.all(work));

  const threads = await calm.list(session);
  const thread = threads.find((each) => each.id === id);
  const count = (deed: Deed): number => deeds.filter((step) => step.deed === deed).length;
  expect(threads).toHaveLength(1 + count("add"));
  expect(thread?.notes).toHaveLength(1 + count("reply"));
  expect(thread?.notes[0]?.id).toBe(id);
  // Everybody sees the same afterwards, and what was resolved alone is what it says.
  expect(await store({ skew: 99 }, false).get(id)).toEqual(thread);
  const states = new Set(deeds.map(({ deed }) => deed).filter((deed) => deed === "resolve" || deed === "reopen"));
  if (!states.has("reopen")) expect(thread?.resolved).toBe(states.has("resolve"));
  for (const { resolvedBy, resolved } of seen) if (resolvedBy === undefined) expect(resolved).toBe(false);
}

it("writers at the same time lose nothing and agree in the end, whatever the order of their steps and the state of their clocks", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, async (scheduler, deeds) => {
      await play(scheduler, deeds);
    }),
    { numRuns: runs(150) },
  );
});
