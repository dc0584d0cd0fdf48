import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { isRefName, refName, type RefName } from "../repository/refName.ts";

const grammar = /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}$/u;

/** Whether git takes it for the name of a remote, and nothing takes it for an option or a path that leads up. */
export function isRemoteName(text: string): boolean {
  return grammar.test(text) && isRefName(`refs/remotes/${text}/x`);
}

/** The checked name, or `invalid-name`. */
export function remoteName(text: string): string {
  if (isRemoteName(text)) return text;
  throw new WorkflowError(
    "invalid-name",
    say`“${text}” is not the name of a remote.`,
    say`“git remote” lists the remotes; use one of these names, such as origin.`,
  );
}

/** Where git notes what it saw last of a remote's branch, by its usual refspec: a hint, which anybody can write. */
export function trackingRef(remote: string, ref: RefName): RefName {
  return refName(`refs/remotes/${remote}/${ref.replace(/^refs\/heads\//u, "")}`);
}
