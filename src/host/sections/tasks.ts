import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { taskCount } from "../wording/states.ts";
import { shortened } from "../wording/shortened.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import { listSection } from "./listSection.ts";
import type { SessionSection } from "./sessionSection.ts";

const shown = 500;

/** The session's current tasks, each with "Finish" beside it. */
export const tasksSection: SessionSection = {
  rows(workspace, session, { t }) {
    const tasks = session.record.progress.current_tasks;
    if (tasks.length === 0) return Promise.resolve([]);
    const id = `${sessionRowId(workspace.key, session.id)}/tasks`;
    const target = { workspace: workspace.key, session: session.id };
    const rows = tasks.slice(0, shown).map((task, position): TreeRow => ({
      id: `${id}/${position}/${task}`,
      label: visibleText(shortened(task)),
      spoken: t("Task {0}", visibleText(shortened(task))),
      icon: { name: "circle-small" },
      contextValue: contextValues.task,
      expand: "never",
      target: { ...target, task },
    }));
    return Promise.resolve([
      listSection({
        id,
        label: t("Tasks"),
        count: tasks.length,
        spoken: taskCount(session.record, t),
        icon: { name: "checklist" },
        expand: "expanded",
        target,
        rows,
        rest:
          tasks.length > shown
            ? { label: t("{0} more in the record", tasks.length - shown), command: commands.openRecord }
            : undefined,
      }),
    ]);
  },
};
