import type { ObjectId } from "../../core/git/repository/objectId.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/** Whose work a comparison shows, and which side of it the file is on. */
interface TreeFileSubject {
  readonly session: SessionId;
  readonly side: "old" | "new";
}

/** A file as a tree or commit of a workspace's repository holds it. */
export interface TreeFile {
  readonly workspace: string;
  readonly tree: ObjectId;
  readonly path: string;
  readonly about?: TreeFileSubject;
}

/** The query of the address of such a file; the path of the address is only what editors show. */
export function treeQuery({ workspace, tree, path, about }: TreeFile): string {
  return JSON.stringify([workspace, tree, path, ...(about === undefined ? [] : [about.session, about.side])]);
}
