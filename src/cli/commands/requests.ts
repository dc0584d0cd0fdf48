import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { requestKinds, type RequestKind } from "../../core/gate/requestKind.ts";
import type { RequestView } from "../../core/review/requests/requests.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say as text } from "../../core/base/text.ts";
import type { AgentIdentity } from "../../core/sessions/model/agentIdentity.ts";
import type { NewRequest } from "../../core/review/kinds/common/askedKind.ts";
import { defineCommand, usageHint, type Command, type Outcome, type Say } from "../base/command.ts";
import { withRedacted, type WithRedacted } from "../../core/redaction/givenText.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { agentName, agentOf } from "../input/agentInput.ts";
import { requestsOf, requireSessionToChange } from "../input/resolveSession.ts";
import { waitForAnswer } from "../kinds/requestEvents.ts";
import { requestOutcome } from "../kinds/requestText.ts";
import { besideLines, besideRequest } from "../kinds/besideRequest.ts";
import { commonOptions } from "../kinds/requestVerb.ts";
import { requestVerb } from "../kinds/requestVerbs.ts";
import type { RequestJson } from "../../wire/schemas/request.ts";
import type { RequestEventJson } from "../../wire/schemas/requestEvent.ts";

const eventsNeedWait = text`“--events” tells what happens while it is waited for: give “--wait” too.`;

/** Who can be continued with the answer: an agent whose conversation is known. */
function continued(agent: AgentIdentity | undefined): Pick<NewRequest, "agent"> {
  if (agent === undefined || agent.conversation === null) return {};
  return { agent: { name: agent.name, conversation: agent.conversation } };
}

async function answered(
  workspace: Workspace,
  asked: WithRedacted<RequestView>,
  { wait, events }: { readonly wait?: number | undefined; readonly events?: true | undefined },
  say: Say,
): Promise<Outcome<RequestJson>> {
  const { id, redacted = [] } = asked;
  // The look goes on beside the waiting, so that nothing that happens meanwhile is missed.
  const beside = besideRequest(workspace, asked).then((found) => {
    for (const line of found === undefined ? [] : besideLines(found)) say(line);
    return found;
  });
  if (wait === undefined) return requestOutcome(asked, exitCodes.done, await beside);
  if (events === true) say.event(withRedacted({ event: "asked", id }, redacted) satisfies RequestEventJson);
  else {
    say(`${id} waits for a person, ${wait} s at most.`);
    say.note({ asked: withRedacted({ id }, redacted) });
  }
  return waitForAnswer(workspace, id, wait * 1000, { events: events === true, beside, say, redacted });
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
      if (given.events === true && given.wait === undefined) {
        throw new WorkflowError("usage", eventsNeedWait, usageHint(`request ${kind}`));
      }
      const requests = await requestsOf(workspace);
      const session = await requireSessionToChange(workspace, given.session);
      const name = given.by ?? agentName() ?? "wfs";
      const agent = agentOf({ agent: agentName() ?? name, conversation: given.conversation }, workspace.logger);
      const asked = await requests.ask(kind, session, {
        requestedBy: name,
        ...continued(agent),
        ...(given.deadline === undefined ? {} : { deadlineIn: given.deadline }),
        ...own(given, session),
      });
      return answered(workspace, asked, given, say);
    },
  });
}

export const requestCommands: readonly Command[] = requestKinds.map(commandOf);
