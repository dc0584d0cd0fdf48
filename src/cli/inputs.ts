import * as z from "zod/mini";
import { isRequestId, type RequestId } from "../core/review/request.ts";
import { phases, sessionTypes } from "../core/sessions/session.ts";
import { sessionIdFromSlug, type SessionId } from "../core/sessions/sessionId.ts";

/** What the verbs take from the command line. Everything typed by somebody passes one of these. */

/** `WFS-user-profile` or `user-profile`. */
export const sessionId: z.ZodMiniType<SessionId, string> = z.pipe(z.string(), z.transform(sessionIdFromSlug));

/** Checked where the session is made, by the grammar of ids. */
export const slug = z.string();

/** A switch without a value: there or not. */
export const flag = z.optional(z.literal(true));

const oneOf = <const Values extends readonly string[]>(values: Values): z.ZodMiniType<Values[number], string> =>
  z.enum(values, { error: (issue) => `“${String(issue.input)}” is none of ${values.join(", ")}.` });

/** In either case, because people type it. */
export const phase = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => text.toUpperCase()),
  ),
  oneOf(phases),
);
export const sessionType = oneOf(sessionTypes);
export const sessionState = oneOf(["active", "paused", "completed", "archived"]);

/** Lengths and characters are the core's business; arguments that are no Unicode are not text at all. */
export const text = z.string().check(z.refine((value) => value.isWellFormed(), "It is not well-formed Unicode."));

/** What a grammar matches, made into a value. */
const matching = <Value>(
  grammar: RegExp,
  message: string,
  make: (typed: string) => Value,
): z.ZodMiniType<Value, string> => z.pipe(z.string().check(z.regex(grammar, message)), z.transform(make));

/** `NAME=PATH`; the core knows what a name may be. */
export const artifact = matching(/^[^=]+=.+$/su, "NAME=PATH is needed.", (typed) => {
  const cut = typed.indexOf("=");
  return { name: typed.slice(0, cut), path: typed.slice(cut + 1) };
});

/** Of a checkpoint: 1, 2, 3 … */
export const checkpointNumber = matching(
  /^[1-9]\d{0,8}$/u,
  "A checkpoint's number is needed, as “wfs checkpoint list” shows it.",
  Number,
);

/** The other side of a comparison: a checkpoint's number or `HEAD`. */
export const comparedWith = matching(
  /^(?:[1-9]\d{0,8}|HEAD)$/u,
  "The number of a checkpoint or HEAD is needed.",
  (typed) => (typed === "HEAD" ? ("head" as const) : Number(typed)),
);

/** `42`, `42-44`: lines of a file, from 1. */
export const lineRange = matching(
  /^[1-9]\d{0,8}(?:-[1-9]\d{0,8})?$/u,
  "Lines are needed, such as 42 or 42-44.",
  (typed) => {
    const [start, end = start] = typed.split("-").map(Number);
    return { start: start ?? 1, end: end ?? 1 };
  },
);

export const side = oneOf(["old", "new"]);

export const count = matching(/^\d{1,15}$/u, "A whole number is needed.", Number);

const units = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, h: 1 / 24, d: 1, w: 7 } as const;
const inUnits = (typed: string): number =>
  Number.parseInt(typed, 10) * (units[typed.slice(-1).toLowerCase() as keyof typeof units] ?? 1);

/** `500000`, `200k`, `50M`, `1G`; bytes. */
export const byteCount = matching(
  /^\d{1,12}[kmg]?$/iu,
  "A number of bytes is needed, such as 500000, 50M or 1G.",
  inUnits,
);

/** `12h`, `30d`, `4w`; days. */
export const age = matching(/^\d{1,6}[hdw]$/iu, "An age is needed, such as 12h, 30d or 4w.", inUnits);

/** Of a request, as “wfs approvals list” shows it. */
export const requestId: z.ZodMiniType<RequestId, string> = z.pipe(
  z.string().check(z.refine(isRequestId, "The id of a request is needed, as “wfs approvals list” shows it.")),
  z.transform((typed) => typed as RequestId),
);

export const seconds = matching(/^\d{1,9}(?:\.\d{1,3})?$/u, "A number of seconds is needed.", Number);

const durations = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `90s`, `30m`, `12h`, `2d`; milliseconds. */
export const duration = matching(
  /^[1-9]\d{0,5}[smhdw]$/iu,
  "A duration is needed, such as 30m, 12h or 2d.",
  (typed) => Number.parseInt(typed, 10) * durations[typed.slice(-1).toLowerCase() as keyof typeof durations],
);
