import type { ChangedFile } from "../../core/git/objects/changedFiles.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import type { Paint } from "../base/paint.ts";
import { alignRows, styled } from "./table.ts";

/** Added, removed, status, path as `shown` (workTreePath.ts); `-` for lines of binary files. */
export function fileRows(files: readonly ChangedFile[], paint: Paint, shown: (path: string) => string): string {
  return alignRows(
    files.map(({ path, status, added, removed }) => [
      styled(lines(added, "+"), paint.good),
      styled(lines(removed, "-"), paint.bad),
      { text: status },
      { text: visibleText(shown(path)) },
    ]),
  );
}

const lines = (value: number | null, sign: string): string => (value === null ? "-" : `${sign}${value}`);
