import { age, clockNow, refreshAges } from "../base/clock.ts";
import { claimWords } from "../base/checkWords.ts";
import { element, fill, type Child } from "../base/dom.ts";
import { keepFocus } from "../base/focus.ts";
import { icon } from "../base/icons.ts";
import { countdown } from "../model/deadline.ts";
import type { PageActions } from "../base/pageActions.ts";
import type { Snapshot } from "../../src/messages/review.ts";
import { stateWords } from "../base/stateWords.ts";
import type { Store } from "../base/store.ts";
import { button } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";

/** What is asked, what would move, who asks, and what has become of it. */
export function header(store: Store, actions: PageActions): HTMLElement {
  const [top, facts, banner] = [element("div", { class: "top" }), element("div", { class: "facts" }), element("div")];
  const clock = element("span", { class: "clock", attrs: { role: "timer", "aria-live": "off" } });
  const root = element("header", { class: "header" }, top, facts, banner);
  const tick = (): void => {
    const { snapshot } = store.state;
    if (snapshot !== undefined) fill(clock, deadlineWords(snapshot, clockNow()));
    refreshAges(document);
  };
  setInterval(tick, 1000);
  store.onDraw(({ snapshot }, before) => {
    if (snapshot === undefined || snapshot === before?.snapshot) return;
    keepFocus(root, () => {
      const { words, tone, icon: picture } = stateWords(snapshot.state);
      fill(
        top,
        element("h1", { class: "foreign" }, snapshot.headline),
        element("span", { class: `chip ${tone}` }, icon(picture), words),
        clock,
      );
      fill(facts, factsOf(snapshot, actions));
      fill(
        banner,
        snapshot.banner.map((line) => element("p", { class: "foreign" }, line)),
      );
      banner.className = snapshot.banner.length === 0 ? "" : `banner ${tone}`;
      if (snapshot.banner.length > 0) banner.prepend(icon(picture));
    });
    tick();
  });
  return root;
}

function deadlineWords({ request, state }: Snapshot, now: number): string {
  const end = request.deadline === null ? Number.NaN : Date.parse(request.deadline);
  if (Number.isNaN(end) || !["waiting", "stale", "conflict", "overlap", "blocked"].includes(state)) return "";
  const { days, clock } = countdown(end - now);
  if (end <= now) return t("The deadline has passed");
  return days > 0 ? t("{0} d {1} left", days, clock) : t("{0} left", clock);
}

function factsOf(snapshot: Snapshot, actions: PageActions): readonly HTMLElement[] {
  const { request, fingerprint } = snapshot;
  return [
    element("p", { class: "detail foreign" }, placeOf(snapshot), snapshot.detail),
    ...(request.requestedBy === ""
      ? []
      : [fact(t("asked by"), " ", foreign(request.requestedBy), " ", age(request.created))]),
    ...(request.session === ""
      ? []
      : [
          fact(
            t("session"),
            " ",
            foreign(request.session),
            request.forkOf === null ? [] : [" ", t("fork of"), " ", foreign(request.forkOf)],
          ),
        ]),
    ...(request.replaces === null ? [] : [fact(t("asks again for"), " ", foreign(request.replaces))]),
    ...(request.lane === null ? [] : [fact(t("lane, as the request says:"), " ", foreign(request.lane))]),
    ...requiredFacts(snapshot.required),
    ...claimFacts(snapshot.checks),
    ...(fingerprint === null ? [] : [fingerprintFact(fingerprint, actions)]),
  ];
}

/** Where work without a request is: in few words for the eye, whole in the hover and for a screen reader. */
function placeOf({ looking, detail }: Snapshot): readonly (HTMLElement | string)[] {
  const place = looking?.place ?? null;
  if (place === null) return [];
  const { short, path } = place;
  const shown =
    short === path
      ? [element("span", { class: "directory" }, path)]
      : [
          element("span", { class: "directory", attrs: { title: path, "aria-hidden": "true" } }, short),
          element("span", { class: "spoken" }, path),
        ];
  return detail === "" ? shown : [...shown, " · "];
}

/** More claims than these are counted here and listed in the overview. */
const namedClaims = 3;

/** Characters of a name that a claim makes; whole it stands in the overview. */
const longestName = 40;

function shortName(name: string): string {
  const characters = Array.from(name.slice(0, 4 * longestName));
  return characters.length <= longestName ? name : `${characters.slice(0, longestName - 1).join("")}…`;
}

function requiredFacts(required: Snapshot["required"]): readonly HTMLElement[] {
  if (required === null) return [];
  const { rows } = required;
  const passed = rows.filter(({ state }) => state === "passed").length;
  const failed = rows.some(({ state }) => state === "failed" || state === "unreadable");
  const look = passed === rows.length ? "check" : failed ? "error" : "circle";
  const words =
    rows.length === 1
      ? t("{0} of 1 required check passed", passed)
      : t("{0} of {1} required checks passed", passed, rows.length);
  return [fact(icon(look), " ", words)];
}

function claimIcon(claims: Snapshot["checks"]): SVGSVGElement {
  return icon(claims.some(({ status }) => status === "failed") ? "warning" : "comment");
}

/** What somebody says of checks of their own, which has no tick. */
function claimFacts(checks: Snapshot["checks"]): readonly HTMLElement[] {
  if (checks.length > namedClaims) {
    const passed = checks.filter(({ status }) => status === "passed").length;
    return [fact(claimIcon(checks), " ", t("claimed: {0} of {1} checks passed", passed, checks.length))];
  }
  return checks.map((check) =>
    fact(
      claimIcon([check]),
      " ",
      check.by === null ? t("claimed:") : t("claimed by {0}:", shortName(check.by)),
      " ",
      foreign(shortName(check.name)),
      " ",
      claimWords(check.status),
    ),
  );
}

function fingerprintFact(fingerprint: string, actions: PageActions): HTMLElement {
  const short = fingerprint.length > 16 ? `${fingerprint.slice(0, 8)}…${fingerprint.slice(-6)}` : fingerprint;
  const code = element("code", { attrs: { title: fingerprint } }, short);
  const copy = button(
    { look: "icon", label: t("Copy the whole fingerprint"), key: "copy", press: () => actions.open("copyFingerprint") },
    icon("copy"),
  );
  return element("span", { class: "fact fingerprint" }, t("fingerprint"), " ", code, copy);
}

function fact(...children: readonly Child[]): HTMLElement {
  return element("span", { class: "fact" }, children);
}

function foreign(text: string): HTMLElement {
  return element("b", { class: "foreign" }, text);
}
