/** What is known of the program of an agent. */
interface KnownAgent {
  /** What it is called besides. */
  readonly also: readonly string[];
  /** Where it says to the programs it starts in which of its conversations they run. */
  readonly variable: string;
  /** How it continues a conversation with one more message: a program and its arguments, in which `${conversation}` and `${prompt}` stand for those. */
  readonly resume: readonly string[];
}

/** The agents that need no setting, by the names they are known by; tried with the real ones (test/agents). */
const knownAgents: Readonly<Record<string, KnownAgent>> = {
  "claude-code": {
    also: ["claude"],
    variable: "CLAUDE_CODE_SESSION_ID",
    resume: ["claude", "--resume", "${conversation}", "-p", "${prompt}"],
  },
  codex: {
    also: ["codex-cli"],
    variable: "CODEX_THREAD_ID",
    resume: ["codex", "exec", "resume", "${conversation}", "${prompt}"],
  },
};

/** The agent of this name, however it is written; `undefined`: nothing is known of it. */
export function knownAgent(name: string): KnownAgent | undefined {
  const wanted = plainAgentName(name);
  return Object.entries(knownAgents).find(([id, { also }]) => [id, ...also].includes(wanted))?.[1];
}

/** The name of the one agent whose program this runs in, by its environment; `undefined`: none, or one within another, where nothing says which of the two it is. */
export function agentAround(variable: (name: string) => string | undefined): string | undefined {
  const around = Object.entries(knownAgents).filter(([, agent]) => variable(agent.variable) !== undefined);
  return around.length === 1 ? around[0]?.[0] : undefined;
}

/** `Claude Code` and `claude_code` are `claude-code`. */
export function plainAgentName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/gu, "-");
}
