import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent, type Ended, proposal } from "./support/agent.ts";
import { createGitShop, git, showSessions, write } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";

const row = "Merge WFS-timeout into main";
const required = [
  { name: "Tests", command: "cat tests/test_login.py && grep timeout src/login.py" },
  { name: "Clean", command: 'test -z "$(git status --porcelain)"', in: ["merge"] },
];
const claims = {
  checks: [{ name: "pytest", status: "passed", command: "pytest -q", by: "agent-1" }],
};

describe.each(["light", "dark"] as const)("checks that a person requires (%s)", (theme) => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    const evil = { "workflowSessions.checks.required": [{ name: "Evil", command: "touch /tmp/evil" }] };
    await write(root, { ".vscode/settings.json": JSON.stringify(evil) });
    return { folder: root, theme, settings: { "workflowSessions.checks.required": required } };
  });
  const fork = (): string => join(root, ".worktrees/WFS-timeout");
  const panel = (): ReviewPanel => new ReviewPanel(window());
  const states = async (): Promise<readonly string[]> => {
    const group = panel().page.getByRole("region", { name: "Required checks" });
    return await group.locator(".checkLine .chip:not(:has(.icon))").allTextContents();
  };
  let answer: Promise<Ended>;

  it("have not run when a request comes; what the agent claims has no tick", async () => {
    await showSessions(window(), "WFS-user-profile");
    const edit = [
      "echo 'def login(user): return check(user.password, timeout=5)' > src/login.py",
      "mkdir tests && echo 'assert login' > tests/test_login.py",
    ].join("\n");
    answer = new Agent(root, window().environment).shell(proposal("timeout", edit, "Give it a time limit"));
    const review = await openReview(window(), row, "Give it a time limit");
    await write(root, { ".workflow/WFS-timeout/runs/IMPL-1/checks.json": JSON.stringify(claims) });
    await window().runCommand("View: Close All Editors");
    await openReview(window(), row, "Give it a time limit");
    await review.says("claimed by agent-1:");
    await expect.poll(states).toEqual(["has not run", "has not run"]);
    expect(await review.page.locator(".checkGroup .icon-check").count()).toBe(0);
  });

  it("run once the person has agreed, which Enter does not, on what is committed", async () => {
    await write(fork(), { "src/login.py": "broken and not committed\n" });
    await panel().press("Run Checks");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("cat tests/test_login.py");
    expect(await window().dialog.detail()).toContain("outside of any sandbox");
    expect(await window().dialog.focusedButton()).toBe("Not Now");
    await window().screenshot(`checks-question-${theme}`);
    await window().page.keyboard.press("Enter");
    await window().dialog.locator.waitFor({ state: "hidden" });
    await expect.poll(states).toEqual(["has not run", "has not run"]);
    await panel().press("Run Checks");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Run Checks");
    await expect.poll(states, { timeout: 30_000 }).toEqual(["passed", "passed"]);
    await panel().says("2 of 2 required checks passed");
    await panel().says("1 test file changed");
    await window().screenshot(`checks-passed-${theme}`);
    await git(fork(), "checkout", "--quiet", "--", "src/login.py");
  });

  it("are of an earlier state once the work moves on, and have to run again", async () => {
    await write(fork(), { "src/login.py": "def login(user): return True\n" });
    await git(fork(), "commit", "--quiet", "-am", "In another way");
    await panel().says("Stale");
    await expect.poll(states).toEqual(["has not run for this state", "has not run for this state"]);
    await panel().press("Ask again");
    await panel().says("Waits for you");
    await expect
      .poll(states, { timeout: 30_000 })
      .toEqual(["has not run for this state", "has not run for this state"]);
    await panel().press("Run Checks");
    await expect.poll(states, { timeout: 30_000 }).toEqual(["failed", "passed"]);
    await panel().page.getByText("Output", { exact: true }).first().click();
    await panel().says("assert login");
    await window().screenshot(`checks-failed-${theme}`);
  });

  it("are named by the last question where they have not passed, and Enter grants nothing", async () => {
    const main = await git(root, "rev-parse", "main");
    await panel().openFile("src/login.py", "return True");
    await panel().press("Grant…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("Required checks that have not passed: Tests");
    expect(await window().dialog.buttons()).toContainEqual(
      "Grant Without Having Seen 1 File Although 1 Required Check Has Not Passed",
    );
    expect(await window().dialog.focusedButton()).toBe("Review Again");
    await window().screenshot(`checks-grant-${theme}`);
    await window().page.keyboard.press("Enter");
    await window().dialog.locator.waitFor({ state: "hidden" });
    expect(await git(root, "rev-parse", "main")).toBe(main);
  });

  it("run by the command, too, from the row of the request", async () => {
    await git(fork(), "revert", "--no-edit", "HEAD");
    await panel().says("Stale");
    await panel().press("Ask again");
    // The same files as those that have passed.
    await expect.poll(states, { timeout: 30_000 }).toEqual(["passed", "passed"]);
    await window().runCommand("Workflow Sessions: Run Required Checks");
    await expect.poll(states, { timeout: 30_000 }).toEqual(["passed", "passed"]);
    await panel().refuse("Deny…", "Enough.");
    expect((await answer).code).not.toBe(0);
  });
});

describe("checks that run when a request comes", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    const settings = { "workflowSessions.checks.required": [required[0]], "workflowSessions.checks.run": "onRequest" };
    return { folder: root, theme: "light", settings };
  });
  const ask = async (fork: string): Promise<Ended> => {
    const edit = `echo 'timeout' > src/login.py; mkdir tests; echo '${fork}' > tests/test_login.py`;
    return await new Agent(root, window().environment).shell(proposal(fork, edit, `Take ${fork}`));
  };
  const texts = async (): Promise<string> => (await window().notifications.texts()).join("\n");

  it("ask once, in a message that takes nobody's keys, and then no more", async () => {
    await showSessions(window(), "WFS-user-profile");
    const answers = [ask("first")];
    await expect.poll(texts, { timeout: 60_000 }).toContain("Run the required checks of “Merge WFS-first into main”?");
    await window().notifications.press("Run the required checks", "Run Checks");
    await expect
      .poll(texts, { timeout: 30_000 })
      .toContain("All required checks of “Merge WFS-first into main” have passed.");
    answers.push(ask("second"));
    await expect
      .poll(texts, { timeout: 60_000 })
      .toContain("All required checks of “Merge WFS-second into main” have passed.");
    for (const fork of ["first", "second"]) {
      const review = await openReview(window(), `Merge WFS-${fork} into main`, `Take ${fork}`);
      await review.says("1 of 1 required check passed");
      await review.refuse("Deny…", "Enough.");
    }
    expect((await Promise.all(answers)).map(({ code }) => code)).toEqual([3, 3]);
  });
});
