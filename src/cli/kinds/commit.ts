import * as z from "zod/mini";
import { text } from "../input/inputs.ts";
import { ofSession } from "../input/ofSession.ts";
import { commonInput, defineRequestVerb, messageOption } from "./requestVerb.ts";

const input = () => z.strictObject({ ...commonInput, message: text() });

export const commit = defineRequestVerb<"commit", z.infer<ReturnType<typeof input>>>({
  summary:
    "Ask a person for one meaningful commit of a session's work. To keep work safe meanwhile, take a checkpoint (wfs checkpoint create): nobody has to be asked",
  options: [ofSession("the session, instead of the one meant here"), { ...messageOption, required: true }],
  examples: ['request commit --session WFS-user-profile -m "Add the profile page"'],
  input,
  own: ({ message }) => ({ summary: message }),
  what: ({ session }) => `commit of ${session}`,
});
