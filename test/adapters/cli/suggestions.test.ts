import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { runProgram, wfs, wfsError, wfsFile, wfsJson } from "./wfs.ts";

const program = "import a\r\nimport b\r\n\r\ndef work():\r\n    return 5";

/** A fork with its worktree, and a file with Windows line ends and none at its end. */
async function forked(): Promise<{ readonly root: string; readonly worktree: string }> {
  const root = repository();
  git(root, "config", "core.autocrlf", "false");
  writeFileSync(join(root, "auth.py"), program);
  commitAll(root, "auth");
  await wfsJson(["new", "one", "--project", "One"], root);
  await wfsJson(["fork", "create", "a", "--worktree"], root);
  return { root, worktree: join(root, ".worktrees", "WFS-a") };
}

const add = ["annotate", "add", "--session", "a", "--file", "auth.py", "--line", "4-5", "-m", "Shorter."] as const;

describe("annotate add with suggested lines", () => {
  it("takes them from a file, and gives them as a patch that git applies", async () => {
    const { root, worktree } = await forked();
    writeFileSync(join(root, "lines.txt"), "def work(): return 5\n# end\n");
    const added = await wfsJson([...add, "--suggest-file", "lines.txt"], root);
    const suggestion = {
      text: "def work(): return 5\n# end\n",
      patch: expect.stringContaining("+# end\n\\ No newline at end of file\n") as string,
      applies: true,
      why: null,
      applied: null,
    };
    expect(added).toMatchObject({ suggestion, review: null });
    const { annotations } = (await wfsJson(["annotate", "list", "--session", "a"], root)) as {
      readonly annotations: readonly { readonly suggestion: { readonly patch: string } }[];
    };
    expect(annotations).toMatchObject([{ suggestion }]);
    execFileSync("git", ["apply"], { cwd: worktree, input: annotations[0]?.suggestion.patch });
    expect(readFileSync(join(worktree, "auth.py"), "utf8")).toBe(
      "import a\r\nimport b\r\n\r\ndef work(): return 5\r\n# end",
    );
    commitAll(worktree, "applied");
    expect(await wfsJson(["annotate", "list", "--session", "a"], root)).toMatchObject({
      annotations: [{ outdated: true, suggestion: { applies: false, patch: null, applied: null } }],
    });
  });

  it("takes them from standard input", async () => {
    const { root } = await forked();
    const line = `printf 'one\\ntwo' | "$0" "$1" ${add.map((word) => `'${word}'`).join(" ")} --suggest - --root "$2" --json`;
    const { stdout, exitCode } = await runProgram("sh", ["-c", line, process.execPath, wfsFile(), root]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ suggestion: { text: "one\ntwo\n" } });
  });

  it("shows people what would go and what would come, whatever is in it", async () => {
    const { root } = await forked();
    writeFileSync(join(root, "lines.txt"), "work = \u202E5\n");
    await wfsJson([...add, "--suggest-file", "lines.txt"], root);
    const { stdout } = await wfs(["annotate", "list", "--session", "a"], { cwd: root });
    expect(stdout).toContain("suggests:");
    expect(stdout).toContain("    -    return 5\n");
    expect(stdout).toContain("+work = ");
    expect(stdout).not.toContain("\u202E");
  });

  it("shows people the summary of a review once, before its comments", async () => {
    const { root } = await forked();
    for (const words of ["One.", "Two."]) {
      const { id } = (await wfsJson(["annotate", "add", "--session", "a", "-m", words], root)) as {
        readonly id: string;
      };
      const file = join(root, ".workflow", "WFS-a", "annotations", `${id}.json`);
      const review = { id: "20260101T100000000Z-0123456789ab", summary: "Almost.\nTwo things." };
      writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), review }));
    }
    const { stdout } = await wfs(["annotate", "list", "--session", "a"], { cwd: root });
    expect(stdout).toMatch(/^Review by wfs \(unsigned\):\n {2}Almost\.\n {2}Two things\.\n\n[\s\S]*One\.[\s\S]*Two\./u);
    expect(stdout.split("Almost.")).toHaveLength(2);
    expect(await wfsJson(["annotate", "list", "--session", "a"], root)).toMatchObject({
      annotations: [{ review: { summary: "Almost.\nTwo things." } }, { review: { summary: "Almost.\nTwo things." } }],
    });
  });

  it("refuses what is for no lines, no text, or given twice, and writes nothing", async () => {
    const { root } = await forked();
    writeFileSync(join(root, "lines.txt"), "x\n");
    writeFileSync(join(root, "binary"), new Uint8Array([0, 1, 2]));
    const error = async (...args: readonly string[]): Promise<unknown> => await wfsError(args, root);
    const file = ["annotate", "add", "--session", "a", "--file", "auth.py", "-m", "x"];
    expect(await error(...file, "--suggest-file", "lines.txt")).toMatchObject({ code: "usage" });
    expect(await error(...add, "--suggest-file", "none.txt")).toMatchObject({ code: "not-found" });
    expect(await error(...add, "--suggest-file", "binary")).toMatchObject({ code: "usage" });
    expect(await error(...add, "--suggest", "x")).toMatchObject({ code: "usage" });
    expect(await error(...add, "--suggest", "-", "--suggest-file", "lines.txt")).toMatchObject({ code: "usage" });
    expect(await error(...add, "--side", "old", "--suggest-file", "lines.txt")).toMatchObject({ code: "usage" });
    expect(await wfsJson(["annotate", "list", "--session", "a"], root)).toEqual({ annotations: [] });
  });
});
