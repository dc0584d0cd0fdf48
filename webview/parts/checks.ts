import type { ClaimedCheck, FileRow, RequiredCheckRow, Snapshot } from "../../src/messages/review.ts";
import { age } from "../base/clock.ts";
import { element, spinner, textNodes, type Child } from "../base/dom.ts";
import { checkWords, claimWords, placeOfClaim } from "../base/checkWords.ts";
import { icon } from "../base/icons.ts";
import type { PageActions } from "../base/pageActions.ts";
import { button, turnOff } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";

/** Files named beside the checks; the list of files marks all of them. */
const namedFiles = 12;

/**
 * The checks that the person requires, which their own window runs, apart from those that somebody claims; nothing where there is neither.
 *
 * @param busy what is being asked of the extension
 */
export function checkSections(
  { required, checks, checksLeft = 0, checksUnread = 0, files }: Snapshot,
  busy: ReadonlySet<string>,
  actions: PageActions,
  folded: Map<string, boolean>,
): readonly Child[] {
  const changed = files.filter((file) => file.checks !== null);
  const mark = changedMark(changed);
  return [
    required !== null &&
      element(
        "section",
        { class: "checkGroup", attrs: { "aria-label": t("Required checks") } },
        element("h2", {}, t("Required checks")),
        element("p", { class: "quiet" }, required.on),
        element(
          "ul",
          { class: "checks" },
          required.rows.map((row, at) => requiredRow(row, mark, `output ${at} ${row.name}`, folded)),
        ),
        checkButtons(required.can, busy, actions),
        changedFiles(changed, actions),
      ),
    checks.length + checksUnread > 0 &&
      element(
        "section",
        { class: "checkGroup", attrs: { "aria-label": t("Claimed checks") } },
        element("h2", {}, t("Claimed checks")),
        element("p", { class: "quiet" }, t("Whoever ran them says so: these are no checks of yours.")),
        element(
          "ul",
          { class: "checks" },
          checks.map((row) => claimedRow(row, mark)),
        ),
        checksLeft > 0 && element("p", { class: "quiet" }, t("… and {0} more, not shown", checksLeft)),
        checksUnread > 0 && element("p", { class: "quiet" }, t("Runs whose claims cannot be read: {0}", checksUnread)),
        required === null && changedFiles(changed, actions),
      ),
  ];
}

function requiredRow(
  row: RequiredCheckRow,
  mark: string | undefined,
  key: string,
  folded: Map<string, boolean>,
): HTMLElement {
  const { words, tone, icon: picture } = checkWords(row.state);
  return element(
    "li",
    { class: `check ${row.state}` },
    element(
      "div",
      { class: "checkLine" },
      row.state === "running" ? spinner(words) : icon(picture),
      element("b", { class: "foreign" }, row.name),
      element("span", { class: `chip ${tone}` }, words),
      row.state === "passed" && mark !== undefined && testMark(mark),
      row.says !== "" && element("span", { class: "foreign" }, row.says),
      row.at !== null && element("span", { class: "quiet" }, age(row.at)),
    ),
    row.command !== "" && element("code", { class: "command foreign" }, textNodes(row.command, "\n")),
    row.output !== "" && output(row, key, folded),
  );
}

function output({ output: text, name }: RequiredCheckRow, key: string, folded: Map<string, boolean>): HTMLElement {
  const made = element(
    "details",
    { class: "output" },
    element("summary", { key, attrs: { "aria-label": t("Output of {0}", name) } }, t("Output")),
    element(
      "pre",
      { class: "foreign", attrs: { tabindex: 0, "aria-label": t("Output of {0}", name) } },
      textNodes(text, "\n\t"),
    ),
  );
  made.open = folded.get(key) ?? false;
  made.addEventListener("toggle", () => folded.set(key, made.open));
  return made;
}

function checkButtons(
  can: NonNullable<Snapshot["required"]>["can"],
  busy: ReadonlySet<string>,
  actions: PageActions,
): HTMLElement {
  const run = button({ look: "secondary", key: "run checks", press: () => actions.check("run") }, t("Run Checks"));
  if (busy.has("check run")) turnOff(run, t("A question is open."));
  return element(
    "div",
    { class: "buttons" },
    can.run && run,
    can.cancel && button({ look: "secondary", key: "run checks", press: () => actions.check("cancel") }, t("Cancel")),
  );
}

/** Never a tick, which is for what the person's own window ran. */
function claimedRow({ name, status, by, on, task, command }: ClaimedCheck, mark: string | undefined): HTMLElement {
  return element(
    "li",
    { class: "check claimed" },
    element(
      "div",
      { class: "checkLine" },
      icon(status === "failed" ? "warning" : "comment"),
      element("b", { class: "foreign" }, name),
      element("span", { class: "quiet foreign" }, by === null ? t("claimed:") : t("claimed by {0}:", by)),
      element("span", {}, claimWords(status)),
      status === "passed" && mark !== undefined && testMark(mark),
      element("span", { class: "quiet" }, placeOfClaim(on)),
      task !== "" && element("span", { class: "quiet foreign" }, task),
    ),
    command !== null && element("code", { class: "command foreign" }, textNodes(command, "\n")),
  );
}

/** What stands beside a tick where the proposal changes what the tick rests on. */
function changedMark(changed: readonly FileRow[]): string | undefined {
  if (changed.length === 0) return undefined;
  const tests = changed.filter(({ checks }) => checks === "test").length;
  if (tests === 0) return t("changes how checks run");
  return tests === 1 ? t("1 test file changed") : t("{0} test files changed", tests);
}

function testMark(words: string): HTMLElement {
  return element("span", { class: "chip warning" }, icon("warning"), words);
}

function changedFiles(changed: readonly FileRow[], actions: PageActions): Child {
  if (changed.length === 0) return undefined;
  const group = (kind: FileRow["checks"], title: string): Child => {
    const files = changed.filter(({ checks }) => checks === kind);
    if (files.length === 0) return undefined;
    const rest = files.length - namedFiles;
    return element(
      "div",
      { class: "changedTests" },
      element("p", {}, title),
      element(
        "ul",
        {},
        files
          .slice(0, namedFiles)
          .map(({ path }) =>
            element(
              "li",
              {},
              button(
                { look: "secondary", class: "place foreign", key: `checks ${path}`, press: () => actions.select(path) },
                path,
              ),
            ),
          ),
        rest > 0 && element("li", { class: "quiet" }, t("{0} more", rest)),
      ),
    );
  };
  return element(
    "div",
    {},
    group("test", t("The proposal changes tests that are run:")),
    group("setup", t("It changes files that say how checks run:")),
  );
}
