import { describe, expect, it } from "vitest";
import { WorkflowError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import { checkpointRow } from "../../../../src/host/rows/checkpointRow.ts";
import { checkpointsSection } from "../../../../src/host/sections/checkpoints.ts";
import { skippedList, skippedText } from "../../../../src/host/wording/checkpointWording.ts";
import { parseTreeQuery } from "../../../../src/host/documents/parseTreeQuery.ts";
import { treeQuery } from "../../../../src/host/documents/treeAddress.ts";
import { sessionSections } from "../../../../src/host/sections/sections.ts";
import { SessionsModel } from "../../../../src/host/views/sessionsModel.ts";
import type { TreeRow } from "../../../../src/host/rows/treeRow.ts";
import { byteSize } from "../../../../src/core/base/byteSize.ts";
import { treeText } from "../../../support/treeText.ts";
import { workspace, session } from "../plainSessions.ts";
import { checkpoint, objectId } from "../plainGitFeatures.ts";
import { plainWording } from "../plainWording.ts";

const id = session("a").id;

async function text(rows: readonly TreeRow[]): Promise<string> {
  return await treeText(
    rows,
    ({ label, description = "", icon, expand }) => ({ label, description, icon: icon?.name ?? "", expand }),
    async (row) => (await row.children?.()) ?? [],
    () => true,
  );
}

describe("checkpoints in the tree", () => {
  it("are listed newest first, with why, when and how much", async () => {
    const checkpoints = [
      checkpoint(7, { trigger: "before-restore", message: "Before restoring checkpoint 4" }),
      checkpoint(6, { trigger: "phase", message: "PLAN done", time: "2025-09-07T11:00:00Z", files: 12 }),
      checkpoint(5, { message: "before the big change", pinned: true, files: 1 }),
      checkpoint(4, { skipped: [{ path: "dump.sql", size: 30 * 1024 * 1024, reason: "too-large" }] }),
    ];
    const repo = workspace({ sessions: [session("a", "active")], checkpoints });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    expect(await text(model.roots())).toBe(
      `
▾ [circle-filled] WFS-a (PLAN · 3 min)
  ▾ [history] Checkpoints (4)
      [git-commit] #7 before restore (2 min · 3 files)
      [git-commit] #6 PLAN done (1 hr · 12 files)
      [pinned] #5 before the big change (2 min · 1 file)
      [git-commit] #4 by hand (2 min · 3 files · 1 left out)`.trim(),
    );
  });

  it("wait behind Older beyond a page, which has its own Older", async () => {
    const repo = workspace({ checkpoints: Array.from({ length: 45 }, (_, at) => checkpoint(45 - at)) });
    const lines = (await text(await checkpointsSection.rows(repo, session("a"), plainWording, []))).split("\n");
    expect(lines.filter((line) => line.includes("Older")).map((line) => line.trim())).toEqual([
      "▾ [ellipsis] Older (25)",
      "▾ [ellipsis] Older (5)",
    ]);
    expect(lines.filter((line) => line.includes("#"))).toHaveLength(45);
  });

  it("are left out without git, and without any", async () => {
    expect(await checkpointsSection.rows(workspace(), session("a"), plainWording, [])).toEqual([]);
    expect(await checkpointsSection.rows(workspace({ checkpoints: [] }), session("a"), plainWording, [])).toEqual([]);
  });

  it("say why they cannot be read, beside what can", async () => {
    const broken = new WorkflowError("git", say`The repository is damaged.`, say`“git fsck” says where.`);
    const repo = workspace({ sessions: [session("a", "active")], checkpoints: broken, artifacts: ["PLAN.md"] });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    expect(await text(model.roots())).toContain("[warning] The repository is damaged.");
    expect(await text(model.roots())).toContain("[file] PLAN.md");
  });

  it("tell how much room they take when somebody looks", async () => {
    const repo = workspace({ checkpoints: [checkpoint(2, { pinned: true }), checkpoint(1)] });
    const [row] = await checkpointsSection.rows(repo, session("a"), plainWording, []);
    expect(await row?.tooltip?.()).toBe("Checkpoints: 2  \nPinned: 1  \nOn disk: 3.4 MB");
  });

  it("show foreign text as text, in rows, hovers and to screen readers", async () => {
    const evil = "[x](command:evil) $(zap) <img>\u{202E}";
    const row = checkpointRow("p", id, checkpoint(1, { message: evil, by: evil, tasks: [evil] }), plainWording);
    expect(row.label).not.toContain("\u{202E}");
    const hover = (await row.tooltip?.()) ?? "";
    expect(hover).not.toContain("](command:");
    expect(hover).not.toContain("<img>");
    expect(hover).not.toContain("$(zap)");
    expect(row.spoken).toMatch(/^Checkpoint #1 .*, 2 minutes ago, 3 files$/u);
    expect(row.target).toEqual({ workspace: "p", session: id, checkpoint: 1 });
  });

  it("name what they do not hold with the reason", () => {
    const files = (["too-large", "unreadable", "not-a-file", "name"] as const).map((reason) =>
      skippedText({ path: "data/x.bin", size: 31_457_280, reason }, plainWording),
    );
    expect(files).toEqual([
      "data/x.bin (30 MB, above the size limit)",
      "data/x.bin (not readable)",
      "data/x.bin (neither a file nor a link)",
      "data/x.bin (no tree can hold its name)",
    ]);
  });

  it("name only the first three of them in a message", () => {
    const files = ["a", "b", "c", "d", "e"].map((path) => ({ path, size: 0, reason: "unreadable" as const }));
    expect(skippedList(files.slice(0, 1), plainWording)).toBe("a (not readable)");
    expect(skippedList(files, plainWording)).toBe("a (not readable), b (not readable), c (not readable), 2 more");
  });
});

describe("the address of a file in a checkpoint", () => {
  it("gives back what it was made of", () => {
    const file = { workspace: "/work/shop", tree: objectId, path: "src/ü [a]#?.py" };
    expect(parseTreeQuery(treeQuery(file))).toEqual(file);
  });

  it.each([
    ["nothing", ""],
    ["no list", "{}"],
    ["a short object id", JSON.stringify(["/p", "0123456", "a"])],
    ["an option instead of an id", JSON.stringify(["/p", "--output=x", "a"])],
    ["a way out", JSON.stringify(["/p", objectId, "../a"])],
    ["a way out below", JSON.stringify(["/p", objectId, "a/../../b"])],
    ["an absolute path", JSON.stringify(["/p", objectId, "/etc/passwd"])],
    ["an empty path", JSON.stringify(["/p", objectId, ""])],
    ["a NUL", JSON.stringify(["/p", objectId, "a\0b"])],
    ["one part more", JSON.stringify(["/p", objectId, "a", "b"])],
  ])("is refused with %s", (_what, query) => {
    expect(parseTreeQuery(query)).toBeUndefined();
  });
});

describe("sizes", () => {
  it.each([
    [0, "0 byte"],
    [512, "512 byte"],
    [1536, "1.5 kB"],
    [20 * 1024 * 1024, "20 MB"],
    [3.25 * 1024 ** 3, "3.3 GB"],
  ])("%d bytes", (bytes, expected) => {
    expect(byteSize(bytes, plainWording)).toBe(expected);
  });
});
