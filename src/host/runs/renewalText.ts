import { visibleText } from "../../core/base/visibleText.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import { firstFew } from "../wording/firstFew.ts";
import { shortened } from "../wording/shortened.ts";
import type { Translate } from "../wording/translate.ts";

/** What a new beginning of a run takes away, as it was looked up before the question. */
export interface Renewal {
  readonly act: "reset" | "retry";
  readonly run: Pick<RunView, "task" | "record">;
  /** Paths that git ignores in its worktree, which nothing keeps; `undefined`: nobody could look. */
  readonly ignored: readonly string[] | undefined;
  /** What waits for a review of its work. */
  readonly waiting: readonly string[];
}

/** Lines named of each kind, and characters of each. */
const [named, longest] = [8, 100];

const lines = (names: readonly string[], t: Translate): readonly string[] =>
  firstFew(names, named, (name) => visibleText(shortened(name, longest)), t).map((line) => `  ${line}`);

/** The question before a run begins again: what is kept, and what goes. */
export function renewalQuestion(
  { act, run, ignored, waiting }: Renewal,
  t: Translate,
): { readonly message: string; readonly detail: string; readonly button: string } {
  const { task, record } = run;
  const keeps = t("Its commits and its changed and new files are kept in a pinned checkpoint first.");
  const does =
    act === "reset"
      ? t("Its branch and its worktree go back to the base; attempt {0} goes on.", record.attempt)
      : t("Attempt {0} begins in a fresh worktree of the same base.", record.attempt + 1);
  const attempt = act === "retry" ? [t("What this attempt has left stays with the session.")] : [];
  const goes =
    ignored === undefined
      ? [t("Ignored files of the worktree could not be looked at; they are deleted, and nothing keeps them.")]
      : ignored.length === 0
        ? [t("Its scratch files are deleted.")]
        : [t("Its scratch files are deleted, and these ignored files, which nothing keeps:"), ...lines(ignored, t)];
  const stale = waiting.length === 0 ? [] : [t("Requests that become stale:"), ...lines(waiting, t)];
  return {
    message: act === "reset" ? t("Reset the run {0}?", visibleText(task)) : t("Retry the run {0}?", visibleText(task)),
    detail: [keeps, does, ...attempt, "", ...goes, ...stale].join("\n"),
    button: act === "reset" ? t("Reset") : t("Retry"),
  };
}
