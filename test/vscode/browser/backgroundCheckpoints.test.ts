import { rm, writeFile } from "node:fs/promises";
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
    // A filter of the person's own that lets nothing through before the test says so.
    await write(root, { ".gitattributes": "*.big filter=slow\n", "model.big": "weights\n" });
    await git(root, "config", "filter.slow.clean", `until [ -e '${gate}' ]; do sleep 0.1; done; cat`);
    const settings = { "workflowSessions.checkpoints.wait": 0, "workflowSessions.checkpoints.onSwitch": true };
    return { folder: root, settings };
  });
  const refs = async (): Promise<string> => await git(root, "for-each-ref", "--format=%(refname)", "refs/workflow");
  const openGate = async (): Promise<void> => await writeFile(gate, "");

  it("is cancelled from its progress, and leaves nothing", async () => {
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
    await new Agent(root, window().environment).wfs("phase", "IMPLEMENT");
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
