import { describe, expect, it } from "vitest";
import { Agent } from "./support/agent.ts";
import { createGitShop, showSessions } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";

/** A comment on a file and one on a file that is taken back, a rename with a change, and texts that are not UTF-8. */
const work = `
wfs fork create basket --session ${session} --worktree > /dev/null
cd .worktrees/WFS-basket
printf 'LIMIT = 99\\n' > src/limits.py
printf '\\377\\376o\\0n\\0e\\0\\n\\0' > wide.txt
printf 'caf\\351\\n' > latin1.txt
git add -A
git commit --quiet -m "first"
wfs annotate add --session WFS-basket --file src/cart.py --line 2 -m "Does every item have a price?" > /dev/null
wfs annotate add --session WFS-basket --file src/limits.py --line 1 -m "This is too much." > /dev/null
git mv src/cart.py src/basket.py
git rm --quiet src/limits.py
sed 's/total/sum_up/' src/basket.py > edited && mv edited src/basket.py
git add -A
git commit --quiet -m "basket"
wfs request merge --session WFS-basket --into main -m "Call it a basket" --json
`;

describe("a proposal that renames a file", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, theme: "light" };
  });
  const title = "Merge WFS-basket into main";

  it("shows one file with both names, its change, and the comment that was written before", async () => {
    await showSessions(window(), session);
    const { code, stderr } = await new Agent(root, window().environment).shell(work);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const panel = await openReview(window(), title, title);
    await panel.says("This file is no longer part of the proposal");
    await panel.says("LIMIT = 99");
    await window().screenshot("rename-overview-light");
    await panel.openFile("src/basket.py", "Renamed from src/cart.py and changed.");
    await panel.says("Does every item have a price?");
    await panel.says("written on src/cart.py");
    await window().screenshot("rename-panel-light");
    await panel.openFile("wide.txt", "UTF-16 LE");
    await panel.openFile("latin1.txt", "not UTF-8");
  });

  it("opens the old path beside the new one, with the comment at its line", async () => {
    const panel = new ReviewPanel(window());
    await panel.openFile("src/basket.py", "Renamed from src/cart.py");
    await panel.press("Open in diff editor");
    await expect
      .poll(() => window().editors(), { timeout: 30_000 })
      .toContainEqual(expect.stringContaining("src/cart.py → src/basket.py"));
    await expect.poll(() => window().editorText()).toContain("sum_up");
    const comment = window().page.locator(".review-widget").getByText("Does every item have a price?");
    await comment.waitFor({ timeout: 30_000 });
    expect(await window().page.locator(".review-widget").first().innerText()).toContain("written on src/cart.py");
    await window().screenshot("rename-diff-editor-light");
    await window().runCommand("View: Close All Editors");
  });

  it("is one rename in the comparison of the fork, too", async () => {
    await window().showViewContainer("Workflow Sessions");
    await window().tree("Sessions").row("WFS-basket").action("Compare Fork with Its Baseline");
    await expect.poll(() => window().editors(), { timeout: 30_000 }).toEqual([expect.stringContaining("WFS-basket")]);
    const files = window().page.locator(".multiDiffEntry");
    await expect.poll(() => files.count(), { timeout: 30_000 }).toBe(3);
    await expect.poll(async () => (await files.allTextContents()).join()).toContain("cart.py");
    await window().screenshot("rename-comparison-light");
  });
});
