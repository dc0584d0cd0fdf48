import * as z from "zod/mini";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { otlpTrace } from "../../core/events/trace/otlp.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import { traceJson } from "../../wire/trace.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { flag, text } from "../input/inputs.ts";
import { named, oneSession } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { requireOwnSession } from "../input/ownSession.ts";
import { requireSession, runsOf } from "../input/resolveSession.ts";
import { traceText } from "../text/traceText.ts";

const trace = defineCommand({
  name: "trace",
  operands: "[id]",
  summary: "Show what a session or a run has done, as spans: attempts, calls of tools, what was asked and decided",
  options: [
    { flags: "--task <task>", description: "of the run of this task alone, in whichever session it works" },
    { flags: "--otlp", description: "as OpenTelemetry takes it (OTLP in JSON), as --json does too" },
    { flags: "--arguments", description: "with the command line of each call, without secrets" },
    ofSession(),
  ],
  examples: ["trace", "trace WFS-user-profile --otlp", "trace --task fix-login --arguments"],
  input: () => oneSession(z.strictObject({ ...named(), task: z.optional(text()), otlp: flag(), arguments: flag() })),
  async run({ session: named, task, otlp, arguments: commands }, workspace) {
    const session = task === undefined ? await requireSession(workspace, named) : named;
    const { session: id = "", spans } = await workspace.trace({ session, task, commands: commands === true });
    if (spans.length === 0) await requireKnown();
    const json = (): ReturnType<typeof traceJson> => traceJson(otlpTrace(spans));
    return {
      json,
      text: (paint) => (otlp === true ? `${JSON.stringify(json())}\n` : traceText(id, spans, paint)),
    };

    /** A session of which nothing is on record is told from none, and from one of another scope. */
    async function requireKnown(): Promise<void> {
      const known = parseSessionId(id) ?? named;
      if (known !== undefined) await requireOwnSession(workspace, known);
      if (task !== undefined) {
        await requireNotAnothers(workspace, task);
        throw new WorkflowError(
          "not-found",
          say`No run of a task “${task}” is on record here.`,
          say`“wfs run list” shows the runs; of those that are gone, events go back 16 MiB.`,
        );
      }
    }
  },
});

/** Throws `refused` for a run of another scope, of which nothing is told. */
async function requireNotAnothers(workspace: Workspace, task: string): Promise<void> {
  try {
    await (await runsOf(workspace)).get(task);
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "refused") throw error;
  }
}

export const traceCommands: readonly Command[] = [trace];
