import { mkdtemp, rm } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { walls } from "../../../house/walls.mjs";
import { buildAsShipped } from "../../support/buildAsShipped.ts";
import { bytesRead } from "../../support/bytesRead.ts";

let inputs: Metafile["inputs"] = {};

async function bundle(entryPoint: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["vscode"],
    outdir: "unwritten",
    write: false,
    metafile: true,
  });
  inputs = metafile.inputs;
}

/** The sources a file leads to by imports that are read at once. */
function readWith(file: string): readonly string[] {
  const found = new Set([file]);
  for (const each of found) {
    for (const { path, kind, external } of inputs[each]?.imports ?? []) {
      if (external !== true && kind === "import-statement") found.add(path);
    }
  }
  return [...found];
}

const rules = "src/core/redaction/rules.ts";

/** What node has loaded or loads in no time; others take a process milliseconds each (`node:crypto` 6) and are asked for where they are used. */
const cheap = ["node:fs", "node:path", "node:timers/promises", "node:util"];

/** The modules of node itself that these sources ask for and that take time. */
function costlyBuiltinsOf(sources: readonly string[]): readonly string[] {
  const asked = sources.flatMap((source) => inputs[source]?.imports ?? []).filter(({ external }) => external === true);
  return asked.map(({ path }) => path).filter((path) => isBuiltin(path) && !cheap.includes(path));
}

describe("what a window reads before it shows its sessions", () => {
  beforeAll(async () => {
    await bundle("src/extension.ts");
  });

  it("is no package", () => {
    const read = readWith("src/extension.ts");
    expect(read).toContain("src/core/sessions/index/sessionScan.ts");
    expect(read.filter((path) => path.includes("node_modules"))).toEqual([]);
  });

  it("is no rule of secrets: those come with the first text that is given", () => {
    expect(Object.keys(inputs)).toContain(rules);
    expect(readWith("src/extension.ts")).not.toContain(rules);
    expect(readWith("src/host/comments/comments.ts")).not.toContain(rules);
    expect(readWith("src/host/reviews/panel/reviewDialogs.ts")).not.toContain(rules);
  });

  it("asks node for little", () => {
    expect(costlyBuiltinsOf(readWith("src/extension.ts"))).toEqual([]);
  });

  it("is at most 200 KB as it is shipped", async () => {
    const directory = await mkdtemp(join(tmpdir(), "workflow-shipped-"));
    onTestFinished(async () => rm(directory, { recursive: true }));
    await buildAsShipped(directory);
    const bytes = await bytesRead(join(directory, "extension"), "extension.mjs", "at once");
    expect(bytes).toBeGreaterThan(100 * 1024);
    expect(bytes).toBeLessThanOrEqual(200 * 1024);
  });
});

describe("what wfs reads before it knows its verb", () => {
  beforeAll(async () => {
    await bundle("src/cli/wfs.ts");
  });

  it("is neither a command group nor a package", () => {
    const read = readWith("src/cli/wfs.ts");
    expect(read.length).toBeGreaterThan(30);
    expect(read.filter((path) => path.includes("node_modules") || path.startsWith("src/cli/commands/"))).toEqual([]);
  });

  it("with status and list is not a package either, nor another group", () => {
    for (const own of ["src/cli/commands/status.ts", "src/cli/commands/list.ts"]) {
      const others = readWith(own).filter((path) => path.startsWith("src/cli/commands/") && path !== own);
      expect([own, others, readWith(own).filter((path) => path.includes("node_modules"))]).toEqual([own, [], []]);
    }
  });

  it("with status and list asks node for little", () => {
    for (const file of ["src/cli/wfs.ts", "src/cli/commands/status.ts", "src/cli/commands/list.ts"]) {
      expect(costlyBuiltinsOf(readWith(file))).toEqual([]);
    }
  });

  it("is no rule of secrets, whatever the verb: those come with the first text that is given", () => {
    expect(Object.keys(inputs)).toContain(rules);
    const groups = Object.keys(inputs).filter((path) => path.startsWith("src/cli/commands/"));
    expect(groups.length).toBeGreaterThan(10);
    expect(groups.filter((group) => readWith(group).includes(rules))).toEqual([]);
    expect(readWith("src/core/sessions/sessionChanges.ts")).not.toContain(rules);
  });

  it("is nothing, early or late, that decides or executes", () => {
    const executing = walls.find(({ from }) => from.test("src/cli/wfs.ts"));
    expect(executing?.to.test("src/core/review/grantAction.ts")).toBe(true);
    expect(Object.keys(inputs)).toContain("src/core/review/requests/requestService.ts");
    expect(Object.keys(inputs).filter((path) => executing?.to.test(path))).toEqual([]);
  });

  it("is no schema of an answer, early or late: a mapper knows the type alone", () => {
    expect(Object.keys(inputs)).toContain("src/wire/session.ts");
    expect(Object.keys(inputs).filter((path) => path.startsWith("src/wire/schemas/"))).toEqual([]);
  });

  it("is everything else only when it is used", () => {
    expect(
      Object.keys(inputs).filter((path) => /node_modules\/(?:commander|zod|simple-git)\//u.test(path)),
    ).not.toEqual([]);
  });
});
