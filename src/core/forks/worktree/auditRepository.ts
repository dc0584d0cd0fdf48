import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import {
  auditPrograms,
  approvalOf,
  unapproved,
  type AuditedWork,
  type NamedProgram,
} from "../../git/config/checkoutAudit.ts";
import type { ForkContext } from "../model/forkContext.ts";

/** The programs that the repository's configuration names for this work, and whether they would run (checkoutAudit.ts). */
export async function auditRepository(
  context: ForkContext,
  work: AuditedWork,
  signal?: AbortSignal,
): Promise<readonly NamedProgram[]> {
  const { repository, fs } = context;
  const list = ["config", "--list", "--includes", "--show-scope", "-z"];
  const configuration = await repository.read(list, { signal });
  const hooks = joinPath(context.commonDirectory, "hooks");
  const names = (await fs.lstat(hooks))?.kind === "directory" ? await fs.names(hooks) : [];
  return auditPrograms(configuration, names ?? [], work);
}

/** Throws `untrusted` when a program of the repository would run that nobody has approved as it stands. */
export async function requireApproved(
  context: ForkContext,
  work: AuditedWork,
  approved: readonly string[],
  signal?: AbortSignal,
): Promise<readonly NamedProgram[]> {
  const programs = await auditRepository(context, work, signal);
  const refused = unapproved(programs, approved);
  if (refused.length === 0) return programs;
  throw new WorkflowError(
    "untrusted",
    say`The repository's configuration would run programs now: ${refused.map(approvalOf).join(" · ")}`,
    say`Look at each of them; approve them, or take them out of .git/config, then try again.`,
  );
}
