import * as z from "zod/mini";
import { visibleText } from "../../core/base/visibleText.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { sessionId } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { gitFeaturesOf } from "../input/resolveSession.ts";
import { sessionCells } from "../text/sessionRow.ts";
import { alignRows } from "../text/table.ts";
import { adoptedJson } from "../../wire/session.ts";

const adopt = defineCommand({
  name: "adopt",
  operands: "[ids...]",
  summary: "Bring back sessions whose directory is gone and that git still knows of",
  options: [ofSession("this session too")],
  examples: ["adopt", "adopt WFS-profile-as-page"],
  heals: true,
  needsNone: true,
  input: () => z.strictObject({ ids: z.array(sessionId()), session: session() }),
  async run({ ids, session: named }, workspace) {
    const { forks } = await gitFeaturesOf(workspace);
    const wanted = named === undefined ? ids : [...ids, named];
    const adoption = await forks.adopt(wanted.length === 0 ? undefined : wanted);
    const { adopted, left } = adoption;
    return {
      json: () => adoptedJson(adoption),
      text: (paint, now) =>
        [
          ...(adopted.length === 0 ? [] : [alignRows(adopted.map((view) => sessionCells(view, paint, now))).trimEnd()]),
          ...(adopted.length === 0
            ? []
            : [
                "They are paused: “wfs switch <id>” makes one the active session.",
                "Only what git holds is back: comments, requests, artifacts and what else was in their directories went with them.",
              ]),
          ...left.map(({ id, reason }) => paint.warn(`${id} is left: ${visibleText(String(reason))}`)),
          ...(adopted.length + left.length === 0 ? ["No session is lost."] : []),
        ].join("\n") + "\n",
      exitCode: left.length === 0 ? exitCodes.done : exitCodes.failed,
    };
  },
});

export const adoptCommands: readonly Command[] = [adopt];
