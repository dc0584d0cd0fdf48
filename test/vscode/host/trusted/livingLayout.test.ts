import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { eventually, sessionsText } from "../support/sessionsTree.ts";
import { forgetCheckpoints, markers, shell } from "../support/project.ts";

const living = ".workflow/active/WFS-living";
const row = async (name: string): Promise<string | undefined> =>
  (await sessionsText(/^(?:Archived|Completed)$/u)).split("\n").find((line) => line.includes(name));

describe("sessions of tools that keep them in active/ and archives/", () => {
  it("are shown as they stand, with their own words and tasks, as soon as a shell makes them", async () => {
    await shell(`mkdir -p ${living}/.task ${living}/.summaries .workflow/archives/WFS-shelved`);
    await shell(
      `echo '{"session_id":"WFS-living","status":"planning","description":"Ferries"}' > ${living}/workflow-session.json`,
    );
    await shell(`echo '{"id":"IMPL-1","title":"Form","status":"active"}' > ${living}/.task/IMPL-1.json`);
    await shell(`echo '- [x] **IMPL-2**: Pay' > ${living}/TODO_LIST.md`);
    await shell(
      `echo '{"status":"completed","created":"2026-03-04"}' > .workflow/archives/WFS-shelved/workflow-session.json`,
    );
    await eventually(async () => await row("WFS-living"), "  ▸ [circle-outline] WFS-living (planning)");
    await eventually(async () => (await row("WFS-shelved"))?.includes("[archive] WFS-shelved"), true);
  });

  it("can be switched to and from, and keep every word of their records", async () => {
    const before = await shell(`cat ${living}/workflow-session.json`);
    await vscode.commands.executeCommand(commands.switchSession, { session: "WFS-living" });
    assert.deepEqual(await markers(), [".active-WFS-living"]);
    await eventually(
      async () =>
        (await sessionsText())
          .split("\n")
          .slice(0, 4)
          .map((line) => line.trim()),
      [
        "▾ [circle-filled] WFS-living (planning)",
        "▾ [checklist] Tasks (2)",
        "[pass] IMPL-2 (Pay · completed)",
        "[circle-large-outline] IMPL-1 (Form · active)",
      ],
    );
    await shell("rm .workflow/.active-*; touch .workflow/.active-WFS-user-profile");
    await eventually(async () => (await row("WFS-living"))?.includes("circle-outline"), true);
    assert.equal(await shell(`cat ${living}/workflow-session.json`), before);
  });

  it("go to archives/ and come back to active/", async () => {
    await vscode.commands.executeCommand(commands.archiveSession, { session: "WFS-living", force: true });
    assert.match(await shell("ls .workflow/archives"), /WFS-living/u);
    await eventually(async () => (await row("WFS-living"))?.includes("[archive]"), true);
    await shell("rm -r .workflow/active .workflow/archives");
    await forgetCheckpoints("WFS-living");
    await eventually(async () => await row("WFS-living"), undefined);
  });
});
