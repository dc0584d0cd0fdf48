import type { PlanPartRow } from "../../src/messages/plan.ts";
import { element, type Child } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { t } from "../base/wording.ts";

/** The tasks of one session with their states, in the words of whoever keeps them. */
export function planTasks({ session, isBaseline, tasks, tasksLeft }: PlanPartRow): Child {
  if (tasks.length === 0) return undefined;
  const done = tasks.filter(({ isDone }) => isDone).length;
  return element(
    "section",
    { class: "tasks" },
    element(
      "h2",
      { class: "group foreign" },
      isBaseline ? t("Tasks of the baseline {0}", session) : t("Tasks"),
      ` · ${t("{0} of {1} done", done, tasks.length)}`,
    ),
    element(
      "ul",
      {},
      tasks.map(({ name, title, state, isDone }) =>
        element(
          "li",
          { class: isDone ? "done" : "" },
          icon(isDone ? "check" : "circle"),
          element(
            "span",
            { class: "names" },
            element("span", { class: "name" }, name),
            title !== "" && element("span", { class: "about foreign" }, title),
          ),
          element("span", { class: "state foreign" }, state.replaceAll("_", " ")),
        ),
      ),
    ),
    tasksLeft > 0 && element("p", { class: "left quiet" }, t("… and {0} more, not shown", tasksLeft)),
  );
}
