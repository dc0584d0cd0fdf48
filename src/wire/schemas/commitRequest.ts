import * as z from "zod/mini";
import { member, named, objectId } from "./base/member.ts";
import { requestMembers } from "./requestMembers.ts";

export const commitRequest = named(
  "commit-request",
  "Asks for one commit of a session's work.",
  z.strictObject({
    ...requestMembers,
    kind: member(z.literal("commit"), "what is asked for"),
    head: member(objectId, "HEAD, as the asker saw it"),
    tree: member(objectId, "the tree of the work, as the asker saw it"),
  }),
);
