/** What an operation needs and does, as data: the runner sees to it before and after. */
export interface Policy {
  /** Leaves everything under `.workflow` as it is. */
  readonly readOnly: boolean;
  /** Refused in Restricted Mode with an explanation. */
  readonly needsTrust: boolean;
  /** Refused without `.workflow`, with the offer to make it. */
  readonly needsWorkflow: boolean;
  /** Where it shows that it works: quietly in the view and the status bar, or with a notification that can be cancelled. */
  readonly progress: "quiet" | "notification";
}

export const reading: Policy = { readOnly: true, needsTrust: false, needsWorkflow: true, progress: "quiet" };
export const changing: Policy = { readOnly: false, needsTrust: true, needsWorkflow: true, progress: "quiet" };

/** Changes the working tree or git's data: needs no turn among the changes of `.workflow`, so that a large tree never holds up a switch. */
export const versioning: Policy = { readOnly: true, needsTrust: true, needsWorkflow: true, progress: "notification" };
