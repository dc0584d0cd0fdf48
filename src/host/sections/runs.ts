import type { SessionSection } from "./sessionSection.ts";

/** The runs that work in the session. */
export const runsSection: SessionSection = {
  async rows(workspace, session, wording) {
    const runs = (await workspace.runs.bySession())?.get(session.id) ?? [];
    if (runs.length === 0) return [];
    const { runRow } = await import("../rows/runRow.ts");
    return runs.map((run) => runRow(workspace.key, run, wording));
  },
};
