import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainSession } from "../../../src/cli/input/plainSession.ts";
import { requiredSessionInput } from "../../../src/cli/input/sessionInput.ts";
import { runs } from "../../support/effort.ts";

const typed = fc.option(
  fc.oneof(fc.constantFrom("WFS-a", "a", "WFS-a b", "", "a..b", "WFS-WFS-a", "--", "ä"), fc.string()),
  {
    nil: undefined,
  },
);

describe("a session that is named without a schema", () => {
  it("is the one the schema takes", () => {
    let plain = 0;
    fc.assert(
      fc.property(typed, typed, (id, session) => {
        const quick = plainSession({ id, session });
        if (quick === undefined) return;
        plain += 1;
        expect(quick).toEqual(requiredSessionInput().parse({ id, session }));
      }),
      { numRuns: runs(500) },
    );
    expect(plain).toBeGreaterThan(20);
    expect(plainSession({ id: "user-profile", session: undefined })).toEqual({ session: "WFS-user-profile" });
    expect(plainSession({ session: "WFS-a" })).toEqual({ session: "WFS-a" });
    expect(plainSession({})).toBeUndefined();
    expect(plainSession({ id: "a", session: "a" })).toBeUndefined();
  });
});
