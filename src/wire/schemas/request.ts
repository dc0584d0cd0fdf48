import * as z from "zod/mini";
import type { Decision } from "../../core/gate/decision.ts";
import type { Receipt } from "../../core/gate/receipt.ts";
import { type RequestKind, requestKinds } from "../../core/gate/requestKind.ts";
import type { RequestState } from "../../core/review/requests/requests.ts";
import type { ObstacleReason } from "../../core/base/obstacle.ts";
import type { DeliveryWay } from "../../core/review/requests/delivery.ts";
import { commentSchema } from "./comment.ts";
import { commitRequest } from "./commitRequest.ts";
import { mergeRequest } from "./mergeRequest.ts";
import { publishRequest } from "./publishRequest.ts";
import { teardownRequest } from "./teardownRequest.ts";
import { type Answer, member, named, objectId, redacted, time, words } from "./base/member.ts";

/** `request.json` of each kind. */
const byKind = {
  merge: mergeRequest,
  commit: commitRequest,
  teardown: teardownRequest,
  publish: publishRequest,
} satisfies Record<RequestKind, z.ZodMiniType>;

export const requestState = named(
  "request-state",
  "Where a request stands.",
  words<RequestState>({
    waiting: "for a person",
    stale: "what it is about has moved",
    merged: "the branch has all of it already, by another request or by hand",
    expired: "its deadline has passed",
    deciding: "granted, and not finished",
    executed: "granted, and done",
    undone: "done, and taken back since",
    refused: "granted, but something differed at the last look: nothing was done",
    failed: "granted and tried, and nothing changed",
    indeterminate: "granted; it is not known what came of it",
    denied: "a person said no",
    changes: "not now; the reason says what has to change",
    withdrawn: "by who asked, or whoever else",
    invalid: "the file is not a request",
    unverified: "it has a decision or receipt signed with a key that is not known here",
    forged: "it has a decision or receipt that is not what a known key signed, or that is about something else",
  }),
);

const signed = {
  version: member(z.literal(1), "of the format"),
  workspace: member(z.string(), "the directory that holds the `.workflow` it counts in"),
  request: member(z.string(), "the request"),
  kind: member(z.enum(requestKinds), "what was asked for"),
  session: member(z.string(), "whose work it is about"),
};
const signature = {
  key: member(z.string(), "the key it can be checked with, SPKI in base64"),
  signature: member(z.string(), "Ed25519 over all other members, base64"),
};
const digest = member(z.string(), "SHA-256 of `request.json` as it was decided on");
const fingerprint = "of the action document that was shown (docs/gate.md)";

const decisionSchema = named(
  "decision",
  "What a person has decided: `decision.json`.",
  z.strictObject({
    ...signed,
    decision: member(words<Decision["decision"]>({ granted: "yes", denied: "no", changes: "not now" }), "the answer"),
    reviewer: member(z.string(), "who has decided"),
    reason: member(z.string(), "why, or what has to change; may be empty only where granted"),
    fingerprint: member(z.nullable(z.string()), `${fingerprint}; \`null\`: none could be built`),
    request_digest: digest,
    decided: member(time, "when"),
    ...signature,
  }),
);

const receiptSchema = named(
  "receipt",
  "What came of a granted action: `receipt.json`.",
  z.strictObject({
    ...signed,
    request_digest: digest,
    fingerprint: member(z.string(), fingerprint),
    outcome: member(
      words<Receipt["outcome"]>({
        executed: "done",
        refused: "something differed at the last look: nothing was done",
        failed: "tried, and nothing changed",
        indeterminate: "`message` says what is known",
      }),
      "what came of it",
    ),
    message: member(z.string(), "one sentence for people"),
    differing: member(z.array(z.string()), "fields of the action document that differed, and files that overlap"),
    ref: member(z.nullable(z.string()), "what moved"),
    from: member(z.nullable(z.string()), "where it was"),
    to: member(z.nullable(z.string()), "where it is"),
    safety: member(z.nullable(z.number()), "the number of the checkpoint that was taken first"),
    safety_session: member(z.nullable(z.string()), "whose checkpoint that is"),
    published: member(
      z.optional(
        z.strictObject({
          remote: member(z.string(), "its name"),
          url: member(z.string(), "the address that was used"),
          pull_request: member(
            z.nullable(
              z.strictObject({
                url: member(z.nullable(z.string()), "its page; `null`: it was not made"),
                compare: member(
                  z.nullable(z.string()),
                  "where a person opens it; `null`: nowhere known, or it was made",
                ),
                problem: member(z.nullable(z.string()), "why it was not made, where that was tried"),
              }),
            ),
            "what came of the pull request, whatever came of the push; `null`: none was asked for",
          ),
        }),
      ),
      "of a push: where it went",
    ),
    finished: member(time, "when"),
    ...signature,
  }),
);

const undoneSchema = named(
  "undone",
  "An executed action was taken back: `undone.json`.",
  z.strictObject({
    ...signed,
    fingerprint: member(z.string(), fingerprint),
    reviewer: member(z.string(), "who has taken it back"),
    message: member(z.string(), "what stands now, in one sentence for people"),
    undone: member(time, "when"),
    ...signature,
  }),
);

const claimedSchema = named(
  "claimed",
  "What files say that nobody here can verify.",
  z.strictObject({
    decision: member(words<Decision["decision"]>({ granted: "yes", denied: "no", changes: "not now" }), "the answer"),
    reviewer: member(z.string(), "who is said to have decided"),
    reason: member(z.string(), "why"),
    decided: member(z.string(), "when"),
    outcome: member(
      z.optional(z.enum(["executed", "refused", "failed", "indeterminate"])),
      "what is said to have come of it",
    ),
    message: member(z.optional(z.string()), "the same as a sentence"),
  }),
);

const deliverySchema = named(
  "delivery",
  "One time an answer was handed over, as a file says that any process can write.",
  z.strictObject({
    at: member(time, "when"),
    way: member(
      words<DeliveryWay>({
        wait: "a `wfs` that waited has printed it",
        hook: "a hook of the agent has told it",
        continue: "the agent's conversation was continued with it",
        prompt: "it was given out as a text to paste",
      }),
      "how",
    ),
    by: member(z.string(), "who took it or sent it, as it calls itself"),
    answer: member(
      z.strictObject({
        decision: member(z.nullable(z.string()), "the signature of the decision; `null`: none was among it"),
        comments: member(z.array(z.string()), "ids of what persons have said in comments"),
      }),
      "what was handed over",
    ),
    ended: member(
      z.optional(z.int()),
      "of `continue`: the agent has ended with this exit code before anything came back, so this takes the delivery before it back",
    ),
  }),
);

const uncommittedSchema = named(
  "uncommitted-work",
  "Work in a worktree that no commit holds.",
  z.strictObject({
    count: member(z.number(), "how many paths"),
    paths: member(z.array(z.string()), "the first few of them, from the top of the working tree"),
    not_looked_at: member(
      z.number(),
      "paths of which nobody can tell without a filter of the repository's own; not among `count`",
    ),
    elsewhere: member(
      z.nullable(
        z.strictObject({
          branch: member(z.nullable(z.string()), "where the worktree is; `null`: on no branch"),
          commits: member(z.number(), "how many"),
        }),
      ),
      "commits the worktree stands at beside the fork's branch; `null`: none",
    ),
  }),
);

const obstacleSchema = named(
  "obstacle",
  "One thing that stands in the way of a grant.",
  z.strictObject({
    reason: member(
      words<ObstacleReason>({
        edits: "edits in the working tree are about the same places",
        unmerged: "the index holds unresolved conflicts",
        submodule: "a submodule would have to move with its files",
        sparse: "outside of the sparse checkout",
        ignored: "something that no checkpoint holds lies where a file comes",
        "left-out": "a file that comes would replace one that no checkpoint can hold",
        name: "a name that is not UTF-8",
        "session-state": "files of sessions that each working tree has for itself",
        "session-path": "a link, or another spelling, among the files of sessions",
        "session-in-use": "the record of a session that is at work would go",
        conflict: "the commits conflict",
        incomplete: "the repository does not hold all of its history",
        checkout: "where the branch is checked out it cannot move now",
        locked: "another git holds the index",
        filter: "a filter of the repository's own would change what is shown",
        checks: "checks have failed or cannot be read",
        worktree: "the worktree was moved or is locked",
        "remote-off": "the person has not turned publishing to this remote on",
        "remote-silent": "the remote could not be asked",
        rewrites: "commits that the remote has would be lost",
        "pull-request": "there is no branch that the pull request could go into",
      }),
      "why",
    ),
    message: member(z.string(), "one sentence for people"),
    help: member(z.nullable(z.string()), "what helps; `null`: the message says it"),
    paths: member(z.array(z.string()), "the files it is about, from the top of the working tree"),
  }),
);

export const requestSchema = named(
  "request",
  "One request and where it stands.",
  z.strictObject({
    id: member(z.string(), "the name of its directory"),
    session: member(z.string(), "whose work it is about"),
    path: member(z.string(), "its directory, absolute"),
    state: member(requestState, "where it stands"),
    reasons: member(z.array(z.string()), "why, one sentence each"),
    request: member(z.nullable(z.union(Object.values(byKind))), "`request.json`; `null`: the file is not a request"),
    digest: member(z.string(), "SHA-256 of `request.json`"),
    decision: member(z.nullable(decisionSchema), "`null`: none, or none that is believed"),
    receipt: member(z.nullable(receiptSchema), "`null`: none, or none that is believed"),
    undone: member(z.optional(undoneSchema), "where it was taken back"),
    conflicts: member(z.optional(z.array(z.string())), "stale because of them: files in which it conflicts now"),
    merged_by: member(
      z.optional(
        z.strictObject({
          request: member(z.optional(z.string()), "another request that was granted, or"),
          commit: member(z.optional(objectId), "a commit somebody made by hand"),
        }),
      ),
      "where it is `merged`",
    ),
    replaced_by: member(z.optional(z.string()), "the request that was made in its place"),
    claimed: member(
      z.optional(claimedSchema),
      "where it is `unverified`: what its files say, which counts for nothing",
    ),
    uncommitted: member(
      z.optional(z.nullable(uncommittedSchema)),
      "of a merge that waits, where it is asked for or shown: work in the fork's worktree that is no part of it; `null`: there is no worktree",
    ),
    obstacles: member(
      z.optional(z.array(obstacleSchema)),
      "of a merge that waits, where it is asked for or shown: what would be in its way now, besides conflicts of the commits",
    ),
    deliveries: member(
      z.optional(z.array(deliverySchema)),
      "when its answer was handed over to whoever asked, the oldest first; left out: nobody has said so",
    ),
    comments: member(
      z.optional(z.array(commentSchema)),
      "where it was waited for: open comments in which a person has spoken last",
    ),
    redacted,
  }),
);

export type RequestJson = Answer<typeof requestSchema>;

/** `approvals list` */
export const requestsSchema = z.strictObject({
  approvals: member(z.array(requestSchema), "the oldest first"),
  more: member(z.number(), "older ones that are not shown"),
});

export type RequestsJson = Answer<typeof requestsSchema>;

/** `approvals prompt` */
export const promptSchema = z.strictObject({
  id: member(z.string(), "the request"),
  session: member(z.string(), "whose work it is about"),
  prompt: member(z.string(), "Markdown; text of others stands in fences that it cannot leave"),
  comments: member(z.array(z.string()), "ids of what persons have said that is in it"),
});

export type PromptJson = Answer<typeof promptSchema>;
