import * as z from "zod/mini";
import type { Problem } from "../../core/sessions/session.ts";
import type { SessionId } from "../../core/sessions/sessionId.ts";
import type { RepairResult } from "../../core/sessions/sessions.ts";
import { visibleText } from "../../core/visibleText.ts";
import { defineCommand, type Command } from "../command.ts";
import { exitCodes } from "../exitCodes.ts";
import { flag } from "../inputs.ts";
import type { Paint } from "../paint.ts";
import { plural } from "../plural.ts";
import { sessionCells, taskLines, temporaryLines } from "../sessionRow.ts";
import { alignRows } from "../table.ts";
import { waitingRequests } from "../waiting.ts";

const problemJson = ({ code, message, path }: Problem): object => ({ code, message, path });

function problemText(problem: Problem, paint: Paint): string {
  const how = problem.repair === undefined ? "" : `\n    ${paint.dim(`--fix: ${visibleText(problem.repair)}`)}`;
  return `${paint.warn("!")} ${problem.code}  ${visibleText(problem.message)}\n    ${visibleText(problem.path)}${how}\n`;
}

const status = defineCommand({
  name: "status",
  operands: "",
  summary: "Show the active session and what needs attention",
  examples: ["status", "status --json", "--root ~/work/shop status"],
  input: z.strictObject({}),
  async run(_input, workspace) {
    const { sessions, here } = workspace;
    const [{ active, state }, views, problems, exists, temporary] = await Promise.all([
      sessions.active(),
      sessions.list(),
      sessions.problems(),
      sessions.exists(),
      sessions.temporary(),
    ]);
    const waiting = await waitingRequests(workspace, views);
    const requests = [...(waiting?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    return {
      json: () => ({
        active: active ?? null,
        state,
        sessions: views.length,
        problems: problems.map(problemJson),
        ...(waiting === undefined ? {} : { waiting: requests }),
        ...(here === undefined ? {} : { here }),
        ...(temporary === undefined ? {} : { temporary: temporary.path }),
      }),
      text(paint, now) {
        const rows = (id: SessionId | undefined): readonly string[] => {
          const view = views.find((one) => one.id === id);
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
            ? [paint.warn("Several markers stand; the newest counts. “wfs doctor --fix” settles it.")]
            : []),
          ...(exists ? [plural(views.length, "session")] : []),
          ...temporaryLines(temporary),
          ...(requests === 0
            ? []
            : [paint.warn(`Waiting for a person: ${plural(requests, "request")}, see “wfs approvals list”`)]),
          ...(problems.length === 0 ? [] : [paint.warn(`${plural(problems.length, "problem")}: see “wfs doctor”`)]),
        ];
        return `${lines.join("\n")}\n`;
      },
    };
  },
});

const doctor = defineCommand({
  name: "doctor",
  operands: "",
  summary: "Show what is wrong in .workflow; exit code 1 while something is",
  options: [{ flags: "--fix", description: "repair what can be repaired without a person" }],
  examples: ["doctor", "doctor --fix", "doctor --json"],
  input: z.strictObject({ fix: flag }),
  async run({ fix }, { sessions }) {
    const found = await sessions.problems();
    const repairs = fix === true ? await sessions.repair(found) : [];
    const left = fix === true ? await sessions.problems() : found;
    return {
      json: () => ({
        problems: left.map((problem) => ({ ...problemJson(problem), repair: problem.repair ?? null })),
        ...(fix === true ? { repairs: repairs.map(repairJson) } : {}),
      }),
      text: (paint) =>
        repairs.map((result) => repairText(result, paint)).join("") +
        left.map((problem) => problemText(problem, paint)).join("") +
        (left.length === 0 ? `${paint.good("✔")} Nothing is wrong.\n` : ""),
      exitCode: left.length === 0 ? exitCodes.done : exitCodes.failed,
    };
  },
});

const repairJson = ({ problem, done, message }: RepairResult): object => ({
  code: problem.code,
  path: problem.path,
  done,
  message,
});

function repairText({ problem, done, message }: RepairResult, paint: Paint): string {
  return `${done ? paint.good("✔") : paint.bad("✘")} ${problem.code}  ${visibleText(message)}\n`;
}

export const healthCommands: readonly Command[] = [status, doctor];
