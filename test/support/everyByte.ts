import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Everything below a directory, git's own included: kind, content and time of change of each file, and the time of each directory's list of names. */
export function everyByte(directory: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = (path: string): void => {
    const stat = lstatSync(join(directory, path), { bigint: true });
    const times = `${stat.mode} ${stat.mtimeNs}`;
    if (stat.isDirectory()) {
      found[`${path}/`] = times;
      for (const name of readdirSync(join(directory, path)).toSorted()) walk(path === "" ? name : `${path}/${name}`);
    } else if (stat.isSymbolicLink()) found[path] = `${times} ${readlinkSync(join(directory, path))}`;
    else found[path] = stat.isFile() ? `${times} ${readFileSync(join(directory, path)).toString("base64")}` : times;
  };
  walk("");
  return found;
}
