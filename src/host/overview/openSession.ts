import * as vscode from "vscode";
import { joinPath } from "../../core/files/paths.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import { commands, overviewScheme } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { reading } from "../operations/policy.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import { OverviewPages } from "./overviewPages.ts";
import { overviewPage } from "./overview.ts";

/** `workflow-session:/WFS-user-profile.md?<workspace>`: the tab is named like the session, the query tells folders apart. */
function overviewUri(workspace: string, session: string): vscode.Uri {
  return vscode.Uri.from({ scheme: overviewScheme, path: `/${session}.md`, query: workspace });
}

/** Markdown pages may link to files of the first workspace folder by `/path`, and to no other file. */
function linkTo(path: string): string | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = vscode.Uri.file(path);
  const inside = folder !== undefined && file.path.startsWith(`${folder.path}/`);
  return inside ? file.path.slice(folder.path.length).split("/").map(encodeURIComponent).join("/") : undefined;
}

async function pageOf(workspaces: WorkspaceRegistry, pages: OverviewPages, uri: vscode.Uri): Promise<string> {
  const id = parseSessionId(uri.path.slice(1, -".md".length));
  await workspaces.opened();
  const workspace = workspaces.find(uri.query);
  await workspace?.loaded();
  const session = workspace?.snapshot().sessions.find((candidate) => candidate.id === id);
  pages.draw(uri.toString(), { workspace: uri.query, session: id ?? "", drawn: session });
  if (workspace === undefined || session === undefined) return t("This session is gone.");
  const artifacts = await workspace.sessions.artifacts(session.id);
  const transitions = await workspace.sessions.transitions(session.id);
  const link = (name: string): string | undefined => linkTo(joinPath(session.path, name));
  return overviewPage({ session, transitions, artifacts, linkTo: link }, wording);
}

/** A click on a session: its overview as a read-only page that follows every change. */
export const registerOpenSession: Feature = ({ workspaces, runner, log }) => {
  const registered = new Disposables((error) => log.error("The overview could not be closed.", error));
  const pages = new OverviewPages();
  const changed = registered.own(new vscode.EventEmitter<vscode.Uri>());
  registered.own(
    vscode.workspace.registerTextDocumentContentProvider(overviewScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => await pageOf(workspaces, pages, uri),
    }),
  );
  registered.own(
    workspaces.onDidChange((change) => {
      const concerned = pages.concerned(change, (workspace) => workspaces.find(workspace)?.snapshot());
      for (const address of concerned) changed.fire(vscode.Uri.parse(address, true));
    }),
  );
  registered.own(
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === overviewScheme) pages.close(uri.toString());
    }),
  );
  registered.own(
    runner.registerForSession({
      command: commands.openSession,
      policy: reading,
      choice: {
        title: () => t("Open Session Overview"),
        states: ["active", "paused", "completed", "archived"],
        takesCurrent: false,
      },
      run: async ({ workspace, session }) => {
        const options: vscode.TextDocumentShowOptions = { preview: true, preserveFocus: true };
        const uri = overviewUri(workspace.key, session.id);
        await vscode.commands.executeCommand("vscode.openWith", uri, "vscode.markdown.preview.editor", options);
      },
    }),
  );
  return registered;
};
