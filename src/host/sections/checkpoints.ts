import type { Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { contextValues } from "../manifest/contributions.ts";
import type { SessionSection } from "./sessionSection.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import { byteSize } from "../../core/base/byteSize.ts";
import type { Wording } from "../wording/wording.ts";
import { checkpointRow } from "../rows/checkpointRow.ts";

/** Rows before the rest waits behind "Older". */
const pageSize = 20;

/** The newest, and below "Older" the next page with its own "Older". */
function page(
  workspace: string,
  session: SessionId,
  checkpoints: readonly Checkpoint[],
  wording: Wording,
  depth = 1,
): readonly TreeRow[] {
  const rows = checkpoints
    .slice(0, pageSize)
    .map((checkpoint) => checkpointRow(workspace, session, checkpoint, wording));
  const older = checkpoints.slice(pageSize);
  if (older.length === 0) return rows;
  const { t } = wording;
  const label = t("Older ({0})", older.length);
  return [
    ...rows,
    {
      id: `${sessionRowId(workspace, session)}/olderCheckpoints/${depth}`,
      label,
      spoken: label,
      icon: { name: "ellipsis" },
      contextValue: contextValues.more,
      expand: "collapsed",
      target: { workspace, session },
      children: () => Promise.resolve(page(workspace, session, older, wording, depth + 1)),
    },
  ];
}

function sectionTooltip(checkpoints: readonly Checkpoint[], bytes: number | undefined, wording: Wording): string {
  const { t } = wording;
  const pinned = checkpoints.filter((checkpoint) => checkpoint.pinned).length;
  return [
    t("Checkpoints: {0}", checkpoints.length),
    pinned === 0 ? "" : t("Pinned: {0}", pinned),
    bytes === undefined ? "" : t("On disk: {0}", byteSize(bytes, wording)),
  ]
    .filter((part) => part !== "")
    .join("  \n");
}

/** The session's restore points, newest first. */
export const checkpointsSection: SessionSection = {
  async rows(workspace, session, wording) {
    const checkpoints = (await workspace.gitFeatures.checkpoints(session.id)) ?? [];
    if (checkpoints.length === 0) return [];
    const { t } = wording;
    return [
      {
        id: `${sessionRowId(workspace.key, session.id)}/checkpoints`,
        label: t("Checkpoints"),
        description: String(checkpoints.length),
        spoken: t("Checkpoints, {0}", checkpoints.length),
        tooltip: async () => sectionTooltip(checkpoints, await workspace.gitFeatures.size(session.id), wording),
        icon: { name: "history" },
        contextValue: contextValues.checkpoints,
        expand: "collapsed",
        target: { workspace: workspace.key, session: session.id },
        children: () => Promise.resolve(page(workspace.key, session.id, checkpoints, wording)),
      },
    ];
  },
};
