import type { Command, Headed, Invocation } from "./base/command.ts";
import { readPlainly, splitAtVerb } from "./plainLine.ts";

/** The verbs of one file of commands. */
interface Group {
  readonly heading: string;
  /** The first words of its verbs (a test compares them): a file that no word of a command line asks for is not loaded. */
  readonly words: readonly string[];
  readonly load: () => Promise<readonly Command[]>;
}

export const groups: readonly Group[] = [
  {
    heading: "Look:",
    words: ["status"],
    load: async () => (await import("./commands/status.ts")).statusCommands,
  },
  {
    heading: "Look:",
    words: ["show"],
    load: async () => (await import("./commands/show.ts")).showCommands,
  },
  {
    heading: "Look:",
    words: ["doctor"],
    load: async () => (await import("./commands/doctor.ts")).doctorCommands,
  },
  {
    heading: "Look:",
    words: ["found"],
    load: async () => (await import("./commands/found.ts")).foundCommands,
  },
  {
    heading: "Look:",
    words: ["events"],
    load: async () => (await import("./commands/events.ts")).eventCommands,
  },
  {
    heading: "Sessions:",
    words: ["init", "new", "complete", "keep", "discard", "delete"],
    load: async () => (await import("./commands/sessions.ts")).sessionCommands,
  },
  {
    heading: "Sessions:",
    words: ["switch", "pause", "resume"],
    load: async () => (await import("./commands/activation.ts")).activationCommands,
  },
  {
    heading: "Sessions:",
    words: ["list"],
    load: async () => (await import("./commands/list.ts")).listCommands,
  },
  {
    heading: "Sessions:",
    words: ["adopt"],
    load: async () => (await import("./commands/adopt.ts")).adoptCommands,
  },
  {
    heading: "Work:",
    words: ["phase", "task", "save"],
    load: async () => (await import("./commands/phases.ts")).phaseCommands,
  },
  {
    heading: "Work:",
    words: ["exec"],
    load: async () => (await import("./commands/exec.ts")).execCommands,
  },
  {
    heading: "Checkpoints:",
    words: ["checkpoint", "undo", "redo"],
    load: async () => (await import("./commands/checkpoints.ts")).checkpointCommands,
  },
  {
    heading: "Forks:",
    words: ["fork", "sweep"],
    load: async () => (await import("./commands/forks.ts")).forkCommands,
  },
  {
    heading: "Runs:",
    words: ["run"],
    load: async () => (await import("./commands/runs.ts")).runCommands,
  },
  {
    heading: "Comments:",
    words: ["annotate"],
    load: async () => (await import("./commands/annotations.ts")).annotationCommands,
  },
  {
    heading: "Review:",
    words: ["request"],
    load: async () => (await import("./commands/requests.ts")).requestCommands,
  },
  {
    heading: "Review:",
    words: ["approvals"],
    load: async () => (await import("./commands/approvals.ts")).approvalCommands,
  },
  {
    heading: "Review:",
    words: ["audit"],
    load: async () => (await import("./commands/audit.ts")).auditCommands,
  },
];

async function load(wanted: readonly Group[]): Promise<Headed> {
  return Promise.all(wanted.map(async ({ heading, load: commands }) => [heading, await commands()] as const));
}

/**
 * Reads a command line. `--help` and `--version` write their text through `write` and give `undefined`.
 * @throws WorkflowError `usage` for everything that cannot be understood
 */
export async function readCommandLine(
  argv: readonly string[],
  write: (text: string) => void,
): Promise<Invocation | undefined> {
  const [, [verb]] = splitAtVerb(argv);
  const named = await load(groups.filter(({ words }) => words.some((word) => word === verb)));
  const plain = readPlainly(
    argv,
    named.flatMap(([, commands]) => commands),
  );
  if (plain !== undefined) return plain;
  const { readWithProgram } = await import("./program.ts");
  return readWithProgram(argv, await load(groups), write);
}
