import { branchMove, sizeOf } from "./branchMove.ts";
import { detailList, type KindPresentation } from "./kindPresentation.ts";
import { plainName } from "./plainNames.ts";

/** A session's work as one commit on the branch it is checked out on. */
export const commit: KindPresentation<"commit"> = {
  icon: { name: "git-commit" },
  entersBranch: true,
  title: (name, _request, t) => t("Commit the work of {0}", name),
  asking: (name, _request, t) => t("{0} asks to commit its work.", name),
  detail: ({ document, files }, t) => branchMove(document, `${t("one commit")}, ${sizeOf(files, t)}`, t),
  isImpossible: () => false,
  origin: ({ author }, t) => [t("Author of the commit: {0}", plainName(author))],
  cautions: () => [],
  lists: ({ left_out }, t) => detailList(t("Too large, stay uncommitted"), "warning", left_out),
};
