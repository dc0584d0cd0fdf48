import type { Problem } from "../../core/sessions/model/session.ts";
import { countProblems } from "../../core/sessions/problems/cappedProblems.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { countText } from "../wording/english.ts";
import type { Wording } from "../wording/wording.ts";
import { problemRow } from "./problemRow.ts";
import { type TreeRow, warningIcon } from "./treeRow.ts";

/** Where no session is there, that some are lost and can come back, which a click does for all of them; each is a row below. */
export function lostRow(workspace: string, lost: readonly Problem[], wording: Wording): TreeRow {
  const { t, language } = wording;
  const count = countProblems(lost);
  const label = count === 1 ? t("1 session is lost") : t("{0} sessions are lost", countText(count, language));
  const description = t("the .workflow directory is gone, branches and worktrees are still here");
  return {
    id: `${workspace}/lost`,
    label,
    description,
    spoken: t("{0}, {1}; press Enter to bring them back", label, description),
    icon: warningIcon,
    contextValue: contextValues.lost,
    expand: "expanded",
    command: commands.adoptSessions,
    target: { workspace },
    children: () => Promise.resolve(lost.map((problem) => problemRow(workspace, problem, wording))),
  };
}
