import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { replayHistory } from "./gitHistory.ts";
import { playStories } from "./playStories.ts";
import { stories } from "./stories.ts";

/** What stands in the sample, for what shows or tests it. */
export interface Sample {
  readonly root: string;
  readonly active: string;
  /** The session whose record a full disk cut off. */
  readonly corrupt: string;
  /** The marker whose session directory is gone. */
  readonly orphanMarker: string;
}

/**
 * Makes a repository to try everything on: a small ferry booking service (TypeScript and Python, its tests pass) with a month of history
 * by four people, and the sessions of `stories.ts`: one active, paused, completed and archived ones, with records, phases, saves and
 * artifacts; checkpoints of the active one, a restore that was undone, and two forks that propose the same thing differently (one with a
 * worktree); one corrupt record and one orphan marker to repair; edits in the working tree that nobody has committed.
 *
 * All times are relative to now; everything else is the same every time. The directory must be absent or empty.
 * Run: `node test/support/sample/makeSample.ts DIR` with the Node in node_modules (24, which runs TypeScript as it is), from any
 * directory; a script on an older Node starts `node_modules/.bin/node` with these arguments as a child. The last line printed is the
 * sample as JSON.
 */
export async function makeSample(directory: string): Promise<Sample> {
  const root = resolve(directory);
  const now = Date.now();
  await replayHistory(root, now);
  await playStories(root, stories, now);
  return { root, active: "WFS-user-profile", ...(await breakThings(root)) };
}

/** What happens in real life: a disk that was full for a moment, and somebody who deleted a directory by hand. */
async function breakThings(root: string): Promise<Pick<Sample, "corrupt" | "orphanMarker">> {
  const corrupt = "WFS-winter-timetable";
  const directory = join(root, ".workflow", corrupt);
  await mkdir(directory);
  await writeFile(
    join(directory, "workflow-session.json"),
    '{\n  "session_id": "WFS-winter-timetable",\n  "project": "No evening sailing between November and Ma',
  );
  await writeFile(
    join(directory, "notes.md"),
    "# Winter timetable\n\n`src/timetable.ts` builds August only. From 1 November: 09:00 from Funchal, 17:00 back, none on Tuesdays.\n",
  );
  const orphanMarker = ".active-WFS-old-search-spike";
  await writeFile(join(root, ".workflow", orphanMarker), "");
  return { corrupt, orphanMarker };
}

const script = process.argv[1];
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  const directory = process.argv[2];
  if (directory === undefined) {
    console.error("usage: node makeSample.ts DIR");
    process.exitCode = 2;
  } else {
    console.log(JSON.stringify(await makeSample(directory)));
  }
}
