import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { SessionChoice } from "./sessionChoice.ts";

/** The question for a fork; other sessions are refused. */
export function forkChoice(title: () => string): SessionChoice {
  return {
    title,
    states: ["active", "paused", "completed"],
    takesCurrent: true,
    only: {
      test: ({ record }) => record.forked_from !== undefined,
      otherwise: (id) =>
        id === undefined
          ? new WorkflowError("not-found", say`There are no forks yet.`, say`Start one with “Create Fork”.`)
          : new WorkflowError("refused", say`${id} is a session, not a fork.`, say`Choose one of its forks.`),
    },
  };
}
