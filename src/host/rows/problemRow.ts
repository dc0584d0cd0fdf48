import type { Problem } from "../../core/sessions/model/session.ts";
import { baseName } from "../../core/files/paths.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { problemMessage, problemTitle } from "../wording/problems.ts";
import type { Wording } from "../wording/wording.ts";
import { type TreeRow, warningIcon } from "./treeRow.ts";

/** Something wrong in `.workflow`; a click explains it and offers the repair. */
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
    contextValue: contextValues.problem,
    expand: "never",
    command: commands.checkAndRepair,
    target: { workspace, problem },
  };
}
