import { appendFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openEvents } from "../../src/adapters/open/openEvents.ts";
import { NodeFileSystem } from "../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../src/adapters/systemRandom.ts";

/**
 * One of several processes that note events: `eventWriter <.workflow> <its name> <how many> [plain]` says `ready`, begins when its standard input ends, and says the number of each that is
 * noted where its name begins with `killed`, in the end the milliseconds that all took. `plain`: the same lines with nothing but an append.
 */
const [workflow = "", name = "", count = "1", plain] = process.argv.slice(2);
const silent = (): void => undefined;
const logger = { debug: silent, info: silent, warn: (text: string) => void writeSync(2, `${text}\n`), error: silent };
const text = "x".repeat(300);
const isTelling = name.startsWith("killed");

async function begin(): Promise<void> {
  const fs = new NodeFileSystem(new SystemRandom());
  const events = openEvents({ workflow, actor: name, fs, clock: new SystemClock(), logger });
  const started = performance.now();
  for (let n = 0; n < Number(count); n += 1) {
    if (plain === undefined) await events.note("task.added", `WFS-${n}`, { text });
    else {
      const event = { at: new Date().toISOString(), session: `WFS-${n}`, actor: name, type: "task.added", text };
      appendFileSync(join(workflow, "plain.jsonl"), `${JSON.stringify(event)}\n`);
    }
    if (isTelling) process.stdout.write(`${n}\n`);
  }
  writeSync(1, `${performance.now() - started} ms\n`);
}

process.stdin.resume();
process.stdin.once("end", () => void begin());
writeSync(1, "ready\n");
