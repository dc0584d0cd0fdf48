import { describe, expect, it } from "vitest";
import { freshDirectory, verbsIn, wfs, wfsError } from "./wfs.ts";

const verbs = [
  "status",
  "show",
  "doctor",
  "init",
  "list",
  "new",
  "switch",
  "pause",
  "resume",
  "complete",
  "keep",
  "delete",
  "discard",
  "phase",
  "task add",
  "task done",
  "save",
  "exec",
  "checkpoint create",
  "checkpoint list",
  "checkpoint show",
  "checkpoint diff",
  "checkpoint restore",
  "checkpoint pin",
  "checkpoint unpin",
  "checkpoint prune",
  "undo",
  "redo",
  "fork create",
  "fork list",
  "fork diff",
  "fork open",
  "fork compare",
  "fork sync",
  "fork remove",
  "sweep",
  "run start",
  "run show",
  "run list",
  "run exec",
  "run retry",
  "run reset",
  "run teardown",
  "adopt",
  "found",
  "events",
  "annotate add",
  "annotate list",
  "annotate reply",
  "annotate resolve",
  "request merge",
  "request commit",
  "request teardown",
  "request publish",
  "approvals list",
  "approvals show",
  "approvals prompt",
  "approvals wait",
  "approvals withdraw",
  "audit verify",
];

describe("wfs --help and --version", () => {
  it("lists every verb", async () => {
    const { exitCode, stdout, stderr } = await wfs(["--help"]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
    expect(verbsIn(stdout).toSorted()).toEqual(verbs.toSorted());
    expect(stdout).toContain(
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 denied, changes asked for or untrusted, 4 still waiting, 5 stale, withdrawn, unverified or in conflict",
    );
  });

  it.each(verbs)("shows options and examples of %s", async (verb) => {
    const { exitCode, stdout } = await wfs([...verb.split(" "), "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: wfs ${verb}`);
    expect(stdout).toMatch(new RegExp(`Examples:\\n  wfs .*\\b${verb}\\b`, "u"));
    expect(stdout).toContain("--json");
    expect(stdout).toContain("--root <dir>");
  });

  it.each([["help"], ["help", "status"], ["help", "fork"]])("shows it for wfs %s %s", async (...args) => {
    const { exitCode, stdout, stderr } = await wfs(args);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: wfs");
  });

  it("shows the version of the package", async () => {
    const { version } = (await import("../../../package.json", { with: { type: "json" } })).default;
    expect(await wfs(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("wrong usage: exit code 2, code “usage”, nothing on stdout", () => {
  it.each<readonly [name: string, args: readonly string[]]>([
    ["no verb", []],
    ["an unknown verb", ["swich", "WFS-a"]],
    ["an unknown subverb", ["task", "finish", "a"]],
    ["no subverb", ["task"]],
    ["an unknown option", ["status", "--all"]],
    ["an operand too few", ["switch"]],
    ["an operand too many", ["status", "now"]],
    ["an option without its value", ["new", "a", "--project"]],
    ["a required option left out", ["new", "a"]],
    ["a type there is not", ["new", "a", "--project", "A", "--type", "huge"]],
    ["a state there is not", ["list", "--state", "open"]],
    ["a phase there is not", ["phase", "DEPLOY"]],
    ["an artifact without a path", ["phase", "IMPLEMENT", "--artifact", "plan="]],
    ["an artifact without a name", ["phase", "IMPLEMENT", "--artifact", "=IMPL_PLAN.md"]],
    ["an empty project", ["new", "a", "--project", "  "]],
    ["a project of 10,001 characters", ["new", "a", "--project", "x".repeat(10_001)]],
    ["a project with an escape sequence", ["new", "a", "--project", "\u001b[2J"]],
    ["a --root that is not there", ["--root", "nowhere", "status"]],
    ["a --root that is a file", ["--root", process.execPath, "status"]],
    ["a --root without a value", ["status", "--root"]],
    ["a checkpoint 0", ["checkpoint", "show", "0"]],
    ["a checkpoint -1", ["checkpoint", "show", "--", "-1"]],
    ["a checkpoint that is no number", ["checkpoint", "restore", "HEAD"]],
    ["an age without a unit", ["checkpoint", "prune", "--older-than", "30"]],
    ["a size in words", ["checkpoint", "prune", "--max-bytes", "many"]],
    ["nothing to compare", ["fork", "compare"]],
    ["a request without a word", ["request", "merge", "--session", "WFS-a"]],
    ["a strategy there is not", ["request", "merge", "-m", "x", "--strategy", "octopus"]],
    ["a time to wait in words", ["request", "commit", "-m", "x", "--wait", "long"]],
    ["a request's id that is none", ["approvals", "show", "1"]],
    ["a verb that would grant", ["approvals", "grant", "20260907T100000Z-merge-1a2b3c4d"]],
    ["an empty --root", ["--root=", "status"]],
  ])("%s", async (_name, args) => {
    expect(await wfsError(args, freshDirectory())).toEqual({ exitCode: 2, code: "usage" });
  });

  it.each([
    "../escape",
    "-rf",
    "a b",
    "a\nb",
    "",
    "a..b",
    "Ünïcode",
    "x".repeat(300),
    ".hidden",
    "a/b",
    "a\\b",
    "nul:",
  ])("the name %j", async (name) => {
    expect(await wfsError(["switch", "--", name], freshDirectory())).toEqual({ exitCode: 2, code: "invalid-name" });
  });

  it.each([
    [["status", "now"], "Too many arguments for 'status'. Expected 0 arguments but got 1.", "wfs status --help"],
    [[], "No verb given.", "wfs --help"],
    [
      ["approvals"],
      "“wfs approvals” needs a verb: wfs approvals list, wfs approvals show, wfs approvals prompt, wfs approvals wait, wfs approvals withdraw.",
      "wfs approvals --help",
    ],
    [["--json", "task", "add"], "Missing required argument 'name'.", "wfs task add --help"],
  ])("says for %j what is wrong and whose help to read", async (args, message, help) => {
    const { stderr } = await wfs([...args, "--json"], { cwd: freshDirectory() });
    const { error } = JSON.parse(stderr) as { error: { message: string; hint: string } };
    expect(error.message).toBe(message);
    expect(error.hint).toContain(help);
  });

  it("names the verb that lists the sessions where there is no such session", async () => {
    const root = freshDirectory();
    await wfs(["new", "one", "--project", "One"], { cwd: root });
    const { stderr } = await wfs(["switch", "WFS-none"], { cwd: root });
    expect(stderr).toContain("(wfs list)");
  });

  it("suggests the verb that was meant, in words", async () => {
    const { exitCode, stdout, stderr } = await wfs(["swich"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe(
      "wfs: There is no verb “swich”.\n     Did you mean “wfs switch”? “wfs --help” lists the verbs.\n",
    );
  });

  it("does not take --json from another option's value", async () => {
    const { stdout } = await wfs(["new", "a", "--project", "--json"], { cwd: freshDirectory() });
    expect(stdout).toContain("Created WFS-a");
  });
});
