import { relative } from "node:path";
import { plural } from "../../core/base/plural.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import type { TouchedFiles } from "../../core/runs/programInRun.ts";
import type { RenewedRun } from "../../core/runs/resetRun.ts";
import type { TornDown } from "../../core/runs/teardownRun.ts";
import type { RunDetails } from "../../core/runs/detailsOfRun.ts";
import { shortBase, type RunView } from "../../core/runs/viewRun.ts";
import type { Waiting } from "../../core/runs/queueRun.ts";
import { formatAge } from "./age.ts";
import { ignoredText } from "./forkText.ts";
import type { Paint } from "../base/paint.ts";
import { alignRows, type Cell, styled } from "./table.ts";

/** One line of a run's transcript. */
export const transcriptLine = (part: string, text: string): string => `[${part}] ${visibleText(text)}\n`;

/** How a run begins: who it is for, and what it was given. `here`: where whoever reads stands. */
export function beginningText(view: RunView, here: string): string {
  const { place, record, scope } = view;
  const routed = `scope=${scope} lane=${record.lane} session=${place.id}`;
  if (view.state === "queued") return transcriptLine("router", `${routed} queued`);
  return transcriptLine("router", routed) + capsuleText(view, here);
}

/** What it was given. */
export function capsuleText({ record, worktree }: RunView, here: string): string {
  const { base, attempt, enforcement } = record;
  const path = worktree === null ? "none" : relative(here, worktree) || ".";
  return transcriptLine(
    "capsule",
    `worktree=${path} base=${shortBase(base)} attempt=${attempt} enforcement=${enforcement}`,
  );
}

/** Files named in one line. */
const mostNamed = 20;

/** What a program has changed; empty where there is nothing to say. */
export function touchedText(touched: TouchedFiles, wasAsked: boolean): string {
  if (touched === undefined) return wasAsked ? "[agent] touched files: not looked at, it takes too long here" : "";
  if (touched.length === 0) return "";
  const more = touched.length > mostNamed ? ` and ${touched.length - mostNamed} more` : "";
  return `[agent] touched files: ${touched.slice(0, mostNamed).join(", ")}${more}`;
}

/** Where the work of before is, and how it comes back; empty where there was none. */
export function keptText(
  { place, task }: Pick<RunView, "place" | "task">,
  { checkpoint, ignored }: Pick<RenewedRun, "checkpoint" | "ignored">,
): string {
  const gone = ignoredText(ignored);
  const lines = [
    ...(checkpoint === null
      ? []
      : [`${task} is kept as checkpoint ${checkpoint} of ${place.id}, pinned; ${bringsBack(place.id, checkpoint)}`]),
    ...(gone === "" ? [] : [gone]),
  ];
  return lines.map((line) => transcriptLine("persist", line)).join("");
}

const bringsBack = (session: string, checkpoint: number): string =>
  `“wfs fork create NAME --session ${session} --from ${checkpoint}” brings it back`;

export const staleText = (requests: readonly string[]): string =>
  requests.length === 0
    ? ""
    : transcriptLine("verify", `${plural(requests.length, "request")} about it: stale now (${requests.join(", ")})`);

/** What became of a run that is taken away. */
export function tornDownText({
  task,
  session,
  outcome,
  checkpoint,
  request,
  unheld,
  stale,
  removed,
  worktree,
}: TornDown): string {
  if (outcome === "already") return `${visibleText(task)} was torn down already.\n`;
  if (outcome === "requested") {
    const named = unheld.slice(0, mostNamed).map(visibleText).join(", ");
    return `Nothing was removed: no checkpoint holds ${named}. A person is asked: ${String(request)}\n`;
  }
  const left = removed?.worktree_left ?? worktree;
  const lines = [
    `Tore ${visibleText(task)} down${removed === null ? "" : `; ${session} is archived`}`,
    ...(checkpoint === null
      ? []
      : [`Its work is kept as checkpoint ${checkpoint}, pinned; ${bringsBack(session, checkpoint)}`]),
    ...[ignoredText(removed?.lost.ignored ?? [])].filter((line) => line !== ""),
    ...(stale.length === 0 ? [] : [`Stale now: ${stale.map((id) => `request ${id}`).join(", ")}`]),
    ...(left === null ? [] : [`The worktree ${visibleText(left)} and its branch stay`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** The transcript of a run as far as it has come. */
export function runText(view: RunView, details: RunDetails, here: string): string {
  const { checks, programs, interrupted, task } = view;
  const files = touchedText(details.touched, false);
  const running = programs.map(({ command, tool }) => transcriptLine("agent", `running: ${command ?? tool}`)).join("");
  const checked = checks
    .map(({ name, status, by }) => {
      const whose = by === undefined ? "claimed" : `claimed by ${by}`;
      return transcriptLine("verify", `${name} (${whose}) ... ${statusWords[status]}`);
    })
    .join("");
  const cutOff =
    interrupted === null
      ? ""
      : transcriptLine("capsule", `a ${interrupted} was cut off; “wfs run ${interrupted} ${task}” carries it on`);
  return [
    beginningText(view, here),
    transcriptLine("router", `state=${view.state}${detailOfState(view)}`),
    promptText(view),
    setupText(view),
    cutOff,
    attemptsText(view, details),
    endedText(details),
    files === "" ? "" : `${visibleText(files)}\n`,
    running,
    checked,
    commitsText(view, details),
    artifactsText(view),
  ].join("");
}

/** What a state alone does not say. */
function detailOfState({ state, record }: RunView): string {
  if (state === "ready" && record.finished?.attempt === record.attempt) return ", reopened: finish it again";
  return state === "ready" && record.yielded === true ? ", its place in the queue is given back" : "";
}

/** Characters of a prompt that are shown; `--json` has all of it. */
const longestPrompt = 2000;

function promptText({ record: { prompt } }: RunView): string {
  if (prompt === null) return "";
  const shown = prompt.length > longestPrompt ? `${prompt.slice(0, longestPrompt)}…` : prompt;
  const [first = "", ...more] = shown.trim().split("\n");
  return transcriptLine("prompt", first) + more.map((line) => `         ${visibleText(line)}\n`).join("");
}

const setupText = ({ record: { setup, setup_failed } }: RunView): string =>
  setup_failed === undefined ? "" : transcriptLine("capsule", `setup failed (${setup_failed}): ${setup ?? ""}`);

/** What is kept of earlier attempts, and of what resets have put back. */
function attemptsText({ record: { kept }, task }: RunView, { left }: RunDetails): string {
  const files = left
    .toSorted((a, b) => a - b)
    .map((n) => transcriptLine("persist", `attempt ${n}: its files are in runs/${task}/attempts/${n}/`));
  const checkpoints = kept.map(({ attempt, checkpoint, why }) =>
    transcriptLine("persist", `attempt ${attempt}: checkpoint ${checkpoint} keeps what was there before the ${why}`),
  );
  return [...checkpoints, ...files].join("");
}

const endedText = ({ ended }: RunDetails): string => {
  const left = ended.length - mostNamed;
  const earlier = left > 0 ? transcriptLine("agent", `${plural(left, "program")} before`) : "";
  const lines = ended
    .slice(-mostNamed)
    .map(({ command, exit }) => transcriptLine("agent", `exit ${exit ?? "unknown"}: ${command}`));
  return earlier + lines.join("");
};

function commitsText({ record }: RunView, { head, commits }: RunDetails): string {
  if (head === null || commits === null) return "";
  const said = transcriptLine("persist", `${plural(commits, "commit")} since the base, head=${shortBase(head)}`);
  const { finished, attempt } = record;
  if (finished?.attempt !== attempt || finished.head === head) return said;
  const moved = `the branch moved since the finish (${shortBase(finished.head)}): finish it again`;
  return said + transcriptLine("verify", moved);
}

const artifactsText = ({ artifacts }: RunView): string =>
  Object.entries(artifacts)
    .map(([name, path]) => transcriptLine("persist", `${name}: ${path}`))
    .join("");

const statusWords = { passed: "PASS", failed: "FAIL", skipped: "SKIPPED" } as const;

/** The cells of one run in a list. */
export function runCells({ task, place, record, state }: RunView, paint: Paint): readonly Cell[] {
  const { lane, attempt, enforcement } = record;
  const kept = enforcement === "none" ? "not enforced" : `enforced by ${enforcement}`;
  const plain = [state, `lane ${lane}`, kept, `attempt ${attempt}`, place.id].map((text) => ({ text }));
  return [styled(visibleText(task), paint.bold), ...plain];
}

/** How a run that waits begins: which place in the queue it has, who has those it waits for, and what frees one. */
export function waitingText({ ticket, position, ...places }: Waiting, scope: string): string {
  const { lane, session, limit } = ticket;
  const bound = limit === undefined ? "" : ` of ${limit}`;
  const longer =
    position === 1 ? "" : `, and ${plural(position - 1, "run")} that ${position === 2 ? "waits" : "wait"} longer`;
  return (
    transcriptLine("router", `scope=${scope} lane=${lane} session=${session} queued at position ${position}`) +
    transcriptLine("router", `waits behind ${holdersText(places)} (${places.open}${bound} places)${longer}`) +
    transcriptLine("router", freesText)
  );
}

const freesText =
  "a place is free when a run is finished (wfs run finish) or torn down (wfs run teardown), or the command ends that it was queued with";

/** Who has the places, by name as far as that may be told. */
function holdersText({ holders, open }: Pick<Waiting, "holders" | "open">): string {
  const named = holders.slice(0, mostNamed);
  const more = open - named.length;
  if (named.length === 0) return plural(open, "run");
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What waits, one line each. */
export function queueText(waiting: readonly Waiting[], places: Pick<Waiting, "holders" | "open">, now: number): string {
  const { open } = places;
  const who = open === 0 ? "" : ` (${holdersText(places)})`;
  const frees = waiting.length === 0 ? "" : transcriptLine("router", freesText);
  return (
    `${plural(open, "place")} taken${who}, ${waiting.length} waiting\n` +
    frees +
    alignRows(
      waiting.map(({ ticket, position }) =>
        [String(position), visibleText(ticket.task), ticket.lane, ticket.session, formatAge(ticket.since, now)].map(
          (text) => ({ text }),
        ),
      ),
    )
  );
}
