import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

const sessions = 8;
const processes = 8;
const killEvery = 30;

export interface KillFigures {
  seconds: number;
  kills: number;
  switches: number;
  /** What refused switches said. */
  readonly refusals: string[];
  /** What a plain listing showed: no, one, several markers. */
  readonly raw: { zero: number; one: number; several: number };
  /** What `ActiveMarker.read` said. */
  readonly read: { ok: number; healing: number; none: number };
  /** Rounds of `rm; touch` the old tools did. */
  oldTools: number;
  /** Markers that stood when everybody was gone, and what a fresh reader and its healing made of them. */
  left: readonly string[];
  leftState: string;
  healed: readonly string[];
}

export function markerOf(directory: string): ActiveMarker {
  const fs = new NodeFileSystem(new SystemRandom());
  return new ActiveMarker(directory, { fs, clock: new SystemClock(), logger: new MemoryLogger() });
}

async function markersIn(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith(".active-"));
}

/** A tool that knows only `rm` and `touch`, in a plain shell, until the file `stop` appears: killed between `rm` and `touch` it would leave none by itself. */
function oldTool(root: string, session: string): ChildProcess {
  const script = `while [ ! -e stop ]; do
    rm .workflow/.active-* 2>/dev/null
    touch .workflow/.active-${session}
    echo .
    sleep 0.05
  done`;
  return spawn("sh", ["-c", script], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
}

/** Counts the lines a child says, also those of its last breath. */
function listen(child: ChildProcess, line: (text: string) => void): void {
  let rest = "";
  child.stdout?.on("data", (data: Buffer) => {
    const lines = (rest + data.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) line(text);
  });
}

/**
 * Eight processes switch among eight sessions (in a `.workflow` of `bystanders` more entries, so that listings tear); every 30 ms one that has
 * begun is killed and replaced. With `oldTools`, that many shells do `rm; touch` beside them.
 */
export async function killHarness(options: {
  readonly seconds: number;
  readonly bystanders: number;
  readonly oldTools: number;
}): Promise<KillFigures> {
  const figures: KillFigures = {
    seconds: options.seconds,
    kills: 0,
    switches: 0,
    refusals: [],
    raw: { zero: 0, one: 0, several: 0 },
    read: { ok: 0, healing: 0, none: 0 },
    oldTools: 0,
    left: [],
    leftState: "",
    healed: [],
  };
  const root = await mkdtemp(join(tmpdir(), "kill-"));
  const directory = join(root, ".workflow");
  await mkdir(directory);
  for (let index = 0; index < sessions; index += 1) await mkdir(join(directory, `WFS-s${index}`));
  for (let index = 0; index < options.bystanders; index += 1) await mkdir(join(directory, `WFS-bystander-${index}`));
  await writeFile(join(directory, ".active-WFS-s0"), "");
  const program = join(root, "switcher.mjs");
  const entry = join(import.meta.dirname, "switcher.ts");
  await build({ entryPoints: [entry], outfile: program, bundle: true, platform: "node", format: "esm" });

  const ready = new Set<ChildProcess>();
  const alive = new Set<ChildProcess>();
  const begin = (): void => {
    const child = spawn(process.execPath, [program, directory, String(sessions)], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    alive.add(child);
    child.on("exit", () => alive.delete(child));
    listen(child, (text) => {
      if (text === "ready") ready.add(child);
      else if (text === "+") figures.switches += 1;
      else figures.refusals.push(text);
    });
  };
  const tools = Array.from({ length: options.oldTools }, (_, index) => oldTool(root, `WFS-s${index}`));
  for (const tool of tools) listen(tool, () => (figures.oldTools += 1));
  for (let index = 0; index < processes; index += 1) begin();

  const end = performance.now() + options.seconds * 1000;
  const during = (): boolean => performance.now() < end;
  const kill = async (): Promise<void> => {
    while (during()) {
      await sleep(killEvery);
      const victims = [...ready];
      const victim = victims[Math.floor(Math.random() * victims.length)];
      if (victim === undefined) continue;
      ready.delete(victim);
      if (victim.kill("SIGKILL")) figures.kills += 1;
      begin();
    }
  };
  const listNames = async (): Promise<void> => {
    while (during()) {
      const standing = (await markersIn(directory)).length;
      figures.raw[standing === 0 ? "zero" : standing === 1 ? "one" : "several"] += 1;
      await sleep(3);
    }
  };
  const readState = async (): Promise<void> => {
    const marker = markerOf(directory);
    while (during()) {
      figures.read[(await marker.read()).state] += 1;
      await sleep(3);
    }
  };
  try {
    await Promise.all([kill(), listNames(), readState()]);
  } finally {
    await writeFile(join(root, "stop"), "");
    const gone = [...alive, ...tools]
      .filter(({ exitCode }) => exitCode === null)
      .map(async (one) => await once(one, "exit"));
    for (const child of alive) child.kill("SIGKILL");
    await Promise.all(gone);
  }
  figures.left = await markersIn(directory);
  const marker = markerOf(directory);
  figures.leftState = (await marker.read()).state;
  await marker.heal();
  figures.healed = await markersIn(directory);
  await rm(root, { recursive: true });
  return figures;
}
