import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root as project } from "../../run/paths.mjs";
import { Agent } from "./support/agent.ts";
import { createGitShop, git, showSessions, write } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const conversation = "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c";
const standIn = join(project, "test", "fixtures", "agents", "standIn.mjs");
const resume = [process.execPath, standIn, "--resume", "${conversation}", "-p", "${prompt}"];

/** Ends with 3: at once, or once it counts as one that goes on where this file is. */
const failing = (later: string): string =>
  `setTimeout(() => process.exit(3), require("fs").existsSync(${JSON.stringify(later)}) ? 12_000 : 0)`;

/** What an agent does that does not wait: it asks and ends. */
const asked = (fork: string): string => `
wfs fork create ${fork} --session ${session} --worktree > /dev/null
cd .worktrees/WFS-${fork}
echo 'SIZE = 2' > src/size.py
git add -A
git commit --quiet -m "${fork}"
wfs request merge --session WFS-${fork} --into main -m "A size"
`;

describe("an answer goes back to the agent that asked", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return {
      folder: root,
      theme: "light",
      settings: {
        "workflowSessions.agents.resume": {
          "claude-code": resume,
          failing: [process.execPath, "-e", failing(join(root, "..", "later")), "${conversation}", "${prompt}"],
          absent: ["no-such-agent-anywhere", "${conversation}", "${prompt}"],
        },
      },
    };
  });
  const agent = (): Agent =>
    new Agent(root, {
      ...window().environment,
      WORKFLOW_AGENT: "claude-code",
      WORKFLOW_CONVERSATION: conversation,
    });
  const make = async (fork: string, name: string, ...more: readonly string[]): Promise<void> => {
    const who = ["--agent", name, "--conversation", conversation];
    await agent().wfs("fork", "create", fork, "--session", session, ...who, ...more);
  };
  const worktree = (): string => join(root, ".worktrees", "WFS-size");
  const settled = async (): Promise<string> => await window().tree("Reviews").text();

  it("is not delivered yet when nobody waits, and says so wherever one looks", async () => {
    await showSessions(window(), session);
    expect((await agent().shell(asked("size"))).code).toBe(0);
    const panel = await openReview(window(), "Merge WFS-size into main", "A size");
    const place = ["--session", "WFS-size", "--file", ".worktrees/WFS-size/src/size.py", "--line", "1"];
    await agent().wfs("annotate", "add", ...place, "-m", "Why two?", "--person");
    await panel.says("Not delivered yet: 1 comment.");
    await panel.refuse("Ask for changes…", "Say where it comes from.");
    await panel.says("Not delivered yet, with 1 comment.");
    await window().tree("Reviews").row("Recently decided").expand();
    await expect.poll(settled).toContain("not delivered yet");
    await window().tree("Sessions").row(session).expand();
    await expect.poll(() => window().tree("Sessions").text()).toContain("answer not delivered yet");
    await window().screenshot("send-back-due-light");
  });

  it("starts nothing before a person has seen what is started", async () => {
    const panel = new ReviewPanel(window());
    await panel.press("Continue Agent");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toContain(conversation);
    const detail = await window().dialog.detail();
    expect(detail).toContain(`${process.execPath} ${standIn} --resume ${conversation} -p …`);
    expect(detail).toContain(worktree());
    await window().screenshot("send-back-question-light");
    await window().dialog.cancel();
    expect(await window().page.locator(".terminal-wrapper").count()).toBe(0);
    await panel.says("Not delivered yet, with 1 comment.");
  });

  it("continues the agent in a terminal in its worktree, and shows what came back", async () => {
    const panel = new ReviewPanel(window());
    while ((await window().notifications.texts()).length > 0) await window().notifications.dismissOne();
    await panel.press("Continue Agent");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Continue Agent");
    await window().page.locator(".terminal-wrapper.active").waitFor({ timeout: 30_000 });
    await panel.says(/has had the agent continued with it/u);
    await panel.says(/Came back: replies to 1 comment, 1 commit since, it was asked again\./u);
    await expect.poll(() => panel.isOn("Open the newer request")).toBe(true);
    await window().screenshot("send-back-continued-light");
    expect(await git(worktree(), "log", "-1", "--format=%s")).toBe("What the review asked for");
    expect(await git(worktree(), "show", "HEAD:fixed.txt")).toBe("Why two?\nfixed");
    await expect.poll(settled).toContain("asked again");
    await expect.poll(() => window().tree("Sessions").text()).not.toContain("answer not delivered yet");
    const told = join(root, "..", "told");
    await window().page.locator(".terminal-wrapper.active .xterm-helper-textarea").focus();
    await window().page.keyboard.type(`echo "$WORKFLOW_SESSION $WORKFLOW_CONVERSATION" > ${told}`);
    await window().page.keyboard.press("Enter");
    await expect.poll(() => existsSync(told)).toBe(true);
    // The page leads to what was asked again, so no message lies over its buttons.
    expect(await window().notifications.texts()).toEqual([]);
  });

  it("leads to the request that was made since", async () => {
    await new ReviewPanel(window()).press("Open the newer request");
    const panel = new ReviewPanel(window());
    await panel.says("The same with what was asked for");
    await expect.poll(() => panel.isOn("Grant…"), { timeout: 30_000 }).toBe(true);
  });

  it("says what to do where nobody has recorded the agent, and copies the prompt instead", async () => {
    const nobody = new Agent(root, { ...window().environment, WORKFLOW_AGENT: "agent-1" });
    expect((await nobody.shell(asked("other"))).code).toBe(0);
    const panel = await openReview(window(), "Merge WFS-other into main", "A size");
    await panel.refuse("Deny…", "Not needed.");
    await panel.says("Not delivered yet.");
    await panel.press("Continue Agent");
    await expect
      .poll(async () => (await window().notifications.texts()).join("\n"))
      .toContain("agent-1 has not said in which conversation it works on WFS-other.");
    await panel.press("Copy as Prompt");
    await panel.says(/Given out to .* as a prompt/u);
    const copied = await window().page.evaluate(() => navigator.clipboard.readText());
    const [, launcher = ""] = /Where your shell does not find `wfs`, it is `([^`]+)`/u.exec(copied) ?? [];
    expect(existsSync(launcher)).toBe(true);
    await window().screenshot("send-back-copied-light");
  });

  it("stays not delivered where the agent ends at once with an error, and says with which exit code", async () => {
    const failing = new Agent(root, {
      ...window().environment,
      WORKFLOW_AGENT: "failing",
      WORKFLOW_CONVERSATION: conversation,
    });
    expect((await failing.shell(asked("failing"))).code).toBe(0);
    const panel = await openReview(window(), "Merge WFS-failing into main", "A size");
    await panel.refuse("Deny…", "Not needed either.");
    await panel.says("Not delivered yet.");
    await panel.press("Continue Agent");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Continue Agent");
    await expect
      .poll(async () => (await window().notifications.texts()).join("\n"), { timeout: 30_000 })
      .toContain("The agent of WFS-failing has ended with exit code 3; the answer is not delivered.");
    await panel.says("Not delivered yet.");
  });

  it("is not delivered any more where it ends with an error later and nothing has come back", async () => {
    await write(join(root, ".."), { later: "" });
    const panel = new ReviewPanel(window());
    await panel.press("Continue Agent");
    await panel.says(/has had the agent continued with it, /u);
    await panel.says(/has had the agent continued with it, which has ended with exit code 3, /u);
    await panel.says("Not delivered yet.");
    await expect.poll(settled).toContain("not delivered, agent ended with exit code 3");
    expect(await panel.isOn("Continue Agent")).toBe(true);
    await window().screenshot("send-back-ended-light");
  });

  it("says what is missing on the row of a fork: the worktree, the program, an answer", async () => {
    const says = async (fork: string, words: string): Promise<void> => {
      await expect.poll(() => window().tree("Sessions").labels()).toContain(fork);
      await (await window().tree("Sessions").row(fork).contextMenu()).pick("Continue Agent");
      await expect.poll(async () => (await window().notifications.texts()).join("\n")).toContain(words);
    };
    await make("homeless", "claude-code");
    await says("WFS-homeless", "WFS-homeless has no worktree in which its agent could go on.");
    await make("absent", "absent", "--worktree");
    await says("WFS-absent", "There is no program “no-such-agent-anywhere” that could be started");
    await make("silent", "claude-code", "--worktree");
    await (await window().tree("Sessions").row("WFS-silent").contextMenu()).pick("Copy as Prompt");
    const nothing = "There is nothing to send back about WFS-silent";
    await expect.poll(async () => (await window().notifications.texts()).join("\n")).toContain(nothing);
  });
});
