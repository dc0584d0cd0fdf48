import type { ApprovalState, ApprovalView } from "../../../core/review/requests/approvals.ts";
import { visibleText } from "../../../core/base/visibleText.ts";
import { shortened } from "../../wording/shortened.ts";
import type { Translate } from "../../wording/translate.ts";

/** Characters of one foreign name inside a sentence. */
const nameLength = 200;

/** Foreign text as a part of a sentence on one line. */
export function plainName(text: string): string {
  return visibleText(shortened(text, nameLength));
}

/** `refs/heads/main` → `main`; other refs stay as they are. */
export function shortRef(ref: string): string {
  return plainName(ref.replace(/^refs\/heads\//u, ""));
}

type Titled = Pick<ApprovalView, "request" | "session">;

/** What is asked for, as a title: `Merge WFS-a into main`. */
export function requestTitle({ request, session }: Titled, t: Translate): string {
  const name = plainName(session);
  if (request === null) return t("Unreadable request of {0}", name);
  if (request.kind === "merge") return t("Merge {0} into {1}", name, shortRef(request.into));
  return request.kind === "commit" ? t("Commit the work of {0}", name) : t("Remove {0}", name);
}

/** The same as a sentence for a notification: `WFS-a asks to merge into main`. */
export function askingSentence({ request, session }: Titled, t: Translate): string {
  const name = plainName(session);
  if (request === null) return t("There is a request of {0} that cannot be read.", name);
  if (request.kind === "merge") return t("{0} asks to merge into {1}.", name, shortRef(request.into));
  return request.kind === "commit"
    ? t("{0} asks to commit its work.", name)
    : t("{0} asks to be removed, with its branch and worktree.", name);
}

/** A state in a word or two, for the end of a row. */
export function stateName(state: ApprovalState, t: Translate): string {
  return {
    waiting: t("waits for you"),
    stale: t("stale"),
    expired: t("expired"),
    deciding: t("being executed"),
    executed: t("granted"),
    undone: t("undone"),
    refused: t("refused by the gate"),
    failed: t("failed"),
    indeterminate: t("outcome unknown"),
    denied: t("denied"),
    changes: t("changes asked for"),
    withdrawn: t("withdrawn"),
    invalid: t("unreadable"),
    forged: t("forged"),
  }[state];
}

/** When it was asked, RFC 3339: as the request says, else as its name does. */
export function askedAt({ id, request }: Pick<ApprovalView, "id" | "request">): string {
  if (request !== null) return request.created;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/u.exec(id) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** When it was settled; empty as long as it is not. */
export function settledAt({ receipt, decision }: Pick<ApprovalView, "receipt" | "decision">): string {
  return receipt?.finished ?? decision?.decided ?? "";
}
