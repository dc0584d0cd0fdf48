import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { KeptText } from "./keptText.ts";
import type { Redacted } from "./redact.ts";

/**
 * Text that somebody gives to be written: secrets are taken out of it. A `KeptText` stays as it is, because a person has said so, or because
 * nobody gives it: it was there before.
 */
export type GivenText = string | KeptText;

/** What came of an operation that was given a text; `redacted`: the rules by which secrets were taken out of that. */
export type WithRedacted<Answer> = Answer & { readonly redacted?: readonly string[] };

/** Characters beyond which nothing that is given is written at all, so that nothing has to be looked through for long. */
const longestText = 256 * 1024;

/** The text as it may be written. The rules are loaded with the first text that is given. */
export async function takeOutSecrets(given: GivenText): Promise<Redacted> {
  if (given instanceof KeptText) return { text: given.text, rules: [] };
  if (given.length > longestText) {
    throw new WorkflowError("usage", say`The text is too long.`, say`Say it in fewer words.`);
  }
  const { redact } = await import("./redact.ts");
  return redact(given);
}

/** An answer that says what was taken out. */
export function withRedacted<Answer extends object>(answer: Answer, rules: readonly string[]): WithRedacted<Answer> {
  return rules.length === 0 ? answer : { ...answer, redacted: rules };
}
