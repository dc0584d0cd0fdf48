import * as z from "zod/mini";
import "../../../core/base/zodEnglish.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { isRefName, type RefName } from "../../../core/git/repository/refName.ts";
import type { LookTarget } from "../../../core/review/looking/lookedProposal.ts";
import { parseSessionId } from "../../../core/sessions/model/sessionId.ts";
import { TreeElement } from "../../rows/treeMirror.ts";

/** Work as a list of it names it, which may say more of it, or a fork. */
const argumentSchema = z.union([
  z.object({
    /** `WorkflowWorkspace.key`, or the name of a workspace folder. */
    folder: z.optional(z.string()),
    kind: z.enum(["worktree", "branch", "changes"]),
    path: z.optional(z.nullable(z.string())),
    /** Full name, or the short one. */
    branch: z.optional(z.nullable(z.string())),
    /** Full name; comes before `branch`, which of a remote's says not where it is. */
    ref: z.optional(z.nullable(z.string())),
  }),
  z.strictObject({ folder: z.optional(z.string()), session: z.string() }),
]);

/** What a command is to open; `folder`: left out, where there is one alone. */
export interface LookArgument {
  readonly folder: string | undefined;
  readonly target: LookTarget;
}

/** A command's first argument: a row of a fork, a session's id, or an object as above; `undefined`: it is to be asked for. Throws `usage`. */
export function parseLookArgument(given: unknown): LookArgument | undefined {
  if (given === undefined || given === null) return undefined;
  if (given instanceof TreeElement) {
    const { workspace, session, found } = given.row.target;
    const target = found === undefined ? undefined : targetOf(found);
    if (target !== undefined) return { folder: workspace, target };
    return session === undefined ? undefined : { folder: workspace, target: { kind: "fork", session } };
  }
  const parsed = argumentSchema.safeParse(typeof given === "string" ? { session: given } : given);
  const target = parsed.success ? targetOf(parsed.data) : undefined;
  if (parsed.success && target !== undefined) return { folder: parsed.data.folder, target };
  const why = parsed.success ? JSON.stringify(given) : z.prettifyError(parsed.error);
  throw new WorkflowError(
    "usage",
    say`This command does not understand its arguments: ${why}`,
    say`Call it without arguments and answer what it asks, or correct the key binding or task that calls it.`,
  );
}

function targetOf(given: z.infer<typeof argumentSchema>): LookTarget | undefined {
  if ("session" in given) {
    const session = parseSessionId(given.session);
    return session === undefined ? undefined : { kind: "fork", session };
  }
  const { kind, path, branch, ref: full } = given;
  if (kind === "changes") return { kind };
  if (kind === "worktree") return path === undefined || path === null || path === "" ? undefined : { kind, path };
  const ref = fullName(full ?? branch ?? "");
  return ref === undefined ? undefined : { kind, branch: ref };
}

function fullName(branch: string): RefName | undefined {
  const ref = branch.startsWith("refs/") ? branch : `refs/heads/${branch}`;
  return isRefName(ref) ? ref : undefined;
}
