import type { RequiredCheck } from "../../../core/review/checks/requiredCheck.ts";
import { firstFew } from "../../wording/firstFew.ts";
import { shortened } from "../../wording/shortened.ts";
import type { Translate } from "../../wording/translate.ts";
import { plainName } from "../kinds/plainNames.ts";
import type { RunEnd } from "./checkRuns.ts";

const namedChecks = 6;

/** Before code of a proposal runs in this window for the first time; the first button, which Enter presses, runs nothing. */
export function runQuestion(
  title: string,
  checks: readonly RequiredCheck[],
  t: Translate,
): { readonly message: string; readonly detail: string; readonly buttons: readonly [back: string, run: string] } {
  const commands = firstFew(
    checks,
    namedChecks,
    ({ name, command }) => `${plainName(name)}: ${plainName(shortened(command))}`,
    t,
  );
  return {
    message: t("Run the required checks of “{0}”?", title),
    detail: [
      ...commands,
      "",
      t(
        "They run code of the proposal as you, outside of any sandbox: with your files, your network and your programs. Look at what it changes first if you do not trust it.",
      ),
      t("This window asks once."),
    ].join("\n"),
    buttons: [t("Not Now"), t("Run Checks")],
  };
}

/** What came of a run. */
export function runEndText(title: string, { passed, failed, others }: RunEnd, t: Translate): string {
  const all = passed + failed + others;
  if (passed === all) return t("All required checks of “{0}” have passed.", title);
  return t("{0} of {1} required checks of “{2}” have passed.", passed, all, title);
}
