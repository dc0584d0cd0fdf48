import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const lint = resolve("node_modules/.bin/oxlint");

/** What the project's own lint configuration says about one file placed in one room of a copy of the house. */
async function lintOf(house: string, file: string, source: string): Promise<string> {
  const path = join(house, file);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, source);
  return await new Promise((done) => {
    execFile(lint, ["-c", join(house, ".oxlintrc.json"), file], { cwd: house }, (_error, stdout) => done(stdout));
  });
}

describe("the border of the core", () => {
  let house = "";
  beforeEach(async () => {
    house = await mkdtemp(join(tmpdir(), "house-"));
    await cp(".oxlintrc.json", join(house, ".oxlintrc.json"));
  });
  afterEach(async () => {
    await rm(house, { recursive: true });
  });

  it.each([
    ["vscode", "declare what you need as a method of a port"],
    ["node:fs", "declare what you need as a method of a port"],
    ["node:child_process", "declare what you need as a method of a port"],
    ["chokidar", "declare what you need as a method of a port"],
    ["simple-git", "declare what you need as a method of a port"],
    ["../adapters/nodeFileSystem.ts", "Dependencies point inwards"],
    ["../host/contributions.ts", "Dependencies point inwards"],
    ["../cli/wfs.ts", "Dependencies point inwards"],
  ])("refuses an import of %s with a message that says what to do instead", async (from, advice) => {
    expect(await lintOf(house, "src/core/wrong.ts", `import { x } from "${from}";\nexport const y = x;\n`)).toContain(
      advice,
    );
  });

  it.each(["process.env", "setTimeout(() => y, 1)", "Date.now()", "Buffer.from([])"])(
    "refuses the global in %s",
    async (use) => {
      expect(await lintOf(house, "src/core/wrong.ts", `export const y = ${use};\n`)).toContain("no-restricted-globals");
    },
  );

  it("lets the core import itself and its two libraries", async () => {
    const source = `import * as z from "zod";\nimport { joinPath } from "./paths.ts";\nexport const y = [z, joinPath];\n`;
    expect(await lintOf(house, "src/core/right.ts", source)).not.toContain("no-restricted-imports");
  });

  it("keeps the host away from files and processes, and wfs away from vscode", async () => {
    expect(await lintOf(house, "src/host/wrong.ts", `import { x } from "node:fs";\nexport const y = x;\n`)).toContain(
      "through the ports",
    );
    expect(await lintOf(house, "src/cli/wrong.ts", `import { x } from "vscode";\nexport const y = x;\n`)).toContain(
      "without VS Code",
    );
  });

  it.each([
    ["src/cli/wrong.ts", "../core/review/gate.ts", "No verb of wfs decides"],
    ["src/cli/commands/wrong.ts", "../../core/review/reviewGate.ts", "No verb of wfs decides"],
    ["src/cli/wrong.ts", "../adapters/openGate.ts", "No verb of wfs decides"],
    ["src/cli/wrong.ts", "../adapters/ed25519Signer.ts", "No verb of wfs decides"],
    ["src/mcp/wrong.ts", "../core/review/gate.ts", "No verb of wfs decides"],
    ["src/adapters/openApprovals.ts", "../core/review/gate.ts", "the extension alone"],
    ["src/adapters/openApprovals.ts", "./openGate.ts", "the extension alone"],
    ["src/adapters/openAuditTrail.ts", "./ed25519Signer.ts", "the extension alone"],
  ])("keeps the gate out of %s: %s", async (file, from, advice) => {
    expect(await lintOf(house, file, `import { x } from "${from}";\nexport const y = x;\n`)).toContain(advice);
  });

  it("lets wfs ask and wait", async () => {
    const source = `import { x } from "../core/review/approvals.ts";\nexport const y = x;\n`;
    expect(await lintOf(house, "src/cli/right.ts", source)).not.toContain("no-restricted-imports");
  });
});

describe("the border of the review page", () => {
  let house = "";
  beforeEach(async () => {
    house = await mkdtemp(join(tmpdir(), "house-"));
    await cp(".oxlintrc.json", join(house, ".oxlintrc.json"));
  });
  afterEach(async () => {
    await rm(house, { recursive: true });
  });

  it.each([
    ["vscode", "ask the extension with a message"],
    ["node:fs", "ask the extension with a message"],
    ["zod", "parse with zod/mini"],
    ["@vscode/webview-ui-toolkit", "Only webview/toolkit.ts knows the toolkit"],
    ["../src/host/contributions.ts", "put what you need into the snapshot"],
    ["../../src/adapters/simpleGit.ts", "put what you need into the snapshot"],
    ["../src/core/time.ts", "put what you need into the snapshot"],
  ])("refuses an import of %s with a message that says what to do instead", async (from, advice) => {
    expect(await lintOf(house, "webview/wrong.ts", `import { x } from "${from}";\nexport const y = x;\n`)).toContain(
      advice,
    );
  });

  it.each([
    ["acquireVsCodeApi()", "Only webview/hostLink.ts talks to the extension"],
    ["fetch('x')", "The page has no network"],
    ["document.body.innerHTML", "markup is never parsed"],
    ["document.body.insertAdjacentHTML('beforeend', 'x')", "markup is never parsed"],
    ["new DOMParser().parseFromString('x', 'text/html')", "markup is never parsed"],
  ])("refuses %s", async (use, advice) => {
    expect(await lintOf(house, "webview/wrong.ts", `export const y = ${use};\n`)).toContain(advice);
  });

  it("lets the page import itself, the messages, the one pure text function and its libraries", async () => {
    const source = ["../src/messages/review.ts", "../src/core/visibleText.ts", "./dom.ts", "zod/mini", "marked"]
      .map((from, index) => `import * as x${index} from "${from}";\n`)
      .join("");
    const right = `${source}export const y = [x0, x1, x2, x3, x4];\n`;
    expect(await lintOf(house, "webview/right.ts", right)).not.toContain("no-restricted-imports");
    const toolkit = `import { x } from "@vscode/webview-ui-toolkit";\nexport const y = x;\n`;
    expect(await lintOf(house, "webview/toolkit.ts", toolkit)).not.toContain("no-restricted-imports");
    const link = "export const y = acquireVsCodeApi();\n";
    expect(await lintOf(house, "webview/hostLink.ts", link)).not.toContain("no-restricted-globals");
  });
});
