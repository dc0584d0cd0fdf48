import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import type { Approvals, ApprovalView } from "../../../core/review/requests/approvals.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import { Disposables } from "../../platform/disposables.ts";
import { t } from "../../platform/hostWording.ts";
import type { Log } from "../../platform/log.ts";
import type { Place } from "../../workspaces/workflowWorkspace.ts";
import type { Places } from "../../workspaces/workspaceRegistry.ts";
import { PlaceReviews } from "./workspaceRequests.ts";

const tickEvery = 1000;
/** Every so many ticks while nobody looks at the window: agents ask while people do something else, and then a notification tells them. */
const unseenTicks = 5;

/** Requests of a place; without git nothing can be asked. */
export async function approvalsOf(place: Place): Promise<Approvals> {
  const { approvals } = place.workspace;
  if (approvals === undefined) throw new WorkflowError("git-missing", t("There is no git."), t("Install git."));
  return await approvals();
}

/** One request with the place it lies in. */
export interface FoundReview {
  readonly place: Place;
  readonly view: ApprovalView;
}

/** The requests of every place of the window, looked at about once a second while somebody could see that they change, else every five. */
export class FollowedReviews implements vscode.Disposable {
  readonly #places: Places;
  readonly #log: Log;
  readonly #owned: Disposables;
  readonly #followed = new Map<Place, PlaceReviews>();
  readonly #changed: vscode.EventEmitter<void>;
  /** Something is different in one of the places. */
  readonly onDidChange: vscode.Event<void>;
  #first: Promise<void>;
  /** Whether a panel is open, whose state must be true also while the window has no focus. */
  watched: () => boolean = () => false;

  constructor(places: Places, log: Log) {
    this.#places = places;
    this.#log = log;
    this.#owned = new Disposables((error) => log.error("The reviews could not be closed.", error));
    this.#changed = this.#owned.own(new vscode.EventEmitter());
    this.onDidChange = this.#changed.event;
    this.#owned.own(places.onDidChange(() => void this.look()));
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.look()));
    this.#owned.own(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.look();
      }),
    );
    let unseen = 0;
    const timer = setInterval(() => {
      unseen = vscode.window.state.focused || this.watched() ? 0 : unseen + 1;
      if (unseen % unseenTicks === 0) void this.#tick();
    }, tickEvery);
    this.#owned.own({ dispose: () => clearInterval(timer) });
    this.#first = this.look();
  }

  /** When every place was looked at once. */
  async ready(): Promise<void> {
    await this.#first;
  }

  of(place: Place): PlaceReviews {
    let reviews = this.#followed.get(place);
    if (reviews === undefined) {
      const { fs, clock } = place.workspace;
      reviews = new PlaceReviews({
        fs,
        clock,
        logger: this.#log,
        sessions: () => place.snapshot().sessions.filter(({ state }) => state !== "archived"),
        open: async () => await approvalsOf(place),
        changed: () => this.#tell(place),
      });
      this.#followed.set(place, reviews);
    }
    return reviews;
  }

  /** All requests known, of all places. */
  all(): readonly FoundReview[] {
    return this.#places.all().flatMap((place) => (this.of(place).views ?? []).map((view) => ({ place, view })));
  }

  waiting(): readonly FoundReview[] {
    return this.all().filter(({ view }) => view.state === "waiting");
  }

  /** Reads everything anew. */
  async look(): Promise<void> {
    const places = this.#places.all();
    for (const known of this.#followed.keys()) if (!places.includes(known)) this.#followed.delete(known);
    const looks = places.filter((place) => place.snapshot().loaded).map(async (place) => await this.of(place).look());
    await Promise.all(looks);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #tick(): Promise<void> {
    try {
      const places = this.#places.all().filter((place) => place.snapshot().loaded);
      await Promise.all(places.map(async (place) => await this.of(place).tick()));
    } catch (error) {
      this.#log.error("The reviews could not be looked at.", error);
    }
  }

  #tell(place: Place): void {
    place.setWaiting(new Set<SessionId>(this.of(place).waiting.map(({ session }) => session)));
    this.#changed.fire();
  }
}
