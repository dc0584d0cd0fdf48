import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createGitShop, commitFiles, git, showSessions, write } from "./support/gitShop.ts";
import { reloadOnceStored } from "./support/windowState.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const fork = "WFS-proposal";
const other = "WFS-rival";

/** A remote, and a commit there that has what a fork did, as a host makes it of a merged pull request. */
async function squashThere(root: string, branch: string): Promise<void> {
  const there = join(root, "..", "there");
  await git(root, "push", "--quiet", join(root, "..", "remote.git"), `${branch}:refs/heads/proposal`);
  await git(root, "clone", "--quiet", join(root, "..", "remote.git"), there);
  await git(there, "merge", "--quiet", "--squash", "origin/proposal");
  await git(there, "commit", "--quiet", "-m", "Proposal (#1)");
  await git(there, "push", "--quiet", "origin", "HEAD:main");
}

describe.each(["dark", "light"] as const)("a fork that was merged by a shell, in a %s window", (theme) => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    const remote = join(root, "..", "remote.git");
    await git(root, "branch", "--quiet", "-M", "main");
    await git(root, "init", "--quiet", "--bare", "--initial-branch=main", remote);
    await git(root, "remote", "add", "origin", remote);
    await git(root, "push", "--quiet", "--set-upstream", "origin", "main");
    // Its own git looks at the files after each change and would hold the index just then.
    return { folder: root, theme, settings: { "git.autorefresh": false } };
  });
  const sessions = () => window().tree("Sessions");
  const row = async (label: string) => (await sessions().rows()).find((one) => one.label === label);
  const make = async (slug: string): Promise<void> => {
    await window().runCommand("Workflow Sessions: Create Fork…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type(slug);
    await window().quickInput.accept();
    await expect.poll(() => window().quickInput.value()).toBe("User profile page");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).toContain(`WFS-${slug}`);
  };
  /** Commits on a fork's branch as somebody without a worktree there. */
  const commitOn = async (id: string, files: Readonly<Record<string, string>>): Promise<void> => {
    const elsewhere = join(root, "..", `elsewhere-${id}`);
    await git(root, "worktree", "add", "--quiet", elsewhere, `session/${id}`);
    await commitFiles(elsewhere, files, "Check the password");
    await git(root, "worktree", "remove", elsewhere);
  };

  it("says so in its row", async () => {
    await showSessions(window(), session);
    await make("proposal");
    await make("rival");
    await commitOn(fork, { "src/login.py": "def login(user):\n    return check(user.password)\n" });
    await expect.poll(async () => (await row(fork))?.description).toMatch(/^\+1 ahead · 1 file · /u);
    await git(root, "merge", "--quiet", "--ff-only", `session/${fork}`);
    await expect.poll(async () => (await row(fork))?.description).toMatch(/^merged without review · /u);
    expect(await row(fork)).toMatchObject({ icon: "git-merge" });
    expect(await sessions().row(fork).actions()).toEqual(["Review What Was Merged", "Undo Merge…", "Show Timeline"]);
    await expect.poll(() => window().notifications.texts()).toEqual([`${fork} was merged into main without a review.`]);
    await window().screenshot(`around-gate-row-${theme}`);
  });

  it("is told once, ever: its review is one click from there", async () => {
    await window().notifications.press(fork, "Review");
    await expect.poll(() => window().editors()).toEqual([expect.stringMatching(/main: [0-9a-f]{10} → [0-9a-f]{10}/u)]);
    await window().runCommand("View: Close All Editors");
    await reloadOnceStored(window().page, `reviews.toldArrivals":["[`, "workflow-sessions.workflow-sessions");
    await showSessions(window(), session);
    await expect.poll(async () => (await row(fork))?.description).toMatch(/^merged without review · /u);
    // A find that is not told yet is told within a second of its row.
    await wait(1500);
    expect(await window().notifications.texts()).toEqual([]);
  });

  it("shows what was brought, read-only", async () => {
    await sessions().row(fork).action("Review What Was Merged");
    await expect.poll(() => window().editors()).toEqual([expect.stringMatching(/main: [0-9a-f]{10} → [0-9a-f]{10}/u)]);
    await expect.poll(() => window().editorText()).toContain("user.password");
    await window().screenshot(`around-gate-review-${theme}`);
    await window().runCommand("View: Close All Editors");
  });

  it("takes it back after a question that says what moves, with the person's edits", async () => {
    const before = await git(root, "rev-parse", "main~1");
    await write(root, { "src/cart.py": "# mine\n" });
    await sessions().row(fork).action("Undo Merge…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toBe("Take 1 commit out of main?");
    expect(await window().dialog.detail()).toContain("Check the password");
    expect(await window().dialog.focusedButton()).toBe("Review What Was Merged");
    await window().screenshot(`around-gate-undo-${theme}`);
    await window().dialog.press("Undo Merge");
    await expect.poll(() => window().notifications.texts()).toContain(`main is at ${before.slice(0, 10)} again.`);
    expect(await git(root, "rev-parse", "main")).toBe(before);
    // Without refreshing the index, whose lock would be in a window's way.
    expect(await git(root, "--no-optional-locks", "status", "--porcelain", "-uno")).toBe(" M src/cart.py");
    await expect.poll(async () => (await row(fork))?.description).toMatch(/^\+1 ahead · 1 file · /u);
    await git(root, "checkout", "--quiet", "src/cart.py");
  });

  it("is told again when it comes again, and is marked as seen from there", async () => {
    await git(root, "merge", "--quiet", "--ff-only", `session/${fork}`);
    await expect.poll(() => window().notifications.texts()).toContain(`${fork} was merged into main without a review.`);
    await window().notifications.press("without a review", "Mark as Seen");
    await expect.poll(async () => (await row(fork))?.description).toMatch(/^merged into main · /u);
    await git(root, "reset", "--quiet", "--hard", "HEAD~1");
    await expect.poll(async () => (await row(fork))?.description).toMatch(/^\+1 ahead · 1 file · /u);
  });

  it("is on record", async () => {
    await window().runCommand("Workflow Sessions: Show Audit Log");
    const page = window().webview();
    await page.locator("h1").getByText("Audit Log").waitFor();
    const records = (await page.locator("tbody tr").allInnerTexts()).map((text) => text.replaceAll("\u{A0}", " "));
    expect(records.map((text) => /merged without review|undone/u.exec(text)?.[0])).toEqual([
      "merged without review",
      "undone",
      "merged without review",
    ]);
    expect(records[1]).toContain(fork);
    await window().screenshot(`around-gate-audit-${theme}`);
    await window().runCommand("View: Close All Editors");
  });

  it("is merged into what was fetched after a squash on the host, and offers what is next", async () => {
    await squashThere(root, `session/${fork}`);
    await git(root, "fetch", "--quiet");
    await expect.poll(async () => (await row(fork))?.description).toMatch(/^merged into origin\/main · /u);
    expect(await row(fork)).toMatchObject({ icon: "git-merge" });
    expect(await sessions().row(fork).actions()).toEqual(["What's Next…", "Remove Fork…", "Show Timeline"]);
    await window().screenshot(`merged-upstream-row-${theme}`);
    await sessions().row(fork).action("What's Next…");
    await window().quickInput.waitUntilOpen();
    expect((await window().quickInput.rows()).map(({ label }) => label.trim())).toEqual([
      `Remove ${fork}…`,
      "Compare with the Other Proposals",
      `Remove ${other}…`,
    ]);
    await window().screenshot(`merged-upstream-next-${theme}`);
    await window().quickInput.pick(`Remove ${fork}…`);
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("Nothing is lost");
    await window().dialog.press("Remove");
    await expect.poll(() => sessions().labels()).not.toContain(fork);
    await git(root, "pull", "--quiet", "--ff-only");
  });

  it("is merged by a pull, without an alarm", async () => {
    await commitOn(other, { "src/api.py": "ROUTES = ['/login', '/cart', '/profile']\n" });
    await expect.poll(async () => (await row(other))?.description).toMatch(/^\+1 ahead · /u);
    const there = join(root, "..", "there");
    await git(root, "push", "--quiet", join(root, "..", "remote.git"), `session/${other}:refs/heads/rival`);
    await git(there, "fetch", "--quiet");
    await git(there, "merge", "--quiet", "--no-edit", "origin/rival");
    await git(there, "push", "--quiet", "origin", "HEAD:main");
    await git(root, "pull", "--quiet", "--no-edit", "--ff-only");
    await expect.poll(async () => (await row(other))?.description).toMatch(/^merged into main by pull · /u);
    expect((await window().notifications.texts()).join()).not.toContain("without a review");
    expect(await sessions().row(other).actions()).toEqual(["What's Next…", "Remove Fork…", "Show Timeline"]);
    await sessions().row(other).action("What's Next…");
    await expect
      .poll(async () => (await window().quickInput.rows()).map(({ label }) => label.trim()))
      .toEqual([`Remove ${other}…`, `Complete ${session}`]);
    await window().quickInput.cancel();
    await window().screenshot(`merged-pull-row-${theme}`);
  });
});
