import * as z from "zod/mini";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { contextVariables } from "../../core/context/contextVariables.ts";
import { sessionToChange } from "../../core/sessions/model/meantSession.ts";
import { contextJson } from "../../wire/context.ts";
import { execJson } from "../../wire/session.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { text } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";

const exec = defineCommand({
  name: "exec",
  operands: "<command...>",
  summary: "Run any program in a session's directory, with what “wfs show” says in its environment",
  options: [ofSession()],
  examples: ["exec -- ls -l", "exec --session WFS-user-profile -- sh -c 'echo \"$WORKFLOW_PHASE\" > notes.txt'"],
  heals: true,
  input: () => z.strictObject({ command: z.array(text()).check(z.minLength(1)), session: session() }),
  async run({ command: [command = "", ...args], session: named }, workspace, _say, json) {
    const { sessions } = workspace;
    const id = sessionToChange(await sessions.meant(named)) ?? (await sessions.ensureTemporary()).id;
    const context = await workspace.context(id);
    if (context.session.state === "archived") {
      throw new WorkflowError(
        "refused",
        say`${id} is archived.`,
        say`Resume ${id} first; that takes it out of the archive.`,
      );
    }
    const { path: directory } = context.session;
    const variables = contextVariables(context, JSON.stringify(contextJson(context)));
    const exitCode = await workspace.runProgram({ command, args, directory, variables, mayAnswer: !json });
    return { json: () => execJson(context.session, exitCode), text: () => "", exitCode };
  },
});

export const execCommands: readonly Command[] = [exec];
