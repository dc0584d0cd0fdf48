import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Output } from "../../../src/cli/base/output.ts";
import { runCommandLine } from "../../../src/cli/run.ts";
import { requireAnswer } from "../../support/wireAnswers.ts";
import { commitAll, repository } from "./gitScene.ts";
import { freshDirectory } from "./wfs.ts";

/** A file of one name at the top of the repository, in the workspace below it and beside that. */
const files = ["README.md", "apps/web/README.md", "apps/web/src/a.txt", "apps/api/b.txt"] as const;

let top: string;
let web: string;

const read = (path: string): string => readFileSync(join(top, path), "utf8");
const writeAll = (text: string): void => {
  for (const path of files) writeFileSync(join(top, path), text);
};
const changed = (): readonly string[] => files.filter((path) => read(path) !== "two\n");

async function restore(cwd: string, ...paths: readonly string[]): Promise<readonly string[]> {
  await wfsJson(["checkpoint", "restore", "1", ...paths.flatMap((path) => ["--path", path])], cwd);
  return changed();
}

const to = (lines: string[]): Output => ({
  isTerminal: false,
  write: (line) => void lines.push(line),
  flush: async () => true,
});

/** Runs one command line in this process: starting a program for each takes ten times as long. */
async function run(args: readonly string[], cwd: string): Promise<readonly [code: number, out: string, err: string]> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommandLine(args, { stdout: to(out), stderr: to(err), env: {}, cwd });
  const [stdout, stderr] = [out.join(""), err.join("")];
  await requireAnswer(args, { stdout, stderr });
  return [code, stdout, stderr];
}

async function text(args: readonly string[], cwd: string): Promise<string> {
  const [exitCode, stdout, stderr] = await run(args, cwd);
  expect([exitCode, stderr]).toEqual([0, ""]);
  return stdout;
}

const wfsJson = async (args: readonly string[], cwd: string): Promise<unknown> =>
  JSON.parse(await text([...args, "--json"], cwd));

async function wfsError(args: readonly string[], cwd: string): Promise<unknown> {
  const [exitCode, stdout, stderr] = await run([...args, "--json"], cwd);
  expect(stdout).toBe("");
  return { exitCode, ...(JSON.parse(stderr) as { error: object }).error };
}

beforeEach(async () => {
  top = repository();
  web = join(top, "apps/web");
  for (const directory of ["apps/web/src", "apps/web/.workflow", "apps/api"])
    mkdirSync(join(top, directory), { recursive: true });
  writeAll("one\n");
  commitAll(top, "files");
  await wfsJson(["new", "s", "--project", "S"], web);
  await wfsJson(["checkpoint", "create"], web);
  writeAll("two\n");
});

describe("a path in a workspace below the top of its repository", () => {
  it("means the file that is there", async () => {
    expect(await restore(web, "README.md")).toEqual(["apps/web/README.md"]);
    expect(await restore(join(web, "src"), "a.txt", "../../../README.md")).toEqual(files.slice(0, 3));
    writeAll("two\n");
    expect(await restore(web, join(top, "apps/api/b.txt"))).toEqual(["apps/api/b.txt"]);
    writeAll("two\n");
    expect(await restore(web, ".")).toEqual(["apps/web/README.md", "apps/web/src/a.txt"]);
    writeAll("two\n");
    expect(await restore(web, "../..")).toEqual(files);
  });

  it("may name what is gone, with its directory, and go through links above it", async () => {
    rmSync(join(web, "src"), { recursive: true });
    await wfsJson(["checkpoint", "restore", "1", "--path", "src/a.txt"], web);
    expect(read("apps/web/src/a.txt")).toBe("one\n");
    const short = join(freshDirectory(), "short");
    symlinkSync(top, short);
    rmSync(join(web, "src"), { recursive: true });
    await wfsJson(["checkpoint", "restore", "1", "--path", join(short, "apps/web/src/a.txt")], web);
    expect(existsSync(join(web, "src/a.txt"))).toBe(true);
  });

  it("is not a pattern", async () => {
    for (const name of ["*.md", ":(top)README.md", "[a].txt", ":!x"]) {
      expect(await wfsError(["checkpoint", "restore", "1", "--path", name], web)).toMatchObject({ code: "not-found" });
      writeFileSync(join(web, name), "mine\n");
    }
    const { id } = (await wfsJson(["checkpoint", "create"], web)) as { id: number };
    for (const name of ["*.md", ":(top)README.md", "[a].txt", ":!x"]) writeFileSync(join(web, name), "other\n");
    await wfsJson(["checkpoint", "restore", `${id}`, "--path", "*.md", "--path", ":(top)README.md"], web);
    expect(["*.md", ":(top)README.md", "[a].txt"].map((name) => readFileSync(join(web, name), "utf8"))).toEqual([
      "mine\n",
      "mine\n",
      "other\n",
    ]);
    expect(changed()).toEqual([]);
  });

  it.each(["../../../x", "/etc/passwd", ""])("is refused outside of the working tree: “%s”", async (path) => {
    const args = ["checkpoint", "restore", "1", "--path", path];
    const message = `“${path}” is not in the working tree ${top}.`;
    expect(await wfsError(args, web)).toMatchObject({ exitCode: 2, code: "usage", message });
    expect(await wfsError(["annotate", "add", "--file", path, "-m", "x"], web)).toMatchObject({
      code: "unsafe-path",
      message,
    });
    expect(changed()).toEqual([]);
  });

  it("is shown so that it can be pasted back, and to tools from the top", async () => {
    const pasted = (await text(["checkpoint", "diff", "1"], web)).match(/\S+$/gmu) ?? [];
    expect(pasted.toSorted()).toEqual(["../../README.md", "../api/b.txt", "README.md", "src/a.txt"]);
    expect(await restore(web, ...pasted)).toEqual(files);
    await wfsJson(["undo"], web);
    const { files: known } = (await wfsJson(["checkpoint", "diff", "1"], web)) as { files: { path: string }[] };
    expect(known.map(({ path }) => path)).toEqual([...files].toSorted());
  });

  it("counts from the directory that --root names, wherever one is", async () => {
    const args = ["--root", web, "checkpoint", "restore", "1", "--path", "README.md"];
    for (const cwd of ["/", top, join(top, "apps/api")]) {
      writeAll("two\n");
      await wfsJson(args, cwd);
      expect(changed()).toEqual(["apps/web/README.md"]);
    }
    expect(await text(["--root", web, "checkpoint", "diff", "1"], "/")).toMatch(/ \.\.\/api\/b\.txt$/mu);
    writeFileSync(join(web, "plan.md"), "");
    const artifact = ["--artifact", "plan=plan.md"];
    expect(await wfsJson(["--root", web, "phase", "IMPLEMENT", ...artifact], "/")).toMatchObject({ id: "WFS-s" });
  });

  it("is that of the annotations too", async () => {
    const add = ["annotate", "add", "-m", "why?", "--line", "1", "--file"];
    expect(await wfsJson([...add, "README.md"], web)).toMatchObject({ file: "apps/web/README.md", quoted: ["two"] });
    expect(await wfsJson([...add, "../../README.md"], web)).toMatchObject({ file: "README.md", outdated: false });
    const listed = ["annotate", "list", "--file", "README.md"];
    expect(await wfsJson(listed, web)).toMatchObject({ annotations: [{ file: "apps/web/README.md" }] });
    expect(await text(["annotate", "list"], web)).toContain("../../README.md:1");
  });
});

describe("a path in a fork", () => {
  it("means the fork's file, from inside, from outside and by its whole name", async () => {
    commitAll(top, "two");
    await wfsJson(["fork", "create", "f", "--worktree"], web);
    const fork = join(web, ".worktrees/WFS-f");
    await wfsJson(["checkpoint", "create", "--session", "f"], web);
    const edit = (): void => {
      for (const path of files) writeFileSync(join(fork, path), "fork\n");
    };
    const edited = (): readonly string[] => files.filter((path) => readFileSync(join(fork, path), "utf8") === "fork\n");
    const cases: readonly (readonly [cwd: string, session: readonly string[], path: string])[] = [
      [join(fork, "apps/web"), [], "README.md"],
      [web, ["--session", "f"], "README.md"],
      [web, ["--session", "f"], ".worktrees/WFS-f/apps/web/README.md"],
      ["/", ["--root", web, "--session", "f"], join(fork, "apps/web/README.md")],
    ];
    for (const [cwd, session, path] of cases) {
      edit();
      await wfsJson(["checkpoint", "restore", "1", ...session, "--path", path], cwd);
      expect(edited()).toEqual(files.filter((each) => each !== "apps/web/README.md"));
    }
    expect(changed()).toEqual([]);
    expect(await wfsError(["checkpoint", "restore", "1", "--path", "../../README.md"], fork)).toMatchObject({
      code: "usage",
    });
    expect(await text(["fork", "diff", "f"], join(fork, "apps/web"))).toBe("No file differs.\n");
    commitAll(fork, "fork");
    expect(await text(["fork", "diff", "f"], join(fork, "apps/web"))).toMatch(/ \.\.\/api\/b\.txt$/mu);
    const note = ["annotate", "add", "-m", "x", "--file", "README.md"];
    expect(await wfsJson(note, join(fork, "apps/web"))).toMatchObject({
      session: "WFS-f",
      file: "apps/web/README.md",
    });
    expect(realpathSync(fork)).toBe(fork);
  });
});
