import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { approvalsFolder } from "../../core/sessions/model/sessionNames.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { cappedProblems } from "../../core/sessions/problems/cappedProblems.ts";
import { lostProblems } from "../../core/sessions/problems/lostProblems.ts";
import type { ListInput } from "../input/listInput.ts";
import { lostLines } from "../text/lostText.ts";
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
    const [all, temporary, unfinished, lost] = await Promise.all([
      sessions.list(),
      sessions.temporary(),
      sessions.unfinished(),
      sessions.lost(),
    ]);
    const shown = state === undefined ? all : all.filter((view) => view.state === state);
    const asked = shown.some((view) => view.state !== "archived" && hasRequests(workspace, view));
    const waiting = await waitingRequests(workspace, asked);
    const none = lost.length === 0 ? "No sessions. “wfs new <slug> --project TEXT” makes one." : "No sessions.";
    const problems = [...unfinished, ...cappedProblems(sessions.directory, lostProblems(sessions.directory, lost))];
    return {
      json: () => sessionsJson(shown, waiting, temporary, problems),
      text: (paint, now) =>
        (shown.length === 0
          ? `${state === undefined ? none : `No ${state} sessions.`}\n`
          : alignRows(shown.map((view) => sessionCells(view, paint, now, waiting?.has(view.id))))) +
        [
          ...(state === undefined ? temporaryLines(temporary) : []),
          ...unfinishedLines(unfinished, paint, now),
          ...lostLines(workspace, lost, paint),
        ]
          .map((line) => `${line}\n`)
          .join(""),
    };
  },
});

const hasRequests = ({ fs }: Workspace, { path }: SessionView): boolean =>
  fs.kindNow(joinPath(path, approvalsFolder)) !== undefined;

export const listCommands: readonly Command[] = [list];
