import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activeState, resolveMarkers, type MarkerEntry } from "../../../../src/core/sessions/markers/markers.ts";
import { parseSessionId } from "../../../../src/core/sessions/model/sessionId.ts";
import { runs } from "../../../support/effort.ts";

const entry = (name: string, more: Partial<MarkerEntry> = {}): MarkerEntry => {
  return { name, kind: "file", mtimeNs: 5n, ino: 1n, session: "directory", ...more };
};

describe("resolveMarkers", () => {
  it("chooses the newest, in nanoseconds, then the smallest name", () => {
    const newest = resolveMarkers([entry(".active-WFS-a"), entry(".active-WFS-b", { mtimeNs: 6n })]);
    expect(newest.effective?.id).toBe("WFS-b");
    const tied = resolveMarkers([entry(".active-WFS-b"), entry(".active-WFS-a"), entry(".active-WFS-B")]);
    expect(tied.valid.map(({ id }) => id)).toEqual(["WFS-B", "WFS-a", "WFS-b"]);
  });

  it("keeps sessions whose names begin alike apart, which a plain grep does not", () => {
    const { effective, losers } = resolveMarkers([
      entry(".active-WFS-auth", { mtimeNs: 9n }),
      entry(".active-WFS-auth2"),
    ]);
    expect([effective?.id, losers.map(({ id }) => id)]).toEqual(["WFS-auth", ["WFS-auth2"]]);
  });

  it.each([
    ["name", entry(".active-x")],
    ["kind", entry(".active-WFS-a", { kind: "symlink" })],
    ["kind", entry(".active-WFS-a", { kind: "directory" })],
    ["session", entry(".active-WFS-a", { session: "symlink" })],
    ["session", entry(".active-WFS-a", { session: "file" })],
    ["archived", entry(".active-WFS-a", { session: "archived" })],
  ] as const)("calls a marker with a wrong %s invalid", (reason, one) => {
    const resolution = resolveMarkers([one]);
    expect(resolution.invalid).toEqual([{ name: one.name, reason }]);
    expect(activeState(resolution)).toEqual({ active: undefined, state: "none" });
  });

  it("calls a marker without a session directory an orphan", () => {
    const { orphans, valid } = resolveMarkers([entry(".active-WFS-a", { session: undefined })]);
    expect([orphans.map(({ id }) => id), valid]).toEqual([["WFS-a"], []]);
  });
});

const names = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...["a", "b", "A", "auth", "auth2", "x.lock"].map((slug) => `.active-WFS-${slug}`)),
  },
  fc.constantFrom(".active-", ".active--rf", ".active-WFS- ", ".active-WFS-a\n", "WFS-a"),
  fc.string({ unit: "binary", maxLength: 300 }).map((text) => `.active-${text}`),
);
const kinds = fc.constantFrom("file", "file", "file", "directory", "symlink", "other");
const listings = fc.array(
  fc.record<MarkerEntry>({
    name: names,
    kind: kinds,
    mtimeNs: fc.oneof(fc.constantFrom(-1n, 0n, 7n), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })),
    ino: fc.bigInt({ min: 0n, max: 20n }),
    session: fc.constantFrom("directory", "directory", "directory", undefined, "symlink", "file", "archived"),
  }),
  { maxLength: 12 },
);

describe("for any directory listing", () => {
  it("exactly one session is effective if a valid marker stands, none otherwise", () => {
    fc.assert(
      fc.property(listings, (listing) => {
        const { effective, valid, losers } = resolveMarkers(listing);
        const good = listing.filter(
          ({ name, kind, session }) =>
            kind === "file" &&
            session === "directory" &&
            parseSessionId(name.replace(/^\.active-/u, "")) !== undefined &&
            name.startsWith(".active-"),
        );
        expect(effective !== undefined).toBe(good.length > 0);
        expect(new Set(valid.map(({ name }) => name))).toEqual(new Set(good.map(({ name }) => name)));
        expect(valid).toEqual(effective === undefined ? [] : [effective, ...losers]);
        for (const one of good) expect(one.mtimeNs <= (effective?.mtimeNs ?? 0n)).toBe(true);
      }),
      { numRuns: runs(2000) },
    );
  });

  it("the answer does not depend on the order of the listing", () => {
    const shuffled = listings.chain((listing) => {
      return fc.tuple(fc.constant(listing), fc.shuffledSubarray(listing, { minLength: listing.length }));
    });
    fc.assert(
      fc.property(shuffled, ([listing, other]) => {
        const [one, two] = [resolveMarkers(listing), resolveMarkers(other)];
        expect({ ...two, invalid: undefined }).toEqual({ ...one, invalid: undefined });
        expect(two.invalid.map(({ name }) => name)).toEqual(one.invalid.map(({ name }) => name));
      }),
      { numRuns: runs(2000) },
    );
  });

  it("every name is told once, in one group unless it was listed with different faces", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          listings.filter((l) => l.length > 0).map((l) => l[0] ?? entry("x")),
          { selector: (e) => e.name },
        ),
        (listing) => {
          const { valid, orphans, invalid } = resolveMarkers(listing);
          const told = [...valid, ...orphans, ...invalid].map(({ name }) => name);
          expect(told.toSorted()).toEqual(listing.map(({ name }) => name).toSorted());
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
