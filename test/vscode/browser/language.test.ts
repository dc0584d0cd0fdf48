import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeSessions } from "../support/projectFolder.ts";
import { bringGerman } from "./support/language.ts";
import { serverFor } from "./support/servers.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { openWorkbench } from "./support/workbench.ts";

it("a person whose VS Code speaks another language is told in it what is wrong, why, and what to do", async () => {
  const german = await bringGerman(serverFor({}));
  const folder = join(await temporaryDirectory(), "shop");
  await writeSessions(folder, [{ id: "WFS-user-profile" }], "WFS-user-profile");
  await mkdir(join(folder, ".workflow", "WFS-broken"));
  await writeFile(join(folder, ".workflow", "WFS-broken", "workflow-session.json"), "[]");
  const window = await openWorkbench({ folder, locale: "de" });
  await window.showViewContainer("Workflow Sessions");
  const spoken = async (): Promise<string> =>
    (await window.tree("Sessions").rows()).find(({ label }) => label === "WFS-broken")?.ariaLabel ?? "";
  await expect.poll(spoken).toContain(german["It is JSON, but not an object."]);
  await window.runCommand("Workflow Sessions: Take Checkpoint…");
  const told = async (): Promise<string> => (await window.notifications.texts()).join("\n");
  await expect.poll(told).toContain(german["Run “git init” here first, then make a first commit."]);
  await window.screenshot("language");
});
