import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Feature } from "../host.ts";
import { t } from "../hostWording.ts";
import { showInformation } from "../messages.ts";
import { answered } from "../operations/failures.ts";
import { changing } from "../operations/operation.ts";

export const registerSaveSession: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.saveSession,
    policy: changing,
    choice: {
      title: () => t("Save Session State"),
      states: ["active", "paused"],
      takesCurrent: true,
      temporary: "offered",
    },
    run: async ({ place, id, name, given, work }) => {
      const message =
        given.message ??
        answered(
          await vscode.window.showInputBox({
            title: t("Save Session State: {0}", name),
            prompt: t("A note for whoever resumes the session. It may stay empty."),
          }),
        ).trim();
      const meant = id === undefined ? {} : { id };
      const note = message === "" ? {} : { message };
      await work(t("Saving {0}", name), async () => await place.sessions.save({ ...meant, ...note }));
      void runner.attempt(async () => {
        await showInformation(t("The state of {0} is saved.", name));
      });
    },
  });
