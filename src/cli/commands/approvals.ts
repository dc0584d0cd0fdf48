import * as z from "zod/mini";
import { waitForAnswer } from "../kinds/requestEvents.ts";
import { eventsOption } from "../kinds/requestVerb.ts";
import { requestCells, requestOutcome, stateText } from "../kinds/requestText.ts";
import { besideLines, besideRequest } from "../kinds/besideRequest.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say as words } from "../../core/base/text.ts";
import type { Requests } from "../../core/review/requests/requests.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { isRequestId, type RequestId } from "../../core/sessions/model/requestId.ts";
import { flag, seconds } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { answerAsPrompt, noteHandedOver } from "../kinds/handedOver.ts";
import { requestsOf } from "../input/resolveSession.ts";
import { plural } from "../../core/base/plural.ts";
import { promptJson, requestJson, requestsJson } from "../../wire/request.ts";
import { alignRows } from "../text/table.ts";

/** Of a request, as “wfs approvals list” shows it. */
const requestId: z.ZodMiniType<RequestId, string> = z.pipe(
  z.string().check(z.refine(isRequestId, "The id of a request is needed, as “wfs approvals list” shows it.")),
  z.transform((typed) => typed as RequestId),
);

const ofRequest = ofSession("it is a request of this session");

/** Throws `not-found` where the request is of another session than the one it is said to be of. */
async function requireSessionOf(requests: Requests, id: RequestId, session: SessionId | undefined): Promise<void> {
  if (session === undefined || (await requests.get(id)).session === session) return;
  throw new WorkflowError(
    "not-found",
    words`${session} has no request ${id}.`,
    words`“wfs approvals list --all” shows which session a request is of.`,
  );
}

const list = defineCommand({
  name: "approvals list",
  operands: "",
  summary: "Show the requests that wait for a person",
  needsNone: true,
  options: [
    { flags: "--all", description: "also those that are decided or withdrawn" },
    ofSession("only of this session"),
  ],
  examples: ["approvals list", "approvals list --all --json"],
  input: () => z.strictObject({ all: flag(), session: session() }),
  async run({ all, session }, workspace) {
    if (session !== undefined) await workspace.sessions.get(session);
    let more = 0;
    const found = await (await requestsOf(workspace)).list({ all: all === true, more: (count) => (more = count) });
    const views = found.filter((view) => session === undefined || view.session === session);
    const rest = more === 0 ? "" : `${plural(more, "older request")} not shown.\n`;
    return {
      json: () => requestsJson(views, more),
      text: (paint, now) =>
        views.length === 0
          ? `No request ${all === true ? "was made" : "waits"}. “wfs request merge” asks for one.\n${rest}`
          : `${alignRows(views.map((view) => requestCells(view, paint, now)))}${rest}`,
    };
  },
});

const show = defineCommand({
  name: "approvals show",
  operands: "<id>",
  summary: "Show one request, where it stands and why",
  needsNone: true,
  options: [ofRequest],
  examples: ["approvals show 20260907T100000Z-merge-1a2b3c4d"],
  input: () => z.strictObject({ id: requestId, session: session() }),
  async run({ id, session }, workspace) {
    const requests = await requestsOf(workspace);
    await requireSessionOf(requests, id, session);
    const view = await requests.get(id);
    const beside = await besideRequest(workspace, view);
    return requestOutcome(view, exitCodes.done, beside, beside === undefined ? [] : besideLines(beside));
  },
});

const wait = defineCommand({
  name: "approvals wait",
  operands: "<id>",
  summary: "Wait for the answer: 0 granted and executed, 1 failed, 3 denied, 4 still waiting, 5 stale or void",
  needsNone: true,
  options: [
    {
      flags: "--timeout <seconds>",
      description:
        "give up after that long (exit code 4); default: only when a person has sent a review without an answer",
    },
    eventsOption,
    ofRequest,
  ],
  examples: [
    "approvals wait 20260907T100000Z-merge-1a2b3c4d",
    "approvals wait 20260907T100000Z-merge-1a2b3c4d --timeout 60 --json",
    "approvals wait 20260907T100000Z-merge-1a2b3c4d --events",
  ],
  input: () => z.strictObject({ id: requestId, session: session(), timeout: z.optional(seconds()), events: flag() }),
  async run({ id, session, timeout, events }, workspace, say) {
    const requests = await requestsOf(workspace);
    await requireSessionOf(requests, id, session);
    const most = timeout === undefined ? Infinity : timeout * 1000;
    return waitForAnswer(workspace, id, most, { events: events === true, say });
  },
});

const withdraw = defineCommand({
  name: "approvals withdraw",
  operands: "<id>",
  summary: "Take a request back before it is decided",
  needsNone: true,
  options: [ofRequest],
  examples: ["approvals withdraw 20260907T100000Z-merge-1a2b3c4d"],
  input: () => z.strictObject({ id: requestId, session: session() }),
  async run({ id, session }, workspace) {
    const requests = await requestsOf(workspace);
    await requireSessionOf(requests, id, session);
    const view = await requests.withdraw(id);
    return { json: () => requestJson(view), text: (paint) => `${id}  ${stateText(view, paint)}` };
  },
});

const prompt = defineCommand({
  name: "approvals prompt",
  operands: "<id>",
  summary: "Print the answer and the open comments as a text for the agent that has to go on",
  needsNone: true,
  options: [ofRequest],
  examples: ["approvals prompt 20260907T100000Z-merge-1a2b3c4d"],
  input: () => z.strictObject({ id: requestId, session: session() }),
  async run({ id, session }, workspace) {
    const requests = await requestsOf(workspace);
    await requireSessionOf(requests, id, session);
    const view = await requests.get(id);
    const made = await answerAsPrompt(workspace, view);
    return {
      json: () => promptJson(view, made),
      text: () => made.text,
      handedOver: async () => await noteHandedOver(workspace, view, "prompt", made.comments),
    };
  },
});

export const approvalCommands: readonly Command[] = [list, show, prompt, wait, withdraw];
