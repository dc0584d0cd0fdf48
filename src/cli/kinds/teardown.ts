import * as z from "zod/mini";
import { text } from "../input/inputs.ts";
import { ofSession } from "../input/ofSession.ts";
import { commonInput, defineRequestVerb, messageOption } from "./requestVerb.ts";

const input = () => z.strictObject({ ...commonInput, message: z.optional(text()) });

export const teardown = defineRequestVerb<"teardown", z.infer<ReturnType<typeof input>>>({
  summary: "Ask a person to remove a fork, worktree and branch; what would be lost is shown to them",
  options: [ofSession("the fork, instead of the one meant here"), messageOption],
  examples: ["request teardown --session WFS-profile-as-dialog", 'request teardown -m "The page won" --wait 60'],
  input,
  own: ({ message }, session) => ({ summary: message ?? `Remove ${session}` }),
  what: ({ session }) => `teardown of ${session}`,
});
