import type { ChangedFile } from "../core/git/objects/changedFiles.ts";
import type { ChangedFileJson } from "./schemas/base/changedFile.ts";

export function changedFileJson({ path, status, oldMode, newMode, added, removed }: ChangedFile): ChangedFileJson {
  return { path, status, old_mode: oldMode, new_mode: newMode, added, removed };
}
