import type { ComparedFork, ComparedPair, ForkComparison } from "../../core/forks/compareForks.ts";
import type { RecordedChecks } from "../../core/forks/model/checks.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { fileCount } from "../wording/counts.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import type { Wording } from "../wording/wording.ts";

/** Rows of the table of files; beyond that the page says how many more. */
const shownFiles = 500;

/** What else the page is made of than the comparison. */
export interface ComparisonInput {
  readonly comparison: ForkComparison;
  /** What each fork is for, by id. */
  readonly projects: ReadonlyMap<SessionId, string>;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = []] = rows;
  return [line(head), line(head.map(() => "---")), ...rows.slice(1).map(line)];
}

function checksText({ passed, failed, skipped, unreadable }: RecordedChecks, { t }: Wording): string {
  const parts = [
    failed.length === 0 ? "" : `✘ ${t("{0} failed", failed.length)}`,
    passed === 0 ? "" : `✔ ${t("{0} passed", passed)}`,
    skipped === 0 ? "" : t("{0} skipped", skipped),
    unreadable.length === 0 ? "" : t("{0} unreadable", unreadable.length),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "–" : parts.join(", ");
}

function lines({ added, removed }: Pick<ComparedFork, "added" | "removed">): string {
  return `+${added} −${removed}`;
}

function conflictText(conflicts: readonly string[], { t }: Wording): string {
  return conflicts.length === 0 ? t("none") : `⚠ ${fileCount(conflicts.length, t)}`;
}

/** One column per fork. */
function summary({ comparison: { forks }, projects }: ComparisonInput, wording: Wording): readonly string[] {
  const { t } = wording;
  const row = (name: string, cell: (fork: ComparedFork) => string): readonly string[] => [name, ...forks.map(cell)];
  return table([
    row("", ({ id }) => `**${escapeMarkdown(id)}**`),
    row(t("For"), ({ id }) => escapeMarkdown(projects.get(id) ?? "")),
    row(t("Files"), ({ files }) => String(files.length)),
    row(t("Lines"), lines),
    row(t("Uncommitted paths"), ({ uncommitted }) => warned(uncommitted, wording)),
    ...(forks.every(({ not_looked_at }) => not_looked_at === 0)
      ? []
      : [
          row(t("Not looked at, their filter is the repository's own"), ({ not_looked_at }) =>
            warned(not_looked_at, wording),
          ),
        ]),
    row(t("Conflicts with the baseline"), ({ conflicts, merged }) =>
      merged ? `✔ ${t("merged")}` : conflictText(conflicts, wording),
    ),
    row(t("Checks"), ({ checks }) => checksText(checks, wording)),
  ]);
}

function warned(count: number, { t }: Wording): string {
  return count === 0 ? t("none") : `⚠ ${count}`;
}

function pairLines(pairs: readonly ComparedPair[], wording: Wording): readonly string[] {
  const { t } = wording;
  const rows = pairs.map(({ forks: [one, other], overlap, conflicts }) => [
    `${escapeMarkdown(one)} · ${escapeMarkdown(other)}`,
    overlap.length === 0 ? t("none") : fileCount(overlap.length, t),
    conflictText(conflicts, wording),
  ]);
  return table([[t("Forks"), t("Files both change"), t("Conflicts")], ...rows]);
}

/** Who touches what: one row per file, `+12 −3` where a fork changes it; nothing when no fork changes one. */
function fileTable({ forks }: ForkComparison, { t }: Wording): readonly string[] {
  const paths = [...new Set(forks.flatMap(({ files }) => files.map(({ path }) => path)))].toSorted();
  if (paths.length === 0) return [];
  const byFork = forks.map(({ files }) => new Map(files.map((file) => [file.path, file])));
  const rows = paths.slice(0, shownFiles).map((path) => {
    const cells = byFork.map((files) => {
      const file = files.get(path);
      if (file === undefined) return "";
      return file.added === null || file.removed === null ? t("binary") : `+${file.added} −${file.removed}`;
    });
    return [escapeMarkdown(path), ...cells];
  });
  const rest = paths.length - rows.length;
  return [
    ...table([[t("File"), ...forks.map(({ id }) => escapeMarkdown(id))], ...rows]),
    ...(rest > 0 ? ["", t("{0} more files", rest)] : []),
  ];
}

function conflictLists({ forks, pairs }: ForkComparison, { t }: Wording): readonly string[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ...forks.map(({ id, conflicts }) => [t("{0} with the baseline", escapeMarkdown(id)), conflicts] as const),
    ...pairs.map(
      ({ forks: [one, other], conflicts }) =>
        [t("{0} with {1}", escapeMarkdown(one), escapeMarkdown(other)), conflicts] as const,
    ),
  ];
  return lists.flatMap(([title, paths]) =>
    paths.length === 0 ? [] : ["", `**${title}**`, "", ...paths.map((path) => `- ${escapeMarkdown(path)}`)],
  );
}

function failedChecks(forks: readonly ComparedFork[]): readonly string[] {
  return forks.flatMap(({ id, checks: { failed } }) =>
    failed.map((check) => `- ${escapeMarkdown(id)}: ✘ ${escapeMarkdown(check)}`),
  );
}

function section(title: string, content: readonly string[]): readonly string[] {
  return content.length === 0 ? [] : ["", `## ${title}`, "", ...content];
}

/** Forks side by side as a Markdown page; every foreign part is escaped. */
export function comparisonPage(input: ComparisonInput, wording: Wording): string {
  const { t } = wording;
  const { comparison } = input;
  return [
    `# ${t("Compare Forks")}`,
    "",
    ...summary(input, wording),
    ...section(t("Together"), pairLines(comparison.pairs, wording)),
    ...section(t("Conflicting files"), conflictLists(comparison, wording)),
    ...section(t("Failed checks"), failedChecks(comparison.forks)),
    ...section(t("Files"), fileTable(comparison, wording)),
    "",
  ].join("\n");
}
