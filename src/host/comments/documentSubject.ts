import type * as vscode from "vscode";
import type { LineAnchor } from "../../core/annotations/annotation.ts";
import { workTreeTop } from "../../core/git/directory/gitDirectory.ts";
import { joinPath } from "../../core/files/paths.ts";
import { parseSessionId, type SessionId } from "../../core/sessions/model/sessionId.ts";
import { workflowName } from "../../core/sessions/sessionContext.ts";
import { approvalsFolder } from "../../core/sessions/model/sessionNames.ts";
import { worktreesName } from "../../core/worktrees/workspaceRoot.ts";
import { parseTreeQuery } from "../documents/parseTreeQuery.ts";
import { reviewScheme, treeScheme } from "../manifest/contributions.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import { parseLookQuery } from "../documents/lookAddress.ts";
import { parseReviewQuery } from "../documents/reviewAddress.ts";

/** Directories whose files are not work, wherever they lie. */
const ownNames: ReadonlySet<string> = new Set([workflowName, worktreesName, ".git"]);

/** What annotations on a document are about. */
export interface DocumentSubject {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionId;
  /** Relative to the top of the work tree. */
  readonly file: string;
  readonly side: LineAnchor["side"];
  readonly request?: string;
  /** Of a file somebody works on, not of one side of a comparison. */
  readonly working: boolean;
}

/** Tells which session and file a document shows; what takes a look at the disk is remembered. */
export class DocumentSubjects {
  readonly #workspaces: WorkspaceRegistry;
  readonly #sessionOfRequest = new Map<string, SessionId>();
  readonly #realPaths = new Map<string, string | undefined>();

  constructor(workspaces: WorkspaceRegistry) {
    this.#workspaces = workspaces;
  }

  /** `undefined`: nothing of a session. */
  async of({ scheme, query, fsPath }: vscode.Uri): Promise<DocumentSubject | undefined> {
    if (scheme === reviewScheme) return await this.#ofReview(query);
    if (scheme === treeScheme) return this.#ofTree(query);
    return scheme === "file" ? await this.#ofFile(fsPath) : undefined;
  }

  forget({ fsPath }: vscode.Uri): void {
    this.#realPaths.delete(fsPath);
  }

  async #ofReview(query: string): Promise<DocumentSubject | undefined> {
    const address = parseReviewQuery(query);
    const workspace = address === undefined ? undefined : this.#workspaces.find(address.workspace);
    if (address === undefined) return this.#ofLook(query);
    if (workspace === undefined) return undefined;
    const { request, path, side } = address;
    const session = this.#sessionOfRequest.get(request) ?? (await sessionOf(workspace, request));
    if (session === undefined) return undefined;
    this.#sessionOfRequest.set(request, session);
    return { workspace, session, file: path, side: side === "from" ? "old" : "new", request, working: false };
  }

  /** Of work without a request only a fork's is a session's. */
  #ofLook(query: string): DocumentSubject | undefined {
    const address = parseLookQuery(query);
    const workspace = address === undefined ? undefined : this.#workspaces.find(address.workspace);
    if (address?.target.kind !== "fork" || workspace === undefined) return undefined;
    const { target, path, side } = address;
    return { workspace, session: target.session, file: path, side: side === "from" ? "old" : "new", working: false };
  }

  #ofTree(query: string): DocumentSubject | undefined {
    const address = parseTreeQuery(query);
    const workspace = address === undefined ? undefined : this.#workspaces.find(address.workspace);
    if (address?.about === undefined || workspace === undefined) return undefined;
    const { session, side } = address.about;
    return { workspace, session, file: address.path, side, working: false };
  }

  /** A file in a fork's worktree is that fork's; one in the main checkout is of the session that is meant there now. */
  async #ofFile(fsPath: string): Promise<DocumentSubject | undefined> {
    const real = await this.#realPath(fsPath);
    if (real === undefined) return undefined;
    const workspace =
      this.#workspaces.all().find(({ key }) => real.startsWith(`${key}/`)) ?? (await this.#workspaceAround(real));
    if (workspace === undefined) return undefined;
    const [first, second = "", ...rest] = real.slice(workspace.key.length + 1).split("/");
    if (real.startsWith(`${workspace.key}/`) && first === worktreesName) {
      const session = parseSessionId(second);
      const known = session !== undefined && workspace.snapshot().sessions.some(({ id }) => id === session);
      return known && rest.length > 0
        ? { workspace, session, file: rest.join("/"), side: "new", working: true }
        : undefined;
    }
    const top = await topOf(workspace);
    const file = real.slice(top.length + 1);
    const current = workspace.current();
    const isOurs = file.split("/").some((part) => ownNames.has(part));
    if (!real.startsWith(`${top}/`) || isOurs || current === undefined) return undefined;
    return current.record.forked_from === undefined
      ? { workspace, session: current.id, file, side: "new", working: true }
      : undefined;
  }

  /** The workspace whose repository has the file, where `.workflow` lies below its top. */
  async #workspaceAround(real: string): Promise<WorkflowWorkspace | undefined> {
    for (const workspace of this.#workspaces.all()) {
      if (real.startsWith(`${await topOf(workspace)}/`)) return workspace;
    }
    return undefined;
  }

  async #realPath(fsPath: string): Promise<string | undefined> {
    if (!this.#realPaths.has(fsPath)) {
      const [workspace] = this.#workspaces.all();
      const real = await workspace?.services.fs.realPath(fsPath).catch(() => undefined);
      this.#realPaths.set(fsPath, real);
    }
    return this.#realPaths.get(fsPath);
  }
}

const topOf = async ({ key, services }: WorkflowWorkspace): Promise<string> => await workTreeTop(services.fs, key);

/** The session a request lies in; the directory says so, whatever state it is in. */
async function sessionOf(workspace: WorkflowWorkspace, request: string): Promise<SessionId | undefined> {
  const { fs } = workspace.services;
  for (const { id, path } of workspace.snapshot().sessions) {
    const stat = await fs.lstat(joinPath(path, approvalsFolder, request)).catch(() => undefined);
    if (stat?.kind === "directory") return id;
  }
  return undefined;
}
