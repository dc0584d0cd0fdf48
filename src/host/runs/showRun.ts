import * as vscode from "vscode";
import { joinPath } from "../../core/files/paths.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import { commands, type CommandId } from "../manifest/contributions.ts";
import { t } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { runDescription } from "../wording/runWording.ts";
import { fits } from "./fittingRuns.ts";
import type { ActOnRun } from "./runSubject.ts";

interface Choice extends vscode.QuickPickItem {
  readonly open?: () => Thenable<unknown>;
}

function artifactLabel(name: string): string {
  const labels: ReadonlyMap<string, string> = new Map([
    ["summary", t("Open Summary")],
    ["diff", t("Open Patch")],
    ["checks", t("Open Checks")],
    ["trace", t("Open Trace")],
    ["result", t("Open Result")],
  ]);
  return labels.get(name) ?? plainItemText(name);
}

/** What a run has left, the summary first. */
function artifactChoices({ artifacts, place }: RunView): readonly Choice[] {
  const order = ["summary", "diff", "checks", "trace", "result"];
  return Object.entries(artifacts)
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([name, file]) => ({
      label: artifactLabel(name),
      description: plainItemText(file),
      iconPath: new vscode.ThemeIcon(name === "diff" ? "diff" : name === "checks" ? "beaker" : "file"),
      // As text: whoever ran in the run may have written it.
      open: () => vscode.window.showTextDocument(vscode.Uri.file(joinPath(place.path, file)), { preview: true }),
    }));
}

const heading = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });

const act = (label: string, icon: string, command: CommandId, about: object, description = ""): Choice => ({
  label,
  description,
  iconPath: new vscode.ThemeIcon(icon),
  open: () => vscode.commands.executeCommand(command, about),
});

/** What a run has left and what can be done with it, to choose from. */
export const showRun: ActOnRun = async (_host, { workspace, view }) => {
  const { task, state, place, record, worktree, checks } = view;
  const ofRun = { folder: workspace.key, task };
  const ofSession = { folder: workspace.key, session: place.id };
  const left = artifactChoices(view);
  const claimed = checks.map(({ name, status }) => `${name}: ${status}`).join(", ");
  const items: Choice[] = [
    ...(left.length === 0 ? [] : [heading(t("What it left")), ...left]),
    heading(t("The run")),
    ...(worktree === null
      ? []
      : [
          act(t("Review Changes"), "eye", commands.reviewChanges, ofSession, place.id),
          act(t("Open Terminal in Run"), "terminal", commands["run.openTerminal"], ofRun, plainItemText(worktree)),
        ]),
    ...(fits("reset", view)
      ? [
          act(t("Reset Run…"), "discard", commands["run.reset"], ofRun, t("back to its base, the attempt goes on")),
          act(t("Retry Run…"), "refresh", commands["run.retry"], ofRun, t("the next attempt in a fresh worktree")),
        ]
      : []),
    ...(state === "removed" ? [] : [act(t("Tear Down Run…"), "trash", commands["run.tearDown"], ofRun)]),
    ...record.kept.map(({ attempt, checkpoint }) =>
      act(
        t("Show What Attempt {0} Had", attempt),
        "history",
        commands.diffCheckpoint,
        { ...ofSession, checkpoint },
        `#${checkpoint}`,
      ),
    ),
  ];
  const picked = orCancel(
    await vscode.window.showQuickPick(items, {
      title: t("Run {0}: {1}", plainItemText(task), plainItemText(runDescription(view, t))),
      placeHolder:
        claimed === ""
          ? t("What it left, and what can be done with it")
          : t("Checks, as claimed: {0}", plainItemText(claimed)),
    }),
  );
  await picked.open?.();
};
