import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { configurationSection, settings } from "../../../../src/host/manifest/contributions.ts";
import { folder } from "../support/project.ts";
import { activated, eventually, sessionsText } from "../support/sessionsTree.ts";

const record = (): string => join(folder(), ".workflow/WFS-user-profile/workflow-session.json");

async function beScope(scope: string | undefined): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration(configurationSection).update(settings.userScope, scope, Global);
}

/** Whether the tree tells whose the session is, and whether it shows its tasks. */
async function shown(): Promise<readonly boolean[]> {
  const text = await sessionsText();
  return [text.includes("WFS-user-profile (user:ada"), text.includes("IMPL-1")];
}

describe("whose notes are shown", () => {
  let text = "";

  before(async () => {
    await activated();
    text = readFileSync(record(), "utf8");
  });

  after(async () => {
    writeFileSync(record(), text);
    await beScope(undefined);
    await eventually(shown, [false, true]);
  });

  it("follows what the person says they are, while the window is open", async () => {
    await eventually(shown, [false, true]);
    writeFileSync(record(), JSON.stringify({ ...(JSON.parse(text) as object), user_scope: "user:ada" }));
    await eventually(shown, [true, false]);
    await beScope("user:ada");
    await eventually(shown, [false, true]);
    await beScope("user:bo");
    await eventually(shown, [true, false]);
  });
});
