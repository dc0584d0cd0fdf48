import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSessionId, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import {
  allMeant,
  meantSession,
  sessionToChange,
  sessionToLookAt,
  type Grounds,
  type Meant,
  type Pin,
} from "../../../src/core/sessions/model/meantSession.ts";
import { runs } from "../../support/effort.ts";

const [n, h, p, a] = ["WFS-named", "WFS-here", "WFS-pinned", "WFS-active"].map((id) => parseSessionId(id)) as [
  SessionId,
  SessionId,
  SessionId,
  SessionId,
];

interface Facts {
  readonly named?: SessionId | undefined;
  readonly here?: SessionId | undefined;
  readonly pin?: Pin | undefined;
  readonly active?: SessionId | undefined;
}

const grounds = ({ named, here, pin, active }: Facts): Grounds => ({
  named,
  here,
  pin: () => Promise.resolve(pin),
  active: () => Promise.resolve(active),
});

const unread = (): Promise<never> => Promise.reject(new Error("This was not to be read."));

const there: Pin = { name: p, session: p };
const gone: Pin = { name: "WFS-gone" };
const noName: Pin = { name: "no name" };

/** What a verb gets that looks, and one that changes: a session, nothing (the temporary workspace), or an error's code. */
function outcomes(meant: Meant): readonly [look: unknown, change: unknown] {
  const tried = (of: (meant: Meant) => unknown): unknown => {
    try {
      return of(meant);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return [tried(sessionToLookAt), tried(sessionToChange)];
}

describe("the session that is meant", () => {
  it.each<readonly [name: string, Facts, Meant, look: unknown, change: unknown]>([
    ["nothing says any", {}, { from: "temporary" }, undefined, undefined],
    ["the marker", { active: a }, { from: "marker", session: a }, a, a],
    ["the terminal's, before the marker", { pin: there, active: a }, { from: "environment", session: p }, p, p],
    ["the terminal's, without a marker", { pin: there }, { from: "environment", session: p }, p, p],
    ["a gone one", { pin: gone, active: a }, { from: "environment", gone: "WFS-gone" }, "not-found", "not-found"],
    ["no session's name", { pin: noName }, { from: "environment", gone: "no name" }, "not-found", "not-found"],
    ["the fork's worktree", { here: h, active: a }, { from: "worktree", session: h }, h, h],
    ["a worktree and its terminal", { here: h, pin: { name: h, session: h } }, { from: "worktree", session: h }, h, h],
    [
      "a worktree and another's terminal",
      { here: h, pin: there, active: a },
      { from: "worktree", session: h, against: p },
      h,
      "refused",
    ],
    [
      "a worktree and a terminal of none",
      { here: h, pin: gone },
      { from: "worktree", session: h, against: "WFS-gone" },
      h,
      "refused",
    ],
    ["a name, before all", { named: n, here: h, pin: there, active: a }, { from: "option", session: n }, n, n],
    ["a name, where the terminal's is gone", { named: n, pin: gone }, { from: "option", session: n }, n, n],
    ["a name alone", { named: n }, { from: "option", session: n }, n, n],
  ])("%s", async (_name, facts, expected, look, change) => {
    const meant = await meantSession(grounds(facts));
    expect(meant).toEqual(expected);
    expect(outcomes(meant)).toEqual([look, change]);
  });

  it("is the first of what speaks, whatever else there is, and among all that may be meant", async () => {
    const facts = fc.record({
      named: fc.constantFrom(n, undefined),
      here: fc.constantFrom(h, p, undefined),
      pin: fc.constantFrom(there, gone, noName, undefined),
      active: fc.constantFrom(a, p, h, undefined),
    });
    await fc.assert(
      fc.asyncProperty(facts, async (given) => {
        const { named, here, pin, active } = given;
        const meant = await meantSession(grounds(given));
        const [look, change] = outcomes(meant);
        const first = named ?? here ?? (pin === undefined ? active : pin.session);
        expect(meant.session).toBe(first);
        if (first !== undefined) expect(look).toBe(first);
        else expect(look).toBe(pin === undefined ? undefined : "not-found");
        // What is changed is what is looked at, or nothing is.
        const torn = named === undefined && here !== undefined && pin !== undefined && pin.name !== here;
        expect(change).toBe(torn ? "refused" : look);
        const all = await allMeant(grounds({ ...given, named: undefined }));
        expect(all).toEqual([...new Set([here, pin?.session, active].filter((id) => id !== undefined))]);
        if (named === undefined && first !== undefined) expect(all[0]).toBe(first);
      }),
      { numRuns: runs(300) },
    );
  });

  it("names both sessions, and the way out", () => {
    const torn = { from: "worktree", session: h, against: p } as const;
    expect(() => sessionToChange(torn)).toThrow(/WFS-pinned.*WFS-here.*nothing was changed/u);
    expect(() => sessionToChange(torn)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/--session.*leave/u) }),
    );
    const lost = { from: "environment", gone: "WFS-gone" } as const;
    expect(() => sessionToLookAt(lost)).toThrow(/WFS-gone/u);
    expect(() => sessionToLookAt(lost)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/--session.*unset/u) }),
    );
  });

  it("reads no marker where something stronger speaks", async () => {
    expect(await meantSession({ ...grounds({ here: h }), active: unread })).toMatchObject({ session: h });
    expect(await meantSession({ ...grounds({ pin: there }), active: unread })).toMatchObject({ session: p });
    expect(await meantSession({ named: n, pin: unread, active: unread })).toMatchObject({ session: n });
  });
});
