import type { Checkpoint } from "../../../src/core/checkpoints/model/checkpoint.ts";
import type { ForkView } from "../../../src/core/forks/model/fork.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";

export const objectId = parseObjectId("0123456789abcdef".repeat(3).slice(0, 40));

/** A checkpoint as the core would answer it, taken by hand two minutes ago. */
export function checkpoint(id: number, parts: Partial<Checkpoint> = {}): Checkpoint {
  return {
    id,
    ref: refName(`refs/workflow/WFS-a/checkpoints/${id}`),
    commit: objectId,
    tree: objectId,
    pinned: false,
    session: "WFS-a",
    trigger: "manual",
    time: "2025-09-07T11:58:00Z",
    place: "main",
    message: undefined,
    by: undefined,
    phase: "IMPLEMENT",
    tasks: [],
    head: objectId,
    branch: "refs/heads/main",
    index: objectId,
    files: 3,
    skipped: [],
    emptyDirectories: [],
    aside: undefined,
    lines: undefined,
    stamp: undefined,
    ...parts,
  };
}

/** A fork as the core would answer it: nothing changed yet, no worktree. */
export function fork(slug: string, baseline: string, parts: Partial<ForkView> = {}): ForkView {
  const id = sessionIdFromSlug(slug);
  return {
    id,
    state: "paused",
    active: false,
    forked_from: { session: sessionIdFromSlug(baseline), commit: objectId },
    branch: `session/${id}`,
    head: objectId,
    base: objectId,
    worktree: null,
    ahead: 0,
    behind: 0,
    files: 0,
    merged: false,
    merged_into: null,
    uncommitted: 0,
    not_looked_at: 0,
    last_activity: "2025-09-07T11:55:00Z",
    agent: null,
    problem: null,
    ...parts,
  };
}
