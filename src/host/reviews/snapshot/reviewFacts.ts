import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { SentBack } from "../../../core/review/delivery/sentBack.ts";
import type { UncommittedWork } from "../../../core/forks/proposedMerge.ts";
import type { PreparedAction } from "../../../core/review/gate.ts";
import type { CheckFacts } from "./checkFacts.ts";
import type { Snapshot, ThreadRow } from "../../../messages/review.ts";

/** Everything that is known about one request at one moment. */
export interface ReviewFacts {
  readonly view: RequestView;
  readonly prepared: PreparedAction | undefined;
  /** Why no action could be built, one sentence each. */
  readonly problems: readonly string[];
  /** The action could not be built because something has moved. */
  readonly moved: boolean;
  /** Fields that are different from what was prepared. */
  readonly differing: readonly string[];
  /** When (milliseconds) the action was built anew because its target had moved; nothing of what was asked has changed by that. */
  readonly updated: { readonly at: number } | undefined;
  /** Keys (`contentKey`) of the files whose contents the extension gave to the page. */
  readonly served: ReadonlySet<string>;
  readonly threads: readonly ThreadRow[];
  /** Notes that are too many to be shown. */
  readonly threadsLeft: number;
  readonly viewed: readonly string[];
  readonly layout: Snapshot["layout"];
  /** Whether there is another proposal to compare with. */
  readonly comparable: boolean;
  /** What the fork's worktree has that no commit holds, of a merge that waits; `null`: nobody has looked, or there is no worktree. */
  readonly uncommitted: UncommittedWork | null;
  /** What the person requires of it; `undefined`: nobody has looked, or nothing can be required of it. */
  readonly checks: CheckFacts | undefined;
  /** The work came to the branch around the gate, and nobody has marked that as seen. */
  readonly unreviewed: boolean;
  /** How the answer went back; `undefined`: there is nothing to send back. */
  readonly sentBack: (SentBack & { readonly commits: number | null }) | undefined;
}
