import type { Snapshot } from "../../../messages/review.ts";
import type { Wording } from "../../wording/wording.ts";

/** Says of how many notes of a session a page shows none. */
export function notesLeftOut(session: string | undefined, left: number, { t }: Pick<Wording, "t">): Snapshot["lists"] {
  if (session === undefined || left === 0) return [];
  const items = [t("“wfs annotate list --session {0}” shows them.", session)];
  return [{ title: t("Comments that are too many to be shown ({0})", left), severity: "info", items }];
}
