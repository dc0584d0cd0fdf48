import * as vscode from "vscode";
import { lossesAmong, type Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import type { RestoreOptions, RestoreResult } from "../../core/checkpoints/checkpointOptions.ts";
import type { RestorePreview } from "../../core/checkpoints/previewRestore.ts";
import type { ChangedFile } from "../../core/git/objects/changedFiles.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { announceWithUndo } from "../operations/announceWithUndo.ts";
import type { SessionContext } from "../operations/operation.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import type { Host } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { orCancel, cancelled } from "../prompts/orCancel.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { fileCount } from "../wording/counts.ts";
import { chooseCheckpoint } from "../prompts/chooseCheckpoint.ts";
import { checkpointTitle, notLookedAtText, skippedText } from "../wording/checkpointWording.ts";
import { saveUnsaved } from "../prompts/unsavedFiles.ts";
import { firstFew } from "../wording/firstFew.ts";

/** Files named in the question. */
const named = 8;

interface Wish {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionView;
  readonly checkpoint: Checkpoint;
  readonly workTree: string;
  readonly runWithProgress: RunWithProgress;
}

function changeWord({ status }: ChangedFile): string {
  // Seen from the checkpoint: what the working tree added goes, what it deleted comes back.
  if (status === "added") return t("is removed");
  return status === "deleted" ? t("comes back") : t("changes");
}

function fileList(files: readonly ChangedFile[]): string {
  return firstFew(files, named, (file) => `${visibleText(file.path)}: ${changeWord(file)}`, t).join("\n");
}

/** Nobody expects a restore to change an ignored file, so each is named. */
function ignoredList(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const title = t("Ignored now, and replaced because the checkpoint holds them:");
  return ["", title, ...firstFew(paths, named, visibleText, t)];
}

async function differences({
  workspace,
  session,
  checkpoint,
  runWithProgress,
}: Omit<Wish, "workTree">): Promise<RestorePreview> {
  const { checkpoints } = await workspace.openGitFeatures();
  return await runWithProgress(
    t("Comparing #{0} with the working tree", checkpoint.id),
    async (signal) => await checkpoints.previewRestore(session.id, checkpoint.id, signal),
  );
}

/** The question before files are written. What Enter presses only looks. */
async function confirm(wish: Wish, diff: RestorePreview): Promise<Pick<RestoreOptions, "index">> {
  const { checkpoint, workspace, session, workTree } = wish;
  const { files } = diff;
  const title = checkpointTitle(checkpoint, t);
  const show = t("Show Changes");
  const restore = t("Restore");
  const withIndex = t("Restore with Index");
  const picked = orCancel(
    await showWarning(
      t("Restore {0}? {1} would change.", title, fileCount(files.length, t)),
      {
        modal: true,
        detail: [
          fileList(files),
          ...(diff.notLookedAt.length === 0 ? [] : [notLookedAtText(diff.notLookedAt, t)]),
          ...ignoredList(diff.replaced),
          "",
          t(
            "A checkpoint of now is taken first, so this can be undone. Ignored files that the checkpoint does not hold stay as they are.",
          ),
        ].join("\n"),
      },
      show,
      restore,
      ...(checkpoint.index === undefined ? [] : [withIndex]),
    ),
  );
  if (picked !== show) return { index: picked === withIndex };
  const { showChanges } = await import("../documents/showChanges.ts");
  await showChanges({
    ...diff,
    title: t("{0} ↔ Working Tree", title),
    workspace: workspace.key,
    session: session.id,
    workTree,
    forks: (await workspace.openGitFeatures()).forks,
  });
  throw cancelled();
}

/** Says what was restored, with "Undo" beside it, and what was left alone. */
function report(
  host: Host,
  { workspace, session, runWithProgress }: Omit<Wish, "checkpoint" | "workTree">,
  result: RestoreResult,
): void {
  const { files, kept, safety } = result;
  for (const { path, reason } of kept) host.log.warn(`${session.id}: ${path} was left as it is (${reason}).`);
  const skipped = lossesAmong(safety.skipped);
  for (const file of skipped)
    host.log.warn(`Checkpoint #${safety.id} of ${session.id} does not hold ${skippedText(file, wording)}`);
  const unheld =
    skipped.length === 0
      ? ""
      : ` ${t("Checkpoint #{0} of before leaves out {1}; the log names them.", safety.id, skipped.length)}`;
  const left = kept.length === 0 ? "" : ` ${t("{0} left as they are; the log names them.", fileCount(kept.length, t))}`;
  announceWithUndo(host.runner, `${t("Restored: {0}.", fileCount(files, t))}${left}${unheld}`, async () => {
    const { checkpoints } = await workspace.openGitFeatures();
    await saveUnsaved(workspace.services.fs, await checkpoints.workTree(session.id));
    await runWithProgress(t("Undoing the restore"), async (signal) => await checkpoints.undo(session.id, { signal }));
    await workspace.follow();
  });
}

async function restore(host: Host, wish: Wish, diff: RestorePreview, paths?: readonly string[]): Promise<void> {
  const { workspace, session, checkpoint, workTree, runWithProgress } = wish;
  const { files, notLookedAt } = diff;
  if (files.length + notLookedAt.length === 0) {
    void showInformation(t("The working tree is as it was at {0}.", checkpointTitle(checkpoint, t)));
    return;
  }
  const chosen = await confirm(wish, diff);
  await saveUnsaved(workspace.services.fs, workTree, [...files.map(({ path }) => path), ...notLookedAt]);
  const { checkpoints } = await workspace.openGitFeatures();
  const result = await runWithProgress(
    t("Restoring #{0} of {1}", checkpoint.id, session.id),
    async (signal) =>
      await checkpoints.restore(session.id, checkpoint.id, {
        ...chosen,
        ...(paths === undefined ? {} : { paths }),
        signal,
      }),
  );
  await workspace.follow();
  report(host, wish, result);
}

async function choosePaths({ files, notLookedAt }: RestorePreview, title: string): Promise<readonly string[]> {
  const items = [
    ...files.filter(({ exact }) => exact).map((file) => ({ path: file.path, description: changeWord(file) })),
    ...notLookedAt.map((path) => ({ path, description: t("not looked at") })),
  ].map((item) => ({ ...item, label: plainItemText(item.path) }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: t("Which files are brought back?"),
    canPickMany: true,
    matchOnDescription: true,
  });
  const paths = orCancel(picked).map(({ path }) => path);
  if (paths.length === 0) throw cancelled();
  return paths;
}

function chosenOf(diff: RestorePreview, paths: readonly string[]): RestorePreview {
  const isChosen = (file: string): boolean => paths.some((path) => file === path || file.startsWith(`${path}/`));
  return {
    ...diff,
    files: diff.files.filter(({ path }) => isChosen(path)),
    notLookedAt: diff.notLookedAt.filter(isChosen),
    replaced: diff.replaced.filter(isChosen),
  };
}

async function wishOf(context: SessionContext, title: string): Promise<Wish> {
  const { workspace, session, runWithProgress } = context;
  const checkpoint = await chooseCheckpoint(context, title);
  const workTree = await (await workspace.openGitFeatures()).checkpoints.workTree(session.id);
  return { workspace, session, checkpoint, workTree, runWithProgress };
}

/** The whole working tree, as a checkpoint holds it, after the question. */
export async function restoreCheckpoint(host: Host, context: SessionContext): Promise<void> {
  const wish = await wishOf(context, t("Restore Checkpoint: {0}", context.session.id));
  await restore(host, wish, await differences(wish));
}

/** Chosen paths, as a checkpoint holds them, after the question. */
export async function restorePaths(host: Host, context: SessionContext): Promise<void> {
  const title = t("Restore Files: {0}", context.session.id);
  const wish = await wishOf(context, title);
  const diff = await differences(wish);
  const isSame = diff.files.length + diff.notLookedAt.length === 0;
  const paths = context.given.paths ?? (isSame ? [] : await choosePaths(diff, title));
  await restore(host, wish, chosenOf(diff, paths), paths);
}

/** The last restore taken back, or that taken back. */
export async function stepBack(
  operation: "undo" | "redo",
  { workspace, session, runWithProgress }: SessionContext,
): Promise<void> {
  const undoes = operation === "undo";
  const { checkpoints } = await workspace.openGitFeatures();
  await saveUnsaved(workspace.services.fs, await checkpoints.workTree(session.id));
  const title = undoes ? t("Undoing the restore") : t("Redoing the restore");
  const { files } = await runWithProgress(
    title,
    async (signal) => await checkpoints[operation](session.id, { signal }),
  );
  await workspace.follow();
  const count = fileCount(files, t);
  void showInformation(undoes ? t("The restore is undone: {0}.", count) : t("The restore is redone: {0}.", count));
}
