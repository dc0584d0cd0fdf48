import * as z from "zod/mini";
import { followEvents } from "../../core/events/followEvents.ts";
import type { WorkflowEvent } from "../../core/events/model/event.ts";
import { readEvents } from "../../core/events/readEvents.ts";
import { parseTime, readTime } from "../../core/base/time.ts";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { eventJson } from "../../wire/event.ts";
import { defineCommand, type Command, type Say } from "../base/command.ts";
import { flag } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { requireOnRecord } from "../input/ownSession.ts";
import { eventLines } from "../text/eventText.ts";

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A moment, as a time or as how long ago it was: milliseconds since 1970 once it is known what time it is. */
const moment = (): z.ZodMiniType<(now: number) => number, string> =>
  z.pipe(
    z
      .string()
      .check(
        z.refine(
          (typed) => momentIn(typed) !== undefined,
          "A time (2026-09-07T10:00:00Z, 2026-09-07) or an age (10m, 2h, 3d) is needed.",
        ),
      ),
    z.transform((typed) => momentIn(typed) ?? ((now: number) => now)),
  );

function momentIn(typed: string): ((now: number) => number) | undefined {
  const [, count, unit = ""] = /^(\d{1,6})([smhdw])$/u.exec(typed) ?? [];
  const seconds = units[unit];
  if (count !== undefined && seconds !== undefined) return (now) => now - Number(count) * seconds * 1000;
  const time = parseTime(readTime(typed) ?? "");
  return time === undefined ? undefined : () => time;
}

const events = defineCommand({
  name: "events",
  operands: "",
  summary: "Show what has happened here: sessions, checkpoints, forks, requests, comments, runs",
  needsNone: true,
  options: [
    {
      flags: "--since <time>",
      description: "what has happened since then: a time (2026-09-07T10:00:00Z) or an age (10m, 2h, 3d); default: all",
    },
    { flags: "--follow", description: "go on with what happens from now on, until interrupted" },
    ofSession("only of this session"),
  ],
  examples: ["events", "events --since 2h", "events --follow --json", "events --session user-profile --json"],
  input: () => z.strictObject({ since: z.optional(moment()), follow: flag(), session: session() }),
  async run({ since, follow, session: of }, workspace, say, json) {
    const { clock, eventSource } = workspace;
    if (of !== undefined) await requireOnRecord(workspace, of);
    const filter = {
      ...(since === undefined ? {} : { since: since(clock.now()) }),
      ...(of === undefined ? {} : { session: of }),
    };
    const tell = (found: readonly WorkflowEvent[]): void => {
      if (json) for (const event of found) say.event(eventJson(event));
      else say.print((paint, columns) => eventLines(found, paint, columns));
    };
    if (follow === true) await followUntilUnheard(workspace, filter, tell, say);
    else {
      const read = await readEvents(eventSource, new Map(), { ...filter, clock });
      tell(read.events);
      if (read.unreadable > 0) say(`Lines that are no events: ${read.unreadable}.`);
      if (read.events.length === 0) say("Nothing has been noted.");
    }
    return said;
  },
});

/** Nothing is printed any more. */
const said = {
  isSaid: true,
  text: () => "",
  json(): never {
    throw new Error("Events are printed one by one.");
  },
} as const;

/** Milliseconds between looks that nothing has to tell of. */
const every = 2000;

/** Goes on until whoever reads the output has gone; an interruption ends the process. */
async function followUntilUnheard(
  { clock, eventSource, watching }: Workspace,
  filter: Parameters<typeof followEvents>[1],
  tell: (events: readonly WorkflowEvent[]) => void,
  say: Say,
): Promise<void> {
  const followed = await followEvents({ ...eventSource, clock, watching }, filter, tell);
  while (await say.isHeard()) {
    await clock.sleep(every);
    await watching.reconcile();
  }
  followed.dispose();
  await watching.dispose();
}

export const eventCommands: readonly Command[] = [events];
