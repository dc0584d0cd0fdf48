import type { ActionDocument } from "../../../core/review/kinds/actionDocument.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import type { Translate } from "../../wording/translate.ts";
import type { KindAction } from "./kindPresentation.ts";
import { presentationOf } from "./kinds.ts";
import { plainName } from "./plainNames.ts";

/** What would move, in one sentence made of the action document alone. */
export function detailOf(action: KindAction<RequestKind>, t: Translate): string {
  return presentationOf(action.document.kind).detail(action, t);
}

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

function flat(name: string, value: Plain): readonly { readonly name: string; readonly value: string }[] {
  if (value === null) return [{ name, value: "–" }];
  if (typeof value !== "object") return [{ name, value: String(value) }];
  if (Array.isArray(value)) return [{ name, value: (value as readonly Plain[]).map(String).join("\n") }];
  return Object.entries(value).flatMap(([key, inner]) => flat(name === "" ? key : `${name}.${key}`, inner));
}

/** Every field of the document, by the name it has in the fingerprinted bytes. */
export function documentFields(document: ActionDocument): readonly { readonly name: string; readonly value: string }[] {
  return flat("", document);
}

/** What differs, in words: names of fields of an action document as `Gate.differing` gives them, the kind's own or those of all. */
export function fieldSentence(field: string, kind: RequestKind, t: Translate): string {
  const top = field.split(/[./]/u).filter((part) => part !== "")[0] ?? field;
  const own: Readonly<Partial<Record<string, string>>> = presentationOf<RequestKind>(kind).fields(t);
  const common: Readonly<Partial<Record<string, string>>> = {
    request: t("The request was changed."),
    request_digest: t("The request was changed."),
    policy: t("Your review settings have changed."),
    repository: t("The repository is another one."),
    deadline: t("Its deadline has passed."),
    session: t("The session was archived, or is another one."),
    decision: t("It was decided meanwhile."),
    withdrawn: t("It was withdrawn."),
  };
  return own[top] ?? common[top] ?? t("“{0}” is different now.", plainName(field));
}
