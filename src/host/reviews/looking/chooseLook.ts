import * as vscode from "vscode";
import { formatTime } from "../../../core/base/time.ts";
import { nulFields } from "../../../core/git/repository/nulText.ts";
import { isRefName, shortName } from "../../../core/git/repository/refName.ts";
import { openRepository, type Repository } from "../../../core/git/repository/repository.ts";
import type { LookTarget } from "../../../core/review/looking/lookedProposal.ts";
import { sessionOfBranch } from "../../../core/sessions/model/sessionBranch.ts";
import { t, wording } from "../../platform/hostWording.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import { plainItemText } from "../../prompts/sessionItems.ts";
import { shortAge } from "../../wording/ages.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";

/** Branches offered, the one committed to last first. */
const offered = 500;

interface LookItem extends vscode.QuickPickItem {
  readonly target: LookTarget;
}

/** Asks whose changes are to be looked at: of the main checkout what is not committed, or a branch with the worktree it is checked out in. */
export async function chooseLook(workspace: WorkflowWorkspace): Promise<LookTarget> {
  const repository = await openRepository(workspace.git, workspace.key);
  const branches = await branchItems(repository);
  const items: LookItem[] = [
    { label: t("Uncommitted Changes"), description: plainItemText(workspace.name), target: { kind: "changes" } },
    ...branches,
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: t("Review Changes"),
    placeHolder: t("Whose changes do you want to look at?"),
    matchOnDescription: true,
  });
  return orCancel(picked).target;
}

async function branchItems(repository: Repository): Promise<readonly LookItem[]> {
  const format = "--format=%(refname)%00%(worktreepath)%00%(committerdate:unix)%00";
  const list = ["for-each-ref", "--sort=-committerdate", `--count=${offered}`, format, "refs/heads/"];
  const fields = nulFields(await repository.read(list)).map(({ text }) => text);
  const items: LookItem[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [name = "", path = "", time = ""] = fields.slice(at, at + 3);
    const branch = name.replace(/^\n/u, "");
    if (!isRefName(branch)) continue;
    const session = sessionOfBranch(branch);
    const isMain = path === repository.paths.root;
    items.push({
      label: plainItemText(shortName(branch)),
      description: plainItemText([ageOf(Number(time)), isMain ? "" : path].filter(Boolean).join(" · ")),
      target:
        session !== undefined
          ? { kind: "fork", session }
          : path === ""
            ? { kind: "branch", branch }
            : { kind: "worktree", path },
    });
  }
  return items;
}

/** Seconds of the last year that is written with four digits. */
const latest = 253_402_300_799;

/** `seconds`: since 1970, as a commit says them. */
function ageOf(seconds: number): string {
  return seconds >= 0 && seconds <= latest ? shortAge(formatTime(seconds * 1000), wording) : "";
}
