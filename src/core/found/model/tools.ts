/** A product that makes branches or worktrees, and how they can be told, as its documentation or its sources say. */
export interface KnownTool {
  readonly name: string;
  /** How the names of its branches begin. */
  readonly branches?: readonly string[];
  /** What stands in the path of its worktrees, from slash to slash. */
  readonly worktrees?: readonly string[];
  /** What the name of the repository's directory gets at its end where worktrees lie beside it. */
  readonly besides?: string;
  /** It starts the agents of others, or none at all, so it does not say who works there. */
  readonly startsOthers?: true;
}

export const knownTools: readonly KnownTool[] = [
  { name: "Claude Code", branches: ["claude/", "worktree-"], worktrees: ["/.claude/worktrees/"] },
  { name: "Codex", branches: ["codex/"], worktrees: ["/.codex/worktrees/"] },
  { name: "GitHub Copilot", branches: ["copilot/"], worktrees: ["/copilot-worktrees/"] },
  { name: "Cursor", branches: ["cursor/"], worktrees: ["/.cursor/worktrees/"] },
  { name: "Gemini CLI", worktrees: ["/.gemini/worktrees/"] },
  { name: "Jules", branches: ["jules-"] },
  { name: "Devin", branches: ["devin/"] },
  { name: "Conductor", worktrees: ["/conductor/workspaces/"], startsOthers: true },
  {
    name: "Vibe Kanban",
    branches: ["vk/"],
    worktrees: ["/vibe-kanban/worktrees/", "/.vibe-kanban/worktrees/"],
    startsOthers: true,
  },
  { name: "Claude Squad", worktrees: ["/.claude-squad/worktrees/"], startsOthers: true },
  { name: "Letta Code", worktrees: ["/.letta/worktrees/"] },
  // Its background agents and its own “Create Worktree…” alike.
  { name: "VS Code", besides: ".worktrees", startsOthers: true },
];
