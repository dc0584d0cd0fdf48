import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { KeptText } from "../../core/redaction/keptText.ts";
import { askText } from "../prompts/askText.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";
import type { LateOperation } from "../operations/operation.ts";
import { announceWithUndo } from "../operations/announceWithUndo.ts";

export const addTask = (): LateOperation => ({
  policy: changing,
  choice: { title: () => t("Add Task"), states: ["active", "paused"], takesCurrent: true, temporary: "offered" },
  run: async ({ workspace, session, id, name, given, runWithProgress }) => {
    const known = session.record.progress.current_tasks;
    const task =
      given.task ??
      orCancel(
        await askText({
          title: t("Add Task: {0}", name),
          prompt: t("What is being worked on?"),
          placeHolder: "impl-3",
          validateInput: (text) => {
            if (text.trim() === "") return t("A task needs a name.");
            return known.includes(text.trim()) ? t("The session has this task already.") : undefined;
          },
        }),
      );
    const added = await runWithProgress(
      t("Adding a task to {0}", name),
      async () => await workspace.sessions.addTask(task, id),
    );
    await tellRedacted(added, "task");
  },
});

export const finishTask = ({ runner }: Host): LateOperation => ({
  policy: changing,
  choice: { title: () => t("Finish Task"), states: ["active", "paused"], takesCurrent: true, temporary: "offered" },
  run: async ({ workspace, session, id, name, given, target, runWithProgress }) => {
    const tasks = session.record.progress.current_tasks;
    if (tasks.length === 0) {
      throw new WorkflowError("not-found", say`${name} has no open task.`, say`Add a task first.`);
    }
    const items = tasks.map((task) => ({ label: plainItemText(task), task }));
    const task =
      target.task ??
      given.task ??
      orCancel(await vscode.window.showQuickPick(items, { title: t("Finish Task: {0}", name) })).task;
    await runWithProgress(
      t("Finishing a task of {0}", name),
      async () => await workspace.sessions.finishTask(task, id),
    );
    announceWithUndo(runner, t("Finished “{0}”.", task), async () => {
      const again = new KeptText(task);
      await runWithProgress(t("Adding a task to {0}", name), async () => await workspace.sessions.addTask(again, id));
    });
  },
});
