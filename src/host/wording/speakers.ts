import type { Speaker } from "../../core/annotations/annotation.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { shortened } from "./shortened.ts";
import type { Translate } from "./translate.ts";

/** Who says something, fit for one line: only what is signed is a person's, and everything else says so. */
export function speakerName({ kind, name, voice }: Speaker, longest: number, t: Translate): string {
  const shown = visibleText(shortened(name, longest));
  if (kind === "agent" || voice === "person") return shown;
  return voice === "unsigned" ? t("{0} (unsigned)", shown) : t("claims to be {0}", shown);
}
