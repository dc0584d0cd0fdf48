// Runs the extension host suites: `node test/vscode/host/run.ts [suite or test file …] [--grep REGEXP] [--desktop]`.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { beginEvents, tell } from "../../run/testEvents.ts";
import { build } from "../build.mjs";
import { chooseVsCode } from "../launch/choice.mjs";
import { downloadDesktop } from "../launch/desktop.ts";
import { runSuite } from "./runSuite.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: "string" },
    desktop: { type: "boolean" },
    server: { type: "boolean" },
  },
});
const all = readdirSync(import.meta.dirname).filter((name) =>
  existsSync(join(import.meta.dirname, name, "workspace.ts")),
);

/** The suite that is named, or that a test file is of, with the file. */
function wish(named: string): { readonly suite: string; readonly file?: string } {
  const [suite = "", ...rest] = relative(import.meta.dirname, resolve(named)).split(sep);
  if (all.includes(named)) return { suite: named };
  if (all.includes(suite)) return rest.length === 0 ? { suite } : { suite, file: rest.join("/") };
  throw new Error(`No such suite: ${named}. A suite is a directory of test/vscode/host with a workspace.ts.`);
}

const wishes = positionals.length === 0 ? all.map((suite) => ({ suite })) : positionals.map(wish);
const own = mkdtempSync(join(tmpdir(), "vscode-host-"));
const events = process.env["WORKFLOW_SESSIONS_EVENTS"] ?? join(own, "events.jsonl");
beginEvents(events);
try {
  await build();
  const desktop = chooseVsCode(process.argv) === "desktop" ? await downloadDesktop() : undefined;
  let failed = false;
  for (const { suite, ...file } of wishes) {
    const results = await runSuite(suite, { ...file, grep: values.grep, desktop });
    for (const result of results) tell(events, result);
    failed ||= results.some(({ state }) => state === "failed");
  }
  tell(events, { type: "end" });
  process.exitCode = failed ? 1 : 0;
} finally {
  rmSync(own, { recursive: true, force: true });
}
