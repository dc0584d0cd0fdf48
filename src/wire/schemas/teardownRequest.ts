import * as z from "zod/mini";
import { member, named, objectId } from "./base/member.ts";
import { requestMembers } from "./requestMembers.ts";

export const teardownRequest = named(
  "teardown-request",
  "Asks that a fork be removed.",
  z.strictObject({
    ...requestMembers,
    kind: member(z.literal("teardown"), "what is asked for"),
    head: member(z.nullable(objectId), "of the fork's branch, as the asker saw it; `null`: it was gone"),
    tree: member(z.nullable(objectId), "of all that was in its worktree; `null`: there was none"),
  }),
);
