import { existsSync } from "node:fs";
import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent } from "./support/agent.ts";
import { createGitShop, git, showSessions, write } from "./support/gitShop.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";

describe("a checkpoint that takes long", () => {
  let root = "";
  let gate = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    gate = join(root, ".git", "gate");
    await write(root, { ".gitattributes": "*.big filter=slow\n", "model.big": "weights\n" });
    const settings = { "workflowSessions.checkpoints.wait": 0, "workflowSessions.checkpoints.onSwitch": true };
    return { folder: root, settings };
  });
  const refs = async (): Promise<string> => await git(root, "for-each-ref", "--format=%(refname)", "refs/workflow");
  const openGate = async (): Promise<void> => await writeFile(gate, "");

  it("is cancelled from its progress, and leaves nothing", async () => {
    // A filter of the person's own that lets nothing through before the test says so.
    const filter = `[filter "slow"]\n\tclean = "until [ -e '${gate}' ]; do sleep 0.1; done; cat"\n`;
    await write(window().environment["XDG_CONFIG_HOME"] ?? "", { "git/config": filter });
    await showSessions(window(), session);
    await window().runCommand("Workflow Sessions: Take Checkpoint…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.accept();
    await window().notifications.press(`Taking a checkpoint of ${session}`, "Cancel");
    await expect.poll(() => window().notifications.texts()).toEqual([]);
    await openGate();
    expect(await refs()).toBe("");
    expect(await git(root, "status", "--porcelain")).toContain("?? model.big");
    await rm(gate);
  });

  it("does not hold up the next phase, and is finished in the background", async () => {
    await (await window().tree("Sessions").row(session).contextMenu()).pick("Enter Phase…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.pick("REVIEW");
    await expect.poll(async () => (await window().statusBar.texts()).join()).toContain(`${session} · REVIEW`);
    await expect
      .poll(() => window().notifications.texts())
      .toEqual([`Taking a checkpoint of ${session} in the background`]);
    await window().screenshot("checkpoint-background-dark");
    expect(await refs()).toBe("");
    await openGate();
    await expect.poll(refs).toBe(`refs/workflow/${session}/checkpoints/1`);
    await expect.poll(() => window().notifications.texts()).toEqual([]);
    await window().tree("Sessions").row("Checkpoints").expand();
    await expect.poll(() => window().tree("Sessions").labels()).toContain("#1 IMPLEMENT done");
  });

  it("is shown when an agent's phase took it", async () => {
    await write(root, { "src/cart.py": "def total(items, tax):\n    return tax\n" });
    await new Agent(root, window().environment).wfs("phase", "IMPLEMENT", "--back");
    await expect.poll(() => window().tree("Sessions").labels()).toContain("#2 REVIEW done");
    expect(await git(root, "show", `refs/workflow/${session}/checkpoints/2:src/cart.py`)).toContain("return tax");
  });

  it("is taken of the session that is left, for those who want it", async () => {
    await write(root, { "src/api.py": "ROUTES = []\n" });
    await window().tree("Sessions").row("WFS-oauth").action("Switch Session");
    await expect.poll(async () => (await window().statusBar.texts()).join()).toContain("WFS-oauth");
    await expect.poll(refs).toContain(`refs/workflow/${session}/checkpoints/3`);
    expect(await git(root, "log", "-1", "--format=%B", `refs/workflow/${session}/checkpoints/3`)).toContain("switch");
    expect(await git(root, "show", `refs/workflow/${session}/checkpoints/3:src/api.py`)).toBe("ROUTES = []");
  });
});

describe("checkpoints by timer", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, settings: { "workflowSessions.checkpoints.timer": 0.05 } };
  });

  it("are taken by themselves, as long as something has changed", async () => {
    await showSessions(window(), session);
    await window().tree("Sessions").row("Checkpoints").locator.waitFor();
    await window().tree("Sessions").row("Checkpoints").expand();
    await expect.poll(() => window().tree("Sessions").labels()).toContain("#1 by timer");
    await write(root, { "src/api.py": "ROUTES = []\n" });
    await expect.poll(() => window().tree("Sessions").labels()).toContain("#2 by timer");
    expect(await git(root, "show", `refs/workflow/${session}/checkpoints/2:src/api.py`)).toBe("ROUTES = []");
    expect(await window().tree("Sessions").labels()).not.toContain("#3 by timer");
  });
});

describe("programs that a repository names", () => {
  const fork = "WFS-look";
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    // VS Code's own git starts them.
    return { folder: root, settings: { "workflowSessions.checkpoints.timer": 0.05, "git.enabled": false } };
  });

  it("are not started by an open window: not for its rows, nor for checkpoints by timer", async () => {
    await new Agent(root, window().environment).wfs("fork", "create", "look", "--worktree");
    const ran = join(root, ".git", "ran");
    await git(root, "config", "filter.spy.clean", `touch '${ran}'; cat`);
    await write(root, {
      ".git/info/attributes": "*.py filter=spy\n",
      "src/api.py": "ROUTES = []\n",
      "new.txt": "new\n",
    });
    await utimes(join(root, ".worktrees", fork, "src", "login.py"), 1_700_000_000, 1_700_000_000);
    await showSessions(window(), session);
    const sessions = window().tree("Sessions");
    await sessions.row("Forks").expand();
    await window().runCommand("Workflow Sessions: Refresh");
    const description = async (): Promise<string> =>
      (await sessions.rows()).find(({ label }) => label === fork)?.description ?? "";
    await expect.poll(description).toContain("1 file not looked at");
    await sessions.row("Checkpoints").expand();
    await expect.poll(() => sessions.labels()).toContain("#1 by timer");
    const ref = `refs/workflow/${session}/checkpoints/1`;
    expect(await git(root, "show", `${ref}:new.txt`)).toBe("new");
    expect(await git(root, "log", "-1", "--format=%B", ref)).toContain(
      '{"path":"src/api.py","size":0,"reason":"filter"}',
    );
    expect(existsSync(ran)).toBe(false);
    await window().screenshot("fork-not-looked-at-dark");
  });
});
