export const soak = process.env["WORKFLOW_SESSIONS_SOAK"] === "1";

/** How much tests do that could go on for ever: what a mistake is found with in `npm test`, and what `npm run test:soak` has the time for. */
export const effort = {
  /** Messages that a page that wants a grant sends. Beyond twice the 20,000 different ones nothing new comes; the million is for leaks and counters. */
  fuzzMessages: soak ? 1_000_000 : 40_000,
  /** Of each scene of the kill harness, in which a process is killed every 30 ms. */
  killSeconds: soak ? 120 : 4,
  /** Whether a process dies before and in each step of an operation, or only at those that differ from their neighbours. */
  everyStep: soak,
  /** Steps of a grant at which a window dies, when it is not every one: the nine at its ends, and one between. */
  grantDeaths: 10,
  /** How often a property of a whole repository is tried. */
  repositoryRuns: soak ? 300 : 8,
} as const;

/** How often a property in memory is tried, where `usual` is what `npm test` has the time for. */
export function runs(usual: number): number {
  return soak ? usual * 20 : usual;
}

/** Milliseconds a test may take, where it does so much; none that counts in the soak. */
export function limit(usual: number): number {
  return soak ? 24 * 3_600_000 : usual;
}
