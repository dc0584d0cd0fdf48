import { WorkflowError } from "../../../base/errors.ts";
import { joined, say, type Text } from "../../../base/text.ts";
import type { PushAnswer } from "../../../git/remote/pushCommit.ts";
import type { GitError } from "../../../git/repository/gitError.ts";

/** Why a push did not happen: what the remote answered, or why there was no answer. */
export type PublishFailureReason =
  | "protected"
  | "declined"
  | "no-access"
  | "unreachable"
  | "cut-off"
  | "off"
  | "failed";

/** A push that did not happen. Its text says what helps, too, because that is all that a receipt keeps. */
export class PublishFailure extends WorkflowError {
  override readonly name = "PublishFailure";
  readonly reason: PublishFailureReason;

  constructor(reason: PublishFailureReason, text: Text, help: Text, cause?: unknown) {
    super("refused", joined([text, help]), help, cause);
    this.reason = reason;
  }
}

/** What the remote said no with. */
export function rejected(where: string, { kind, words: said }: PushAnswer): PublishFailure {
  if (kind === "protected") {
    return new PublishFailure(
      "protected",
      say`${where} is protected: nobody pushes to it directly. The remote says: ${said}`,
      say`Publish to another branch and ask for a pull request (wfs request publish --to … --pr).`,
    );
  }
  if (kind === "no-access") {
    return new PublishFailure(
      "no-access",
      say`You may not push to ${where}. The remote says: ${said}`,
      say`Ask for the right to, or publish to a repository of your own.`,
    );
  }
  return new PublishFailure(
    "declined",
    say`The remote declined the push to ${where}: ${said}`,
    say`Do what it asks for, then ask again.`,
  );
}

/** No answer came, and the ref stands where it stood. */
export function unanswered(where: string, error: GitError): PublishFailure {
  const { reason, text, hintText } = error;
  if (reason === "cut-off") {
    return new PublishFailure(
      "cut-off",
      say`The connection ended before ${where} answered (${text}), and it stands where it stood.`,
      say`Look at it once more in a moment, then ask again.`,
      error,
    );
  }
  const known = reason === "unreachable" || reason === "no-access" ? reason : "failed";
  return new PublishFailure(known, say`The push to ${where} failed: ${text}`, hintText, error);
}
