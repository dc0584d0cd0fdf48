import { isTerminal, isUndoable } from "../../../core/review/requests/requestState.ts";
import type { RequestState, RequestView } from "../../../core/review/requests/requests.ts";
import { visibleText } from "../../../core/base/visibleText.ts";
import type { PullRequestState } from "../../../core/review/kinds/publish/pullRequestState.ts";
import { commands, contextValues } from "../../manifest/contributions.ts";
import type { ContextValue } from "../../manifest/contributions.ts";
import { warningIcon, type RowIcon, type TreeRow } from "../../rows/treeRow.ts";
import { kindIcon } from "../kinds/kinds.ts";
import { fullTime, shortAge, spokenAge } from "../../wording/ages.ts";
import { fileCount } from "../../wording/counts.ts";
import { escapeMarkdown } from "../../wording/markdown.ts";
import { shortened } from "../../wording/shortened.ts";
import type { Wording } from "../../wording/wording.ts";
import { askedAt, requestTitle, settledAt, stateName } from "../kinds/requestWording.ts";
import { deliveryName } from "../kinds/deliveryWording.ts";
import { pullRequestWords } from "../../wording/pullRequestWords.ts";
import { plainName } from "../kinds/plainNames.ts";

const stateIcons: Readonly<Partial<Record<RequestState, RowIcon>>> = {
  deciding: { name: "loading~spin" },
  executed: { name: "pass", color: "charts.green" },
  undone: { name: "discard" },
  denied: { name: "circle-slash" },
  changes: { name: "comment-discussion" },
  withdrawn: { name: "discard" },
};

/** What the rows are made with in addition to the requests themselves. */
export interface RowContext {
  /** `WorkflowWorkspace.key`. */
  readonly workspace: string;
  /** The person at this window: what they asked for can be withdrawn. */
  readonly reviewer: string;
  /** Number of files of a proposal, where it is known already. */
  readonly files: (view: RequestView) => number | undefined;
  /** All requests of the workspace. */
  readonly views: readonly RequestView[];
  /** Where the pull request of what was published stands, as far as that is known. */
  readonly pullRequest?: ((view: RequestView) => PullRequestState | undefined) | undefined;
}

function iconOf({ state, request }: RequestView): RowIcon {
  if (state === "waiting") return kindIcon(request);
  return stateIcons[state] ?? warningIcon;
}

function contextOf(view: RequestView, reviewer: string): ContextValue {
  const { state, request } = view;
  const own = request?.requested_by === reviewer;
  if (state === "waiting") return own ? contextValues.reviewWaitingOwn : contextValues.reviewWaiting;
  if (state === "stale" || state === "expired") return own ? contextValues.reviewStaleOwn : contextValues.reviewStale;
  if (isUndoable(view)) return contextValues.reviewExecuted;
  const isPublished = state === "executed" && view.receipt?.published !== undefined;
  return isPublished ? contextValues.reviewPublished : contextValues.reviewSettled;
}

/** `agent-1 · 4 files · 12 min`; where it does not simply wait, the state and why come first. */
function reviewDescription(view: RequestView, context: RowContext, wording: Wording): string {
  const { t } = wording;
  const { state, reasons, request } = view;
  const [reason] = reasons;
  const why = reason === undefined ? stateName(state, t) : t("{0}: {1}", stateName(state, t), plainName(reason.in(t)));
  const files = context.files(view);
  const parts =
    state === "waiting"
      ? [plainName(request?.requested_by ?? ""), files === undefined ? "" : fileCount(files, t)]
      : [...pullRequestPart(view, context, wording), deliveryName(view, context.views, t), why];
  const age = isTerminal(state) && settledAt(view) !== "" ? settledAt(view) : askedAt(view);
  return [...parts, shortAge(age, wording)].filter((part) => part !== "").join(" · ");
}

function pullRequestPart(view: RequestView, { pullRequest }: RowContext, { t }: Wording): readonly string[] {
  const state = pullRequest?.(view);
  return state === undefined ? [] : [pullRequestWords(state, t)];
}

function tooltip(view: RequestView, wording: Wording): string {
  const { t } = wording;
  const { request, decision, receipt, reasons, state } = view;
  const deadline = request?.deadline;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t("Asked by"), request?.requested_by],
    [t("Asked"), fullTime(askedAt(view), wording)],
    [t("Deadline"), deadline && fullTime(deadline, wording)],
    [t("Lane, as the request says"), request?.lane],
    [t("Asks again for"), request?.replaces],
    [t("Decided by"), decision?.reviewer],
    [t("Decided"), decision === null ? undefined : fullTime(decision.decided, wording)],
    [t("Outcome"), receipt?.message],
    [t("Id"), view.id],
  ];
  return [
    `**${escapeMarkdown(requestTitle(view, t))}** · ${stateName(state, t)}`,
    ...reasons.flatMap((reason) => ["", escapeMarkdown(shortened(reason.in(t)))]),
    ...(request === null ? [] : ["", escapeMarkdown(shortened(request.summary))]),
    "",
    "---",
    "",
    facts
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${escapeMarkdown(shortened(value))}`]))
      .join("\\\n"),
  ].join("\n");
}

/** A request in the reviews view; a click opens its review and decides nothing. */
export function reviewRow(view: RequestView, context: RowContext, wording: Wording): TreeRow {
  const { t } = wording;
  const title = requestTitle(view, t);
  const files = context.files(view);
  return {
    id: `${context.workspace}/review/${view.id}`,
    label: title,
    description: reviewDescription(view, context, wording),
    tooltip: () => tooltip(view, wording),
    spoken: [
      title,
      stateName(view.state, t),
      ...pullRequestPart(view, context, wording),
      ...view.reasons.map((reason) => visibleText(shortened(reason.in(t)))),
      deliveryName(view, context.views, t),
      view.request === null ? "" : t("asked by {0}", plainName(view.request.requested_by)),
      files === undefined ? "" : fileCount(files, t),
      spokenAge(askedAt(view), wording),
    ]
      .filter((part) => part !== "")
      .join(", "),
    icon: iconOf(view),
    contextValue: contextOf(view, context.reviewer),
    expand: "never",
    command: commands.openReview,
    target: { workspace: context.workspace, request: view.id },
  };
}
