import { formatTime } from "../../../core/base/time.ts";
import type { BroughtHistory } from "../../../core/review/proposal/broughtHistory.ts";
import type { Snapshot } from "../../../messages/review.ts";
import { commitCount } from "../../wording/counts.ts";
import { shortened } from "../../wording/shortened.ts";
import type { Wording } from "../../wording/wording.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";

/** Characters of a name or subject in a row. */
const longest = 500;

/** Seconds of the last year that is written with four digits. */
const latest = 253_402_300_799;

const known = new WeakMap<BroughtHistory, Snapshot["lists"]>();

/** What a merge commit brings in addition to the files: its commits in the words of their makers, and the files only they have. */
export function historyLists(history: BroughtHistory | null, wording: Wording): Snapshot["lists"] {
  if (history === null) return [];
  const lists = known.get(history) ?? listsFrom(history, wording);
  known.set(history, lists);
  return lists;
}

function listsFrom(history: BroughtHistory, { t }: Wording): Snapshot["lists"] {
  const commits = commitLines(history);
  const passing = history.passing.map(({ path, sensitive }) =>
    sensitive === null ? path : `${path}: ${sensitive.in(t)}`,
  );
  return [
    {
      title: t("History that becomes part of the branch ({0})", commitCount(commits.length, t)),
      severity: "info" as const,
      items: commits,
    },
    {
      title: t("Files only earlier commits have; they are in the history for good ({0})", passing.length),
      severity: "warning" as const,
      items: passing,
    },
  ].filter(({ items }) => items.length > 0);
}

/** A commit a line, in the words of its maker. */
export function commitLines({ commits }: Pick<BroughtHistory, "commits">): string[] {
  return commits.map(({ id, author, time, subject }) => {
    const made = time >= 0 && time <= latest ? formatTime(time * 1000) : String(time);
    return `${shortObjectId(id)} ${made} ${shortened(author, longest)}: ${shortened(subject, longest)}`;
  });
}
