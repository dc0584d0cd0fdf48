import type { SessionView } from "../../core/sessions/model/session.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { shortAge } from "../wording/ages.ts";
import { taskCount } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";
import type { RowIcon, TreeRow } from "./treeRow.ts";
import { lastChange, phaseWord } from "../../core/sessions/model/recordWords.ts";

export const temporaryIcon: RowIcon = { name: "beaker" };

/** The throwaway workspace that commands use while no session is active; it can be kept or discarded. */
export function temporaryRow(
  workspace: string,
  session: SessionView,
  wording: Wording,
  /** Changes with what is shown below it. */
  below: string,
  children?: () => Promise<readonly TreeRow[]>,
): TreeRow {
  const { t } = wording;
  const tasks = taskCount(session.record, t);
  return {
    id: `${workspace}/temporary`,
    label: t("Temporary workspace"),
    description: [phaseWord(session.record), tasks, shortAge(lastChange(session.record), wording)]
      .filter((part) => part !== "")
      .join(" · "),
    tooltip: () => t("What was done while no session was active. Keep it as a session, or discard it."),
    spoken: [t("Temporary workspace, phase {0}", phaseWord(session.record)), tasks]
      .filter((part) => part !== "")
      .join(", "),
    icon: temporaryIcon,
    contextValue: contextValues.temporary,
    expand: children === undefined ? "never" : "collapsed",
    command: commands.keepTemporarySession,
    target: { workspace },
    below: `${lastChange(session.record) ?? ""} ${below}`,
    ...(children === undefined ? {} : { children }),
  };
}
