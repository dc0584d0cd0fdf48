import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actions, openings, type PageMessage } from "../../../../../src/messages/review.ts";
import { effort, runs } from "../../../../support/effort.ts";
import { ReviewScene } from "../reviewScene.ts";

const path = fc.constantFrom("src/a.ts", ".vscode/settings.json", "../../etc/passwd", "");
const id = fc.nat();

/** Messages as the page sends them. */
const message: fc.Arbitrary<PageMessage> = fc.oneof(
  fc.record({ type: fc.constant("ready" as const) }),
  fc.record({ type: fc.constant("load" as const), id, path, whole: fc.boolean() }),
  fc.record({ type: fc.constant("act" as const), id, action: fc.constantFrom(...actions) }),
  fc.record({ type: fc.constant("open" as const), id, what: fc.constantFrom(...openings), path }),
  fc.record({ type: fc.constant("plan" as const), id }),
  fc.record({ type: fc.constantFrom("document" as const, "openDocument" as const), id, document: id }),
  fc.record({
    type: fc.constant("remember" as const),
    viewed: fc.array(path, { maxLength: 3 }),
    layout: fc.constantFrom("unified" as const, "split" as const),
  }),
  fc.record({
    type: fc.constant("annotate" as const),
    id,
    change: fc.record({
      kind: fc.constant("reply" as const),
      thread: fc.string({ maxLength: 5 }),
      body: fc.string({ maxLength: 5 }),
    }),
  }),
);

/** A message with a member that is another, is missing or is one too many; decisions and fingerprints among them. */
const mutated = fc
  .tuple(
    message,
    fc.constantFrom("type", "id", "action", "path", "decision", "grant", "confirmed", "fingerprint", "__proto__"),
    fc.oneof(fc.constantFrom("grant", "granted", true, null, "act", { type: "act", action: "grant" }), fc.jsonValue()),
  )
  .map(([one, member, value]) => ({ ...one, [member]: value }));

const anything = fc.oneof({ weight: 5, arbitrary: message }, { weight: 4, arbitrary: mutated }, fc.anything());

describe("messages of a page that wants a grant", () => {
  it("grant nothing as long as nobody presses the button of the dialog", { timeout: 600_000 }, async () => {
    const scene = await ReviewScene.opened();
    await scene.load(".vscode/settings.json");
    expect(scene.snapshot.can.grant).toBe(true);
    const pool = fc.sample(anything, { numRuns: 20_000, seed: 7 });
    for (let sent = 0; sent < effort.fuzzMessages; sent += 1) {
      await scene.conversation.receive(pool[(sent * 7919) % pool.length]);
      if (sent % 1000 === 0) scene.sent.length = 0;
    }
    // They did reach the dialog, many times; it is what stands between them and the gate.
    expect(scene.questions.length).toBeGreaterThan(1000);
    expect(scene.granted).toEqual([]);
    expect(scene.refused).toEqual([]);
  });

  it("grant as often as the button was pressed, in any order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 40 }), fc.array(fc.boolean()), async (messages, answers) => {
        const scene = await ReviewScene.opened();
        let pressed = 0;
        scene.confirms = ({ buttons }) => {
          const yes = answers[scene.questions.length - 1] ?? false;
          if (yes && buttons[1].startsWith("Grant")) pressed += 1;
          return Promise.resolve(yes);
        };
        await Promise.all(messages.map(async (one) => await scene.conversation.receive(one)));
        expect(scene.granted).toHaveLength(pressed);
      }),
      { numRuns: runs(300) },
    );
  });
});
