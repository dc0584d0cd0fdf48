import type { Problem } from "../../core/sessions/model/session.ts";
import { baseName } from "../../core/files/paths.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { problemMessage, problemTitle } from "../wording/problems.ts";
import type { Wording } from "../wording/wording.ts";
import { type TreeRow, warningIcon } from "./treeRow.ts";

/** A session whose directory is gone while git still has what belongs to it. */
export const isLost = ({ code }: Problem): boolean => code === "lost-session";

/** Something wrong in `.workflow`; a click explains it and offers the repair, and brings a lost session back. */
export function problemRow(workspace: string, problem: Problem, wording: Wording): TreeRow {
  const { t } = wording;
  const title = problemTitle(problem.code, t);
  const name = visibleText(baseName(problem.path));
  return {
    id: `${workspace}/problem/${problem.code}/${problem.path}`,
    label: title,
    description: name,
    tooltip: () =>
      [problemMessage(problem, wording), ...(problem.repair === undefined ? [] : [problem.repair.in(t)])]
        .map(escapeMarkdown)
        .join("\n\n"),
    spoken: t("Problem: {0}, {1}", title, name),
    icon: warningIcon,
    contextValue: isLost(problem) ? contextValues.lost : contextValues.problem,
    expand: "never",
    command: isLost(problem) ? commands.adoptSessions : commands.checkAndRepair,
    target: { workspace, problem },
  };
}
