/** What a run of the tests is finished with. */
export const finishing = {
  summary: "Waits longer.",
  checks: ["npm test"],
  leavesUncommitted: true,
  check: async (): Promise<number> => Promise.resolve(0),
};
