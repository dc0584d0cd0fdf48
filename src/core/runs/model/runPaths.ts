import { joinPath } from "../../files/paths.ts";

/** Directory of the claims below `.workflow`: one file per open run, named for its task. */
export const claimsName = ".runs";
/** Directory of the runs below a session's. */
export const runsName = "runs";
export const runRecordName = "run.json";

export function claimsDirectory(workflow: string): string {
  return joinPath(workflow, claimsName);
}

export function runDirectory(session: string, task: string): string {
  return joinPath(session, runsName, task);
}
