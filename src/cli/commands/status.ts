import { WorkflowError } from "../../core/base/errors.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { defineBareCommand, type Command } from "../base/command.ts";
import { sayPendingGrants } from "../base/recoverFirst.ts";
import { countProblems } from "../../core/sessions/problems/cappedProblems.ts";
import { plural } from "../../core/base/plural.ts";
import { unfinishedLines } from "../text/problemText.ts";
import { sessionCells, taskLines, temporaryLines } from "../text/sessionRow.ts";
import { alignRows } from "../text/table.ts";
import { waitingRequests } from "../input/waiting.ts";
import { statusJson } from "../../wire/session.ts";

/** Those of them that there are. */
async function viewsOf(
  sessions: Sessions,
  ids: readonly (SessionId | undefined)[],
): Promise<ReadonlyMap<SessionId, SessionView>> {
  const views = new Map<SessionId, SessionView>();
  for (const id of new Set(ids)) {
    if (id === undefined) continue;
    try {
      views.set(id, await sessions.get(id));
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code !== "not-found") throw error;
    }
  }
  return views;
}

const status = defineBareCommand({
  name: "status",
  operands: "",
  summary: "Show the active session and what needs attention",
  examples: ["status", "status --json", "--root ~/work/shop status"],
  async run(workspace, say) {
    const { sessions, here } = workspace;
    const survey = await sessions.survey();
    const { exists, sessions: count, problems, asked } = survey;
    const { active, state } = survey.state;
    const temporary = await sessions.temporary();
    const waiting = await waitingRequests(workspace, asked.size > 0);
    if (asked.size > 0) await sayPendingGrants(workspace, say);
    const views = await viewsOf(sessions, [active, here]);
    const requests = [...(waiting?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    return {
      json: () => statusJson(survey, { waiting: waiting === undefined ? undefined : requests, here, temporary }),
      text(paint, now) {
        const rows = (id: SessionId | undefined): readonly string[] => {
          const view = id === undefined ? undefined : views.get(id);
          if (view === undefined) return [];
          const row = alignRows([sessionCells(view, paint, now, waiting?.has(view.id))]).trimEnd();
          return [row, ...taskLines(view)];
        };
        const activeRows = rows(active);
        const lines = [
          ...(exists ? [] : [`No .workflow in ${visibleText(sessions.root)}. “wfs init” makes it.`]),
          ...(activeRows.length === 0 ? ["No active session."] : activeRows),
          ...(here === undefined || here === active
            ? []
            : [`Here, in its worktree, verbs mean the fork ${here}:`, ...rows(here)]),
          ...(state === "healing"
            ? [paint.warn("Several markers stand; the newest counts. “wfs doctor --fix” repairs it.")]
            : []),
          ...(exists ? [plural(count, "session")] : []),
          ...temporaryLines(temporary),
          ...(requests === 0
            ? []
            : [paint.warn(`Waiting for a person: ${plural(requests, "request")}, see “wfs approvals list”`)]),
          ...unfinishedLines(problems, paint, now),
          ...(problems.length === 0
            ? []
            : [paint.warn(`${plural(countProblems(problems), "problem")}: see “wfs doctor”`)]),
        ];
        return `${lines.join("\n")}\n`;
      },
    };
  },
});

export const statusCommands: readonly Command[] = [status];
