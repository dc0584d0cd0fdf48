import { homedir } from "node:os";
import { FileError } from "../core/base/errors.ts";
import type { FileSystem } from "../core/base/ports.ts";
import { joinPath } from "../core/files/paths.ts";

const name = "workflow-sessions";

/** Where the reviewer's own things are on this machine, outside every workspace; `undefined`: the system names no such directory. */
export function reviewerDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string | undefined {
  const slashed = (path: string): string => (platform === "win32" ? path.replaceAll("\\", "/") : path);
  const absolute = (path: string | undefined): path is string =>
    path !== undefined && (platform === "win32" ? /^[A-Za-z]:[\\/]/u.test(path) : path.startsWith("/"));
  if (platform === "win32" && absolute(env["APPDATA"])) return joinPath(slashed(env["APPDATA"]), name);
  const config = env["XDG_CONFIG_HOME"];
  if (platform !== "win32" && absolute(config)) return joinPath(config, name);
  if (!absolute(home)) return undefined;
  if (platform === "win32") return joinPath(slashed(home), "AppData", "Roaming", name);
  return platform === "darwin"
    ? joinPath(home, "Library", "Application Support", name)
    : joinPath(home, ".config", name);
}

/** Below that directory where claims are (claimsOf.ts). */
export function claimsIn(reviewer: string): string {
  return joinPath(reviewer, "claims");
}

/**
 * Whether anything was ever decided by this user on this machine: on most that agents work on, nothing was. A process that may not read there (a
 * sandboxed agent) knows nothing of it.
 */
export async function hasClaims(fs: Pick<FileSystem, "names">): Promise<boolean> {
  const reviewer = reviewerDirectory();
  try {
    return reviewer !== undefined && (await fs.names(claimsIn(reviewer))) !== undefined;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
