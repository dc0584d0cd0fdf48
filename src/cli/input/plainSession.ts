import { parseSessionId, type SessionId } from "../../core/sessions/model/sessionId.ts";

/** A session that is named once, by its id or its slug; `undefined`: the schema says what it is (sessionInput.ts), which takes longer to be loaded than to be used. */
export function plainSession({
  id,
  session,
}: Readonly<Record<string, unknown>>): { readonly session: SessionId } | undefined {
  const [typed, other] = [id ?? session, id === undefined ? undefined : session];
  if (typeof typed !== "string" || other !== undefined) return undefined;
  const found = parseSessionId(typed.startsWith("WFS-") ? typed : `WFS-${typed}`);
  return found === undefined ? undefined : { session: found };
}
