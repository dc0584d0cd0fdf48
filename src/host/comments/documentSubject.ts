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
import type { Place } from "../workspaces/workflowWorkspace.ts";
import type { Places } from "../workspaces/workspaceRegistry.ts";
import { parseReviewQuery } from "../documents/reviewAddress.ts";

/** Directories whose files are no work, wherever they lie. */
const ownNames: ReadonlySet<string> = new Set([workflowName, worktreesName, ".git"]);

/** What annotations on a document are about. */
export interface DocumentSubject {
  readonly place: Place;
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
  readonly #places: Places;
  readonly #sessionOfRequest = new Map<string, SessionId>();
  readonly #realPaths = new Map<string, string | undefined>();

  constructor(places: Places) {
    this.#places = places;
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
    const place = address === undefined ? undefined : this.#places.find(address.place);
    if (address === undefined || place === undefined) return undefined;
    const { request, path, side } = address;
    const session = this.#sessionOfRequest.get(request) ?? (await sessionOf(place, request));
    if (session === undefined) return undefined;
    this.#sessionOfRequest.set(request, session);
    return { place, session, file: path, side: side === "from" ? "old" : "new", request, working: false };
  }

  #ofTree(query: string): DocumentSubject | undefined {
    const address = parseTreeQuery(query);
    const place = address === undefined ? undefined : this.#places.find(address.place);
    if (address?.about === undefined || place === undefined) return undefined;
    const { session, side } = address.about;
    return { place, session, file: address.path, side, working: false };
  }

  /** A file in a fork's worktree is that fork's; one in the main checkout is of the session that is meant there now. */
  async #ofFile(fsPath: string): Promise<DocumentSubject | undefined> {
    const real = await this.#realPath(fsPath);
    if (real === undefined) return undefined;
    const place = this.#places.all().find(({ key }) => real.startsWith(`${key}/`)) ?? (await this.#placeAround(real));
    if (place === undefined) return undefined;
    const [first, second = "", ...rest] = real.slice(place.key.length + 1).split("/");
    if (real.startsWith(`${place.key}/`) && first === worktreesName) {
      const session = parseSessionId(second);
      const known = session !== undefined && place.snapshot().sessions.some(({ id }) => id === session);
      return known && rest.length > 0
        ? { place, session, file: rest.join("/"), side: "new", working: true }
        : undefined;
    }
    const top = await topOf(place);
    const file = real.slice(top.length + 1);
    const current = place.current();
    const isOurs = file.split("/").some((part) => ownNames.has(part));
    if (!real.startsWith(`${top}/`) || isOurs || current === undefined) return undefined;
    return current.record.forked_from === undefined
      ? { place, session: current.id, file, side: "new", working: true }
      : undefined;
  }

  /** The place whose repository has the file, where `.workflow` lies below its top. */
  async #placeAround(real: string): Promise<Place | undefined> {
    for (const place of this.#places.all()) {
      if (real.startsWith(`${await topOf(place)}/`)) return place;
    }
    return undefined;
  }

  async #realPath(fsPath: string): Promise<string | undefined> {
    if (!this.#realPaths.has(fsPath)) {
      const [place] = this.#places.all();
      const real = await place?.workspace.fs.realPath(fsPath).catch(() => undefined);
      this.#realPaths.set(fsPath, real);
    }
    return this.#realPaths.get(fsPath);
  }
}

const topOf = async ({ key, workspace }: Place): Promise<string> => await workTreeTop(workspace.fs, key);

/** The session a request lies in; the directory says so, whatever state it is in. */
async function sessionOf(place: Place, request: string): Promise<SessionId | undefined> {
  const { fs } = place.workspace;
  for (const { id, path } of place.snapshot().sessions) {
    const stat = await fs.lstat(joinPath(path, approvalsFolder, request)).catch(() => undefined);
    if (stat?.kind === "directory") return id;
  }
  return undefined;
}
