import * as z from "zod/mini";
import { type AgentIdentity, isAgentName, isConversationId } from "../../core/sessions/model/agentIdentity.ts";
import type { Logger } from "../../core/base/ports.ts";
import { text } from "./inputs.ts";

/** The id of the agent's own conversation; `whose`: what it is kept for. */
export const conversationOption = {
  flags: "--conversation <id>",
  description: "the conversation of the agent, by which it can be continued; default: WORKFLOW_CONVERSATION",
} as const;

/** Who works on what is made here. */
export const agentOptions = [
  { flags: "--agent <name>", description: "who works on it, such as claude-code; default: WORKFLOW_AGENT" },
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

/** The name an agent has given itself in its environment. */
export function agentName(): string | undefined {
  const name = process.env["WORKFLOW_AGENT"]?.trim();
  return name === undefined || name === "" ? undefined : name;
}

/** The agent that a command line and its environment name; `undefined`: none. What the environment says and cannot be used is left out, and said. */
export function agentOf(
  given: { readonly agent?: string | undefined; readonly conversation?: string | undefined },
  logger: Pick<Logger, "warn">,
): AgentIdentity | undefined {
  const name = given.agent ?? usable("WORKFLOW_AGENT", isAgentName, logger);
  const id = given.conversation ?? usable("WORKFLOW_CONVERSATION", isConversationId, logger);
  return name === undefined ? undefined : { name, conversation: id ?? null };
}

function usable(
  variable: "WORKFLOW_AGENT" | "WORKFLOW_CONVERSATION",
  fits: (value: string) => boolean,
  logger: Pick<Logger, "warn">,
): string | undefined {
  const value = process.env[variable]?.trim() ?? "";
  if (value === "") return undefined;
  if (fits(value)) return value;
  logger.warn(`${variable} says something that cannot be used; it is left out.`);
  return undefined;
}
