import { element } from "./dom.ts";
import { fullTime, relativeTime } from "./wording.ts";

/** How far the extension's clock is ahead of the page's, in milliseconds. */
let ahead = 0;

export function setClock(now: number): void {
  ahead = now - Date.now();
}

/** Milliseconds since 1970 by the extension's clock. */
export function clockNow(): number {
  return Date.now() + ahead;
}

/** How long ago something was; the exact time on hover. What is not a time is shown as it stands. */
export function age(time: string): HTMLElement {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return element("time", {}, time);
  const made = element("time", { attrs: { title: fullTime(time) } }, relativeTime(then, clockNow()));
  made.dataset["moment"] = String(then);
  return made;
}

/** Brings the ages below `root` up to date. */
export function refreshAges(root: ParentNode): void {
  for (const made of root.querySelectorAll<HTMLElement>("time[data-moment]")) {
    const words = relativeTime(Number(made.dataset["moment"]), clockNow());
    if (made.textContent !== words) made.textContent = words;
  }
}
