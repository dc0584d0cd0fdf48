import { eventually, sessionsText } from "../support/sessionsTree.ts";
import { markers, shell } from "../support/project.ts";

const initially = `
▾ [circle-filled] WFS-user-profile (IMPLEMENT · 2 tasks)
  ▾ [checklist] Tasks (2)
      [circle-small] IMPL-1
      [circle-small] IMPL-2
▾ Paused (1)
  ▸ [circle-outline] WFS-oauth (PLAN)
▸ Archived (1)`.trim();

const switched = `
▾ [circle-filled] WFS-oauth (PLAN)
    (No tasks, phases or artifacts yet)
▾ Paused (1)
  ▸ [circle-outline] WFS-user-profile (IMPLEMENT · 2 tasks)
▸ Archived (1)`.trim();

const record = ".workflow/WFS-user-profile/workflow-session.json";

describe("the tree, while a plain shell changes the files", () => {
  it("shows what stands there", async () => {
    await eventually(sessionsText, initially);
  });

  it("follows a switch by rm and touch", async () => {
    await shell("rm .workflow/.active-*; touch .workflow/.active-WFS-oauth");
    await eventually(sessionsText, switched);
    await shell("rm .workflow/.active-* && touch .workflow/.active-WFS-user-profile");
    await eventually(sessionsText, initially);
  });

  it("follows a pause, and says when no session is active", async () => {
    await shell("rm .workflow/.active-WFS-user-profile");
    await eventually(
      async () => (await sessionsText()).split("\n").toSorted(),
      [
        "  ▸ [circle-outline] WFS-oauth (PLAN)",
        "  ▸ [circle-outline] WFS-user-profile (IMPLEMENT · 2 tasks)",
        "▸ Archived (1)",
        "▾ Paused (2)",
      ],
    );
    await shell("touch .workflow/.active-WFS-user-profile");
    await eventually(sessionsText, initially);
  });

  it("follows a record that a tool writes, in place and by renaming", async () => {
    await shell(`cp ${record} /tmp/record.$$ && sed s/IMPLEMENT/REVIEW/ /tmp/record.$$ > ${record}; rm /tmp/record.$$`);
    await eventually(sessionsText, initially.replace("IMPLEMENT", "REVIEW"));
    await shell(`sed s/REVIEW/IMPLEMENT/ ${record} > ${record}.new && mv ${record}.new ${record}`);
    await eventually(sessionsText, initially);
  });

  it("follows sessions that come and go", async () => {
    await shell(
      `mkdir .workflow/WFS-late && sed s/user-profile/late/ ${record} > .workflow/WFS-late/workflow-session.json`,
    );
    await eventually(
      async () => (await sessionsText()).includes("▸ [circle-outline] WFS-late (IMPLEMENT · 2 tasks)"),
      true,
    );
    await shell("rm -r .workflow/WFS-late");
    await eventually(sessionsText, initially);
  });

  it("shows a broken record and an orphan marker, and repairs doubled markers by itself", async () => {
    await shell("mkdir .workflow/WFS-broken && echo '{' > .workflow/WFS-broken/workflow-session.json");
    await shell("touch .workflow/.active-WFS-gone");
    await eventually(
      async () => (await sessionsText()).split("\n").filter((line) => line.includes("[warning]")).length,
      2,
    );
    await shell("touch -d 2020-01-01 .workflow/.active-WFS-oauth");
    await eventually(markers, [".active-WFS-gone", ".active-WFS-user-profile"]);
    await shell("rm -r .workflow/WFS-broken .workflow/.active-WFS-gone");
    await eventually(sessionsText, initially);
  });

  it("survives .workflow being moved away and put back", async () => {
    await shell("mv .workflow moved");
    await eventually(sessionsText, "");
    await shell("mv moved .workflow");
    await eventually(sessionsText, initially);
  });
});
