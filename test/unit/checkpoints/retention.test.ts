import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../../src/core/checkpoints/model/checkpoint.ts";
import { checkPath } from "../../../src/core/checkpoints/restore/restorePlan.ts";
import { surplusOf } from "../../../src/core/checkpoints/model/retention.ts";
import { ExcludedPaths } from "../../../src/core/worktrees/excludedPaths.ts";
import { numberedRef, numberOf } from "../../../src/core/checkpoints/model/checkpointRefs.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { formatTime } from "../../../src/core/base/time.ts";

const id = sessionIdFromSlug("a");
const day = 24 * 60 * 60 * 1000;
const now = Date.parse("2025-09-07T10:00:00Z");

function checkpoint(n: number, ageInDays: number, pinned = false): Checkpoint {
  const object = parseObjectId("a".repeat(40));
  return {
    id: n,
    ref: numberedRef(id, "checkpoints", n),
    commit: object,
    tree: object,
    pinned,
    session: id,
    trigger: "manual",
    time: formatTime(now - ageInDays * day),
    place: "main",
    message: undefined,
    by: undefined,
    phase: undefined,
    tasks: [],
    head: undefined,
    branch: undefined,
    index: undefined,
    aside: undefined,
    lines: undefined,
    stamp: undefined,
    files: 0,
    skipped: [],
    emptyDirectories: [],
  };
}

describe("what a policy lets go", () => {
  const all = [checkpoint(5, 0), checkpoint(4, 1), checkpoint(3, 2, true), checkpoint(2, 3), checkpoint(1, 4)];
  const gone = (...policy: Parameters<typeof surplusOf>[1][]): readonly (readonly [number, string])[] =>
    surplusOf(all, policy[0] ?? {}, now).map(({ checkpoint: { id: n }, reason }) => [n, reason]);

  it("is nothing without limits, or without checkpoints", () => {
    expect(gone({})).toEqual([]);
    expect(surplusOf([], { keep: 0, max_age_days: 0 }, now)).toEqual([]);
  });

  it("counts the newest, but not pinned ones", () => {
    expect(gone({ keep: 3 })).toEqual([[1, "count"]]);
    expect(gone({ keep: 1 })).toEqual([
      [1, "count"],
      [2, "count"],
      [4, "count"],
    ]);
  });

  it("never takes the newest or a pinned one", () => {
    expect(gone({ keep: 0, max_age_days: 0 }).map(([n]) => n)).toEqual([1, 2, 4]);
  });

  it("goes by age", () => {
    expect(gone({ max_age_days: 2.5 })).toEqual([
      [1, "age"],
      [2, "age"],
    ]);
    expect(gone({ keep: 2, max_age_days: 3.5 })).toEqual([
      [1, "count"],
      [2, "count"],
    ]);
  });
});

describe("paths", () => {
  it("of people are relative to the top, with slashes", () => {
    expect(checkPath("./src/a.ts")).toBe("src/a.ts");
    expect(checkPath("src\\a.ts")).toBe("src\\a.ts");
    expect(checkPath("src/")).toBe("src");
    for (const path of ["", ".", "..", "a/../b", "/a", "a//b", ".git/config", "a/.GIT", "a\0"]) {
      expect(() => checkPath(path)).toThrow(expect.objectContaining({ code: "usage" }));
    }
  });

  it("of sessions and worktrees are nobody's business here", () => {
    const top = new ExcludedPaths("");
    expect([".workflow", ".workflow/x", ".worktrees/a/b"].every((path) => top.has(path))).toBe(true);
    expect(["workflow", ".workflows/x", "a/.workflow/x"].some((path) => top.has(path))).toBe(false);
    expect(new ExcludedPaths("packages/app").has("packages/app/.workflow/x")).toBe(true);
  });
});

describe("numbers of refs", () => {
  it("are positive, without leading zeros, and bounded", () => {
    expect(numberOf("refs/workflow/WFS-a/checkpoints/12")).toBe(12);
    for (const name of ["x/0", "x/012", "x/-1", "x/1a", "x/1/y", "x/99999999999", "12"])
      expect(numberOf(name)).toBeUndefined();
  });
});
