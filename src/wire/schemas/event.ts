import * as z from "zod/mini";
import { type Answer, member, named, time } from "./base/member.ts";

/** One line of `wfs events --json`. */
export const eventSchema = named(
  "workspace-event",
  "One thing that has happened, as whoever did it has noted it; any process can write one. `wfs events --json` prints one on each line.",
  z.looseObject({
    at: member(time, "when it was noted"),
    session: member(
      z.nullable(z.string()),
      "the session it is of, under the name it had then; `WFS-temporary` is the temporary workspace, `null` the workspace as a whole",
    ),
    actor: member(
      z.string(),
      "who did it: `person` is a window of VS Code, `wfs` the command line without an agent, everything else what an agent calls itself",
    ),
    type: member(z.string(), "what has happened; docs/events.md has the types, each with its further members"),
  }),
);

export type EventJson = Answer<typeof eventSchema>;
