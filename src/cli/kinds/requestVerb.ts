import * as z from "zod/mini";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { RequestKind } from "../../core/gate/requestKind.ts";
import type { NewRequest } from "../../core/review/kinds/common/askedKind.ts";
import type { InputOf, RequestOf } from "../../core/review/kinds/requestKinds.ts";
import type { OptionSpec } from "../base/command.ts";
import { conversation, conversationOption } from "../input/agentInput.ts";
import { flag, matching, seconds, text } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";

const durations = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `90s`, `30m`, `12h`, `2d`; milliseconds. */
const duration = matching(
  /^[1-9]\d{0,5}[smhdw]$/iu,
  "A duration is needed, such as 30m, 12h or 2d.",
  (typed) => Number.parseInt(typed, 10) * durations[typed.slice(-1).toLowerCase() as keyof typeof durations],
);

export const messageOption: OptionSpec = {
  flags: "-m, --message <text>",
  description: "what was done and why, in Markdown; of a merge or commit the first line is the commit's subject",
};

export const eventsOption: OptionSpec = {
  flags: "--events",
  description: "print a JSON object on a line of its own whenever something happens; the last is the answer",
};

/** What every verb that asks for something takes after its own options. */
export const commonOptions: readonly OptionSpec[] = [
  {
    flags: "--wait <seconds>",
    description:
      "wait that long for the answer; the exit code says what it is, 4 also where a person has sent a review without one",
  },
  eventsOption,
  { flags: "--deadline <duration>", description: "the request is void after 30m, 12h, 2d" },
  { flags: "--by <name>", description: "who asks; default: WORKFLOW_AGENT, else the agent it runs in, else wfs" },
  conversationOption,
];

/** The same as it is parsed, with the session, which all of them name. */
export const commonInput = {
  session: session(),
  wait: z.optional(seconds()),
  events: flag(),
  deadline: z.optional(duration),
  by: z.optional(text()),
  conversation: conversation(),
};

const common = z.object(commonInput);
export type CommonInput = z.infer<typeof common>;

/** What the input says of one kind, besides who asks and until when. */
type Own<Kind extends RequestKind> = Readonly<Omit<InputOf<Kind>, Exclude<keyof NewRequest, "summary">>>;

interface VerbText<Kind extends RequestKind> {
  readonly summary: string;
  /** Its own options, before those of all. */
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** What a request asks for, as `approvals show` says it. Text of others goes through `visibleText`. */
  readonly what: (request: RequestOf<Kind>) => string;
}

/** `wfs request <kind>`: how one kind is asked for. */
export interface RequestVerb<Kind extends RequestKind> extends VerbText<Kind> {
  readonly input: () => z.ZodMiniType<CommonInput>;
  readonly own: (input: CommonInput, session: SessionId) => Own<Kind>;
}

/** A verb whose `own` is given what its `input` parsed. */
export function defineRequestVerb<Kind extends RequestKind, Input extends CommonInput>(
  verb: VerbText<Kind> & {
    readonly input: () => z.ZodMiniType<Input>;
    readonly own: (input: Input, session: SessionId) => Own<Kind>;
  },
): RequestVerb<Kind> {
  return { ...verb, own: (input, session) => verb.own(input as Input, session) };
}
