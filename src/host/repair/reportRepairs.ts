import type { Text } from "../../core/base/text.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";

/** One repair of something that a code and a path name. */
export interface Repaired {
  readonly problem: { readonly code: string; readonly path: string };
  readonly done: boolean;
  /** What was done, or why not. */
  readonly message: Text;
}

/** Says what repairs did, with the log beside it. */
export function reportRepairs({ runner, log }: Host, results: readonly Repaired[]): void {
  for (const { problem, done, message } of results) {
    log[done ? "info" : "warn"](`${problem.code} ${problem.path}: ${String(message)}`);
  }
  const failed = results.filter(({ done }) => !done);
  const [first] = failed.length > 0 ? failed : results;
  const summary =
    failed.length === 0
      ? t("Repaired {0} of {0}.", results.length)
      : t("Repaired {0} of {1}.", results.length - failed.length, results.length);
  const text = first === undefined ? summary : `${summary} ${first.message.in(t)}`;
  const details = t("Show Log");
  const show = failed.length === 0 ? showInformation : showWarning;
  void runner.attempt(async () => {
    if ((await show(text, details)) === details) log.show();
  });
}
