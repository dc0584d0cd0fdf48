import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";

declare const brand: unique symbol;

/** A full ref name (`refs/…`), checked; it can never be read as an option or leave `refs/`. */
export type RefName = string & { readonly [brand]: "RefName" };

/** What `git check-ref-format` refuses inside a name, plus everything outside printable characters. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0020\u007F~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$/u;

export function isRefName(text: string): text is RefName {
  return (
    text.startsWith("refs/") &&
    text.length <= 1024 &&
    !forbidden.test(text) &&
    // A short name is an argument of git, and may not begin as an option does.
    text
      .split("/")
      .every(
        (part, at) =>
          part !== "" && !part.startsWith(".") && !(at < 3 && part.startsWith("-")) && !part.endsWith(".lock"),
      ) &&
    text.split("/").length > 2
  );
}

/** The checked name, or `invalid-name`. */
export function refName(text: string): RefName {
  if (!isRefName(text)) {
    throw new WorkflowError(
      "invalid-name",
      say`“${text}” is not the full name of a git ref.`,
      say`Use a name such as refs/heads/topic.`,
    );
  }
  return text;
}

/** `refs/heads/<branch>`, checked. */
export function branchRef(branch: string): RefName {
  return refName(`refs/heads/${branch}`);
}

/** A branch as people call it. */
export function shortName(ref: RefName): string {
  return ref.replace(/^refs\/heads\//u, "");
}

/** A branch or a remote's branch as people call it: `main`, `origin/main`. */
export function plainRefName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//u, "");
}

/** The same where it is read again: what begins as a full name does would mean another branch. */
export function unmistakableName(ref: RefName): string {
  const name = plainRefName(ref);
  return name.startsWith("refs/") ? ref : name;
}
