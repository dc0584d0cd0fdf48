/** Where a person's answer to a session is: still to be handed over to whoever asked, or handed over. */
export type AnswerState = "due" | "sent";
