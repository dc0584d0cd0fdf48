import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import { listSection } from "./listSection.ts";
import type { SessionSection } from "./sessionSection.ts";

const shown = 500;

/** The session's files; a click opens one. */
export const artifactsSection: SessionSection = {
  async rows(workspace, session, { t }) {
    const names = await workspace.sessions.artifacts(session.id);
    if (names.length === 0) return [];
    const id = `${sessionRowId(workspace.key, session.id)}/artifacts`;
    const target = { workspace: workspace.key, session: session.id };
    const rows = names.slice(0, shown).map((name): TreeRow => ({
      id: `${id}/${name}`,
      label: visibleText(name),
      spoken: t("Artifact {0}", visibleText(name)),
      icon: { name: "file" },
      contextValue: contextValues.artifact,
      expand: "never",
      command: commands.openArtifact,
      target: { ...target, artifact: name },
    }));
    return [
      listSection({
        id,
        label: t("Artifacts"),
        count: names.length,
        spoken: t("Artifacts, {0}", names.length),
        icon: { name: "files" },
        expand: "collapsed",
        target,
        rows,
        rest:
          names.length > shown
            ? { label: t("{0} more in the directory", names.length - shown), command: commands.openDirectory }
            : undefined,
      }),
    ];
  },
};
