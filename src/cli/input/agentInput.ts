import * as z from "zod/mini";
import { type AgentIdentity, isAgentName, isConversationId } from "../../core/sessions/model/agentIdentity.ts";
import { agentAround, knownAgent } from "../../core/sessions/model/knownAgents.ts";
import type { Logger } from "../../core/base/ports.ts";
import { text } from "./inputs.ts";

/** The id of the agent's own conversation; `whose`: what it is kept for. */
export const conversationOption = {
  flags: "--conversation <id>",
  description:
    "the conversation of the agent, by which it can be continued; default: WORKFLOW_CONVERSATION, else the one of Claude Code or Codex it runs in",
} as const;

/** Who works on what is made here. */
export const agentOptions = [
  {
    flags: "--agent <name>",
    description: "who works on it, such as claude-code; default: WORKFLOW_AGENT, else the agent it runs in",
  },
  conversationOption,
] as const;

/** Who works on what is there already: what the environment says of whoever calls is nothing about that. */
export const toldAgentOptions = [
  { flags: "--agent <name>", description: "who works on it, such as claude-code, instead of the tool that made it" },
  { flags: "--conversation <id>", description: "the conversation of that agent, by which it can be continued" },
] as const;

/** As a person or an agent types it. */
export const conversation = (): z.ZodMiniOptional<z.ZodMiniType<string, string>> =>
  z.optional(
    text().check(
      z.refine(isConversationId, "Letters, digits and “-_.:” are needed, at most 128, the first of them not “-”."),
    ),
  );

export const agentInput = () => ({
  agent: z.optional(text().check(z.refine(isAgentName, "One line of 1 to 200 characters is needed."))),
  conversation: conversation(),
});

/** The name an agent has given itself in its environment; where it has given none, the one it is known by there. */
export function agentName(): string | undefined {
  return variable("WORKFLOW_AGENT") ?? agentAround(variable);
}

/** The agent that a command line and its environment name; `undefined`: none. What the environment says and cannot be used is left out, and said. */
export function agentOf(
  given: { readonly agent?: string | undefined; readonly conversation?: string | undefined },
  logger: Pick<Logger, "warn">,
): AgentIdentity | undefined {
  const name = given.agent ?? usable("WORKFLOW_AGENT", isAgentName, logger) ?? agentAround(variable);
  if (name === undefined) return undefined;
  const own = knownAgent(name)?.variable;
  const id =
    given.conversation ??
    usable("WORKFLOW_CONVERSATION", isConversationId, logger) ??
    (own === undefined ? undefined : usable(own, isConversationId, logger));
  return { name, conversation: id ?? null };
}

function usable(name: string, fits: (value: string) => boolean, logger: Pick<Logger, "warn">): string | undefined {
  const value = variable(name);
  if (value === undefined || fits(value)) return value;
  logger.warn(`${name} says something that cannot be used; it is left out.`);
  return undefined;
}

/** What the environment says; blank is nothing. */
function variable(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === "" ? undefined : value;
}
