import type { FinishedRun } from "../../core/runs/finishRun.ts";
import { plural } from "../../core/base/plural.ts";
import { transcriptLine } from "./runText.ts";

/** How a run has ended, as its transcript says it: what was verified, and by whom; what is kept; and what comes next. */
export function finishedText(finished: FinishedRun): string {
  const { result, checks, left, wholePatch, base, head } = finished;
  const verdicts = checks.map(({ name, status, exit }) =>
    transcriptLine("verify", `${name} (claimed) ${dots(name)} ${status === "passed" ? "PASS" : `FAIL (${exit})`}`),
  );
  const files = left === null ? "" : transcriptLine("verify", leftText(left));
  const summary = result.persist.working_summary ? "summary saved" : "no summary given";
  const patch = wholePatch
    ? base === head
      ? transcriptLine("persist", "nothing is committed since the base: the patch is empty")
      : ""
    : transcriptLine("persist", "the patch is longer than 50 MiB: its statistics are kept instead");
  return [
    ...verdicts,
    files,
    transcriptLine("verify", policyText(finished)),
    patch,
    transcriptLine("persist", `${summary}, durable memory skipped, approval reset`),
    `Next: ${nextStep(finished)}\n`,
  ].join("");
}

/** What whoever has finished it does next. */
function nextStep({ run: { task, place }, checks, waiting, base, head }: FinishedRun): string {
  const exec = `wfs run exec ${task} -- …`;
  const failed = checks.filter(({ status }) => status !== "passed");
  if (failed.length > 0) return `mend what fails (${exec}), then finish it again`;
  if (base === head) return `commit the work on the run's branch (${exec}), then finish it again`;
  const [asked] = waiting;
  return asked === undefined ? `wfs request merge --session ${place.id} -m "…"` : `wfs approvals show ${asked.id}`;
}

/** As the longest name of one line wants them. */
const dots = (name: string): string => ".".repeat(Math.max(3, 40 - name.length));

function leftText({ count, paths, elsewhere }: NonNullable<FinishedRun["left"]>): string {
  const more = count > paths.length ? ", …" : "";
  const files = count === 0 ? [] : [`${plural(count, "path")} not committed (${paths.join(", ")}${more})`];
  const commits = elsewhere === null ? [] : [`${plural(elsewhere.commits, "commit")} that are not on the branch`];
  return `stays in the worktree, no part of the patch: ${[...files, ...commits].join("; ")}`;
}

/** Which checks a person requires is known to their window alone, which runs them; here it is only known what was asked. */
function policyText({ waiting }: FinishedRun): string {
  const asked =
    waiting.length === 0
      ? "nothing is requested yet"
      : `requested: ${waiting.map(({ request, id, state }) => `${request?.kind ?? "request"} ${id} (${state})`).join(", ")}`;
  return `policy check: ${asked}; a person looks at it, and their window runs what they require ... HOLD`;
}
