import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { foreignRecords } from "../../support/foreignRecords.ts";
import { git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsFile, wfsJson } from "./wfs.ts";

interface Shown {
  readonly directory: string;
  readonly worktree: string | null;
  readonly handover: { readonly from: string; readonly artifacts: readonly { readonly path: string }[] } | null;
  readonly artifacts: readonly { readonly name: string; readonly path: string; readonly phase: string | null }[];
}

/** PLAN is over, and has handed over what it wrote. */
async function planned(): Promise<string> {
  const root = repository();
  await wfsJson(["new", "profile", "--project", "Profiles"], root);
  writeFileSync(join(root, ".workflow/WFS-profile/IMPL_PLAN.md"), "Write the form first.\n");
  await wfsJson(["phase", "IMPLEMENT", "--artifact", "plan=.workflow/WFS-profile/IMPL_PLAN.md"], root);
  return root;
}

describe("wfs show", () => {
  it("is all an agent needs to find what PLAN wrote, wherever it stands", async () => {
    const root = await planned();
    mkdirSync(join(root, "src"));
    const shown = (await wfsJson(["show"], join(root, "src"))) as Shown;
    const [plan] = shown.handover?.artifacts ?? [];
    expect(readFileSync(plan?.path ?? "", "utf8")).toBe("Write the form first.\n");
    expect(shown).toMatchObject({
      id: "WFS-profile",
      project: "Profiles",
      directory: join(root, ".workflow/WFS-profile"),
      workspace: root,
      branch: git(root, "branch", "--show-current").trim(),
      worktree: root,
      state: "active",
      active: true,
      phase: "IMPLEMENT",
      completed_phases: ["PLAN"],
      tasks: [],
      handover: { from: "PLAN", to: "IMPLEMENT" },
      forked_from: null,
      requests: [],
      comments: { open: 0 },
    });
  });

  it("names a fork's branch and worktree, its open requests and comments", async () => {
    const root = await planned();
    await wfsJson(["fork", "create", "fork", "--session", "profile"], root);
    expect(await wfsJson(["show", "WFS-fork"], root)).toMatchObject({ branch: "session/WFS-fork", worktree: null });
    await wfsJson(["fork", "open", "WFS-fork"], root);
    const worktree = join(root, ".worktrees/WFS-fork");
    writeFileSync(join(worktree, "new.txt"), "new");
    git(worktree, "add", "-A");
    git(worktree, "commit", "-qm", "new");
    await wfsJson(["request", "merge", "--into", git(root, "branch", "--show-current").trim(), "-m", "New"], worktree);
    await wfsJson(["annotate", "add", "-m", "Look here", "--session", "WFS-fork"], root);
    expect(await wfsJson(["show"], worktree)).toMatchObject({
      id: "WFS-fork",
      worktree,
      forked_from: { session: "WFS-profile" },
      requests: [{ state: "waiting", session: "WFS-fork" }],
      comments: { open: 1 },
    });
  });

  it("reads what other tools keep, and writes nothing", async () => {
    const root = repository();
    for (const [at, text] of Object.values(foreignRecords).entries()) {
      const directory = join(root, ".workflow/active", `WFS-${at}`);
      mkdirSync(join(directory, ".task"), { recursive: true });
      writeFileSync(join(directory, "workflow-session.json"), text);
      writeFileSync(join(directory, ".task/IMPL-1.json"), '{"status":"completed","title":"Form"}');
    }
    const copy = join(freshDirectory(), "copy");
    cpSync(join(root, ".workflow"), copy, { recursive: true });
    for (const at of Object.keys(foreignRecords).keys()) {
      const shown = await wfsJson(["show", `WFS-${at}`], root);
      expect(shown).toMatchObject({
        tasks: expect.arrayContaining([{ name: "IMPL-1", state: "completed", title: "Form" }]) as unknown,
      });
      const path = join(`WFS-${at}`, "workflow-session.json");
      expect(readFileSync(join(root, ".workflow/active", path))).toEqual(readFileSync(join(copy, "active", path)));
    }
  });

  it("says that there is nothing to show without a session", async () => {
    const root = repository();
    await wfsJson(["init"], root);
    expect(await wfs(["show"], { cwd: root })).toMatchObject({ exitCode: 1, stdout: "" });
  });
});

describe("wfs resume", () => {
  it("prints what the phase was handed, for people", async () => {
    const root = await planned();
    const { stdout } = await wfs(["resume", "WFS-profile"], { cwd: root });
    expect(stdout).toContain("PLAN handed over to IMPLEMENT");
    expect(stdout).toContain(join(root, ".workflow/WFS-profile/IMPL_PLAN.md"));
  });
});

describe("wfs exec", () => {
  const script = 'printf "%s|%s|%s" "$WORKFLOW_SESSION" "$WORKFLOW_PHASE" "$PWD"; echo note > note.md; exit 7';

  it("runs a program in the session's directory and ends as it does", async () => {
    const root = await planned();
    const directory = join(root, ".workflow/WFS-profile");
    const ran = await wfs(["exec", "--", "sh", "-c", script], { cwd: root });
    expect(ran).toEqual({ exitCode: 7, stderr: "", stdout: `WFS-profile|IMPLEMENT|${directory}` });
    expect(readFileSync(join(directory, "note.md"), "utf8")).toBe("note\n");
  });

  it("hands the context over, which verbs inside mean too", async () => {
    const root = await planned();
    await wfsJson(["new", "other", "--project", "Other"], root);
    const code = `const at = JSON.parse(process.env.WORKFLOW_CONTEXT); console.log(at.handover.artifacts[0].path)`;
    const { stdout } = await wfs(["exec", "--session", "WFS-profile", "--", "node", "-e", code], { cwd: root });
    expect(readFileSync(stdout.trim(), "utf8")).toBe("Write the form first.\n");
    const inner = `"$WFS_NODE" "$WFS_ITSELF" status --json`;
    const env = { WFS_NODE: process.execPath, WFS_ITSELF: wfsFile() };
    const nested = await wfs(["exec", "--session", "WFS-profile", "--", "sh", "-c", inner], { cwd: root, env });
    expect(JSON.parse(nested.stdout)).toMatchObject({ meant: { session: "WFS-profile", from: "environment" } });
  });

  it("answers as JSON alone with --json", async () => {
    const root = await planned();
    const ran = await wfs(["exec", "--json", "--", "sh", "-c", "echo said"], { cwd: root });
    expect(JSON.parse(ran.stdout)).toEqual({
      session: "WFS-profile",
      directory: join(root, ".workflow/WFS-profile"),
      exit_code: 0,
    });
    expect(ran.stderr).toBe("said\n");
  });

  it("uses the temporary workspace while no session is active, which is made for it", async () => {
    const root = repository();
    await wfsJson(["init"], root);
    expect(existsSync(join(root, ".workflow/.temporary"))).toBe(false);
    expect((await wfs(["exec", "--", "sh", "-c", "echo note > note.md"], { cwd: root })).exitCode).toBe(0);
    expect(existsSync(join(root, ".workflow/.temporary/note.md"))).toBe(true);
  });

  it("runs with as much as the system takes, and says what it does not", async () => {
    const root = await planned();
    const tasks = Array.from({ length: 900 }, (_, at) => `- [ ] **IMPL-${at}**: ${"日".repeat(50)}`).join("\n");
    writeFileSync(join(root, ".workflow/WFS-profile/TODO_LIST.md"), tasks);
    const ran = await wfs(["exec", "--", "sh", "-c", 'printf "%s" "$WORKFLOW_CONTEXT$WORKFLOW_PHASE"'], { cwd: root });
    expect(ran).toEqual({ exitCode: 0, stderr: "", stdout: "IMPLEMENT" });
    const refused = await wfs(["exec", "--", "true", "x".repeat(130_000)], { cwd: root });
    expect([0, 1]).toContain(refused.exitCode);
    expect(refused.stderr).not.toContain("defect");
  });

  it("does not write into an archived session", async () => {
    const root = await planned();
    await wfsJson(["complete", "--archive", "--force"], root);
    const ran = await wfs(["exec", "--session", "profile", "--", "sh", "-c", "echo x > x"], { cwd: root });
    expect(ran).toMatchObject({ exitCode: 1, stdout: "" });
    expect(existsSync(join(root, ".workflow/completed/WFS-profile/x"))).toBe(false);
  });

  it("says which program there is not", async () => {
    const ran = await wfs(["exec", "--", "no-such-program"], { cwd: await planned() });
    expect(ran).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ran.stderr).toContain("no-such-program");
  });
});
