import { asWorkflowError } from "../../base/errors.ts";
import { say, type Text } from "../../base/text.ts";
import type { Thread } from "../annotation.ts";
import type { SessionTexts } from "../sessionTexts.ts";
import { suggestedFile, type SuggestedFile } from "./suggestedFile.ts";

/** How a thread's suggestion stands to the last commit of its session's work. */
export interface SuggestionState {
  /** The suggested lines, each ended by LF. */
  readonly text: string;
  /** For `git apply` on that commit; `null`: it does not apply, or git has no patches of such a file. */
  readonly patch: string | null;
  readonly applies: boolean;
  /** Why it does not apply, or has no patch. */
  readonly why: Text | null;
  /** The commit with which the person has applied it. */
  readonly applied: string | null;
}

/** The file of a thread with its suggestion in it, as the last commit has the file. */
export interface FoundSuggestion {
  /** Where the file is now. */
  readonly path: string;
  /** The commit it is changed in. */
  readonly commit: string;
  readonly file: SuggestedFile;
}

type Texts = Pick<SessionTexts, "committed" | "renames">;

/** The file with the suggestion in it, or why there is none. Throws git's errors, `not-found` for a session that is gone, and `too-large`. */
export async function findSuggestion(
  texts: Texts,
  { subject, suggestion }: Thread,
): Promise<FoundSuggestion | { readonly why: Text }> {
  const { session, file, anchor } = subject;
  if (suggestion === undefined || file === undefined || anchor === undefined) {
    return { why: say`The comment suggests no lines.` };
  }
  const own = await texts.committed(session, file);
  const path = own === undefined ? (await texts.renames(session))(file) : file;
  const found = own ?? (path === file ? undefined : await texts.committed(session, path));
  if (found === undefined) return { why: say`“${file}” is in no commit, or no longer.` };
  const suggested = suggestedFile(found.bytes, { path, anchor, suggestion });
  return "why" in suggested ? suggested : { path, commit: found.commit, file: suggested };
}

/** `undefined`: it suggests nothing. What cannot be read does not apply. */
export async function suggestionState(texts: Texts, thread: Thread): Promise<SuggestionState | undefined> {
  const { suggestion, applied = null } = thread;
  if (suggestion === undefined) return undefined;
  const { text } = suggestion;
  const found = await lookFor(texts, thread);
  if ("why" in found) return { text, patch: null, applies: false, why: found.why, applied };
  const { patch } = found.file;
  const why = patch === null ? say`git has no patches of a file in this encoding.` : null;
  return { text, patch, applies: true, why, applied };
}

async function lookFor(texts: Texts, thread: Thread): ReturnType<typeof findSuggestion> {
  try {
    return await findSuggestion(texts, thread);
  } catch (error) {
    const { code, text } = asWorkflowError(error);
    if (code === "internal") throw error;
    return { why: text };
  }
}
