import * as z from "zod/mini";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { sessionToLookAt } from "../../core/sessions/model/meantSession.ts";
import { contextJson } from "../../wire/context.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { named, oneSession } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { contextLines } from "../text/contextText.ts";

const show = defineCommand({
  name: "show",
  operands: "[id]",
  summary: "Show all that whoever takes a session up needs to know",
  options: [ofSession("this session, as the operand names it")],
  examples: ["show", "show WFS-user-profile", "show --json"],
  input: () => oneSession(z.strictObject(named())),
  async run({ session }, workspace) {
    const { sessions } = workspace;
    const id = sessionToLookAt(await sessions.meant(session)) ?? (await sessions.temporary())?.id;
    if (id === undefined) {
      throw new WorkflowError(
        "no-active-session",
        say`No session is active, and there is no temporary workspace.`,
        say`Switch to a session, name one, or make one (wfs new <slug> --project TEXT).`,
      );
    }
    const context = await workspace.context(id);
    return {
      json: () => contextJson(context),
      text: (paint, now) => `${contextLines(context, paint, now).join("\n")}\n`,
    };
  },
});

export const showCommands: readonly Command[] = [show];
