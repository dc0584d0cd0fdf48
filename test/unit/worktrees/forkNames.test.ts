import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  addingName,
  forkBranchRef,
  isAddingName,
  removedName,
  sessionOfRemoved,
} from "../../../src/core/worktrees/forkNames.ts";
import { sessionOfBranch } from "../../../src/core/sessions/model/sessionBranch.ts";
import { parseSessionId, sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";

const ids = fc
  .string({ unit: fc.constantFrom("a", "Z", "0", ".", "-", "_"), minLength: 1, maxLength: 30 })
  .map((slug) => parseSessionId(`WFS-${slug}`))
  .filter((id) => id !== undefined);
const hexes = fc.string({ unit: fc.constantFrom("0", "1", "7", "9", "a", "c", "f"), minLength: 8, maxLength: 8 });

test("a name made for a fork gives the fork back", () => {
  fc.assert(
    fc.property(ids, hexes, (id, hex) => {
      expect(sessionOfBranch(forkBranchRef(id))).toBe(id);
      expect(sessionOfRemoved(removedName(id, hex))).toBe(id);
      expect(parseSessionId(removedName(id, hex))).toBeUndefined();
      expect(isAddingName(addingName(hex))).toBe(true);
    }),
  );
});

test.each([
  "refs/heads/session/feature",
  "refs/heads/session/WFS-a/b",
  "refs/heads/WFS-a",
  "refs/remotes/origin/session/WFS-a",
  "refs/heads/session/WFS-a.lock",
])("%s is nobody's branch", (ref) => {
  expect(sessionOfBranch(ref)).toBeUndefined();
});

test.each([".removed-WFS-a", ".removed-other-01234567", ".removed-WFS-a-0123456z", "removed-WFS-a-01234567"])(
  "%s was not set aside by a removal",
  (name) => {
    expect(sessionOfRemoved(name)).toBeUndefined();
  },
);

test("a name that ends like a suffix keeps its own part", () => {
  const id = sessionIdFromSlug("x-01234567");
  expect(sessionOfRemoved(removedName(id, "89abcdef"))).toBe(id);
});
