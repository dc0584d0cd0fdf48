import { asWorkflowError } from "../../../core/base/errors.ts";
import type { Logger } from "../../../core/base/ports.ts";
import { parseTime } from "../../../core/base/time.ts";
import type { Receipt } from "../../../core/gate/receipt.ts";
import type { PullRequestState } from "../../../core/review/kinds/publish/pullRequestState.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";

/** Where something went that was published. */
export type PublishedReceipt = NonNullable<Receipt["published"]>;

/** Milliseconds after which nobody looks at the row of what was granted any more (list/reviewsModel.ts). */
const followedFor = 24 * 60 * 60 * 1000;
/** Asked in one round, the newest. */
const mostAsked = 10;

/** Whose pull requests are asked for. */
export interface PublishedRequests {
  readonly views: readonly RequestView[];
  /** `undefined`: nobody can tell, or the remote is not turned on. */
  readonly ask: (published: PublishedReceipt) => Promise<PullRequestState | undefined>;
}

interface Followed {
  readonly view: RequestView;
  readonly published: PublishedReceipt;
}

function publishedBy({ receipt }: RequestView): PublishedReceipt | undefined {
  return receipt?.outcome === "executed" && (receipt.published?.pull_request?.url ?? null) !== null
    ? receipt.published
    : undefined;
}

/** Where the pull requests of what was published stand, as far as somebody looks at their rows; those that are over are not asked for again. */
export class PullRequestStates {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #known = new Map<string, PullRequestState>();
  #asking = false;

  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  of(view: RequestView): PullRequestState | undefined {
    return this.#known.get(publishedBy(view)?.pull_request?.url ?? "");
  }

  /** By session, of the newest that each has published and that anything is known of. `views`: of one workspace, the oldest first. */
  bySession(views: readonly RequestView[]): ReadonlyMap<SessionId, PullRequestState> {
    return new Map(
      views.flatMap((view) => {
        const state = this.of(view);
        return state === undefined ? [] : [[view.session, state] as const];
      }),
    );
  }

  /** Asks once for each, and answers with those that stand otherwise than before. Never fails. */
  async look(workspaces: readonly PublishedRequests[]): Promise<readonly RequestView[]> {
    if (this.#asking) return [];
    this.#asking = true;
    const news: RequestView[] = [];
    try {
      for (const { views, ask } of workspaces) {
        for (const { view, published } of this.#followed(views)) {
          const state = await ask(published);
          const url = published.pull_request?.url ?? "";
          if (state === undefined || JSON.stringify(state) === JSON.stringify(this.#known.get(url))) continue;
          this.#known.set(url, state);
          news.push(view);
        }
      }
    } catch (error) {
      this.#logger.warn(`Where pull requests stand could not be asked: ${asWorkflowError(error).message}`);
    } finally {
      this.#asking = false;
    }
    return news;
  }

  #followed(views: readonly RequestView[]): readonly Followed[] {
    const fresh = views.filter(({ receipt }) => this.#now() - (parseTime(receipt?.finished ?? "") ?? 0) < followedFor);
    return fresh
      .flatMap((view) => {
        const published = publishedBy(view);
        return published === undefined ? [] : [{ view, published }];
      })
      .filter(({ view }) => {
        const state = this.of(view)?.state;
        return state !== "merged" && state !== "closed";
      })
      .slice(-mostAsked);
  }
}
