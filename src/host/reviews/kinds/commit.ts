import { branchMove, moveFields, sizeOf, undoingMove } from "./branchMove.ts";
import { detailList, type KindPresentation } from "./kindPresentation.ts";
import { plainName } from "./plainNames.ts";

/** A session's work as one commit on the branch it is checked out on. */
export const commit: KindPresentation<"commit"> = {
  ask: {
    about: "sessions in work",
    takesCurrent: true,
    choice: (t) => t("Request Commit of Session"),
    title: (session, t) => t("Request Commit: {0}", session),
    async say({ summary }, _session, questions, t) {
      const prompt = t("What does this work do, as one commit? Only to save your work, take a checkpoint instead.");
      return { summary: summary ?? (await questions.summary(prompt, "")) };
    },
  },
  icon: { name: "git-commit" },
  entersBranch: true,
  title: (name, _request, t) => t("Commit the work of {0}", name),
  asking: (name, _request, t) => t("{0} asks to commit its work.", name),
  detail: ({ document, files }, t) => branchMove(document, `${t("one commit")}, ${sizeOf(files, t)}`, t),
  fields: (t) => ({
    ...moveFields(t),
    left_out: t("Other files would be left out."),
  }),
  isImpossible: () => false,
  origin: ({ author }, t) => [t("Author of the commit: {0}", plainName(author))],
  programs: ({ programs }) => programs,
  cautions: () => [],
  undoing: undoingMove,
  lists: ({ left_out }, t) => detailList(t("No checkpoint can hold them, stay uncommitted"), "warning", left_out),
};
