import { isTerminal } from "../../../core/review/requests/requestState.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import { parseTime } from "../../../core/base/time.ts";
import { contextValues } from "../../manifest/contributions.ts";
import type { TreeRow } from "../../rows/treeRow.ts";
import type { Wording } from "../../wording/wording.ts";
import { reviewRow, type RowContext } from "./reviewRow.ts";
import { askedAt, settledAt } from "../kinds/requestWording.ts";

/** Requests in a terminal state stay in sight for this long (milliseconds), and at most so many. */
const recently = 24 * 60 * 60 * 1000;
const shownSettled = 20;

/** The requests of one workspace as they were seen last. */
export interface ReviewedWorkspace {
  readonly key: string;
  readonly name: string;
  /** `undefined`: not looked at yet. */
  readonly views: readonly RequestView[] | undefined;
  /** How many more there are than `views` has. */
  readonly more: number;
  /** Files of a proposal that was opened. */
  readonly files: (view: RequestView) => number | undefined;
  /** Where the pull request of what was published stands, as far as that is known. */
  readonly pullRequest?: RowContext["pullRequest"];
}

export interface ReviewsModelOptions {
  readonly workspaces: () => readonly ReviewedWorkspace[];
  readonly reviewer: string;
  readonly wording: Wording;
}

/** What a person may still have to look at: not in a terminal state, and nobody has asked again for the same since. */
function openRequests(views: readonly RequestView[]): readonly RequestView[] {
  const replaced = new Set<RequestId>(
    views.flatMap(({ request }) => (request?.replaces === undefined ? [] : [request.replaces])),
  );
  return views.filter(({ id, state }) => !isTerminal(state) && (state === "waiting" || !replaced.has(id)));
}

function settledTime(view: RequestView): number {
  return parseTime(settledAt(view)) ?? parseTime(askedAt(view)) ?? 0;
}

/** What came to an end in the last day, the newest first. */
function recentlySettled(views: readonly RequestView[], now: number): readonly RequestView[] {
  return views
    .filter((view) => isTerminal(view.state) && now - settledTime(view) < recently)
    .toSorted((a, b) => settledTime(b) - settledTime(a))
    .slice(0, shownSettled);
}

/** The reviews view as rows, computed from what the workspaces' requests were when they were looked at last. */
export class ReviewsModel {
  readonly #options: ReviewsModelOptions;
  newestFirst: boolean;

  constructor(options: ReviewsModelOptions, newestFirst: boolean) {
    this.#options = options;
    this.newestFirst = newestFirst;
  }

  roots(): readonly TreeRow[] {
    const workspaces = this.#options
      .workspaces()
      .map((workspace) => ({ workspace, rows: this.#workspaceRows(workspace) }));
    const shown = workspaces.filter(({ rows }) => rows.length > 0);
    const single = this.#options.workspaces().length === 1;
    return single
      ? shown.flatMap(({ rows }) => rows)
      : shown.map(({ workspace, rows }) => this.#folderRow(workspace, rows));
  }

  #workspaceRows(workspace: ReviewedWorkspace): readonly TreeRow[] {
    const { reviewer, wording } = this.#options;
    const { key, views = [], files, pullRequest } = workspace;
    const context = { workspace: key, reviewer, files, pullRequest };
    const open = openRequests(views).toSorted((a, b) => {
      const [one, other] = [parseTime(askedAt(a)) ?? 0, parseTime(askedAt(b)) ?? 0];
      const older = one - other || (a.id < b.id ? -1 : 1);
      return this.newestFirst ? -older : older;
    });
    const rows = [...open.map((view) => reviewRow(view, context, wording)), ...this.#moreRow(workspace)];
    const settled = recentlySettled(views, wording.clock.now());
    if (settled.length === 0) return rows;
    const { t } = wording;
    return [
      ...rows,
      {
        id: `${key}/reviews/settled`,
        label: t("Recently decided"),
        description: String(settled.length),
        spoken: t("Recently decided, {0}", settled.length),
        contextValue: contextValues.group,
        expand: "collapsed",
        target: { workspace: key },
        children: () => Promise.resolve(settled.map((view) => reviewRow(view, context, wording))),
      },
    ];
  }

  /** What is not shown is said: nothing waits unseen because somebody asked too often. */
  #moreRow({ key, more }: ReviewedWorkspace): readonly TreeRow[] {
    if (more === 0) return [];
    const { t } = this.#options.wording;
    const label = more === 1 ? t("1 more request is not shown") : t("{0} more requests are not shown", more);
    return [
      {
        id: `${key}/reviews/more`,
        label,
        tooltip: () => t("The newest are shown. Once some of these are decided or withdrawn, others take their place."),
        spoken: label,
        icon: { name: "warning" },
        contextValue: contextValues.group,
        expand: "never",
        target: { workspace: key },
      },
    ];
  }

  #folderRow({ key, name, views = [] }: ReviewedWorkspace, rows: readonly TreeRow[]): TreeRow {
    const { t } = this.#options.wording;
    const waiting = views.filter(({ state }) => state === "waiting").length;
    const description = waiting === 0 ? t("nothing waits") : waiting === 1 ? t("1 waits") : t("{0} wait", waiting);
    return {
      id: `${key}/reviews`,
      label: name,
      description,
      spoken: t("Folder {0}, {1}", name, description),
      icon: { name: "root-folder" },
      contextValue: contextValues.reviewFolder,
      expand: "expanded",
      target: { workspace: key },
      children: () => Promise.resolve(rows),
    };
  }
}
