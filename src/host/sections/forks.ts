import { contextValues } from "../manifest/contributions.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { SessionSection } from "./sessionSection.ts";

/** The session's forks, each a session of its own. */
export const forksSection: SessionSection = {
  rows(workspace, session, { t }, forks) {
    if (forks.length === 0) return Promise.resolve([]);
    return Promise.resolve([
      {
        id: `${sessionRowId(workspace.key, session.id)}/forks`,
        label: t("Forks"),
        description: String(forks.length),
        spoken: t("Forks, {0}", forks.length),
        icon: { name: "repo-forked" },
        contextValue: contextValues.forks,
        expand: "expanded",
        target: { workspace: workspace.key, session: session.id },
        children: () => Promise.resolve(forks),
      },
    ]);
  },
};
