import { relative, resolve, sep } from "node:path";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { joinPath } from "../../core/files/paths.ts";

import { temporaryName } from "../../core/sessions/model/sessionNames.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/** The directory of a session; of the temporary workspace when there is none. */
export async function sessionDirectory({ sessions }: Workspace, meant: SessionId | undefined): Promise<string> {
  return meant === undefined ? joinPath(sessions.directory, temporaryName) : (await sessions.get(meant)).path;
}

/**
 * The path of an artifact as its record holds it: relative to the session's directory, from where it leads up for a file of the repository.
 * `given` is looked for from where the person stands, then below the session's. Links are resolved first, so none leads out.
 * @throws WorkflowError `not-found`, or `unsafe-path` for anything but a file in the repository
 */
export async function artifactPath(workspace: Workspace, session: string, given: string): Promise<string> {
  const { fs, root, start } = workspace;
  const found =
    (await fs.realPath(slashed(resolve(start, given)))) ?? (await fs.realPath(slashed(resolve(session, given))));
  if (found === undefined) {
    throw new WorkflowError(
      "not-found",
      say`There is no file “${given}”.`,
      say`Write the artifact first, then name it.`,
    );
  }
  if (!isBelow(root, found) || isBelow(joinPath(root, ".git"), found)) {
    throw new WorkflowError(
      "unsafe-path",
      say`“${given}” is not in ${root}.`,
      say`Copy the artifact into the session's directory, then name the copy.`,
    );
  }
  if ((await fs.lstat(found))?.kind !== "file") {
    throw new WorkflowError("unsafe-path", say`“${given}” is not a file.`, say`Name the files one by one.`);
  }
  return isBelow(session, found)
    ? slashed(relative(session, found))
    : `${slashed(relative(session, root))}/${slashed(relative(root, found))}`;
}

const slashed = (path: string): string => path.replaceAll(sep, "/");
const isBelow = (directory: string, path: string): boolean => path.startsWith(`${directory}/`);
