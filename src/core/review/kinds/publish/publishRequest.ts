import * as z from "zod/mini";
import { WorkflowError } from "../../../base/errors.ts";
import { say } from "../../../base/text.ts";
import { notAFork } from "../../../forks/listForks.ts";
import { readConfiguration } from "../../../git/config/configuration.ts";
import { readRefs } from "../../../git/refs/refs.ts";
import { remoteAddress } from "../../../git/remote/remoteAddress.ts";
import { isRemoteName, remoteName, trackingRef } from "../../../git/remote/remoteName.ts";
import { isObjectId, objectIdSchema } from "../../../git/repository/objectId.ts";
import { branchRef, refName, shortName, type RefName } from "../../../git/repository/refName.ts";
import { named } from "../../../gate/readDocument.ts";
import { branchOfFork, branchOfRecord } from "../../../worktrees/forkBranch.ts";
import type { AskedKind, NewRequest } from "../common/askedKind.ts";
import { refFact } from "../common/facts.ts";
import { refNameSchema } from "../common/refNameSchema.ts";
import { requestFields } from "../common/requestFields.ts";
import { isStale } from "../common/standing.ts";
import { requireNoSecret, requireOutside, standingOfPublish } from "./askedPublish.ts";

const schema = z.strictObject({
  ...requestFields,
  kind: z.literal("publish"),
  remote: z.string().check(z.refine(isRemoteName)),
  /** Where the remote led. */
  url: z.string().check(z.minLength(1), z.maxLength(2000)),
  /** The branch there. */
  ref: refNameSchema,
  /** The fork's, as it was. */
  commit: objectIdSchema,
  /** Where the repository knew the remote's branch to be, which it last saw some time ago; `null`: it knew of none. */
  target_commit: z.nullable(objectIdSchema),
  /** A pull request is asked for, too, into this branch of the remote; `base` is `null`: into the one its HEAD is on. */
  pull_request: z.nullable(z.strictObject({ base: z.nullable(refNameSchema) })),
});

export type PublishRequest = z.infer<typeof schema>;

/** `remote` left out: origin; `to`: the fork's own branch; `base`: the branch the remote's HEAD is on. */
export interface PublishInput extends NewRequest {
  readonly remote?: string;
  readonly to?: string;
  readonly pullRequest?: boolean;
  readonly base?: string;
}

/** What a push is about: the fork's branch, and the remote's as far as it is known. */
export type PublishFact = "source" | "target";

/** The fork's branch, as it stands, to a branch of a remote. Nothing here uses the network: what is said of the remote is what git noted last. */
export const publishRequest: AskedKind<PublishRequest, PublishInput, PublishFact> = {
  schema,
  problem({ ref, pull_request }) {
    if (!ref.startsWith("refs/heads/")) return say`It would publish to ${named(ref)}, which is not a branch.`;
    const base = pull_request?.base ?? null;
    if (base !== null && !base.startsWith("refs/heads/"))
      return say`Its pull request would be into ${named(base)}, which is not a branch.`;
    const odd = [ref, base].find((one) => one !== null && readsAsAnother(one)) ?? null;
    if (odd !== null) return say`It names a branch that reads as something else: ${named(odd)}.`;
    if (base === ref) return say`Its pull request would be of a branch into itself.`;
    return undefined;
  },
  async create(fork, input, { repository: open, fs, root }) {
    const { signal } = input;
    if (fork.record.forked_from === undefined) throw notAFork(fork.id);
    const repository = await open();
    const remote = remoteName(input.remote ?? "origin");
    const url = remoteAddress(await readConfiguration(repository, signal), remote);
    await requireNoSecret(url);
    await requireOutside(fs, url, { root, paths: repository.paths });
    const source = branchOfRecord(fork.id, fork.record);
    const ref = input.to === undefined ? source : branch(input.to);
    const base = input.base === undefined ? null : branch(input.base);
    if (base !== null && input.pullRequest !== true) {
      throw new WorkflowError("usage", say`A base is for a pull request.`, say`Ask for one, too (--pr).`);
    }
    if (base === ref) {
      throw new WorkflowError(
        "usage",
        say`A pull request cannot be of ${shortName(ref)} into itself.`,
        say`Publish to another branch (--to), or into another one (--base).`,
      );
    }
    const tracked = trackingRef(remote, ref);
    const refs = await readRefs(repository, [source, tracked], signal);
    const [commit, target] = [refs.get(source), refs.get(tracked) ?? null];
    if (commit === undefined) {
      throw new WorkflowError("not-found", say`The branch ${source} is gone.`, say`Run the sweep (wfs sweep).`);
    }
    if (commit === target && input.pullRequest !== true) {
      throw new WorkflowError(
        "refused",
        say`${remote} has all of ${fork.id} in ${shortName(ref)} already.`,
        say`Commit new work in it first (wfs request commit --session ${fork.id}); if that is not so any more, fetch first (git fetch --prune ${remote}).`,
      );
    }
    return {
      remote,
      url,
      ref,
      commit,
      target_commit: target,
      pull_request: input.pullRequest === true ? { base } : null,
    };
  },
  object: ({ remote, ref }) => `${remote}/${shortName(ref)}`,
  again: ({ remote, ref, pull_request }) => ({
    remote,
    to: ref,
    pullRequest: pull_request !== null,
    ...(pull_request === null || pull_request.base === null ? {} : { base: pull_request.base }),
  }),
  workTree: null,
  facts: ({ session, remote, ref, commit, target_commit }) => ({
    source: refFact(say`The branch of ${session}`, commit),
    target: refFact(`${remote}/${shortName(ref)}`, target_commit),
  }),
  lookups: async ({ remote, ref }, session, place) => ({
    source: { by: "ref", name: branchOfFork(place, session) },
    target: { by: "ref", name: trackingRef(remote, ref) },
  }),
  async standing({ commit, pull_request }, { source, target: now }, inPlainGit, signal) {
    if (source !== commit || now === null || now === undefined || !isObjectId(now)) return isStale;
    const moved = { commit, now, withPullRequest: pull_request !== null };
    return inPlainGit(async (plain) => standingOfPublish(plain, moved, signal));
  },
  isUndoable: false,
};

/** Whether the short name of a branch is one of git's own, or reads as the full name of something else. */
function readsAsAnother(ref: RefName): boolean {
  return /^refs\/heads\/(?:refs\/|HEAD$)/u.test(ref);
}

/** A branch of the remote: a short name, or a full one. */
function branch(given: string): RefName {
  const ref = given.startsWith("refs/") ? refName(given) : branchRef(given);
  if (readsAsAnother(ref)) {
    throw new WorkflowError(
      "refused",
      say`${ref} reads as something else than the branch it is, so it is not published to.`,
      say`Name another branch (--to, --base).`,
    );
  }
  if (ref.startsWith("refs/heads/")) return ref;
  throw new WorkflowError(
    "refused",
    say`${ref} is not a branch.`,
    say`Only branches are published (refs/heads/…); tags and other refs are pushed by hand.`,
  );
}
