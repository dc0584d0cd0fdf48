import * as vscode from "vscode";
import { commands, type CommandId } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { onceSessionsExist } from "../feature/onceSessionsExist.ts";
import { t } from "../platform/hostWording.ts";
import { changing, reading } from "../operations/policy.ts";
import type { Comments } from "./comments.ts";

/** After the sessions are there to be seen (milliseconds). */
const startDelay = 500;

/** Annotations in editors and the commands on them. Here is only what VS Code must know from the start; the rest is loaded where there are sessions. */
export const registerComments: Feature = (host) => {
  const { runner, log } = host;
  const registered = new Disposables((error) => log.error("The comments could not be closed.", error));
  let loading: Promise<Comments> | undefined;
  const load = (): Promise<Comments> =>
    (loading ??= import("./comments.ts").then((module) => registered.own(new module.Comments(host))));
  const onComment = <Argument>(
    command: CommandId,
    run: (comments: Comments, given: Argument) => Promise<void>,
  ): void => {
    registered.own(
      vscode.commands.registerCommand(command, async (given: Argument) => {
        await runner.attempt(async () => await run(await load(), given));
      }),
    );
  };
  /** VS Code empties the box of a command that ends well; a comment that was not written, because a person has closed a question or it failed, is to stay in it. */
  const onWriting = (
    command: CommandId,
    write: (comments: Comments, given: vscode.CommentReply) => Promise<"written" | "closed">,
  ): void => {
    registered.own(
      vscode.commands.registerCommand(command, async (given: vscode.CommentReply) => {
        let isWritten = false;
        await runner.attempt(async () => {
          isWritten = (await write(await load(), given)) === "written";
        });
        if (!isWritten) throw new vscode.CancellationError();
      }),
    );
  };
  onWriting(commands.addAnnotation, async (comments, given) => await comments.add(given));
  onWriting(commands.draftAnnotation, async (comments, given) => await comments.collect(given));
  onWriting(commands.replyAnnotation, async (comments, given) => await comments.reply(given));
  onComment<vscode.CommentThread>(
    commands.resolveAnnotation,
    async (comments, thread) => await comments.resolve(thread, true),
  );
  onComment<vscode.CommentThread>(
    commands.reopenAnnotation,
    async (comments, thread) => await comments.resolve(thread, false),
  );
  onComment<vscode.CommentThread>(commands.sendDrafts, async (comments, thread) => await comments.sendDrafts(thread));
  onComment<vscode.CommentThread>(
    commands.discardDraft,
    async (comments, thread) => await comments.discardDraft(thread),
  );
  onComment<unknown>(commands.copyAnnotationId, async (comments, comment) => await comments.copyId(comment));
  registered.own(
    runner.registerForSession({
      command: commands.annotateSession,
      policy: changing,
      choice: {
        title: () => t("Comment on Session"),
        states: ["active", "paused", "completed"],
        takesCurrent: true,
        temporary: "offered",
      },
      run: async (context) => await (await import("./annotateSession.ts")).annotateSession(context),
    }),
  );
  registered.own(
    runner.registerForSession({
      command: commands.openAnnotation,
      policy: reading,
      choice: {
        title: () => t("Open Comment on Session"),
        states: ["active", "paused", "completed", "archived"],
        takesCurrent: true,
        temporary: "present",
      },
      run: async (context) => await (await import("./openAnnotation.ts")).openAnnotation(context),
    }),
  );
  registered.own(
    onceSessionsExist(host, { delay: startDelay, start: load, failed: "The comments could not be loaded." }),
  );
  return registered;
};
