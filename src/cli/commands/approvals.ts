import * as z from "zod/mini";
import { requestCells, requestOutcome, exitCodeOfState, stateText } from "../kinds/requestText.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { isRequestId, type RequestId } from "../../core/sessions/model/requestId.ts";
import { flag, seconds } from "../input/inputs.ts";
import { requestsOf } from "../input/resolveSession.ts";
import { plural } from "../../core/base/plural.ts";
import { requestJson, requestsJson } from "../../wire/request.ts";
import { alignRows } from "../text/table.ts";

/** Of a request, as “wfs approvals list” shows it. */
const requestId: z.ZodMiniType<RequestId, string> = z.pipe(
  z.string().check(z.refine(isRequestId, "The id of a request is needed, as “wfs approvals list” shows it.")),
  z.transform((typed) => typed as RequestId),
);

const list = defineCommand({
  name: "approvals list",
  operands: "",
  summary: "Show the requests that wait for a person",
  options: [{ flags: "--all", description: "also those that are decided or withdrawn" }],
  examples: ["approvals list", "approvals list --all --json"],
  input: () => z.strictObject({ all: flag() }),
  async run({ all }, workspace) {
    let more = 0;
    const views = await (await requestsOf(workspace)).list({ all: all === true, more: (count) => (more = count) });
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
  examples: ["approvals show 20260907T100000Z-merge-1a2b3c4d"],
  input: () => z.strictObject({ id: requestId }),
  async run({ id }, workspace) {
    return requestOutcome(await (await requestsOf(workspace)).get(id), exitCodes.done);
  },
});

const wait = defineCommand({
  name: "approvals wait",
  operands: "<id>",
  summary: "Wait for the answer: 0 granted and executed, 1 failed, 3 denied, 4 still waiting, 5 stale or void",
  options: [{ flags: "--timeout <seconds>", description: "give up after that long (exit code 4); default: never" }],
  examples: [
    "approvals wait 20260907T100000Z-merge-1a2b3c4d",
    "approvals wait 20260907T100000Z-merge-1a2b3c4d --timeout 60 --json",
  ],
  input: () => z.strictObject({ id: requestId, timeout: z.optional(seconds()) }),
  async run({ id, timeout }, workspace) {
    const view = await (await requestsOf(workspace)).wait(id, timeout === undefined ? Infinity : timeout * 1000);
    return requestOutcome(view, exitCodeOfState(view.state));
  },
});

const withdraw = defineCommand({
  name: "approvals withdraw",
  operands: "<id>",
  summary: "Take a request back before it is decided",
  examples: ["approvals withdraw 20260907T100000Z-merge-1a2b3c4d"],
  input: () => z.strictObject({ id: requestId }),
  async run({ id }, workspace) {
    const view = await (await requestsOf(workspace)).withdraw(id);
    return { json: () => requestJson(view), text: (paint) => `${id}  ${stateText(view, paint)}` };
  },
});

export const approvalCommands: readonly Command[] = [list, show, wait, withdraw];
