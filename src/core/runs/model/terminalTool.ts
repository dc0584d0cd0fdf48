/** The tool of a lease, and of events, that is a terminal a person has open in a run. */
export const terminalTool = "terminal";
