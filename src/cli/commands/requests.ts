import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { requestKinds, type RequestKind } from "../../core/gate/requestKind.ts";
import type { RequestView } from "../../core/review/requests/requests.ts";
import { defineCommand, type Command, type Outcome, type Say } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { requestsOf, requireSessionToChange } from "../input/resolveSession.ts";
import { exitCodeOfState, requestOutcome } from "../kinds/requestText.ts";
import { commonOptions } from "../kinds/requestVerb.ts";
import { requestVerb } from "../kinds/requestVerbs.ts";
import type { RequestJson } from "../../wire/schemas/request.ts";

/** Who asks, as the environment of an agent says it. */
function requesterName(by: string | undefined): string {
  const agent = process.env["WORKFLOW_AGENT"]?.trim();
  return by ?? (agent === undefined || agent === "" ? "wfs" : agent);
}

async function answered(
  workspace: Workspace,
  asked: RequestView,
  wait: number | undefined,
  say: Say,
): Promise<Outcome<RequestJson>> {
  if (wait === undefined) return requestOutcome(asked, exitCodes.done);
  say(`${asked.id} waits for a person, ${wait} s at most.`);
  const view = await (await requestsOf(workspace)).wait(asked.id, wait * 1000);
  return requestOutcome(view, exitCodeOfState(view.state));
}

/** `wfs request <kind>`, as the kind says it (kinds/). */
function commandOf(kind: RequestKind): Command {
  const { summary, options, examples, input, own } = requestVerb(kind);
  return defineCommand({
    name: `request ${kind}`,
    operands: "",
    summary,
    options: [...options, ...commonOptions],
    examples,
    input,
    async run(given, workspace, say) {
      const requests = await requestsOf(workspace);
      const session = await requireSessionToChange(workspace, given.session);
      const asked = await requests.ask(kind, session, {
        requestedBy: requesterName(given.by),
        ...(given.deadline === undefined ? {} : { deadlineIn: given.deadline }),
        ...own(given, session),
      });
      return answered(workspace, asked, given.wait, say);
    },
  });
}

export const requestCommands: readonly Command[] = requestKinds.map(commandOf);
