import { visibleText } from "../../core/base/visibleText.ts";

/** The path of a file; of a renamed one both: `src/old.ts → src/new.ts`. */
export function renameWords({ path, oldPath }: { readonly path: string; readonly oldPath: string | null }): string {
  return oldPath === null ? visibleText(path) : `${visibleText(oldPath)} → ${visibleText(path)}`;
}
