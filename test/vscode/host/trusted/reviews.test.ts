import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { commands, reviewPanelType, reviewScheme } from "../../../../src/host/manifest/contributions.ts";
import { reviewQuery } from "../../../../src/host/documents/reviewAddress.ts";
import type { RequestId } from "../../../../src/core/sessions/model/requestId.ts";
import { requireAnswer } from "../../../support/wireAnswers.ts";
import { folder, shell } from "../support/project.ts";
import { activated, eventually, reviewsText, sessionsText } from "../support/sessionsTree.ts";

const execute = promisify(execFile);
const fork = "WFS-oauth-r";
const worktree = join(folder(), ".worktrees", fork);

interface Answer {
  readonly id: RequestId;
  readonly state: string;
}

/** `wfs` as an agent runs it; the JSON it prints. */
async function wfs(...args: readonly string[]): Promise<unknown> {
  await activated();
  const extension = vscode.extensions.getExtension("workflow-sessions.workflow-sessions");
  const script = join(extension?.extensionPath ?? "", "dist", "wfs.mjs");
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const ran = await execute(process.execPath, [script, "--root", folder(), "--json", ...args], { env });
  await requireAnswer(["--json", ...args], ran);
  return JSON.parse(ran.stdout);
}

async function request(kind: "merge" | "teardown", summary: string): Promise<Answer> {
  return (await wfs("request", kind, "--session", fork, "-m", summary)) as Answer;
}

async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

function reviewTabs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(reviewPanelType),
  );
}

describe("reviews, asked for in a shell", () => {
  before(async () => {
    await wfs("fork", "create", "oauth-r", "--session", "WFS-oauth");
    await wfs("fork", "open", fork);
    await writeFile(join(worktree, "README.md"), "# Shop\nwith a login\n");
    await shell("git -c user.name=a -c user.email=a@b commit -qam 'Add a login'", worktree);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await shell(`git worktree remove --force ${worktree}; git worktree prune`);
    await rm(join(folder(), ".workflow", fork), { recursive: true, force: true });
    await shell(
      "git for-each-ref --format='delete %(refname)' refs/workflow refs/heads/session | git update-ref --stdin",
    );
  });

  it("appear within a second or two, and their session is shown as waiting", async () => {
    assert.equal(await reviewsText(), "");
    await request("merge", "Add a login");
    await eventually(
      async () => (await reviewsText()).replace(/\(.*\)/u, ""),
      `  [git-merge] Merge ${fork} into main `,
    );
    await eventually(
      async () => (await sessionsText(/^(?:WFS-oauth|Forks|Paused)$/u)).includes("waits for review"),
      true,
    );
  });

  it("open on a page of their own, once", async () => {
    await vscode.commands.executeCommand(commands.openReview);
    await eventually(() => reviewTabs().map(({ label }) => label), [`Merge ${fork} into main`]);
    await vscode.commands.executeCommand(commands.openReview);
    assert.equal(reviewTabs().length, 1);
  });

  it("give editors both sides of their files, from the vault, and no other file", async () => {
    const { approvals } = (await wfs("approvals", "list")) as { readonly approvals: readonly Answer[] };
    const [open] = approvals;
    assert.ok(open);
    const uri = (side: "from" | "to", path: string): vscode.Uri =>
      vscode.Uri.from({
        scheme: reviewScheme,
        path: `/${path}`,
        query: reviewQuery({ workspace: folder(), request: open.id, side, path }),
      });
    assert.equal(await read(uri("from", "README.md")), "# Shop\n");
    assert.equal(await read(uri("to", "README.md")), "# Shop\nwith a login\n");
    await assert.rejects(async () => await read(uri("to", ".git/config")));
    await assert.rejects(async () => await read(uri("to", "README.md").with({ query: "[]" })));
    assert.equal(vscode.workspace.fs.isWritableFileSystem(reviewScheme), false);
  });

  it("are stale as soon as their branch moves, and can be asked for again", async () => {
    await writeFile(join(worktree, "README.md"), "# Shop\nwith a better login\n");
    await shell("git -c user.name=a -c user.email=a@b commit -qam 'Better'", worktree);
    await eventually(async () => (await reviewsText()).includes(`[warning] Merge ${fork} into main (stale`), true);
    await vscode.commands.executeCommand(commands.askReviewAgain);
    await eventually(async () => (await reviewsText()).includes(`[git-merge] Merge ${fork} into main`), true);
    assert.equal((await reviewsText()).includes("stale"), false);
  });

  it("are denied with a reason that the asker reads, and leave the list", async () => {
    await vscode.commands.executeCommand(commands.denyReview, { session: fork, reason: "No time limit" });
    await eventually(async () => (await reviewsText()).startsWith("▸ Recently decided"), true);
    const { approvals } = (await wfs("approvals", "list", "--all")) as {
      readonly approvals: readonly (Answer & { readonly decision: { readonly reason: string } | null })[];
    };
    const denied = approvals.find(({ state }) => state === "denied");
    assert.equal(denied?.decision?.reason, "No time limit");
    await eventually(
      async () => (await sessionsText(/^(?:WFS-oauth|Forks|Paused)$/u)).includes("waits for review"),
      false,
    );
  });

  it("are never granted by a command: the dialog is refused here, and nothing moves", async () => {
    const { stdout: before } = await execute("git", ["-C", folder(), "rev-parse", "main"]);
    const { id } = await request("merge", "Add a login after all");
    await eventually(async () => (await reviewsText()).includes("[git-merge]"), true);
    for (const command of Object.values(commands).filter((one) => /review|changes/iu.test(one))) {
      if (command === commands.withdrawReview || command === commands.denyReview) continue;
      await vscode.commands.executeCommand(command, { request: id, decision: "granted", grant: true });
    }
    const { stdout: after } = await execute("git", ["-C", folder(), "rev-parse", "main"]);
    assert.equal(after, before);
    const view = (await wfs("approvals", "show", id)) as Answer;
    assert.equal(view.state, "waiting");
  });
});
