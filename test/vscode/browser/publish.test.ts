import { chmod, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent, type Ended, proposal } from "./support/agent.ts";
import { createGitShop, git, showSessions } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { shareWorkbench } from "./support/workbench.ts";

describe("an agent asks to publish, a person turns the remote on and grants one push", () => {
  let root = "";
  let remote = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    remote = join(await temporaryDirectory(), "shop.git");
    await git(root, "init", "--quiet", "--bare", "--initial-branch=main", remote);
    await git(root, "remote", "add", "origin", `file://${remote}`);
    await git(root, "push", "--quiet", "origin", "main");
    // What anybody who can write into `.git` may have put there.
    await git(root, "config", "core.sshCommand", "sh -c 'touch /tmp/never'");
    return { folder: root, theme: "light" };
  });
  const at = async (ref: string): Promise<string> => await git(remote, "for-each-ref", "--format=%(objectname)", ref);
  const branch = "refs/heads/session/WFS-timeout";
  let answer: Promise<Ended>;

  it("shows what would be pushed, and that the remote is not turned on", async () => {
    await showSessions(window(), "WFS-user-profile");
    const edit = "echo 'def login(user):\n    return check(user.password, timeout=5)' > src/login.py";
    const ask = proposal("timeout", edit, "Give the check a time limit").replace(
      /wfs request merge .*/u,
      'wfs request publish --session WFS-timeout --pr -m "Give the check a time limit" --wait 240 --json',
    );
    answer = new Agent(root, window().environment).shell(ask);
    const title = "Publish WFS-timeout to origin/session/WFS-timeout";
    const panel = await openReview(window(), title, "Give the check a time limit");
    await panel.openFile("src/login.py", "timeout=5");
    await panel.says(/is not turned on for this repository/u);
    expect(await panel.isOn("Grant…")).toBe(false);
    expect(await at(branch)).toBe("");
    await window().screenshot("publish-off-light");
  });

  it("asks natively before the network is used, and names the programs first", async () => {
    const panel = new ReviewPanel(window());
    await panel.press("Turn On Publishing to This Remote…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toContain(`file://${remote}`);
    expect(await window().dialog.detail()).toMatch(/Not used:\s+core\.sshcommand=sh -c/u);
    expect(await window().dialog.detail()).toContain("hooks of that repository run");
    expect(await window().dialog.focusedButton()).toBe("Leave It Off");
    await window().screenshot("publish-turn-on-light");
    await window().dialog.press("Turn On Publishing");
    await expect.poll(() => panel.isOn("Grant…"), { timeout: 30_000 }).toBe(true);
    expect(await at(branch)).toBe("");
    await panel.says(/which does not exist there yet/u);
    await window().screenshot("publish-on-light");
  });

  it("pushes exactly that commit once it is granted; the agent and the page say where it is", async () => {
    const panel = new ReviewPanel(window());
    await panel.press("Grant…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain(`of file://${remote}, which does not exist there yet`);
    await window().screenshot("publish-question-light");
    await window().dialog.press("Push to origin/session/WFS-timeout");
    const { code, stdout } = await answer;
    expect(code).toBe(0);
    const commit = await git(root, "rev-parse", branch);
    expect(JSON.parse(stdout)).toMatchObject({
      state: "executed",
      receipt: { ref: branch, to: commit, published: { remote: "origin", url: `file://${remote}` } },
    });
    expect(await at(branch)).toBe(commit);
    await panel.says(/is at [0-9a-f]{10} now/u);
    await panel.says(/pull request was not made/u);
    await window().screenshot("publish-executed-light");
  });

  it("is asked for when the person wants to know whether it has landed, and then says what is next", async () => {
    const theirs = join(await temporaryDirectory(), "theirs");
    await git(root, "clone", "--quiet", remote, theirs);
    await git(theirs, "merge", "--quiet", "--squash", "origin/session/WFS-timeout");
    await git(theirs, "commit", "--quiet", "-m", "Give the check a time limit (#7)");
    await git(theirs, "push", "--quiet", "origin", "main");
    const reviews = window().tree("Reviews");
    await reviews.row("Recently decided").expand();
    const title = "Publish WFS-timeout to origin/session/WFS-timeout";
    await reviews.row(title).action("Check Whether It Has Landed");
    const landed = "WFS-timeout has landed in origin/main.";
    const said = async (): Promise<string> => (await window().notifications.texts()).join("\n");
    await expect.poll(said, { timeout: 30_000 }).toContain(landed);
    await expect.poll(() => window().tree("Sessions").text()).toContain("merged into origin/main");
    await window().screenshot("publish-landed-light");
    await window().notifications.press(landed, "What's Next…");
    await window().quickInput.waitUntilOpen();
    expect((await window().quickInput.rows())[0]?.label).toContain("Remove WFS-timeout…");
  });
});

describe("a person who lands by publishing", () => {
  let root = "";
  let remote = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    remote = join(await temporaryDirectory(), "shop.git");
    await git(root, "init", "--quiet", "--bare", "--initial-branch=main", remote);
    await git(root, "remote", "add", "origin", `file://${remote}`);
    await git(root, "push", "--quiet", "origin", "main");
    return { folder: root, settings: { "workflowSessions.land": "publish" } };
  });

  it("is offered that first where a merge is asked for, and publishes in their own name", async () => {
    await showSessions(window(), "WFS-user-profile");
    const agent = new Agent(root, window().environment);
    const edit = "echo 'SIZE = 2' > src/size.py";
    const ended = await agent.shell(proposal("sized", edit, "A size").replace(/wfs request merge .*/u, "wfs status"));
    expect(ended.code).toBe(0);
    const fork = window().tree("Sessions").row("WFS-sized");
    await expect.poll(() => window().tree("Sessions").labels()).toContain("WFS-sized");
    await (await fork.contextMenu()).pick("Request Merge…");
    await window().quickInput.waitUntilOpen();
    expect((await window().quickInput.rows()).map(({ label }) => label)).toEqual([
      "Publish to a Remote…",
      "Merge into a Branch Here…",
    ]);
    await window().screenshot("publish-land-dark");
    await window().quickInput.pick("Publish to a Remote…");
    await window().quickInput.waitUntilPast("Publish to a Remote…");
    await window().quickInput.pick("Only Push the Branch");
    await window().quickInput.waitUntilPast("Only Push the Branch");
    await window().quickInput.type("A size for carts");
    await window().quickInput.accept();
    const panel = new ReviewPanel(window());
    await panel.says("Publish WFS-sized to origin/session/WFS-sized");
    await panel.press("Turn On Publishing to This Remote…");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Turn On Publishing");
    await panel.openFile("src/size.py", "SIZE = 2");
    await panel.press("Grant…");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Push to origin/session/WFS-sized");
    const branch = "refs/heads/session/WFS-sized";
    const commit = await git(root, "rev-parse", branch);
    await expect.poll(() => git(remote, "for-each-ref", "--format=%(objectname)", branch)).toBe(commit);
    await panel.says(/is at [0-9a-f]{10} now/u);
    await window().screenshot("publish-executed-dark");
  });

  it("turns the remote off again: from then on it is not asked", async () => {
    await window().runCommand("Workflow Sessions: Turn Off Publishing…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.pick(`file://${remote}`);
    await window().screenshot("publish-turn-off-dark");
    await window().quickInput.accept();
    const said = async (): Promise<string> => (await window().notifications.texts()).join("\n");
    await expect.poll(said).toContain(`Publishing to file://${remote} is turned off.`);
    const ask = ["request", "publish", "--session", "WFS-sized", "--to", "elsewhere", "-m", "A size again"];
    await new Agent(root, window().environment).wfs(...ask);
    const panel = await openReview(window(), "Publish WFS-sized to origin/elsewhere", "A size again");
    await panel.says(/is not turned on for this repository/u);
  });
});

describe("a main branch that the remote protects", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    const remote = join(await temporaryDirectory(), "shop.git");
    await git(root, "init", "--quiet", "--bare", "--initial-branch=main", remote);
    await git(root, "remote", "add", "origin", `file://${remote}`);
    await git(root, "push", "--quiet", "origin", "main");
    const hook = join(remote, "hooks", "update");
    await writeFile(
      hook,
      '#!/bin/sh\n[ "$1" != refs/heads/main ] || { echo "GH006: Protected branch" >&2; exit 1; }\n',
    );
    await chmod(hook, 0o755);
    const remotes = { [await realpath(join(root, ".git"))]: [`file://${remote}`] };
    return { folder: root, theme: "light", settings: { "workflowSessions.publish.remotes": remotes } };
  });

  it("says so to the push, and from then on a merge offers to publish first and says why", async () => {
    await showSessions(window(), "WFS-user-profile");
    const ask = proposal("held", "echo 'SIZE = 2' > src/size.py", "A size").replace(
      /wfs request merge .*/u,
      'wfs request publish --session WFS-held --to main -m "A size" --wait 240 --json',
    );
    const answer = new Agent(root, window().environment).shell(ask);
    const panel = await openReview(window(), "Publish WFS-held to origin/main", "A size");
    await panel.openFile("src/size.py", "SIZE = 2");
    await panel.press("Grant…");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Push to origin/main");
    expect(JSON.parse((await answer).stdout)).toMatchObject({ state: "failed" });
    await panel.says(/nobody pushes to it directly/u);
    await (await window().tree("Sessions").row("WFS-held").contextMenu()).pick("Request Merge…");
    await window().quickInput.waitUntilOpen();
    const rows = await window().quickInput.rows();
    expect(rows.map(({ label }) => label)).toEqual(["Publish to a Remote…", "Merge into a Branch Here…"]);
    expect(rows[0]?.detail).toBe("main is protected on origin");
    await window().screenshot("publish-protected-light");
  });
});
