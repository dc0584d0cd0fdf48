import { shortWord } from "../../core/sessions/model/recordWords.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { fullTime, shortAge, spokenAge } from "../wording/ages.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import { listSection } from "./listSection.ts";
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
        const [left, next] = [shortWord(transition.phase_completed), shortWord(transition.next_phase)];
        return {
          id: `${id}/${first + position}`,
          label: left === "" ? t("{0} entered", next) : t("{0} done", left),
          description: [...artifacts.map(([, path]) => visibleText(path)), shortAge(transition.completed_at, wording)]
            .filter((part) => part !== "")
            .join(" · "),
          tooltip: () =>
            [
              escapeMarkdown(left === "" ? next : `${left} → ${next}`),
              "",
              escapeMarkdown(fullTime(transition.completed_at, wording)),
              "",
              ...artifacts.map(([name, path]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(path)}`),
            ].join("\n"),
          spoken:
            left === ""
              ? t("Phase {0} entered {1}", next, spokenAge(transition.completed_at, wording))
              : t("Phase {0} done {1}", left, spokenAge(transition.completed_at, wording)),
          icon: { name: "pass", color: "charts.green" },
          contextValue: contextValues.history,
          expand: "never",
          target,
        };
      })
      .toReversed();
    return [
      listSection({
        id,
        label: t("Phases"),
        count: transitions.length,
        spoken: t("Phases, {0} done", transitions.length),
        icon: { name: "milestone" },
        expand: "collapsed",
        target,
        rows,
        rest:
          first > 0
            ? { label: t("{0} earlier ones in the directory", first), command: commands.openDirectory }
            : undefined,
      }),
    ];
  },
};
