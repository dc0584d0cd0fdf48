import { WorkflowError } from "../../core/base/errors.ts";
import { t } from "../platform/hostWording.ts";
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
          ? new WorkflowError("not-found", t("There are no forks yet."), t("Start one with “Create Fork”."))
          : new WorkflowError("refused", t("{0} is a session, not a fork.", id), t("Choose one of its forks.")),
    },
  };
}
