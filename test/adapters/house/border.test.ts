import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";

const report = z.object({
  diagnostics: z.array(
    z.object({
      filename: z.string(),
      code: z.string(),
      message: z.string(),
      help: z.optional(z.string()),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

type Diagnostic = z.infer<typeof report>["diagnostics"][number];

/** A line that is added at the end of a file of the house, and what the linter has to say about it. */
interface Wrong {
  readonly file: string;
  readonly line: string;
  readonly advice: string;
}

const importing = (file: string, from: string, advice: string): Wrong => ({
  file,
  line: `import "${from}";`,
  advice,
});
const using = (file: string, use: string, advice: string): Wrong => ({ file, line: `void (${use});`, advice });

const port = "declare what you need as a method of a port";
const inwards = "Dependencies point inwards";
const noVerb = "No verb of wfs";
const gateAlone = "the extension alone";
const askHost = "ask the extension with a message";
const noMarkup = "markup is never parsed";
const namesFile = "names its";
const noDoor = "knows no other door";
const asks = "Every door loads what asks";
const oneFacade = "gets everything from Workspace";
const onWord = "on a person's word alone";
const goesDown = "an import goes down";
const strangers = "do not know each other";
const paths = "src/core/files/paths.ts";
const page = "webview/base/dom.ts";

const wrongs: readonly Wrong[] = [
  importing("src/core/forks/createFork.ts", "../review/reviewGate.ts", goesDown),
  importing("src/core/base/plural.ts", "../files/paths.ts", goesDown),
  importing("src/core/checkpoints/tree/readFiles.ts", "../takeCheckpoint.ts", goesDown),
  importing("src/core/gate/policy.ts", "../audit/auditLog.ts", goesDown),
  importing("src/host/rows/treeRow.ts", "../sessions/openFiles.ts", goesDown),
  importing("webview/model/rows.ts", "../parts/thread.ts", goesDown),
  importing("src/core/review/kinds/merge/mergeKind.ts", "../commit/commitKind.ts", strangers),
  importing("src/host/forks/removeFork.ts", "../checkpoints/restoreCheckpoints.ts", strangers),
  importing("src/core/added/added.ts", "../base/plural.ts", "src/core/added is not on the plan"),
  ...[
    'export type Upward = import("../../review/gate.ts").Gate;',
    'export { findBlock } from "../../annotations/findBlock.ts";',
    'export * from "../../annotations/findBlock.ts";',
    'void import("../../annotations/findBlock.ts");',
  ].map((line) => ({ file: "src/core/git/refs/refs.ts", line, advice: goesDown })),
  ...["vscode", "node:fs", "node:child_process", "chokidar", "simple-git"].map((from) => importing(paths, from, port)),
  ...[
    "../../adapters/nodeFileSystem.ts",
    "../../host/manifest/contributions.ts",
    "../../cli/wfs.ts",
    "../../messages/review.ts",
  ].map((from) => importing(paths, from, inwards)),
  ...["process.env", "setTimeout(() => 1, 1)", "Date.now()", "Buffer.from([])"].map((use) =>
    using(paths, use, "no-restricted-globals"),
  ),
  importing("src/adapters/systemClock.ts", "vscode", "may import the core and node only"),
  importing("src/adapters/systemClock.ts", "../host/manifest/contributions.ts", "may import the core and node only"),
  importing("src/host/manifest/contributions.ts", "node:fs", "through the ports"),
  importing("src/extension.ts", "node:child_process", "through the ports"),
  ...["../../core/review/gate.js", "../../core/review/gate", "../../adapters/ed25519Signer.js"].map((from) =>
    importing("src/cli/text/age.ts", from, namesFile),
  ),
  ...[
    'void import("../../core/review/" + "gate.ts");',
    "void import(`../../core/review/${'gate'}.ts`);",
    'void import(String("../../core/review/gate.ts"));',
  ].map((line) => ({ file: "src/cli/text/age.ts", line, advice: namesFile })),
  { file: "src/cli/text/age.ts", line: "void import(`../../core/review/gate.ts`);", advice: noVerb },
  { file: "src/cli/text/age.ts", line: 'require("../../core/review/gate.ts");', advice: noVerb },
  importing("src/cli/text/age.ts", "../../core/review/requests/decisionWriter.ts", noVerb),
  importing("src/cli/text/age.ts", "../../core/audit/auditLog.ts", noVerb),
  ...["./openGate.ts", "../ed25519Signer.ts", "../../core/review/reviewGate.ts"].flatMap((from) =>
    ["src/adapters/open/openWorkspace.ts", "src/adapters/open/added.ts"].map((file) =>
      importing(file, from, gateAlone),
    ),
  ),
  importing("src/adapters/systemClock.ts", "./ed25519Signer.ts", gateAlone),
  importing("src/wire/added.ts", "../adapters/open/openGate.ts", gateAlone),
  importing("src/messages/review.ts", "../adapters/open/openGate.ts", gateAlone),
  importing("src/messages/review.ts", "../adapters/simpleGit.ts", "Messages are loaded by the page"),
  importing("src/cli/text/age.ts", "../../adapters/open/openRequests.ts", oneFacade),
  importing("src/mcp/added.ts", "../adapters/nodeFileSystem.ts", oneFacade),
  importing("src/host/forks/removeFork.ts", "../../adapters/systemClock.ts", oneFacade),
  importing("src/extension.ts", "./adapters/open/openAuditTrail.ts", oneFacade),
  importing("src/cli/commands/annotations.ts", "../../core/redaction/keptText.ts", onWord),
  importing("src/mcp/added.ts", "../core/redaction/keptText.ts", onWord),
  importing("src/mcp/added.ts", "../cli/base/exitCodes.ts", noDoor),
  importing("src/cli/text/age.ts", "../../mcp/added.ts", noDoor),
  importing("src/cli/text/age.ts", "../../messages/review.ts", noDoor),
  importing("src/host/forks/removeFork.ts", "../../mcp/added.ts", noDoor),
  importing("src/host/forks/removeFork.ts", "../../../webview/base/dom.ts", noDoor),
  importing("src/cli/text/age.ts", "vscode", "without VS Code"),
  importing("src/cli/text/age.ts", "../../core/review/gate.ts", noVerb),
  importing("src/cli/text/age.ts", "../../adapters/open/openGate.ts", noVerb),
  importing("src/cli/text/age.ts", "../../adapters/ed25519Signer.ts", noVerb),
  importing("src/cli/text/age.ts", "../../core/gate/claims.ts", noVerb),
  importing("src/cli/text/age.ts", "../../core/review/kinds/merge/mergeKind.ts", noVerb),
  importing("src/cli/text/age.ts", "../../core/review/vault/vault.ts", noVerb),
  importing("src/cli/commands/approvals.ts", "../../core/review/reviewGate.ts", noVerb),
  importing("src/cli/kinds/merge.ts", "../../core/review/kinds/actionKinds.ts", noVerb),
  importing("src/core/review/kinds/requestKinds.ts", "./merge/mergeKind.ts", asks),
  importing("src/core/review/kinds/merge/mergeRequest.ts", "./mergeDocument.ts", asks),
  importing("src/core/review/requests/requestService.ts", "../kinds/actionKinds.ts", asks),
  importing("src/core/review/requests/requestState.ts", "../vault/vault.ts", asks),
  importing("src/mcp/added.ts", "../core/review/gate.ts", noVerb),
  importing("src/adapters/open/openRequests.ts", "../../core/review/gate.ts", gateAlone),
  importing("src/adapters/open/openRequests.ts", "./openGate.ts", gateAlone),
  importing("src/adapters/open/openAuditTrail.ts", "../ed25519Signer.ts", gateAlone),
  importing(page, "vscode", askHost),
  importing(page, "node:fs", askHost),
  importing(page, "zod", "parse with zod/mini"),
  importing(page, "@vscode/webview-ui-toolkit", "Only webview/base/toolkit.ts knows the toolkit"),
  ...["../../src/host/contributions.ts", "../../../src/adapters/simpleGit.ts", "../../src/core/base/time.ts"].map(
    (from) => importing(page, from, "put what you need into the snapshot"),
  ),
  using(page, "acquireVsCodeApi()", "Only webview/base/hostLink.ts talks to the extension"),
  using(page, "fetch('x')", "The page has no network"),
  using(page, "document.body.innerHTML", noMarkup),
  using(page, "document.body.insertAdjacentHTML('beforeend', 'x')", noMarkup),
  using(page, "new DOMParser().parseFromString('x', 'text/html')", noMarkup),
];

/** What every room may do, in the files that do it. */
const rights: readonly Wrong[] = [
  importing(paths, "zod", ""),
  importing("src/adapters/open/openGate.ts", "../../core/review/reviewGate.ts", ""),
  importing("src/host/reviews/gate/gateRegistry.ts", "../../../adapters/open/openGate.ts", ""),
  importing("src/host/forks/removeFork.ts", "../../adapters/open/openWorkspace.ts", ""),
  importing("src/cli/text/age.ts", "../../adapters/open/openWorkspace.ts", ""),
  importing("src/core/forks/createFork.ts", "../checkpoints/checkpoints.ts", ""),
  importing("src/core/forks/createFork.ts", "./worktree/makeWorktree.ts", ""),
  importing(paths, "../base/errors.ts", ""),
  importing("src/cli/kinds/merge.ts", "../../core/review/kinds/merge/mergeRequest.ts", ""),
  importing("src/core/review/requests/requestService.ts", "../kinds/requestKinds.ts", ""),
  importing("src/cli/text/age.ts", "../../core/review/requests/requests.ts", ""),
  ...[
    "../../src/messages/review.ts",
    "../../src/core/base/visibleText.ts",
    "../../src/core/base/byteSize.ts",
    "../../src/core/base/text.ts",
    "./focus.ts",
    "zod/mini",
    "marked",
  ].map((from) => importing(page, from, "")),
  importing("webview/base/toolkit.ts", "@vscode/webview-ui-toolkit", ""),
  using("webview/base/hostLink.ts", "acquireVsCodeApi()", ""),
];

/** The options of `npm run check:lint` that choose what is said, without the check of types, for which a copy has no packages. */
async function lint(house: string): Promise<readonly Diagnostic[]> {
  const args = ["--format=json", "--disable-nested-config", "src", "webview"];
  const said = await new Promise<string>((done) => {
    const options = { cwd: house, maxBuffer: 1 << 26 };
    execFile(resolve("node_modules/.bin/oxlint"), args, options, (_error, stdout) => done(stdout));
  });
  return report.parse(JSON.parse(said)).diagnostics;
}

describe("the border between the rooms of the house, as the linter of the real sources keeps it", () => {
  let house = "";
  let before: readonly Diagnostic[] = [];
  let after: readonly Diagnostic[] = [];
  const lineOf = new Map<Wrong, number>();

  beforeAll(async () => {
    house = await mkdtemp(join(tmpdir(), "house-"));
    for (const part of [".oxlintrc.json", "house", "src", "webview", "package.json"]) {
      await cp(part, join(house, part), { recursive: true });
    }
    before = await lint(house);
    for (const added of [...wrongs, ...rights]) {
      const file = join(house, added.file);
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, `${added.line}\n`);
      lineOf.set(added, (await readFile(file, "utf8")).split("\n").length - 1);
    }
    after = await lint(house);
  });
  afterAll(async () => {
    await rm(house, { recursive: true });
  });

  const said = (added: Wrong): string =>
    after
      .filter(({ filename, labels }) => filename === added.file && labels[0]?.span.line === lineOf.get(added))
      .map(({ code, message, help = "" }) => `${code} ${message} ${help}`)
      .join("\n");

  it("has nothing to say about the sources as they are", () => {
    expect(before).toEqual([]);
  });

  it.each(wrongs)("refuses in $file: $line", (added) => {
    expect(said(added)).toContain(added.advice);
  });

  it.each(rights)("allows in $file: $line", (added) => {
    expect(said(added)).not.toMatch(/no-restricted|house\(floors\)/u);
  });
});
