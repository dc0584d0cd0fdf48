import * as z from "zod/mini";
import { member, named, objectId } from "./base/member.ts";
import { requestMembers } from "./requestMembers.ts";

export const publishRequest = named(
  "publish-request",
  "Asks that a fork's branch be pushed to a remote.",
  z.strictObject({
    ...requestMembers,
    kind: member(z.literal("publish"), "what is asked for"),
    remote: member(z.string(), "the remote's name"),
    url: member(z.string(), "where it led"),
    ref: member(z.string(), "the branch there, as a full ref"),
    commit: member(objectId, "of the fork's branch, as the asker saw it"),
    target_commit: member(
      z.nullable(objectId),
      "where the repository knew the remote's branch to be; `null`: it knew of none",
    ),
    pull_request: member(
      z.nullable(
        z.strictObject({
          base: member(z.nullable(z.string()), "the branch it goes into, as a full ref; `null`: the remote's main one"),
        }),
      ),
      "`null`: none is asked for",
    ),
  }),
);
