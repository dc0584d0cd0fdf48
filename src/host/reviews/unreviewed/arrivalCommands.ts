import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { visibleText } from "../../../core/base/visibleText.ts";
import { shortName } from "../../../core/git/repository/refName.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";
import type { ArrivalRecord } from "../../../core/unreviewed/arrivalRecord.ts";
import type { UndoPreview } from "../../../core/unreviewed/unreviewedWork.ts";
import { showChanges } from "../../documents/showChanges.ts";
import { commands, type CommandId } from "../../manifest/contributions.ts";
import type { SessionContext, SessionOperation } from "../../operations/operation.ts";
import { versioning } from "../../operations/policy.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation, showWarning } from "../../platform/notifications.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import { forkChoice } from "../../prompts/forkChoice.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import type { GateRegistry } from "../gate/gateRegistry.ts";
import type { Arrivals } from "./arrivals.ts";

type ArrivalOperation = Omit<SessionOperation, "command">;

/** What a person does about work that came to a branch without a review. */
export function arrivalCommands(arrivals: Arrivals, gates: GateRegistry): ReadonlyMap<CommandId, ArrivalOperation> {
  const operation = (
    title: string,
    run: (context: SessionContext, record: ArrivalRecord) => Promise<void>,
  ): ArrivalOperation => ({
    policy: versioning,
    choice: forkChoice(() => title),
    run: async (context) => {
      await arrivals.look(context.workspace);
      await run(context, arrivalOf(arrivals, context));
    },
  });
  return new Map([
    [
      commands.reviewArrival,
      operation(t("Review What Was Merged"), async ({ workspace, session, runWithProgress }, record) => {
        const { forks } = await workspace.openGitFeatures();
        const branch = shortName(record.ref);
        const files = await runWithProgress(
          t("Comparing {0}", branch),
          async (signal) => await (await gates.unreviewed(workspace)).changes(record, signal),
        );
        const { from, to } = record;
        const title = t("{0}: {1} → {2}", branch, shortObjectId(from), shortObjectId(to));
        await showChanges({ title, workspace: workspace.key, session: session.id, from, to, files, forks });
      }),
    ],
    [
      commands.undoArrival,
      operation(t("Undo Merge"), async ({ workspace, runWithProgress }, record) => {
        const unreviewed = await gates.unreviewed(workspace);
        if (!(await askToUndo(record, await unreviewed.previewUndo(record)))) {
          const { session } = record;
          await vscode.commands.executeCommand(commands.reviewArrival, { folder: workspace.key, session });
          return;
        }
        const message = await runWithProgress(
          t("Taking the merge back"),
          async (signal) => await unreviewed.undo(record, reviewerName(), signal),
        );
        await arrivals.look(workspace);
        void showInformation(message.in(t));
      }),
    ],
    [
      commands.dismissArrival,
      operation(t("Mark as Seen"), async ({ workspace }, record) => {
        await (await gates.unreviewed(workspace)).markSeen(record);
        await arrivals.look(workspace);
      }),
    ],
  ]);
}

function arrivalOf(arrivals: Arrivals, { workspace, session }: SessionContext): ArrivalRecord {
  const record = arrivals.of(workspace, session.id);
  if (record !== undefined) return record;
  throw new WorkflowError(
    "not-found",
    say`Nothing of ${session.id} is in a branch without a review, or it was marked as seen.`,
    say`Look at the fork's row again.`,
  );
}

/** Says exactly what would move; false: the person wants to look first. */
async function askToUndo({ ref, to, session }: ArrivalRecord, { from, commits, count }: UndoPreview): Promise<boolean> {
  const branch = shortName(ref);
  const listed = commits.map(({ id, subject }) => `${id.slice(0, 10)} ${visibleText(subject)}`);
  const more = count > commits.length ? [t("and {0} more", count - commits.length)] : [];
  const detail = [
    t("{0} moves from {1} back to {2}. Out of it go:", branch, shortObjectId(to), shortObjectId(from)),
    ...listed,
    ...more,
    "",
    t("{0} keeps its branch. Edits in the working tree stay, or nothing is done.", session),
  ];
  const question =
    count === 1 ? t("Take 1 commit out of {0}?", branch) : t("Take {0} commits out of {1}?", count, branch);
  const [look, agree] = [t("Review What Was Merged"), t("Undo Merge")];
  return orCancel(await showWarning(question, { modal: true, detail: detail.join("\n") }, look, agree)) === agree;
}
