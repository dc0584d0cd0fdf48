import type { Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { showChanges } from "../documents/showChanges.ts";
import type { SessionOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { chooseCheckpoint, existingCheckpoints, pickCheckpoint } from "../prompts/chooseCheckpoint.ts";
import { checkpointTitle } from "../wording/checkpointWording.ts";

/** A checkpoint beside the files as they are. */
export const compareWithWorkingTree: SessionOperation["run"] = async (context) => {
  const { workspace, session, runWithProgress } = context;
  const checkpoint = await chooseCheckpoint(context, t("Compare with Working Tree: {0}", session.id));
  const { checkpoints, forks } = await workspace.openGitFeatures();
  const [diff, workTree] = await runWithProgress(
    t("Comparing #{0} with the working tree", checkpoint.id),
    async (signal) =>
      await Promise.all([
        checkpoints.diff(session.id, checkpoint.id, "working-tree", signal),
        checkpoints.workTree(session.id, signal),
      ]),
  );
  const title = t("{0} ↔ Working Tree", checkpointTitle(checkpoint, t));
  await showChanges({ ...diff, title, workspace: workspace.key, session: session.id, workTree, forks });
};

/** A checkpoint beside HEAD. */
export const compareWithHead: SessionOperation["run"] = async (context) => {
  const { workspace, session, runWithProgress } = context;
  const checkpoint = await chooseCheckpoint(context, t("Compare with HEAD: {0}", session.id));
  const { checkpoints, forks } = await workspace.openGitFeatures();
  const diff = await runWithProgress(
    t("Comparing #{0} with HEAD", checkpoint.id),
    async (signal) => await checkpoints.diff(session.id, checkpoint.id, "head", signal),
  );
  const title = t("{0} ↔ HEAD", checkpointTitle(checkpoint, t));
  await showChanges({ ...diff, title, workspace: workspace.key, session: session.id, forks });
};

/** A checkpoint beside another one, the older on the left. */
export const compareWithOther: SessionOperation["run"] = async (context) => {
  const { workspace, session, given, runWithProgress } = context;
  const first = await chooseCheckpoint(context, t("Compare Checkpoints: {0}", session.id));
  const second = await chooseOther(await existingCheckpoints(workspace, session), first, given.other);
  const [older, newer] = first.id < second.id ? [first, second] : [second, first];
  const { checkpoints, forks } = await workspace.openGitFeatures();
  const diff = await runWithProgress(
    t("Comparing #{0} with #{1}", older.id, newer.id),
    async (signal) => await checkpoints.diff(session.id, older.id, newer.id, signal),
  );
  const title = t("{0} ↔ {1}", checkpointTitle(older, t), checkpointTitle(newer, t));
  await showChanges({ ...diff, title, workspace: workspace.key, session: session.id, forks });
};

/** The checkpoint to compare with: the other one of the argument, else one of the others. */
async function chooseOther(
  all: readonly Checkpoint[],
  first: Checkpoint,
  given: number | undefined,
): Promise<Checkpoint> {
  const others = all.filter(({ id }) => id !== first.id);
  const named = others.find(({ id }) => id === given);
  if (named !== undefined) return named;
  if (others.length === 0) {
    throw new WorkflowError("not-found", say`There is no other checkpoint to compare with.`, say`Take another one.`);
  }
  return await pickCheckpoint(others, {
    title: t("Compare {0}", checkpointTitle(first, t)),
    placeHolder: t("With which checkpoint?"),
  });
}
