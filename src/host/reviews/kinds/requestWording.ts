import type { RequestState, RequestView } from "../../../core/review/requests/requests.ts";
import type { Translate } from "../../wording/translate.ts";
import { presentationOf } from "./kinds.ts";
import { plainName } from "./plainNames.ts";

type Titled = Pick<RequestView, "request" | "session">;

/** What is asked for, as a title: `Merge WFS-a into main`. */
export function requestTitle({ request, session }: Titled, t: Translate): string {
  const name = plainName(session);
  if (request === null) return t("Unreadable request of {0}", name);
  return presentationOf(request.kind).title(name, request, t);
}

/** The same as a sentence for a notification: `WFS-a asks to merge into main`. */
export function askingSentence({ request, session }: Titled, t: Translate): string {
  const name = plainName(session);
  if (request === null) return t("There is a request of {0} that cannot be read.", name);
  return presentationOf(request.kind).asking(name, request, t);
}

/** A state in a word or two, for the end of a row. */
export function stateName(state: RequestState, t: Translate): string {
  return {
    waiting: t("waits for you"),
    stale: t("stale"),
    merged: t("merged already"),
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
    unverified: t("cannot be verified here"),
    forged: t("forged"),
  }[state];
}

/** When it was asked, RFC 3339: as the request says, else as its name does. */
export function askedAt({ id, request }: Pick<RequestView, "id" | "request">): string {
  if (request !== null) return request.created;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/u.exec(id) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** When it was decided or carried out; empty as long as it is not. */
export function settledAt({ receipt, decision }: Pick<RequestView, "receipt" | "decision">): string {
  return receipt?.finished ?? decision?.decided ?? "";
}
