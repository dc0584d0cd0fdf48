import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent } from "./support/agent.ts";
import { commitFiles, createGitShop, git, showSessions, write } from "./support/gitShop.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const task = "fix-login";
const fork = `WFS-${task}`;

describe("runs", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    const settings = { "workflowSessions.userScope": "user:ada" };
    return { folder: root, settings, size: { width: 1280, height: 1100 } };
  });
  const sessions = () => window().tree("Sessions");
  const agent = () => new Agent(root, window().environment);
  const worktree = (): string => join(root, ".worktrees", fork);
  const description = async (label: string): Promise<string> =>
    (await sessions().rows()).find((row) => row.label === label)?.description ?? "";

  it("that are started elsewhere appear, with their lane and that nothing enforces it", async () => {
    await showSessions(window(), session);
    await agent().wfs("run", "start", task, "--lane", "repo-fix", "--session", session, "-m", "The login times out");
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain(fork);
    await expect.poll(() => description(fork)).toContain("repo-fix");
    await sessions().row(fork).expand();
    await expect.poll(() => description(task)).toBe("ready · repo-fix · not enforced");
    await sessions().row(fork).action("Show Timeline");
    await expect.poll(() => window().tree("Timeline").labels()).toContain(`Run ${task} started`);
    await window().runCommand("Notifications: Clear All Notifications");
    for (const theme of ["light", "hc-black", "dark"] as const) {
      await window().draw(theme);
      await sessions().rest();
      await window().screenshot(`runs-${theme}`);
    }
    const hover = await sessions().row(task).hover();
    expect(hover).toContain("Not enforced: it is given a worktree and an environment of its own");
    await window().screenshot("runs-hover-dark");
  });

  it("say which program runs in them", async () => {
    const waiting = agent().shell(`wfs run exec ${task} -- sh -c "until test -e ../../go; do sleep 0.1; done"`);
    await expect
      .poll(() => description(task), { timeout: 30_000 })
      .toMatch(/^running · repo-fix · not enforced · sh -c/u);
    await write(root, { go: "" });
    expect((await waiting).code).toBe(0);
    await expect.poll(() => description(task), { timeout: 30_000 }).toBe("ready · repo-fix · not enforced");
  });

  it("open a terminal that has the run's variables and no others", async () => {
    await sessions().row(task).action("Open Terminal in Run");
    const terminal = window().page.locator(".terminal-wrapper.active .xterm-screen");
    await terminal.waitFor();
    const environment = join(root, "environment");
    await window().page.keyboard.type(`env > ${environment}; pwd > ${environment}.directory\n`);
    await expect.poll(() => existsSync(`${environment}.directory`), { timeout: 30_000 }).toBe(true);
    const { stdout } = await agent().shell(`cat ${environment} ${environment}.directory; rm ${environment}*`);
    const names = [...stdout.matchAll(/^(\w+)=/gmu)].map(([, name = ""]) => name);
    expect(stdout).toContain(`WFS_TASK=${task}\n`);
    expect(stdout).toContain("WFS_LANE=repo-fix\n");
    expect(stdout).toContain(`WORKFLOW_SESSION=${fork}\n`);
    expect(stdout).toContain(`\n${worktree()}\n`);
    expect(names.filter((name) => name.startsWith("VSCODE_") || name.startsWith("GIT_"))).toEqual([]);
    await expect.poll(() => description(task)).toBe("running · repo-fix · not enforced · terminal");
    await window().screenshot("runs-terminal-dark");
  });

  it("are not changed under a terminal that is open in them, and know when it is closed", async () => {
    const reset = await agent().shell(`wfs run reset ${task}`);
    expect(reset.code).not.toBe(0);
    expect(reset.stderr).toContain(`A terminal is open in the run ${task}`);
    await sessions().row(task).action("Tear Down Run…");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Tear Down");
    await expect
      .poll(() => window().notifications.texts())
      .toContainEqual(expect.stringContaining(`A terminal is open in the run ${task}`));
    await window().runCommand("Notifications: Clear All Notifications");
    await window().runCommand("Terminal: Focus Terminal");
    await window().page.keyboard.type("exit\n");
    await expect.poll(() => description(task), { timeout: 30_000 }).toBe("ready · repo-fix · not enforced");
    await expect.poll(() => window().tree("Timeline").labels()).toContain("Terminal closed");
  });

  it("go back to their base from their row, with what was there kept", async () => {
    const base = await git(worktree(), "rev-parse", "HEAD");
    await commitFiles(worktree(), { "src/login.py": "def login(user): ...\n" }, "Begin");
    await write(worktree(), { "src/new.py": "NEW = 1\n" });
    await write(worktree(), { ".gitignore": "build/\n.env\n", ".env": "KEY=1\n", "build/out": "1\n" });
    const choose = async (): Promise<void> => {
      const menu = await sessions().row(task).contextMenu();
      await menu.pick("Reset Run…");
      await window().dialog.waitUntilOpen();
    };
    await choose();
    expect(await window().dialog.detail()).toMatch(/kept in a pinned checkpoint first[^]*\.env[^]*build\//u);
    await window().screenshot("runs-reset-question-dark");
    await window().dialog.cancel();
    expect(existsSync(join(worktree(), ".env"))).toBe(true);
    await choose();
    await window().dialog.press("Reset");
    await expect
      .poll(() => window().notifications.texts(), { timeout: 30_000 })
      .toContainEqual(
        expect.stringMatching(/The run fix-login is back at its base\. Checkpoint #\d+ keeps what was there\./u),
      );
    expect(await git(worktree(), "rev-parse", "HEAD")).toBe(base);
    expect(existsSync(join(worktree(), "src/new.py"))).toBe(false);
    await window().screenshot("runs-reset-dark");
    await window().notifications.press("is back at its base", "Show What Was There");
    await expect.poll(() => window().editors()).toContainEqual(expect.stringContaining("↔ Working Tree"));
    await window().runCommand("View: Close All Editors");
  });

  it("show what they have and what can be done with them", async () => {
    await sessions().row(task).click();
    await window().quickInput.waitUntilOpen();
    await window().screenshot("runs-show-dark");
    const labels = (await window().quickInput.rows()).map(({ label }) => label);
    expect(labels).toContain("Open Terminal in Run");
    expect(labels).toContain("Show What Attempt 1 Had");
    await window().quickInput.pick("Retry Run…");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Retry");
    await expect.poll(() => description(task), { timeout: 30_000 }).toBe("ready · try 2 · repo-fix · not enforced");
  });

  it("show what a finished one has left, and go on where a terminal is opened in it", async () => {
    await commitFiles(worktree(), { "src/login.py": "def login(user): ...\n" }, "Wait for the server");
    await agent().wfs("run", "finish", task, "-m", "Waits up to 30 s");
    await expect
      .poll(() => description(task), { timeout: 30_000 })
      .toBe("needs review · try 2 · repo-fix · not enforced");
    const open = async (label: string): Promise<void> => {
      await sessions().row(task).click();
      await window().quickInput.waitUntilOpen();
      await window().screenshot("runs-show-finished-dark");
      await window().quickInput.pick(label);
    };
    await open("Open Patch");
    await expect.poll(() => window().editorText()).toContain("+def login(user): ...");
    await open("Open Summary");
    await expect.poll(() => window().editorText()).toContain("Waits up to 30 s");
    await window().runCommand("View: Close All Editors");
    await open("Open Terminal in Run");
    await expect
      .poll(() => window().notifications.texts())
      .toContainEqual(expect.stringContaining(`The run ${task} was finished and goes on`));
    await window().page.locator(".terminal-wrapper.active .xterm-screen").waitFor();
    await window().page.keyboard.type("exit\n");
    await expect.poll(() => description(task), { timeout: 30_000 }).toBe("ready · try 2 · repo-fix · not enforced");
    await window().runCommand("Notifications: Clear All Notifications");
  });

  it("are torn down from their row, after a question that says what is kept", async () => {
    await write(worktree(), { "src/new.py": "NEW = 2\n" });
    await sessions().row(task).action("Tear Down Run…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("What it has done is kept in a pinned checkpoint first");
    await window().screenshot("runs-teardown-dark");
    await window().dialog.press("Tear Down");
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).not.toContain(task);
    await expect.poll(() => existsSync(worktree())).toBe(false);
    await window().screenshot("runs-torn-down-dark");
  });

  it("are started here, with a task, a lane and what is to be done", async () => {
    const menu = await sessions().row(session).contextMenu();
    await menu.pick("Start Run…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("time-limit");
    await window().quickInput.accept();
    await expect.poll(async () => (await window().quickInput.rows()).map(({ label }) => label)).toContain("observe");
    await window().screenshot("runs-lane-dark");
    await window().quickInput.pick("repo-fix");
    await expect.poll(() => window().quickInput.message()).toContain("What is to be done?");
    await window().quickInput.type("Limit the time of the login");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain("WFS-time-limit");
    await expect
      .poll(() => window().notifications.texts())
      .toContainEqual(
        expect.stringContaining("The run time-limit is ready in WFS-time-limit: lane repo-fix, not enforced."),
      );
    await window().screenshot("runs-started-dark");
    const shown = JSON.parse(await agent().wfs("run", "show", "time-limit", "--json")) as { readonly lane: string };
    expect(shown.lane).toBe("repo-fix");
  });

  it("of another scope than the person's settings say are not shown", async () => {
    for (const name of ["ada", "bo"]) {
      const one = new Agent(root, { ...window().environment, WFS_SCOPE: `user:${name}` });
      const of = ["--session", `WFS-${name}`];
      await one.wfs("new", name, "--project", `Notes of ${name}`, "--scope", `user:${name}`, "--no-activate");
      await one.wfs("run", "start", `of-${name}`, "--lane", "observe", ...of);
      await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain(`WFS-${name}`);
      await sessions().row(`WFS-${name}`).expand();
      await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain(`WFS-of-${name}`);
      await sessions().row(`WFS-of-${name}`).expand();
    }
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain("of-ada");
    await expect
      .poll(() => sessions().labels(), { timeout: 30_000 })
      .toContainEqual(expect.stringContaining("The notes of WFS-of-bo are those of the scope “user:bo”"));
    expect(await sessions().labels()).not.toContain("of-bo");
    await window().screenshot("runs-other-scope-dark");
  });

  it("are worked in as long as their terminal's shell lives, also over a reload of the window", async () => {
    await sessions().row("WFS-time-limit").expand();
    await sessions().row("time-limit").action("Open Terminal in Run");
    const leases = async (): Promise<string> =>
      (await agent().shell("cat .workflow/WFS-time-limit/runs/time-limit/leases/*")).stdout;
    await expect.poll(leases, { timeout: 30_000 }).toContain('"program"');
    await window().page.reload();
    await showSessions(window(), session);
    const shown = JSON.parse(await agent().wfs("run", "show", "time-limit", "--json")) as { readonly state: string };
    expect(shown.state).toBe("running");
    await agent().shell(`kill -9 ${/"program":(\d+)/u.exec(await leases())?.[1] ?? ""}`);
    await expect
      .poll(async () => await agent().wfs("run", "show", "time-limit", "--json"), { timeout: 30_000 })
      .toMatch(/"state": ?"ready"/u);
  });
});
