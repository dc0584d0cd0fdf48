import type { ActionOf } from "../../../core/review/kinds/actionDocument.ts";
import { branchMove, moveFields, sizeOf, undoingMove } from "./branchMove.ts";
import { detailList, type KindPresentation } from "./kindPresentation.ts";
import { plainName, shortRef } from "./plainNames.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";

/** Where no commit could be made, the document names the fork's own. */
function isImpossible({ result, source }: ActionOf<"merge">): boolean {
  return result === source.commit;
}

/** A fork's work for a branch. */
export const merge: KindPresentation<"merge"> = {
  ask: {
    about: "forks",
    takesCurrent: true,
    choice: (t) => t("Request Merge of Fork"),
    title: (session, t) => t("Request Merge: {0}", session),
    async say(given, { record }, questions, t) {
      const into = given.into ?? (await questions.branch(t("Into which branch?")));
      const prompt = t("What does it do? The first line becomes the subject of the commit on {0}.", shortRef(into));
      return { into, summary: given.summary ?? (await questions.summary(prompt, record.project ?? "")) };
    },
  },
  icon: { name: "git-merge" },
  entersBranch: true,
  title: (name, { into }, t) => t("Merge {0} into {1}", name, shortRef(into)),
  asking: (name, { into }, t) => t("{0} asks to merge into {1}.", name, shortRef(into)),
  detail({ document, files }, t) {
    const how = document.strategy === "squash" ? t("squash") : t("merge commit");
    const size = `${how}, ${sizeOf(files, t)}`;
    if (!isImpossible(document)) return branchMove(document, size, t);
    const { session, target } = document;
    return t("{0} cannot be merged into {1} as it is ({2})", plainName(session), shortRef(target.ref), size);
  },
  fields: (t) => ({
    ...moveFields(t),
    source: t("The fork has moved."),
    conversions: t("Git would write the files in another way."),
  }),
  update: {
    field: "target.from",
    said: ({ target: { ref, from } }, t) =>
      t(
        "Updated: {0} moved to {1}. What would be merged is the same, file by file.",
        shortRef(ref),
        shortObjectId(from),
      ),
  },
  isImpossible,
  origin: ({ source, author }, t) => [
    t("Source: {0} at {1}", plainName(source.ref), shortObjectId(source.commit)),
    t("Author of the commit: {0}", plainName(author)),
  ],
  programs: ({ programs }) => programs,
  cautions: ({ conversions }, t) =>
    conversions.length === 0 ? [] : [t("Written otherwise than shown, by git's attributes: {0}", conversions.length)],
  undoing: undoingMove,
  lists: ({ conversions }, t) =>
    detailList(t("Written otherwise than shown, by git's attributes"), "warning", conversions),
};
