import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { takeOutSecrets, type GivenText } from "../../redaction/givenText.ts";
import type { Redacted } from "../../redaction/redact.ts";

/** Tokens a summary may have: it is what the next run is told, and no conversation. */
const mostTokens = 400;

/** Tokens of a text at the most, whichever model counts them: one for four characters, rounded up. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** A summary as it is written: without secrets, ending with a line feed. Throws `usage` for one that says nothing or is too long. */
export async function summaryText(given: GivenText): Promise<Redacted> {
  const { text, rules } = await takeOutSecrets(given);
  const trimmed = text.trim();
  if (trimmed === "")
    throw new WorkflowError("usage", say`The summary is empty.`, say`Say in a few words what was done.`);
  const tokens = tokensOf(trimmed);
  if (tokens <= mostTokens) return { text: `${trimmed}\n`, rules };
  throw new WorkflowError(
    "usage",
    say`The summary has ${tokens} tokens, counted as one for four characters; at most ${mostTokens} are kept.`,
    say`Say it in at most ${mostTokens * 4} characters; nothing was finished.`,
  );
}
