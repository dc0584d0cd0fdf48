import type { Problem } from "../core/sessions/model/session.ts";
import type { RepairResult } from "../core/sessions/model/sessions.ts";
import type { DoctorJson, ProblemJson } from "./schemas/problem.ts";

export function problemJson({ code, message, path, begun }: Problem): ProblemJson {
  return { code, message, path, ...(begun === undefined ? {} : { begun }) };
}

/** `repairs`: with `--fix` only. */
export function doctorJson(problems: readonly Problem[], repairs: readonly RepairResult[] | undefined): DoctorJson {
  return {
    problems: problems.map((problem) => ({ ...problemJson(problem), repair: problem.repair ?? null })),
    ...(repairs === undefined
      ? {}
      : {
          repairs: repairs.map(({ problem: { code, path }, done, message }) => ({ code, path, done, message })),
        }),
  };
}
