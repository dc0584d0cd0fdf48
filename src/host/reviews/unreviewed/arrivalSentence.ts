import { shortName } from "../../../core/git/repository/refName.ts";
import type { ArrivalRecord } from "../../../core/unreviewed/arrivalRecord.ts";
import type { Translate } from "../../wording/translate.ts";
import { plainName } from "../kinds/plainNames.ts";

/** One sentence for work that has come to branches around the gate. */
export function arrivalSentence(records: readonly Pick<ArrivalRecord, "session" | "ref">[], t: Translate): string {
  const sessions = [...new Set(records.map(({ session }) => session))];
  const branches = [...new Set(records.map(({ ref }) => plainName(shortName(ref))))].join(", ");
  const [only = ""] = sessions;
  return sessions.length === 1
    ? t("{0} was merged into {1} without a review.", plainName(only), branches)
    : t("The work of {0} forks was merged into {1} without a review.", sessions.length, branches);
}
