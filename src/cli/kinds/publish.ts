import * as z from "zod/mini";
import { visibleText } from "../../core/base/visibleText.ts";
import { flag, text } from "../input/inputs.ts";
import { ofSession } from "../input/ofSession.ts";
import { commonInput, defineRequestVerb, messageOption } from "./requestVerb.ts";

const input = () =>
  z.strictObject({
    ...commonInput,
    remote: z.optional(text()),
    to: z.optional(text()),
    pr: flag(),
    base: z.optional(text()),
    message: text(),
  });

export const publish = defineRequestVerb<"publish", z.infer<ReturnType<typeof input>>>({
  summary:
    "Ask a person to push a fork's branch to a remote; nothing is sent before they grant it. --wait: 0 pushed, 3 denied, 4 still waiting, 5 stale",
  options: [
    ofSession("the fork, instead of the one meant here"),
    { flags: "--remote <remote>", description: "the remote, instead of origin" },
    { flags: "--to <branch>", description: "the branch there, instead of one with the name of the fork's own" },
    { flags: "--pr", description: "open a pull request with the message, too, or bring the open one up to date" },
    { flags: "--base <branch>", description: "the branch it goes into, instead of the remote's main one" },
    { ...messageOption, required: true },
  ],
  examples: [
    'request publish --session WFS-profile-as-page --pr -m "Show the profile as a page" --wait 600',
    'request publish --session WFS-fix --remote upstream --to fix/rounding -m "Fix the rounding" --json',
  ],
  input,
  own: ({ remote, to, pr, base, message }) => ({
    summary: message,
    pullRequest: pr === true,
    ...(remote === undefined ? {} : { remote }),
    ...(to === undefined ? {} : { to }),
    ...(base === undefined ? {} : { base }),
  }),
  what: ({ session, remote, url, ref, pull_request }) =>
    `push of ${session} to ${visibleText(ref)} of ${remote} (${visibleText(url)})${pull_request === null ? "" : ", with a pull request"}`,
});
