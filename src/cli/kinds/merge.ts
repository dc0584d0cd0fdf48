import * as z from "zod/mini";
import { visibleText } from "../../core/base/visibleText.ts";
import { text } from "../input/inputs.ts";
import { ofSession } from "../input/ofSession.ts";
import { commonInput, defineRequestVerb, messageOption } from "./requestVerb.ts";

const input = () =>
  z.strictObject({
    ...commonInput,
    into: z.optional(text()),
    strategy: z.optional(z.enum(["squash", "merge"])),
    message: text(),
  });

export const merge = defineRequestVerb<"merge", z.infer<ReturnType<typeof input>>>({
  summary: "Ask a person to merge a fork's branch; --wait: 0 merged, 3 denied, 4 still waiting, 5 stale",
  options: [
    ofSession("the fork, instead of the one meant here"),
    { flags: "--into <branch>", description: "the branch to merge into, instead of the main checkout's" },
    { flags: "--strategy <strategy>", description: "squash (default): one commit; merge: a merge commit" },
    { ...messageOption, required: true },
  ],
  examples: [
    'request merge --session WFS-profile-as-page -m "Show the profile as a page" --wait 600',
    'request merge --session WFS-fix --into release/2 --strategy merge -m "Fix the rounding" --json',
  ],
  input,
  own: ({ into, strategy, message }) => ({
    summary: message,
    ...(into === undefined ? {} : { into }),
    ...(strategy === undefined ? {} : { strategy }),
  }),
  what: ({ strategy, session, into }) =>
    `${strategy === "squash" ? "merge (squashed)" : "merge"} of ${session} into ${visibleText(into)}`,
});
