import * as z from "zod/mini";
import type { RequestKind } from "../../gate/requestKind.ts";

/** Kinds of request that bring work to a branch, so that there is something to be checked. */
export const checkedKinds = ["merge", "commit", "publish"] as const satisfies readonly RequestKind[];
type CheckedKind = (typeof checkedKinds)[number];

/** Seconds, unless the person says otherwise, and at most. */
const usualTime = 600;
const longestTime = 24 * 60 * 60;

const mostChecks = 50;

/** One of `workflowSessions.checks.required`. */
const requiredCheckSchema = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  command: z.string().check(z.trim(), z.minLength(1), z.maxLength(8000)),
  timeout: z.optional(z.number().check(z.gte(1), z.lte(longestTime))),
  in: z.optional(z.array(z.enum(checkedKinds)).check(z.minLength(1))),
});

/** A command that the person wants to see pass before they grant. */
export interface RequiredCheck {
  readonly name: string;
  readonly command: string;
  /** After which it is ended, and has failed. */
  readonly seconds: number;
  readonly kinds: readonly CheckedKind[];
}

/** The checks of a setting, and which of its entries (1, 2, …; 0: the whole) cannot be understood: a check that nobody can run has not passed. */
export interface RequiredCheckList {
  readonly checks: readonly RequiredCheck[];
  readonly unreadable: readonly number[];
}

/** What a person's settings say, which may be anything. */
export function readRequiredChecks(setting: unknown): RequiredCheckList {
  if (setting === undefined || setting === null) return { checks: [], unreadable: [] };
  if (!Array.isArray(setting) || setting.length > mostChecks) return { checks: [], unreadable: [0] };
  const read = setting.map((entry: unknown) => requiredCheckSchema.safeParse(entry));
  return {
    checks: read.flatMap(({ data }) =>
      data === undefined
        ? []
        : [
            {
              name: data.name,
              command: data.command,
              seconds: data.timeout ?? usualTime,
              kinds: data.in ?? checkedKinds,
            },
          ],
    ),
    unreadable: read.flatMap(({ success }, at) => (success ? [] : [at + 1])),
  };
}

/** Those that are for a kind of request; an entry nobody understands may be for any that can be checked. */
export function checksFor({ checks, unreadable }: RequiredCheckList, kind: RequestKind): RequiredCheckList {
  const checked = checkedKinds.find((one) => one === kind);
  if (checked === undefined) return { checks: [], unreadable: [] };
  return { checks: checks.filter(({ kinds }) => kinds.includes(checked)), unreadable };
}
