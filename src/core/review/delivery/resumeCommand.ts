import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import type { AgentIdentity } from "../../sessions/model/agentIdentity.ts";
import { knownAgent, plainAgentName } from "../../sessions/model/knownAgents.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { RequestView } from "../requests/requests.ts";

/** A program with its arguments, in which `${conversation}` and `${prompt}` stand for those; the first word is the program. */
export type ResumeTemplate = readonly string[];

const conversationMark = "${conversation}";
const promptMark = "${prompt}";

/** Whether a person's own template says which conversation is meant and what it is told. */
export function isResumeTemplate([program = "", ...args]: ResumeTemplate): boolean {
  const isProgram = program.trim() !== "" && !program.includes("${");
  return isProgram && [conversationMark, promptMark].every((mark) => args.some((arg) => arg.includes(mark)));
}

/** A conversation that can be continued: who, where it was said, and how. */
export interface ResumeCommand {
  readonly agent: string;
  readonly conversation: string;
  /** A name to be looked for on the search path, or an absolute path. */
  readonly program: string;
  /** One argument each; no shell reads them. */
  readonly args: (prompt: string) => readonly string[];
}

/**
 * Who wrote the change: the agent of the newest request about the session whose asker's conversation is known, else the one its record names; `undefined`: nobody has
 * said.
 * @param views requests of the session
 */
export function writerOf(
  views: readonly RequestView[],
  recorded: AgentIdentity | undefined,
): AgentIdentity | undefined {
  const newest = views.toSorted((a, b) => (a.id < b.id ? 1 : -1)).find(({ request }) => request?.agent !== undefined);
  return newest?.request?.agent ?? recorded;
}

/**
 * How the agent of a session is continued. `templates`: a person's own, by the name of the agent; they come before what is known here. Throws `not-found`, with what to do
 * instead, where the agent, its conversation or how to continue it is not known.
 */
export function resumeCommand(
  session: SessionId,
  writer: AgentIdentity | undefined,
  templates: ReadonlyMap<string, ResumeTemplate>,
): ResumeCommand {
  if (writer === undefined) throw nobodyKnown(session);
  const { name, conversation } = writer;
  if (conversation === null) {
    throw new WorkflowError(
      "not-found",
      say`${name} has not said in which conversation it works on ${session}.`,
      say`Copy the answer as a prompt instead. “wfs adopt ${session} --conversation ID” records it; with WORKFLOW_CONVERSATION in its environment the next request names it.`,
    );
  }
  const template = templateOf(name, templates);
  if (template === undefined) {
    throw new WorkflowError(
      "not-found",
      say`It is not known how a conversation of ${name} is continued.`,
      say`Say it in the setting workflowSessions.agents.resume, or copy the answer as a prompt instead.`,
    );
  }
  const [program = "", ...args] = template;
  return {
    agent: name,
    conversation,
    program,
    args: (prompt) =>
      args.map((arg) => arg.replaceAll(conversationMark, () => conversation).replaceAll(promptMark, () => prompt)),
  };
}

function nobodyKnown(session: SessionId): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`Nobody has recorded which agent works on ${session}.`,
    say`Copy the answer as a prompt instead. “wfs adopt ${session} --agent NAME --conversation ID” records it, and so do WORKFLOW_AGENT and WORKFLOW_CONVERSATION in the agent's environment.`,
  );
}

function templateOf(name: string, templates: ReadonlyMap<string, ResumeTemplate>): ResumeTemplate | undefined {
  const wanted = plainAgentName(name);
  for (const [own, template] of templates) if (plainAgentName(own) === wanted) return template;
  return knownAgent(name)?.resume;
}
