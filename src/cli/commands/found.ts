import * as z from "zod/mini";
import { defineCommand, type Command } from "../base/command.ts";
import { matching } from "../input/inputs.ts";
import { foundOf } from "../input/resolveSession.ts";
import { foundText } from "../text/foundText.ts";
import { foundJson } from "../../wire/found.ts";

const days = (): z.ZodMiniType<number, string> => matching(/^\d{1,5}$/u, "A number of days is needed.", Number);

const found = defineCommand({
  name: "found",
  operands: "",
  summary: "Show work in progress that is no session: worktrees, branches, what is not committed; nothing is written",
  needsNone: true,
  options: [{ flags: "--days <n>", description: "branches whose last commit is no older, instead of 30" }],
  examples: ["found", "found --days 90", "found --json"],
  input: () => z.strictObject({ days: z.optional(days()) }),
  async run({ days: newest }, workspace) {
    const work = await foundOf(workspace);
    const { active } = await workspace.sessions.active();
    const worksHere = active !== undefined && (await workspace.sessions.get(active)).record.forked_from === undefined;
    const list = await work.measured({ worksHere, ...(newest === undefined ? {} : { days: newest }) });
    return { json: () => foundJson(list), text: (paint, now) => foundText(list, paint, now) };
  },
});

export const foundCommands: readonly Command[] = [found];
