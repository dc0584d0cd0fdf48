import { plural } from "../../core/base/plural.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import type { FoundList, FoundWork } from "../../core/found/model/foundWork.ts";
import type { Paint } from "../base/paint.ts";
import { formatAge } from "./age.ts";
import { alignRows, type Cell, styled } from "./table.ts";

/** One row for each piece of work, then how many more there are. */
export function foundText({ found, more, against }: FoundList, paint: Paint, now: number): string {
  if (found.length === 0) return "Nothing is in progress besides the sessions.\n";
  const measured = against === null ? "" : `Measured against ${visibleText(against)}.`;
  const left = more === 0 ? "" : `${plural(more, "older piece")} of work ${more === 1 ? "is" : "are"} not listed.`;
  const below = [measured, left].filter((line) => line !== "").join(" ");
  return `${alignRows(found.map((work) => cells(work, paint, now)))}${below === "" ? "" : `${paint.dim(below)}\n`}`;
}

const number = (value: number | null): string => (value === null ? "?" : String(value));

/** Branch, or the directory of a worktree on none as the tree of the extension names it; kind, product, ahead and behind, files, uncommitted, age, and where it is or what is wrong. */
function cells(work: FoundWork, paint: Paint, now: number): readonly Cell[] {
  const { kind, branch, head, tool, ahead, behind, files, squashed, path, problem, last } = work;
  const directory = kind === "worktree" ? path?.slice(path.lastIndexOf("/") + 1) : undefined;
  const name = branch ?? directory ?? (head === null ? "no commit" : head.slice(0, 8));
  return [
    styled(visibleText(name), paint.bold),
    { text: kind },
    styled(tool ?? "", paint.dim),
    squashed === true
      ? styled("merged", paint.good)
      : { text: kind === "changes" ? "" : `+${number(ahead)} -${number(behind)}` },
    { text: kind === "changes" ? "" : files === null ? "? files" : plural(files, "file") },
    styled(uncommitted(work), paint.warn),
    { text: formatAge(last, now) },
    { text: visibleText(String(problem ?? path ?? "")) },
  ];
}

function uncommitted({ kind, dirty, not_looked_at }: FoundWork): string {
  if (kind === "branch") return "";
  const unseen = not_looked_at === null || not_looked_at === 0 ? "" : `${not_looked_at} not looked at`;
  return [dirty === 0 ? "" : `${number(dirty)} uncommitted`, unseen].filter((part) => part !== "").join(", ");
}
