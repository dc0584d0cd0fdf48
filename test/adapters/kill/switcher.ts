import { writeSync } from "node:fs";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { parseSessionId } from "../../../src/core/sessions/model/sessionId.ts";

/**
 * One of the processes of the kill harness: `switcher <.workflow> <number of sessions>` switches to random sessions, heals now and then,
 * and says `+` for every switch done, `!<code>` for every one refused.
 */
const [directory = "", count = "1"] = process.argv.slice(2);
const silent = (): void => undefined;
const marker = new ActiveMarker(directory, {
  fs: new NodeFileSystem(new SystemRandom()),
  clock: new SystemClock(),
  logger: { debug: silent, info: silent, warn: silent, error: silent },
});

async function once(round: number): Promise<string> {
  const id = parseSessionId(`WFS-s${Math.floor(Math.random() * Number(count))}`);
  if (id === undefined) return "!no id\n";
  try {
    if (round % 7 === 6) await marker.heal();
    await marker.set(id);
    return "+\n";
  } catch (error) {
    return `!${String(error)}\n`;
  }
}

writeSync(1, "ready\n");
for (let round = 0; ; round += 1) {
  writeSync(1, await once(round));
  await new Promise((resolve) => {
    setTimeout(resolve, 1 + Math.random() * 4);
  });
}
