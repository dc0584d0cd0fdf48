import { describe, expect, it } from "vitest";
import { updateObstacle, type UpdateReason } from "../../src/core/checkpoints/branchUpdate/updateObstacle.ts";
import type { ObjectId } from "../../src/core/git/repository/objectId.ts";
import { obstacleSentences, obstacleTitle } from "../../src/host/wording/obstacleWording.ts";
import type { Snapshot } from "../../src/messages/review.ts";
import { fileRow } from "./support/proposal.ts";
import { openReview } from "./support/reviewPage.ts";
import { everyDiff, waiting } from "./support/scenes.ts";

const size = { width: 1200, height: 760 };

const inEnglish = (id: string, ...values: readonly (string | number)[]): string =>
  id.replace(/\{(\d+)\}/gu, (_, at) => String(values[Number(at)]));

const files: Readonly<Record<UpdateReason, readonly string[]>> = {
  edits: ["src/api/auth.py", "tests/test_auth.py"],
  unmerged: ["src/api/auth.py"],
  submodule: ["vendor/lib"],
  sparse: ["docs/api/reference.md", "docs/api/errors.md"],
  ignored: ["config/local.env"],
  "left-out": ["assets/intro.mp4"],
  name: ["caf\uFFFD.txt"],
  "session-state": [".workflow/.active-WFS-auth", ".workflow/WFS-auth/approvals/1/request.json"],
  "session-path": [".Workflow/.active-WFS-auth"],
};

/** The page as the extension makes it where this is in the way. */
function inTheWay(reason: UpdateReason): Snapshot {
  const obstacle = updateObstacle(reason, files[reason], {
    skipped: [{ path: "assets/intro.mp4", size: 40_000_000, reason: "too-large" }],
    changes: [
      {
        path: "vendor/lib",
        exact: true,
        status: "changed",
        oldMode: "160000",
        newMode: "160000",
        oldId: "1".repeat(40) as ObjectId,
        newId: "8c2f41d90a".padEnd(40, "0") as ObjectId,
      },
    ],
  });
  const banner = obstacleSentences(obstacle, inEnglish);
  return {
    ...waiting,
    state: reason === "edits" ? "overlap" : "blocked",
    banner: [...banner],
    lists: [{ title: obstacleTitle(obstacle, inEnglish), severity: "error", items: [...obstacle.paths] }],
    can: { ...waiting.can, grant: false },
    whyNot: [String(obstacle.text)],
  };
}

/** A proposal that changes files of sessions too, while the fork has work that is not committed. */
const tracked: Snapshot = {
  ...waiting,
  files: [
    ...[".task/IMPL-1.json", "TODO_LIST.md", "workflow-session.json"].map((name) =>
      fileRow(`.workflow/WFS-auth/${name}`, {
        ofSessions: true,
        sensitive: "Is a file of a session: its record, its tasks, or what it was handed",
        mustBeSeen: true,
      }),
    ),
    fileRow(".github/workflows/test.yml", { sensitive: "Runs on GitHub's machines", mustBeSeen: true }),
    fileRow("src/api/auth.py"),
  ],
  lists: [
    {
      title: "1 file in the fork is not committed, so it is no part of this",
      severity: "info",
      items: ["notes/draft.md"],
    },
  ],
  can: { ...waiting.can, grant: false },
  whyNot: ["To be opened first: .workflow/WFS-auth/.task/IMPL-1.json, .workflow/WFS-auth/TODO_LIST.md"],
};

describe.each(["dark", "light", "hc-black"] as const)("in the theme %s", (theme) => {
  it("everything that can be in the way says so in its own words, with what helps", async () => {
    const review = await openReview({ snapshot: waiting, files: everyDiff, theme, size });
    const said = new Set<string>();
    for (const reason of Object.keys(files) as UpdateReason[]) {
      const snapshot = inTheWay(reason);
      await review.show(snapshot);
      await expect.poll(() => review.page.locator(".banner p").allTextContents()).toEqual(snapshot.banner);
      said.add(snapshot.banner.join(" "));
      await review.screenshot(`obstacle-${reason}-${theme}`);
    }
    expect(said.size).toBe(Object.keys(files).length);
    expect(review.complaints).toEqual([]);
  });

  it("files of sessions are a group of their own, before all others", async () => {
    const review = await openReview({ snapshot: tracked, files: everyDiff, theme, size });
    await expect
      .poll(() => review.page.locator(".entries .group").allTextContents())
      .toEqual(["Files of sessions (3)", "Other files (2)"]);
    const names = await review.page.locator(".entries .entry .name").allTextContents();
    expect(names.slice(1, 4)).toEqual(["IMPL-1.json", "TODO_LIST.md", "workflow-session.json"]);
    await review.screenshot(`sessions-group-${theme}`);
    await review.page.locator(".entries").focus();
    await review.page.keyboard.press("ArrowDown");
    await expect.poll(() => review.page.locator(".entry.selected .group").count()).toBe(1);
    await review.screenshot(`sessions-group-chosen-${theme}`);
    expect(review.complaints).toEqual([]);
  });
});
