import type { SessionRecord } from "./session.ts";

/** What stands for a `user_scope` that cannot be one: nobody's, so that a slip hands nothing out; a caller who has it has no scope's notes. */
export const nobodysScope = "";

/** One line of 1 to 200 characters, not blank at its ends. */
const grammar = /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u;

/** Whether a text can name whose notes a session has, such as `user:ada`. */
export function isUserScope(text: string): boolean {
  return grammar.test(text);
}

/** What a person has named as theirs in a setting, read as `wfs` reads its variable; `undefined`: nothing, so it is that of the account. */
export function scopeSaid(said: unknown): string | undefined {
  if (said === undefined || said === null) return undefined;
  if (typeof said !== "string") return nobodysScope;
  const scope = said.trim();
  if (scope === "") return undefined;
  return isUserScope(scope) ? scope : nobodysScope;
}

/** What a record says of it; `undefined`: nothing, the notes are everybody's. */
export function userScopeIn(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" && isUserScope(value) ? value : nobodysScope;
}

/** Whether a record is of another scope than the caller's, which is asked for only where the record names one. */
export function isOfAnother({ user_scope }: SessionRecord, caller: (() => string) | undefined): boolean {
  if (user_scope === undefined || caller === undefined) return false;
  return user_scope === nobodysScope || user_scope !== caller();
}

/** What everybody may know of a record: that the session is there, and where it stands. */
export function withoutNotes(record: SessionRecord): SessionRecord {
  const { tags: _tags, agent: _agent, ...rest } = record;
  return { ...rest, project: undefined, progress: { ...record.progress, current_tasks: [] } };
}
