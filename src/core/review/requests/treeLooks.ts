import { WorkflowError } from "../../base/errors.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Clock, Logger } from "../../base/ports.ts";
import { workTreeOf, type Asked } from "./currentFacts.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";

/** Milliseconds between two looks at a working tree, which costs the most of all that is looked at. */
const treeEvery = 5000;

/** Looks at a working tree may take this part of the time. */
const treeShare = 1 / 20;

/** Milliseconds after which one call begins no further look; the tree that has waited longest comes first in the next one. */
const budget = 2000;

/** Milliseconds until the tree of a working tree that took `took` milliseconds to look at is looked at again. */
export function untilNextTreeLook(took: number, every = treeEvery): number {
  return Math.max(every, took / treeShare);
}

interface Look {
  readonly tree: ObjectId | null | undefined;
  /** When it ended, of `clock.elapsed`. */
  readonly at: number;
  readonly took: number;
}

/**
 * The working trees that listed requests are about. A request that is new is always looked at: what was seen before it was made says nothing
 * about it.
 */
export class TreeLooks {
  readonly #options: {
    readonly clock: Clock;
    readonly logger: Logger;
    readonly tree: (asked: Asked, signal?: AbortSignal) => Promise<ObjectId | null>;
  };
  #looks: ReadonlyMap<RequestId, Look> = new Map();

  constructor(options: {
    readonly clock: Clock;
    readonly logger: Logger;
    readonly tree: (asked: Asked, signal?: AbortSignal) => Promise<ObjectId | null>;
  }) {
    this.#options = options;
  }

  /**
   * For each its tree as it was a few seconds ago at most; left out: it could not be looked at, or not yet.
   * @param every milliseconds instead of these seconds
   */
  async of(
    asked: readonly Asked[],
    { every, signal }: { readonly every?: number | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<ReadonlyMap<RequestId, ObjectId | null>> {
    const { clock } = this.#options;
    const began = clock.elapsed();
    const due = (one: Asked): number => {
      const look = this.#looks.get(one.request.id);
      return look === undefined ? 0 : look.at + untilNextTreeLook(look.took, every);
    };
    const fresh = new Map<string, Look>();
    for (const one of asked.toSorted((a, b) => due(a) - due(b))) {
      if (due(one) > began || fresh.has(placeOf(one))) continue;
      if (fresh.size > 0 && clock.elapsed() - began > budget) break;
      fresh.set(placeOf(one), await this.#look(one, signal));
    }
    const now = new Map<RequestId, Look>();
    for (const one of asked) {
      const look = fresh.get(placeOf(one)) ?? this.#looks.get(one.request.id);
      if (look !== undefined) now.set(one.request.id, look);
    }
    this.#looks = now;
    return new Map([...now].flatMap(([id, { tree }]) => (tree === undefined ? [] : [[id, tree] as const])));
  }

  async #look(asked: Asked, signal: AbortSignal | undefined): Promise<Look> {
    const { clock, logger, tree } = this.#options;
    const began = clock.elapsed();
    const found = await tree(asked, signal).catch((error: unknown) => {
      if (!(error instanceof WorkflowError) || signal?.aborted === true) throw error;
      logger.debug(`The working tree of ${asked.session} could not be looked at: ${error.message}`);
      return undefined;
    });
    const at = clock.elapsed();
    return { tree: found, at, took: at - began };
  }
}

/** A removal is about the fork's own worktree, which need not exist; a commit about whichever the session works in. */
function placeOf(asked: Asked): string {
  return `${String(workTreeOf(asked))} ${asked.session}`;
}
