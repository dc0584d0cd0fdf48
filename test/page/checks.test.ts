import { describe, expect, it } from "vitest";
import { checksShown, claim, fileRow, snapshot } from "./support/proposal.ts";
import { openReview } from "./support/reviewPage.ts";
import { everyDiff, states, waiting } from "./support/scenes.ts";
import { themeNames } from "./support/themes.ts";

const [wide, narrow] = [
  { width: 1200, height: 900 },
  { width: 400, height: 900 },
];
const every = states["checks-every"] ?? waiting;
const ticks = ".checkGroup .icon-check";

describe("checks on the review page", () => {
  it("the person's own have a tick where they passed, and what changed beside it; claims have none", async () => {
    const review = await openReview({ snapshot: every, files: everyDiff, theme: "dark", size: wide });
    const group = review.page.getByRole("region", { name: "Required checks" });
    await expect.poll(() => group.locator("li.check .checkLine").allTextContents()).toHaveLength(5);
    const lines = await group.locator("li.check .checkLine").allTextContents();
    expect(lines[0]).toMatch(/^Testspassed.*1 test file changed/u);
    expect(lines[1]).toMatch(/^LintfailedExit code 1/u);
    expect(lines[2]).toMatch(/^Typeshas not run for this stateIt has passed for an earlier state\./u);
    expect(lines[3]).toBe("Buildhas not run");
    expect(lines[4]).toMatch(/^Licencescannot run/u);
    expect(await review.page.locator(ticks).count()).toBe(1);
    const claims = review.page.getByRole("region", { name: "Claimed checks" });
    expect(await claims.locator(".icon-check").count()).toBe(0);
    expect(await claims.locator("li.check").allTextContents()).toEqual([
      expect.stringMatching(/^pytestclaimed by agent-1:passed1 test file changedfor this state.*pytest -q$/u),
      expect.stringMatching(/^lintclaimed:failedfor another state/u),
      expect.stringMatching(/^typesclaimed:skippedfor which state is not said/u),
    ]);
    await expect.poll(() => review.page.locator(".facts").textContent()).toContain("1 of 5 required checks passed");
    expect(review.complaints).toEqual([]);
  });

  it("names the tests that changed, which lead to the files, and marks them in the list", async () => {
    const review = await openReview({ snapshot: every, files: everyDiff, theme: "light", size: wide });
    const names = review.page.locator(".changedTests vscode-button");
    await expect
      .poll(async () => (await names.allTextContents()).map((name) => name.trim()))
      .toEqual(["tests/test_auth.py", "package.json"]);
    expect(await review.page.locator(".entry .hint.tests").count()).toBe(2);
    await names.first().click();
    await expect.poll(() => review.page.locator(".fileHead h2").textContent()).toBe("tests/test_auth.py");
  });

  it("run and are ended with one button, by mouse and by keyboard, which keeps the focus", async () => {
    const review = await openReview({ snapshot: every, files: everyDiff, theme: "dark", size: wide });
    await review.button("Run Checks").click();
    await expect.poll(() => review.said("check").map(({ what }) => what)).toEqual(["run"]);
    await review.show(states["checks-running"] ?? waiting);
    await expect.poll(() => review.page.locator(".checkGroup .spinner").count()).toBe(1);
    expect(await review.focused()).toBe("run checks");
    expect(await review.button("Run Checks").count()).toBe(0);
    await review.page.keyboard.press("Enter");
    await expect.poll(() => review.said("check").map(({ what }) => what)).toEqual(["run", "cancel"]);
  });

  it("an output unfolds, stays unfolded, and is text whatever is in it", async () => {
    const required = checksShown("failed");
    const hostile = "<img src=x onerror=alert(1)>\u202Eevil\u001B[2J\n\tindented <b>bold</b>";
    const rows = required.rows.map((row) => ({ ...row, output: hostile, name: "<i>Tests</i>", command: "a\nb" }));
    const shown = { ...waiting, required: { ...required, rows } };
    const review = await openReview({ snapshot: shown, files: everyDiff, theme: "dark", size: wide });
    const pre = review.page.locator(".check pre");
    await expect.poll(() => pre.isVisible()).toBe(false);
    await review.page.getByText("Output", { exact: true }).click();
    await expect.poll(() => pre.isVisible()).toBe(true);
    expect(await pre.locator("img, b").count()).toBe(0);
    expect(await pre.locator(".hidden-character").count()).toBe(2);
    await review.show({ ...shown, banner: ["Something else is new."] });
    await expect.poll(() => review.page.locator(".banner p").count()).toBe(1);
    expect(await pre.isVisible()).toBe(true);
    expect(review.complaints).toEqual([]);
  });

  it("that have ended are said by a screen reader", async () => {
    const running = { ...waiting, required: checksShown("running") };
    const review = await openReview({ snapshot: running, files: everyDiff, theme: "dark", size: wide });
    await expect.poll(() => review.page.locator(".checkGroup .spinner").count()).toBe(1);
    await review.show({ ...waiting, required: checksShown("failed") });
    await expect
      .poll(() => review.page.locator(".spoken[role=status]").textContent())
      .toContain("Tests: failed. Exit code 1.");
  });

  it("says how many claims are not shown, and of how many runs they cannot be read", async () => {
    const shown = snapshot({ checks: [claim("pytest")], checksLeft: 3, checksUnread: 2 });
    const review = await openReview({ snapshot: shown, files: [], theme: "dark", size: wide });
    const said = review.page.getByRole("region", { name: "Claimed checks" }).locator("p.quiet");
    await expect
      .poll(() => said.allTextContents())
      .toEqual([expect.any(String), "… and 3 more, not shown", "Runs whose claims cannot be read: 2"]);
    await review.show(snapshot({ checks: [], checksUnread: 1 }));
    await expect.poll(async () => (await said.allTextContents()).at(-1)).toBe("Runs whose claims cannot be read: 1");
  });

  it("without any there is nothing of them", async () => {
    const review = await openReview({ snapshot: snapshot({ checks: [] }), files: [], theme: "dark", size: wide });
    await expect.poll(() => review.page.locator(".conversation").count()).toBe(1);
    expect(await review.page.locator(".checkGroup").count()).toBe(0);
    await review.show(snapshot({ checks: [claim("pytest")], files: [fileRow("a.ts")] }));
    await expect.poll(() => review.page.locator(".checkGroup h2").allTextContents()).toEqual(["Claimed checks"]);
  });
});

describe.each(themeNames)("in the theme %s", (theme) => {
  it("checks can be told apart, wide and narrow", async () => {
    for (const [name, size] of Object.entries({ wide, narrow })) {
      const review = await openReview({ snapshot: every, files: everyDiff, theme, size });
      await expect.poll(() => review.page.locator("li.check").count()).toBe(8);
      await review.page.getByText("Output", { exact: true }).click();
      if (name === "narrow") await review.page.locator(".checkGroup").first().scrollIntoViewIfNeeded();
      await review.screenshot(`checks-${name}-${theme}`);
    }
  });
});
