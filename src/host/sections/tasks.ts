import { visibleText } from "../../core/base/visibleText.ts";
import { shortWord } from "../../core/sessions/model/recordWords.ts";
import { isDone, type Task } from "../../core/sessions/model/task.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { shortened } from "../wording/shortened.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import type { Translate } from "../wording/translate.ts";
import { type ListSection, listSection } from "./listSection.ts";
import type { SessionSection } from "./sessionSection.ts";

const shown = 500;

/** The session's tasks: those of its record with "Finish" beside them, those that other tools keep with their state and their file. */
export const tasksSection: SessionSection = {
  async rows(workspace, session, { t }) {
    const tasks = await workspace.sessions.tasks(session.id);
    if (tasks.length === 0) return [];
    const id = `${sessionRowId(workspace.key, session.id)}/tasks`;
    const target = { workspace: workspace.key, session: session.id };
    const rows = tasks.slice(0, shown).map((task, position): TreeRow => {
      const row = { id: `${id}/${position}/${task.name}`, expand: "never", ...words(task, t) } as const;
      if (task.file === undefined) {
        return {
          ...row,
          icon: { name: "circle-small" },
          contextValue: contextValues.task,
          target: { ...target, task: task.name },
        };
      }
      return {
        ...row,
        icon: { name: isDone(task) ? "pass" : "circle-large-outline" },
        contextValue: contextValues.artifact,
        command: commands.openArtifact,
        target: { ...target, artifact: task.file },
      };
    });
    const open = tasks.filter((task) => !isDone(task)).length;
    return [
      listSection({
        id,
        label: t("Tasks"),
        count: tasks.length,
        spoken: open === 1 ? t("Tasks, 1 open of {0}", tasks.length) : t("Tasks, {0} open of {1}", open, tasks.length),
        icon: { name: "checklist" },
        expand: "expanded",
        target,
        rows,
        rest: restOf(tasks, t),
      }),
    ];
  },
};

function restOf(tasks: readonly Task[], t: Translate): ListSection["rest"] {
  const next = tasks[shown];
  if (next === undefined) return undefined;
  return next.file === undefined
    ? { label: t("{0} more in the record", tasks.length - shown), command: commands.openRecord }
    : { label: t("{0} more in the directory", tasks.length - shown), command: commands.openDirectory };
}

function words({ name, title, state, file }: Task, t: Translate): Pick<TreeRow, "label" | "description" | "spoken"> {
  const label = visibleText(shortened(name));
  const about = visibleText(shortened(title ?? ""));
  const parts = [about, file === undefined ? "" : shortWord(state)].filter((part) => part !== "");
  return {
    label,
    ...(parts.length === 0 ? {} : { description: parts.join(" · ") }),
    spoken: [t("Task {0}", label), ...parts].join(", "),
  };
}
