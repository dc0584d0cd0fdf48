import { commitCount, fileCount } from "../../wording/counts.ts";
import { stayingText } from "../../../core/forks/removal/removedFork.ts";
import type { TeardownDocument } from "../../../core/review/kinds/teardown/teardownDocument.ts";
import type { Translate } from "../../wording/translate.ts";
import { detailList, type KindPresentation } from "./kindPresentation.ts";
import { plainName, shortRef } from "./plainNames.ts";

/** What goes, without its full stop. */
function deletedPart({ session, branch, worktree, stays }: TeardownDocument, t: Translate): string {
  if (stays !== undefined)
    return worktree === null
      ? t("{0} ends as a session", session)
      : t("{0} ends as a session, and the worktree {1} is deleted", session, plainName(worktree));
  return worktree === null
    ? t("The branch {0} is deleted", shortRef(branch))
    : t("The branch {0} and the worktree {1} are deleted", shortRef(branch), plainName(worktree));
}

/** What was there before the fork. */
function stayingSentence({ branch, stays }: TeardownDocument, t: Translate): readonly string[] {
  if (stays === undefined) return [];
  const worktree_left = stays.worktree === null ? null : plainName(stays.worktree);
  const text = stayingText({ branch: shortRef(branch), branch_kept: "adopted", worktree_left });
  return text === undefined ? [] : [text.in(t)];
}

/** A fork's end: its branch and its worktree are deleted, as far as they are its own. */
export const teardown: KindPresentation<"teardown"> = {
  ask: {
    about: "forks",
    takesCurrent: false,
    choice: (t) => t("Request Removal of Fork"),
    title: (session, t) => t("Request Removal: {0}", session),
    async say({ summary }, _session, questions, t) {
      const prompt = t("Why can it go? The review lists what would be lost.");
      return { summary: summary ?? (await questions.summary(prompt, "")) };
    },
  },
  icon: { name: "trash" },
  entersBranch: false,
  title: (name, _request, t) => t("Remove {0}", name),
  asking: (name, _request, t) => t("{0} asks to be removed.", name),
  detail({ document }, t) {
    const { lost } = document;
    const deleted = deletedPart(document, t);
    const commits = lost.commit_count === 0 ? "" : commitCount(lost.commit_count, t);
    const paths = lost.uncommitted.length === 0 ? "" : fileCount(lost.uncommitted.length, t);
    const parts = [commits, paths].filter((part) => part !== "");
    const gone = [lost.submodules, lost.repositories, lost.unkept].flat().length;
    const ignored = lost.ignored.length;
    const staying = stayingSentence(document, t);
    if (parts.length + gone + ignored === 0)
      return [t("{0}; nothing of it would be lost.", deleted), ...staying].join(" ");
    return [
      parts.length === 0 ? `${deleted}.` : t("{0}; nothing else holds {1}.", deleted, parts.join(t(" and "))),
      ...(gone === 0 ? [] : [t("Not kept anywhere, gone for good: {0} paths.", gone)]),
      ...(ignored === 0 ? [] : [t("Ignored files are not kept, they are gone for good: {0} paths.", ignored)]),
      ...staying,
    ].join(" ");
  },
  fields: (t) => ({
    branch: t("The branch is another one."),
    head: t("The branch has moved."),
    worktree: t("The worktree is another one."),
    stays: t("Something else would stay now."),
    tree: t("The files have changed."),
    programs: t("The repository's configuration has changed."),
    lost: t("Something else would be lost now."),
  }),
  isImpossible: () => false,
  origin: () => [],
  programs: ({ programs }) => programs,
  cautions: () => [],
  undoing: (t) => t("A removed fork does not come back by itself."),
  lists: ({ lost, branch, worktree, stays }, t) => [
    ...detailList(t("Will be deleted"), "info", [
      ...(stays === undefined ? [shortRef(branch)] : []),
      ...(worktree === null ? [] : [worktree]),
    ]),
    ...detailList(
      t("Stays"),
      "info",
      stays === undefined ? [] : [shortRef(branch), ...(stays.worktree === null ? [] : [stays.worktree])],
    ),
    ...detailList(t("{0} on no other branch", commitCount(lost.commit_count, t)), "warning", lost.commits),
    ...detailList(t("Uncommitted paths ({0})", lost.uncommitted.length), "warning", lost.uncommitted),
    ...detailList(t("Submodules with commits that were never pushed"), "warning", lost.submodules),
    ...detailList(t("In progress in its worktree"), "warning", lost.operations),
    ...detailList(t("Repositories inside its worktree"), "warning", lost.repositories),
    ...detailList(t("Not kept, gone for good"), "error", lost.unkept),
    ...detailList(t("Ignored by git: not kept, gone for good"), "warning", lost.ignored),
  ],
};
