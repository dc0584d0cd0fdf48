/** Who works on a session, as it calls itself, and the id of its own conversation, by which it can be continued; a hint, nobody has checked it. */
export interface AgentIdentity {
  readonly name: string;
  /** `null`: not known. */
  readonly conversation: string | null;
}

/**
 * Ids of conversations come from agents and reach command lines: letters, digits and `-_.:`, at most 128, and never the look of an option.
 */
const conversationGrammar = /^[A-Za-z0-9_.:][A-Za-z0-9_.:-]{0,127}$/u;

export function isConversationId(text: string): boolean {
  return conversationGrammar.test(text);
}

/** One line of 1 to 200 characters, and not blank. */
const nameGrammar = /^(?=.*\S)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u;

export function isAgentName(text: string): boolean {
  return nameGrammar.test(text);
}

/** The agent of what a record or a request says of it; `undefined`: none that can be used. Of a conversation whose id cannot be used the name stays. */
export function agentIn({
  name,
  conversation,
}: {
  readonly name?: unknown;
  readonly conversation?: unknown;
}): AgentIdentity | undefined {
  if (typeof name !== "string" || !isAgentName(name)) return undefined;
  const isUsable = typeof conversation === "string" && isConversationId(conversation);
  return { name, conversation: isUsable ? conversation : null };
}
