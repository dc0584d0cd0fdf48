import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { approvalsFolder } from "../../core/sessions/model/sessionNames.ts";
import { defineCommand, type Command } from "../base/command.ts";
import type { ListInput } from "../input/listInput.ts";
import { unfinishedLines } from "../text/problemText.ts";
import { sessionCells, temporaryLines } from "../text/sessionRow.ts";
import { alignRows } from "../text/table.ts";
import { waitingRequests } from "../input/waiting.ts";
import { sessionsJson } from "../../wire/session.ts";

const list = defineCommand<"list", ListInput>({
  name: "list",
  operands: "",
  summary: "Show every session, the active one first",
  options: [{ flags: "--state <state>", description: "only active, paused, completed or archived ones" }],
  needsNone: true,
  examples: ["list", "list --state paused", "list --json"],
  bare: {},
  input: async () => (await import("../input/listInput.ts")).listInput,
  async run({ state }, workspace) {
    const { sessions } = workspace;
    const [all, temporary, unfinished] = await Promise.all([
      sessions.list(),
      sessions.temporary(),
      sessions.unfinished(),
    ]);
    const shown = state === undefined ? all : all.filter((view) => view.state === state);
    const asked = shown.some((view) => view.state !== "archived" && hasRequests(workspace, view));
    const waiting = await waitingRequests(workspace, asked);
    return {
      json: () => sessionsJson(shown, waiting, temporary, unfinished),
      text: (paint, now) =>
        (shown.length === 0
          ? `${state === undefined ? "No sessions. “wfs new <slug> --project TEXT” makes one." : `No ${state} sessions.`}\n`
          : alignRows(shown.map((view) => sessionCells(view, paint, now, waiting?.has(view.id))))) +
        [...(state === undefined ? temporaryLines(temporary) : []), ...unfinishedLines(unfinished, paint, now)]
          .map((line) => `${line}\n`)
          .join(""),
    };
  },
});

const hasRequests = ({ fs }: Workspace, { path }: SessionView): boolean =>
  fs.kindNow(joinPath(path, approvalsFolder)) !== undefined;

export const listCommands: readonly Command[] = [list];
