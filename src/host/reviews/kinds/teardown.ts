import { commitCount, fileCount } from "../../wording/counts.ts";
import { detailList, type KindPresentation } from "./kindPresentation.ts";
import { plainName, shortRef } from "./plainNames.ts";

/** A fork's end: its branch and its worktree are deleted. */
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
  asking: (name, _request, t) => t("{0} asks to be removed, with its branch and worktree.", name),
  detail({ document }, t) {
    const { branch, worktree, lost } = document;
    const deleted =
      worktree === null
        ? t("The branch {0} is deleted", shortRef(branch))
        : t("The branch {0} and the worktree {1} are deleted", shortRef(branch), plainName(worktree));
    const commits = lost.commit_count === 0 ? "" : commitCount(lost.commit_count, t);
    const paths = lost.uncommitted.length === 0 ? "" : fileCount(lost.uncommitted.length, t);
    const parts = [commits, paths].filter((part) => part !== "");
    const gone = [lost.submodules, lost.repositories, lost.unkept].flat().length;
    const ignored = lost.ignored.length;
    if (parts.length + gone + ignored === 0) return t("{0}; nothing of it would be lost.", deleted);
    return [
      parts.length === 0 ? `${deleted}.` : t("{0}; nothing else holds {1}.", deleted, parts.join(t(" and "))),
      ...(gone === 0 ? [] : [t("Not kept anywhere, gone for good: {0} paths.", gone)]),
      ...(ignored === 0 ? [] : [t("Ignored files are not kept, they are gone for good: {0} paths.", ignored)]),
    ].join(" ");
  },
  fields: (t) => ({
    branch: t("The branch is another one."),
    head: t("The branch has moved."),
    worktree: t("The worktree is another one."),
    tree: t("The files have changed."),
    programs: t("The repository's configuration has changed."),
    lost: t("Something else would be lost now."),
  }),
  isImpossible: () => false,
  origin: () => [],
  programs: ({ programs }) => programs,
  cautions: () => [],
  undoing: (t) => t("A removed fork does not come back by itself."),
  lists: ({ lost, branch, worktree }, t) => [
    ...detailList(t("Will be deleted"), "info", [shortRef(branch), ...(worktree === null ? [] : [worktree])]),
    ...detailList(t("{0} on no other branch", commitCount(lost.commit_count, t)), "warning", lost.commits),
    ...detailList(t("Uncommitted paths ({0})", lost.uncommitted.length), "warning", lost.uncommitted),
    ...detailList(t("Submodules with commits that were never pushed"), "warning", lost.submodules),
    ...detailList(t("In progress in its worktree"), "warning", lost.operations),
    ...detailList(t("Repositories inside its worktree"), "warning", lost.repositories),
    ...detailList(t("Not kept, gone for good"), "error", lost.unkept),
    ...detailList(t("Ignored by git: not kept, gone for good"), "warning", lost.ignored),
  ],
};
