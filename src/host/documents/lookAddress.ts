import * as z from "zod/mini";
import type { LayerName, LookTarget } from "../../core/review/looking/lookedProposal.ts";
import { isRefName } from "../../core/git/repository/refName.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import { leadsDown, parseQuery } from "./addressQuery.ts";

/** A page on which work is looked at without a request. */
export interface LookPage {
  /** `WorkflowWorkspace.key`. */
  readonly workspace: string;
  readonly target: LookTarget;
}

/** One side of a file of a layer, as the vault holds it. */
export interface LookFile extends LookPage {
  readonly layer: LayerName;
  readonly side: "from" | "to";
  /** Relative to the top of the work tree. */
  readonly path: string;
}

const kind = z.enum(["worktree", "branch", "fork", "changes"]);
const pageSchema = z.tuple([z.string(), kind, z.string()]);
const fileSchema = z.tuple([
  z.string(),
  kind,
  z.string(),
  z.enum(["committed", "uncommitted"]),
  z.enum(["from", "to"]),
  z.string(),
]);

/** What a page is found again by after a reload: the same for the same work. */
export function lookPageId({ workspace, target }: LookPage): string {
  return JSON.stringify([workspace, target.kind, nameOf(target)]);
}

/** Anybody can make such an id, so each part is looked at; `undefined`: it is not one of ours. */
export function parseLookPageId(id: string): LookPage | undefined {
  const parsed = parseQuery(pageSchema, id);
  return parsed === undefined ? undefined : pageOf(...parsed);
}

/** The query of the address of a side of a file; the path of the address is only what editors show. */
export function lookQuery({ workspace, target, layer, side, path }: LookFile): string {
  return JSON.stringify([workspace, target.kind, nameOf(target), layer, side, path]);
}

/** As `parseLookPageId`. */
export function parseLookQuery(query: string): LookFile | undefined {
  const parsed = parseQuery(fileSchema, query);
  if (parsed === undefined) return undefined;
  const [workspace, of, name, layer, side, path] = parsed;
  const page = pageOf(workspace, of, name);
  return page === undefined || !leadsDown(path) ? undefined : { ...page, layer, side, path };
}

function nameOf(target: LookTarget): string {
  switch (target.kind) {
    case "worktree":
      return target.path;
    case "branch":
      return target.branch;
    case "fork":
      return target.session;
    case "changes":
      return "";
    default:
      return target satisfies never;
  }
}

function pageOf(workspace: string, of: LookTarget["kind"], name: string): LookPage | undefined {
  const target = targetOf(of, name);
  return target === undefined ? undefined : { workspace, target };
}

/** `name`: a path, the full name of a branch, the id of a session, or nothing. */
function targetOf(of: LookTarget["kind"], name: string): LookTarget | undefined {
  switch (of) {
    case "worktree":
      return name === "" ? undefined : { kind: of, path: name };
    case "branch":
      return isRefName(name) ? { kind: of, branch: name } : undefined;
    case "fork": {
      const session = parseSessionId(name);
      return session === undefined ? undefined : { kind: of, session };
    }
    case "changes":
      return { kind: of };
    default:
      return of satisfies never;
  }
}
