import * as z from "zod/mini";
import { member, named, objectId, words } from "./base/member.ts";
import { requestMembers } from "./requestMembers.ts";

export const mergeRequest = named(
  "merge-request",
  "Asks that a fork's branch be merged.",
  z.strictObject({
    ...requestMembers,
    kind: member(z.literal("merge"), "what is asked for"),
    into: member(z.string(), "the branch, as a full ref"),
    strategy: member(words({ squash: "as one commit", merge: "with a merge commit" }), "how it is merged"),
    source_commit: member(objectId, "of the fork's branch, as the asker saw it"),
    target_commit: member(objectId, "of the other branch, as the asker saw it"),
  }),
);
