import type { ActionDocument, ActionOf } from "../../../src/core/review/kinds/actionDocument.ts";
import type { ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import type { RequestKind } from "../../../src/core/gate/requestKind.ts";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";

const id = (digit: string): ObjectId => digit.repeat(40) as ObjectId;

const common = {
  version: 1,
  nonce: "00ff",
  request: "20261121T150000Z-merge-0011aabb" as RequestId,
  request_digest: "ab".repeat(32),
  repository: { directory: "/r/.git", format: "sha1" },
  session: "WFS-fork",
  fork_of: "WFS-base",
  lane: null,
  requested_by: "an agent",
  summary: "Why\n\nWhat",
  deadline: null,
  policy: "cd".repeat(32),
  prepared: 1_790_000_000,
} as const;

const samples: { readonly [Kind in RequestKind]: ActionOf<Kind> } = {
  merge: {
    ...common,
    kind: "merge",
    target: { ref: refName("refs/heads/main"), from: id("1") },
    source: { ref: refName("refs/heads/session/WFS-fork"), commit: id("2") },
    merge_base: id("3"),
    strategy: "squash",
    result: id("4"),
    tree: id("5"),
    changes: "ef".repeat(32),
    author: "Ada <ada@example.org>",
    checkout: "/r",
    programs: ["filter.x.smudge=cat"],
    conversions: ["a.txt: working-tree-encoding=UTF-16"],
  },
  commit: {
    ...common,
    kind: "commit",
    target: { ref: refName("refs/heads/main"), from: id("1") },
    result: id("4"),
    tree: id("5"),
    changes: "ef".repeat(32),
    author: "Ada <ada@example.org>",
    checkout: "/r",
    left_out: ["big.bin"],
    programs: ["filter.x.clean=cat"],
  },
  teardown: {
    ...common,
    kind: "teardown",
    branch: refName("refs/heads/session/WFS-fork"),
    head: id("2"),
    worktree: "/r/.worktrees/WFS-fork",
    tree: id("5"),
    programs: ["filter.x.clean=cat"],
    lost: {
      uncommitted: ["a"],
      commits: [id("2")],
      commit_count: 1,
      submodules: ["s"],
      operations: ["merge"],
      repositories: ["inner"],
      unkept: ["b"],
      ignored: ["out/ (about 2 files, 3 kB)"],
    },
  },
  publish: {
    ...common,
    kind: "publish",
    remote: "origin",
    url: "https://github.com/dana/shop.git",
    target: { ref: refName("refs/heads/main"), from: id("1") },
    source: { ref: refName("refs/heads/session/WFS-fork"), commit: id("2") },
    moves: "forward",
    base: id("1"),
    tree: id("5"),
    changes: "ef".repeat(32),
    commits: 3,
    dropped: 0,
    title: "Why",
    body: "What",
    pull_request: { base: "release", by: "gh" },
    programs: ["credential.helper=store"],
  },
};

/** One document of each kind, every list filled. */
export const sampleActions: readonly ActionDocument[] = Object.values(samples);
