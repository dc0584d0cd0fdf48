import { delimiter, join } from "node:path";
import type { SessionView } from "../../core/sessions/model/session.ts";

/** What tools in a session's terminal find out about it. */
export function sessionVariables({ id, path }: Pick<SessionView, "id" | "path">): Readonly<Record<string, string>> {
  return { WORKFLOW_SESSION: id, WORKFLOW_SESSION_DIR: path };
}

/** Where the extension keeps the launchers of `wfs`. */
export function wfsDirectory(extensionPath: string): string {
  return join(extensionPath, "media", "bin");
}

/** Puts a directory first on the search path of an environment, whatever the case of the variable's name (Windows: `Path`). */
export function prependToPath(environment: Record<string, string>, directory: string): void {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const former = environment[name] ?? "";
  environment[name] = former === "" ? directory : directory + delimiter + former;
}
