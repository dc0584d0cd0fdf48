import type { Failure } from "../model/failure.ts";
import { element } from "./dom.ts";
import { icon } from "./icons.ts";
import { button } from "./toolkit.ts";
import { t } from "./wording.ts";

/**
 * What could not be loaded and what to do, with a button to try it again.
 * @param key names the button, so that the focus stays on it when it is drawn anew
 */
export function failureNotice({ message, hint }: Failure, key: string, again: () => void): HTMLElement {
  return element(
    "div",
    { class: "notice", attrs: { role: "alert" } },
    icon("error"),
    element("p", { class: "foreign" }, message),
    element("p", { class: "quiet foreign" }, hint),
    button({ look: "secondary", key, press: again }, t("Try again")),
  );
}
