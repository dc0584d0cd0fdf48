import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ForkNode, ForkView } from "../../../src/core/forks/model/fork.ts";
import { forkTree } from "../../../src/core/forks/model/forkTree.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";

function fork(slug: string, from: string, activity = "2025-09-07T10:00:00Z"): ForkView {
  const id = sessionIdFromSlug(slug);
  return {
    id,
    state: "paused",
    active: false,
    forked_from: { session: from, commit: "0".repeat(40) },
    branch: `session/${id}`,
    head: null,
    base: null,
    worktree: null,
    ahead: null,
    behind: null,
    files: null,
    merged: null,
    merged_into: null,
    uncommitted: null,
    not_looked_at: null,
    last_activity: activity,
    agent: null,
    problem: null,
  };
}

const text = (nodes: readonly ForkNode[]): string =>
  nodes.map(({ fork, forks }) => fork.id + (forks.length > 0 ? `(${text(forks)})` : "")).join(" ");

test("forks nest below the session they came from, newest activity first", () => {
  const tree = forkTree([
    fork("a", "WFS-base", "2025-09-07T10:00:00Z"),
    fork("b", "WFS-base", "2025-09-08T10:00:00Z"),
    fork("c", "WFS-a"),
    fork("d", "WFS-gone"),
  ]);
  expect([...tree].map(([parent, nodes]) => `${parent}: ${text(nodes)}`)).toEqual([
    "WFS-base: WFS-b WFS-a(WFS-c)",
    "WFS-gone: WFS-d",
  ]);
});

test("origins that close a circle still show every fork once", () => {
  const tree = forkTree([
    fork("a", "WFS-b"),
    fork("b", "WFS-c"),
    fork("c", "WFS-a"),
    fork("d", "WFS-b"),
    fork("e", "WFS-e"),
  ]);
  expect([...tree].map(([parent, nodes]) => `${parent}: ${text(nodes)}`)).toEqual([
    ": WFS-a(WFS-c(WFS-b(WFS-d))) WFS-e",
  ]);
});

test("whatever the origins say, every fork is shown exactly once", () => {
  const slugs = ["a", "b", "c", "d", "e", "f"];
  const origins = fc.array(fc.constantFrom(...slugs, "base"), { minLength: slugs.length, maxLength: slugs.length });
  fc.assert(
    fc.property(origins, (from) => {
      const forks = slugs.map((slug, at) => fork(slug, `WFS-${from[at] ?? "base"}`));
      const all = (nodes: readonly ForkNode[]): readonly string[] =>
        nodes.flatMap((node) => [node.fork.id, ...all(node.forks)]);
      const shown = [...forkTree(forks).values()].flatMap(all);
      expect(shown.toSorted()).toEqual(slugs.map((slug) => `WFS-${slug}`));
    }),
  );
});
