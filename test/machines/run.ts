// `npm run test:machines [-- --only NAME]…`: runs the suites in a clone of HEAD as on other machines, and writes test-artifacts/machines.md.
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../run/options.mjs";
import { artifacts, root } from "../run/paths.mjs";
import { run } from "../run/processes.mjs";
import { readTotals } from "../run/summary.ts";
import { machines, type Machine, type Wish } from "./machines.ts";

const { values } = readOptions(
  { options: { only: { type: "string", multiple: true } } },
  "npm run test:machines [-- --only NAME]…",
);
const wanted = machines.filter(({ name }) => (values.only ?? [name]).includes(name));
if (wanted.length === 0) {
  console.error(`No such machine. Machines: ${machines.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

interface Row {
  readonly machine: Machine;
  readonly verdict: string;
  readonly ok: boolean;
  /** Tests that failed or were flaky. */
  readonly named: readonly string[];
}

/** A fresh clone in a new directory, installed with the caller's npm cache. */
async function clone(directory: string, env?: NodeJS.ProcessEnv): Promise<void> {
  for (const [command, args, cwd] of [
    ["git", ["clone", "--quiet", root, directory], root],
    [process.execPath, [join(directory, "test", "run", "install.mjs")], directory],
  ] as const) {
    const { code } = await run(command, args, { cwd, ...(env === undefined ? {} : { env }) });
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with exit code ${code}.`);
  }
}

async function testIn(directory: string, machine: Machine, wish: Wish): Promise<Row> {
  const npm = process.env["npm_execpath"];
  if (npm === undefined) throw new Error("Start this with npm, so that the same npm is used.");
  const args = [npm, "test", "--silent", "--", `--only=${machine.suites.join(",")}`];
  const { code } = await run(wish.node ?? "node", args, { cwd: directory, env: wish.env, uid: wish.uid });
  const { passed, failed, failures, flaky, seconds } = await readTotals(directory);
  const counts = `${passed} passed, ${failed} failed${flaky.length === 0 ? "" : `, ${flaky.length} flaky`}`;
  return { machine, verdict: `${counts} in ${Math.round(seconds)} s`, ok: code === 0, named: [...failures, ...flaky] };
}

async function tryMachine(machine: Machine, shared: string): Promise<Row> {
  console.log(`\n━━━━ ${machine.name}: ${machine.suites.join(", ")} ━━━━`);
  const own = await realpath(await mkdtemp(join(tmpdir(), "machine-")));
  try {
    const wish = await machine.prepare(own);
    if (typeof wish === "string") return { machine, verdict: `not tried: ${wish}`, ok: true, named: [] };
    try {
      if (wish.directory !== undefined) await clone(wish.directory, wish.uid === undefined ? wish.env : undefined);
      await wish.afterInstall?.();
      return await testIn(wish.directory ?? shared, machine, wish);
    } finally {
      await wish.dispose?.();
    }
  } catch (error) {
    return { machine, verdict: error instanceof Error ? error.message : String(error), ok: false, named: [] };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

const base = await realpath(await mkdtemp(join(tmpdir(), "machines-")));
const rows: Row[] = [];
try {
  const shared = join(base, "clone");
  await clone(shared);
  for (const machine of wanted) {
    await rm(join(shared, "test-artifacts"), { recursive: true, force: true });
    rows.push(await tryMachine(machine, shared));
  }
} finally {
  await rm(base, { recursive: true, force: true });
}
const table = [
  "| machine | suites | result |",
  "| --- | --- | --- |",
  ...rows.map(({ machine, verdict }) => `| ${machine.what} | ${machine.suites.join(", ")} | ${verdict} |`),
  "",
  ...rows.flatMap(({ machine, named }) => named.map((name) => `- ${machine.name}: ${name}`)),
].join("\n");
await mkdir(artifacts, { recursive: true });
await writeFile(join(artifacts, "machines.md"), `${table}\n`);
console.log(`\n${table}`);
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
