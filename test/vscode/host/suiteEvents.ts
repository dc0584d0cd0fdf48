import * as z from "zod";

/** What a suite inside VS Code tells the process outside, one JSON line each, in the file WORKFLOW_SESSIONS_EVENTS names. */
export const suiteEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("pass"), title: z.string(), ms: z.number() }),
  z.object({ type: z.literal("fail"), title: z.string(), error: z.string() }),
  z.object({ type: z.literal("skip"), title: z.string() }),
  z.object({ type: z.literal("log"), text: z.string() }),
  z.object({ type: z.literal("end") }),
]);

export type SuiteEvent = z.infer<typeof suiteEvent>;
