import * as vscode from "vscode";
import { commands } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { parseInvocation } from "../operations/invocation.ts";

/** Filters while the person types; Escape brings the former filter back. */
function askFilter(current: string, apply: (text: string) => void): void {
  const input = vscode.window.createInputBox();
  input.title = t("Filter Sessions");
  input.placeholder = t("Name, project, task, tag or phase");
  input.value = current;
  let accepted = false;
  input.onDidChangeValue(apply);
  input.onDidAccept(() => {
    accepted = true;
    input.hide();
  });
  input.onDidHide(() => {
    if (!accepted) apply(current);
    input.dispose();
  });
  input.show();
}

/** Commands that change what the view shows, not the sessions. */
export const registerViewCommands: Feature = ({ view, workspaces, runner, log }) => {
  const registered = new Disposables((error) => log.error("A view command could not be removed.", error));
  const register = (command: string, run: (argument: unknown) => Promise<void> | void): void => {
    registered.own(
      vscode.commands.registerCommand(command, async (argument: unknown) => {
        await runner.attempt(async () => await run(argument));
      }),
    );
  };
  register(commands.filterSessions, async (argument) => {
    const { text } = (await parseInvocation(argument)).given;
    if (text === undefined) askFilter(view.filter, (typed) => view.setFilter(typed));
    else view.setFilter(text);
  });
  register(commands.clearFilter, () => view.setFilter(""));
  register(commands.showMoreSessions, async (argument) => view.showMore((await parseInvocation(argument)).target));
  register(commands.refreshSessions, async () => await workspaces.reconcile());
  register(commands.showLog, () => log.show());
  return registered;
};
