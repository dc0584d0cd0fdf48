import { obstacleTitle } from "../../wording/obstacleWording.ts";
import type { Wording } from "../../wording/wording.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import { type DetailList, detailList } from "../kinds/kindPresentation.ts";
import { presentationOf } from "../kinds/kinds.ts";
import { historyLists } from "./historyLists.ts";
import type { PreparedAction } from "../../../core/review/gate.ts";
import type { Translate } from "../../wording/translate.ts";
import type { ReviewFacts } from "./reviewFacts.ts";

/** Lists beside the files, whole: what would be lost, what overlaps, what would run, what stays out, what differed, what history comes along. */
export function detailLists(facts: ReviewFacts, wording: Wording): readonly DetailList[] {
  return [...actionLists(facts, wording), ...historyLists(facts.prepared?.history ?? null, wording)];
}

/** Submodules of which only the number of the commit moves: their files are a person's to bring along. */
export function stayingSubmodules({
  files,
  obstacles,
}: Pick<PreparedAction, "files" | "obstacles">): readonly string[] {
  const inTheWay = new Set(obstacles.flatMap(({ paths }) => paths));
  return files
    .filter(({ path, oldMode, newMode }) => oldMode === "160000" && newMode === "160000" && !inTheWay.has(path))
    .map(({ path }) => path);
}

function stayingTitle(prepared: PreparedAction, t: Translate): string {
  const count = stayingSubmodules(prepared).length;
  return t("Submodules whose files stay as they are until “git submodule update” ({0})", count);
}

function actionLists({ view, prepared }: ReviewFacts, { t }: Wording): readonly DetailList[] {
  const differed = detailList(t("Different at the last look"), "error", view.receipt?.differing ?? []);
  if (prepared === undefined) return differed;
  const { document, obstacles } = prepared;
  const kind = presentationOf<RequestKind>(document.kind);
  return [
    ...differed,
    ...obstacles.flatMap((obstacle) => detailList(obstacleTitle(obstacle, t), "error", obstacle.paths)),
    ...(kind.entersBranch && kind.isElsewhere !== true
      ? detailList(stayingTitle(prepared, t), "info", stayingSubmodules(prepared))
      : []),
    ...detailList(t("Programs that would run"), "warning", kind.programs(document)),
    ...kind.lists(document, t),
  ];
}
