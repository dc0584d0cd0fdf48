import { visibleText } from "../../core/base/visibleText.ts";
import type { FoundKind, FoundList, FoundWork } from "../../core/found/model/foundWork.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { shortAge, spokenAge } from "../wording/ages.ts";
import { commitCount, fileCount, uncommittedCount } from "../wording/counts.ts";
import { countText } from "../wording/english.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import type { Translate } from "../wording/translate.ts";
import type { Wording } from "../wording/wording.ts";
import type { RowIcon, TreeRow } from "./treeRow.ts";

/** Work in progress around the sessions that belongs to none of them. */
export function foundRow(workspace: string, list: FoundList, wording: Wording, hasSessions: boolean): TreeRow {
  const { t, language } = wording;
  const { found, more, against } = list;
  const count = countText(found.length + more, language);
  return {
    id: `${workspace}/found`,
    label: t("Found"),
    description: count,
    tooltip: () =>
      [
        t("Worktrees, branches and changes that belong to no session. Looking at them writes nothing."),
        ...(against === null ? [] : [t("Measured against {0}.", escapeMarkdown(against))]),
      ].join("\n\n"),
    spoken:
      found.length + more === 1
        ? t("Found: 1 piece of work that belongs to no session")
        : t("Found: {0} pieces of work that belong to no session", count),
    contextValue: contextValues.found,
    expand: hasSessions ? "collapsed" : "expanded",
    target: { workspace },
    children: () =>
      Promise.resolve([
        ...found.map((work) => workRow(workspace, work, wording)),
        ...(more > 0 ? [moreRow(workspace, more, wording)] : []),
      ]),
    below: JSON.stringify([found, more]),
  };
}

function moreRow(workspace: string, more: number, { t, language }: Wording): TreeRow {
  const label = t("{0} more are not listed", countText(more, language));
  return {
    id: `${workspace}/found/more`,
    label,
    description: t("the newest come first"),
    spoken: label,
    icon: { name: "info" },
    contextValue: contextValues.note,
    expand: "never",
    target: { workspace },
  };
}

/** What a person calls it: the branch, else the directory or the commit. */
export function foundName({ kind, branch, path, head }: FoundWork, t: Translate): string {
  if (kind === "changes") return t("Uncommitted changes");
  return visibleText(branch ?? path?.slice(path.lastIndexOf("/") + 1) ?? head?.slice(0, 8) ?? "");
}

const icons: Readonly<Record<FoundKind, RowIcon>> = {
  worktree: { name: "repo-clone" },
  branch: { name: "git-branch" },
  changes: { name: "diff-modified" },
};

const contexts = {
  worktree: contextValues.foundWorktree,
  branch: contextValues.foundBranch,
  changes: contextValues.foundChanges,
} as const;

function workRow(workspace: string, work: FoundWork, wording: Wording): TreeRow {
  const { t } = wording;
  const { kind, path, branch, ref, head, last, problem } = work;
  const label = foundName(work, t);
  const parts = standing(work, t);
  const shown = [...parts, shortAge(last, wording), visibleText(work.tool ?? "")].filter((part) => part !== "");
  const kinds: Readonly<Record<FoundKind, string>> = {
    worktree: t("Worktree"),
    branch: t("Branch"),
    changes: t("In this checkout"),
  };
  return {
    id: `${workspace}/found/${kind}/${branch ?? path ?? ""}`,
    label,
    description: shown.join(" · "),
    tooltip: () => tooltip(work, wording),
    spoken: [
      t("{0}: {1}", kinds[kind], label),
      ...parts,
      t("last activity {0}", spokenAge(last, wording)),
      visibleText(work.tool ?? ""),
      problem === null ? "" : visibleText(problem.in(t)),
    ]
      .filter((part) => part !== "")
      .join(", "),
    icon: icons[kind],
    contextValue: branch === null && kind === "worktree" ? contextValues.foundDetached : contexts[kind],
    expand: "never",
    command: commands.reviewChanges,
    target: { workspace, found: { kind, path, branch, ref, head } },
  };
}

/** Commits and files, what is not committed; what is not known yet is left out. */
function standing(
  { kind, ahead, behind, files, squashed, dirty, not_looked_at }: FoundWork,
  t: Translate,
): readonly string[] {
  const left = [
    dirty === null || dirty === 0 ? "" : kind === "changes" ? fileCount(dirty, t) : t("{0} uncommitted", dirty),
    not_looked_at === null || not_looked_at === 0 ? "" : t("{0} not looked at", fileCount(not_looked_at, t)),
  ];
  const parted =
    squashed === true
      ? [t("merged")]
      : [
          ahead === null || ahead === 0 ? "" : t("+{0} ahead", ahead),
          behind === null || behind === 0 ? "" : t("{0} behind", behind),
          files === null || files === 0 ? "" : fileCount(files, t),
        ];
  return [...parted, ...left].filter((part) => part !== "");
}

function tooltip(work: FoundWork, { t }: Wording): string {
  const { kind, path, branch, tool, ahead, files, dirty, problem } = work;
  const facts: readonly (readonly [string, string])[] = [
    [t("Branch"), branch === null ? (kind === "worktree" ? t("none: HEAD is detached") : "") : escapeMarkdown(branch)],
    [t("Worktree"), kind === "worktree" && path !== null ? escapeMarkdown(path) : ""],
    [t("Made by"), tool === null ? "" : escapeMarkdown(tool)],
    [t("Commits"), ahead === null ? "" : commitCount(ahead, t)],
    [t("Files"), files === null ? "" : fileCount(files, t)],
    [t("Uncommitted paths"), dirty === null ? "" : uncommittedCount(dirty, t)],
  ];
  return [
    `**${escapeMarkdown(foundName(work, t))}**`,
    "",
    ...facts.filter(([, value]) => value !== "").map(([name, value]) => `- ${name}: ${value}`),
    ...(problem === null ? [] : ["", `⚠ ${escapeMarkdown(problem.in(t))}`]),
  ].join("\n");
}
