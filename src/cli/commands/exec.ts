import * as z from "zod/mini";
import { contextVariables } from "../../core/context/contextVariables.ts";
import { archivedRefusal } from "../../core/sessions/model/archived.ts";
import { contextJson } from "../../wire/context.ts";
import { execJson } from "../../wire/session.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { text } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { sessionToAddTo } from "../input/resolveSession.ts";

const exec = defineCommand({
  name: "exec",
  operands: "<command...>",
  summary: "Run any program in a session's directory, with what “wfs show” says in its environment",
  options: [ofSession()],
  examples: ["exec -- ls -l", "exec --session WFS-user-profile -- sh -c 'echo \"$WORKFLOW_PHASE\" > notes.txt'"],
  heals: true,
  input: () => z.strictObject({ command: z.array(text()).check(z.minLength(1)), session: session() }),
  async run({ command: [command = "", ...args], session: named }, workspace, _say, json) {
    const id = await sessionToAddTo(workspace, named);
    const context = await workspace.context(id);
    if (context.session.state === "archived") throw archivedRefusal(id);
    const { path: directory } = context.session;
    const variables = contextVariables(context, JSON.stringify(contextJson(context)));
    const exitCode = await workspace.runProgram({ command, args, directory, variables, mayAnswer: !json });
    return { json: () => execJson(context.session, exitCode), text: () => "", exitCode };
  },
});

export const execCommands: readonly Command[] = [exec];
