import * as z from "zod/mini";
import "../../core/base/zodEnglish.ts";
import { sessionIdFromSlug, type SessionId } from "../../core/sessions/model/sessionId.ts";

/**
 * What several groups of verbs take from the command line, each made when it is used. Everything typed by somebody passes one of these, or one of
 * its group.
 */

/** `WFS-user-profile` or `user-profile`. */
export const sessionId = (): z.ZodMiniType<SessionId, string> => z.pipe(z.string(), z.transform(sessionIdFromSlug));

/** Checked where the session is made, by the grammar of ids. */
export const slug = (): z.ZodMiniType<string, string> => z.string();

/** A switch without a value: there or not. */
export const flag = (): z.ZodMiniOptional<z.ZodMiniLiteral<true>> => z.optional(z.literal(true));

/** Lengths and characters are the core's business; arguments that are not Unicode are not text at all. */
export const text = (): z.ZodMiniType<string, string> =>
  z.string().check(z.refine((value) => value.isWellFormed(), "It is not well-formed Unicode."));

/** One of some words, as they are written. */
export const oneOf = <const Values extends readonly string[]>(values: Values): z.ZodMiniType<Values[number], string> =>
  z.enum(values, { error: (issue) => `“${String(issue.input)}” is none of ${values.join(", ")}.` });

/** What a grammar matches, made into a value. */
export const matching = <Value>(
  grammar: RegExp,
  message: string,
  make: (typed: string) => Value,
): z.ZodMiniType<Value, string> => z.pipe(z.string().check(z.regex(grammar, message)), z.transform(make));

/** Of a checkpoint: 1, 2, 3 … */
export const checkpointNumber = (): z.ZodMiniType<number, string> =>
  matching(/^[1-9]\d{0,8}$/u, "A checkpoint's number is needed, as “wfs checkpoint list” shows it.", Number);

export const seconds = (): z.ZodMiniType<number, string> =>
  matching(/^\d{1,9}(?:\.\d{1,3})?$/u, "A number of seconds is needed.", Number);
