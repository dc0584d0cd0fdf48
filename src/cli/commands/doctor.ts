import * as z from "zod/mini";
import type { Problem } from "../../core/sessions/model/session.ts";
import type { RepairResult } from "../../core/sessions/model/sessions.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { sayPendingGrants } from "../base/recoverFirst.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { flag } from "../input/inputs.ts";
import type { Paint } from "../base/paint.ts";
import { problemMessage } from "../text/problemText.ts";
import { doctorJson } from "../../wire/problem.ts";

function problemText(problem: Problem, paint: Paint, now: number): string {
  const how = problem.repair === undefined ? "" : `\n    ${paint.dim(`--fix: ${visibleText(String(problem.repair))}`)}`;
  return `${paint.warn("!")} ${problem.code}  ${problemMessage(problem, now)}\n    ${visibleText(problem.path)}${how}\n`;
}

const doctor = defineCommand({
  name: "doctor",
  operands: "",
  summary: "Show what is wrong in .workflow; exit code 1 while something is",
  options: [{ flags: "--fix", description: "repair what can be repaired without a person" }],
  needsNone: true,
  examples: ["doctor", "doctor --fix", "doctor --json"],
  input: () => z.strictObject({ fix: flag() }),
  async run({ fix }, workspace, say) {
    const { sessions } = workspace;
    const found = await sessions.problems();
    const repairs = fix === true ? await sessions.repair(found) : [];
    const left = fix === true ? await sessions.problems() : found;
    await sayPendingGrants(workspace, say);
    return {
      json: () => doctorJson(left, fix === true ? repairs : undefined),
      text: (paint, now) =>
        repairs.map((result) => repairText(result, paint)).join("") +
        left.map((problem) => problemText(problem, paint, now)).join("") +
        (left.length === 0 ? `${paint.good("✔")} Nothing is wrong.\n` : ""),
      exitCode: left.length === 0 ? exitCodes.done : exitCodes.failed,
    };
  },
});

function repairText({ problem, done, message }: RepairResult, paint: Paint): string {
  return `${done ? paint.good("✔") : paint.bad("✘")} ${problem.code}  ${visibleText(String(message))}\n`;
}

export const doctorCommands: readonly Command[] = [doctor];
