import { WorkflowError } from "../../core/base/errors.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import type { Meant, MeantFrom } from "../../core/sessions/model/meantSession.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { sayPendingGrants } from "../base/recoverFirst.ts";
import { ofSession } from "../input/ofSession.ts";
import type { StatusInput } from "../input/statusInput.ts";
import { countProblems } from "../../core/sessions/problems/cappedProblems.ts";
import { plural } from "../../core/base/plural.ts";
import { unfinishedLines } from "../text/problemText.ts";
import { lostLines, noWorkflowLine } from "../text/lostText.ts";
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
      const isGone = error instanceof WorkflowError && (error.code === "not-found" || error.code === "no-workflow");
      if (!isGone) throw error;
    }
  }
  return views;
}

/** Why another session than the active one is meant. */
const because: Readonly<Record<MeantFrom, (id: SessionId) => string>> = {
  option: (id) => `Named with --session, ${id}:`,
  worktree: (id) => `Here, in its worktree, verbs mean the fork ${id}:`,
  environment: (id) => `In this terminal, which was opened for it, verbs mean ${id}:`,
  marker: String,
  temporary: String,
};

/** The fork whose worktree this is may be lost. */
function thatIsThere(meant: Meant, views: ReadonlyMap<SessionId, SessionView>): Meant {
  const { from, session } = meant;
  return session === undefined || views.has(session) ? meant : { from, gone: session };
}

function meantLines(
  { session, from }: Meant,
  active: SessionId | undefined,
  rows: (id: SessionId) => readonly string[],
): readonly string[] {
  const shown = session === undefined || session === active ? [] : rows(session);
  return session === undefined || shown.length === 0 ? [] : [because[from](session), ...shown];
}

const status = defineCommand<"status", StatusInput>({
  name: "status",
  operands: "",
  summary: "Show the active session and what needs attention",
  options: [ofSession("this session too")],
  needsNone: true,
  examples: ["status", "status --json", "--root ~/work/shop status"],
  bare: {},
  input: async () => (await import("../input/statusInput.ts")).statusInput,
  async run({ session: named }, workspace, say) {
    const { sessions, here } = workspace;
    if (named !== undefined) await sessions.get(named);
    const survey = await sessions.survey();
    const { exists, sessions: count, problems, lost, asked } = survey;
    const { active, state } = survey.state;
    const temporary = await sessions.temporary();
    const waiting = await waitingRequests(workspace, asked.size > 0);
    if (asked.size > 0) await sayPendingGrants(workspace, say);
    const means = await sessions.meant(named, survey.state);
    const views = await viewsOf(sessions, [active, means.session]);
    const meant = thatIsThere(means, views);
    const requests = [...(waiting?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    return {
      json: () => statusJson(survey, { waiting: waiting === undefined ? undefined : requests, here, meant, temporary }),
      text(paint, now) {
        const rows = (id: SessionId | undefined): readonly string[] => {
          const view = id === undefined ? undefined : views.get(id);
          if (view === undefined) return [];
          const row = alignRows([sessionCells(view, paint, now, waiting?.has(view.id))]).trimEnd();
          return [row, ...taskLines(view)];
        };
        const activeRows = rows(active);
        const lines = [
          ...(exists ? [] : [noWorkflowLine(sessions, lost)]),
          ...lostLines(workspace, lost, paint),
          ...(activeRows.length === 0 ? ["No active session."] : activeRows),
          ...meantLines(meant, active, rows),
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
