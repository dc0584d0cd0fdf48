import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";

/** Thrown when the person closed a question; nothing is shown. */
export function cancelled(): WorkflowError {
  return new WorkflowError("cancelled", say`Cancelled.`, say`Nothing was changed.`);
}

/** The answer, or the end of the operation when the question was closed. */
export function orCancel<T>(answer: T | undefined): T {
  if (answer === undefined) throw cancelled();
  return answer;
}
