import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";

const testEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("test"),
    /** Relative to the root of the repository, with slashes. */
    file: z.string(),
    /** With the titles of the suites around it before it, ` > ` between them; empty for a failure outside of any test: a file that does not load, a hook that threw. */
    title: z.string(),
    /** The title of the suite around it, in the same form; empty where there is none. Tests of one suite may be steps of one story. */
    suite: z.string(),
    state: z.enum(["passed", "failed", "skipped"]),
    ms: z.number(),
    /** Of a failed one: the error as a person reads it, and what the test printed. */
    error: z.optional(z.string()),
    log: z.optional(z.string()),
  }),
  /** Every test that was to run has run. Without it something ended a suite from outside. */
  z.object({ type: z.literal("end") }),
]);

/** What a suite tells the process that started it, one line of JSON each, in a file of that process's choice. */
export type TestEvent = z.infer<typeof testEvent>;

export type TestResult = Extract<TestEvent, { readonly type: "test" }>;

/** Something that failed outside of any test. */
export const outsideFailure = (file: string, error: string): TestResult => ({
  type: "test",
  file,
  title: "",
  suite: "",
  state: "failed",
  ms: 0,
  error,
});

/** Makes an empty file of events, so that nobody waits for the first one. */
export const beginEvents = (file: string): void => writeFileSync(file, "");

export const tell = (file: string, event: TestEvent): void => appendFileSync(file, `${JSON.stringify(event)}\n`);

/**
 * The events of a file, which may still be written: whole lines only.
 *
 * @param from bytes that were read before
 * @returns the events and the bytes read by now
 */
export const readEvents = (file: string, from = 0): { readonly events: readonly TestEvent[]; readonly to: number } => {
  const bytes = readFileSync(file);
  const to = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(from, to).toString("utf8").split("\n");
  return { events: lines.filter((line) => line !== "").map((line) => testEvent.parse(JSON.parse(line))), to };
};
