import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { fullTime, shortAge, spokenAge } from "../wording/ages.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import type { SessionSection } from "./sessionSection.ts";

const shown = 500;

/** The phases a session went through, the last one first, with the artifacts each handed over. */
export const historySection: SessionSection = {
  async rows(workspace, session, wording) {
    const { t } = wording;
    const transitions = await workspace.sessions.transitions(session.id);
    if (transitions.length === 0) return [];
    const id = `${sessionRowId(workspace.key, session.id)}/history`;
    const target = { workspace: workspace.key, session: session.id };
    const first = Math.max(0, transitions.length - shown);
    const rows = transitions
      .slice(first)
      .map((transition, position): TreeRow => {
        const artifacts = Object.entries(transition.artifacts);
        return {
          id: `${id}/${first + position}`,
          label: t("{0} done", transition.phase_completed),
          description: [...artifacts.map(([, path]) => visibleText(path)), shortAge(transition.completed_at, wording)]
            .filter((part) => part !== "")
            .join(" · "),
          tooltip: () =>
            [
              `${transition.phase_completed} → ${transition.next_phase}`,
              "",
              escapeMarkdown(fullTime(transition.completed_at, wording)),
              "",
              ...artifacts.map(([name, path]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(path)}`),
            ].join("\n"),
          spoken: t("Phase {0} done {1}", transition.phase_completed, spokenAge(transition.completed_at, wording)),
          icon: { name: "pass", color: "charts.green" },
          contextValue: contextValues.history,
          expand: "never",
          target,
        };
      })
      .toReversed();
    if (first > 0) {
      rows.push({
        id: `${id}/rest`,
        label: t("{0} earlier ones in the directory", first),
        spoken: t("{0} earlier ones in the directory", first),
        contextValue: contextValues.note,
        expand: "never",
        command: commands.openDirectory,
        target,
      });
    }
    return [
      {
        id,
        label: t("Phases"),
        description: String(transitions.length),
        spoken: t("Phases, {0} done", transitions.length),
        icon: { name: "milestone" },
        contextValue: contextValues.section,
        expand: "collapsed",
        target,
        children: () => Promise.resolve(rows),
      },
    ];
  },
};
