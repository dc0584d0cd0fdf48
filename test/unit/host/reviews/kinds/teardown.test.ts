import { expect, it } from "vitest";
import type { TeardownDocument } from "../../../../../src/core/review/kinds/teardown/teardownDocument.ts";
import { detailOf } from "../../../../../src/host/reviews/kinds/actionWording.ts";
import { teardown } from "../../../../../src/host/reviews/kinds/teardown.ts";
import { sampleActions } from "../../../gate/actionSamples.ts";
import { plainWording } from "../../plainWording.ts";

const [sample] = sampleActions.filter((one) => one.kind === "teardown");
const nothing = { uncommitted: [], commits: [], commit_count: 0, submodules: [], operations: [], repositories: [] };
const document = (more: Partial<TeardownDocument>): TeardownDocument => {
  if (sample === undefined) throw new Error("There is a sample of each kind.");
  return { ...sample, lost: { ...nothing, unkept: [], ignored: [] }, ...more };
};

it.each<[string, Partial<TeardownDocument>, string, readonly string[]]>([
  [
    "with a branch of its own",
    {},
    "The branch session/WFS-fork and the worktree /r/.worktrees/WFS-fork are deleted; nothing of it would be lost.",
    ["Will be deleted: session/WFS-fork, /r/.worktrees/WFS-fork"],
  ],
  [
    "that was made of a branch in another tool's worktree",
    {
      branch: "refs/heads/claude/x" as TeardownDocument["branch"],
      worktree: null,
      tree: null,
      stays: { worktree: "/w" },
    },
    "WFS-fork ends as a session; nothing of it would be lost. The branch claude/x and the worktree /w stay: they are not Workflow Sessions' own.",
    ["Stays: claude/x, /w"],
  ],
  [
    "that was made of a branch and has a worktree of ours",
    { branch: "refs/heads/claude/x" as TeardownDocument["branch"], stays: { worktree: null } },
    "WFS-fork ends as a session, and the worktree /r/.worktrees/WFS-fork is deleted; nothing of it would be lost. The branch claude/x stays: it is not Workflow Sessions' own.",
    ["Will be deleted: /r/.worktrees/WFS-fork", "Stays: claude/x"],
  ],
])("a fork %s says what goes and what stays", (_name, more, detail, lists) => {
  const action = { document: document(more), files: [], conflicts: [] };
  expect(detailOf(action, plainWording.t)).toBe(detail);
  const shown = teardown
    .lists(action.document, plainWording.t)
    .map(({ title, items }) => `${title}: ${items.join(", ")}`);
  expect(shown).toEqual(lists);
});
