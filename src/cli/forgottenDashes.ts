import { WorkflowError } from "../core/base/errors.ts";
import { say } from "../core/base/text.ts";
import { isNamed, splitAtVerb } from "./plainLine.ts";
import type { Command } from "./base/command.ts";

/**
 * The error for a command line in which a program stands without the “--” that belongs before it; `undefined`: it is wrong in another way.
 * @param refused whether something was typed that the verb has no option for
 */
export function forgottenDashes(
  argv: readonly string[],
  commands: readonly Command[],
  refused: boolean,
): WorkflowError | undefined {
  const [before, rest] = splitAtVerb(argv);
  const command = commands.find(({ name }) => isNamed(name, rest));
  if (command === undefined || argv.includes("--")) return undefined;
  const verb = command.name.split(" ").length;
  const at = programIn(rest.slice(verb), command, refused);
  if (at === undefined) return undefined;
  const typed = [...before, ...rest.slice(0, verb + at), "--", ...rest.slice(verb + at)];
  return new WorkflowError(
    "usage",
    say`The program has no “--” before it.`,
    say`Put “--” before the program: wfs ${typed.map(quoted).join(" ")}`,
  );
}

/** Where the program begins: behind the operand of the verb, or with it, where an option that is none of the verb's follows at once. */
function programIn(words: readonly string[], command: Command, refused: boolean): number | undefined {
  const operands = command.runsProgram === true ? 1 : 0;
  if (operands === 0 && !takesProgram(command)) return undefined;
  const found: number[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) {
      found.push(at);
      if (found.length > operands) return at;
      continue;
    }
    const option = optionOf(word, command);
    // What is no option of the verb is one of the program, if there is any.
    if (option === undefined) return refused && !isNeeded(command) ? found[0] : undefined;
    if (option && !word.includes("=")) at += 1;
  }
  return undefined;
}

/** Its operands are a program. */
const takesProgram = ({ operands }: Command): boolean => operands === "<command...>";

/** The operand is no program, because without it the verb starts none. */
const isNeeded = ({ name }: Command): boolean => name === "run queue";

/** Whether a word is an option that takes a value; `undefined`: the verb has none of that name. */
function optionOf(word: string, { options = [] }: Command): boolean | undefined {
  const name = word.split("=")[0] ?? "";
  if (["--json", "--help", "-h"].includes(name)) return false;
  if (name === "--root") return true;
  const option = options.find(({ flags }) => flags.split(/[ ,]+/u).includes(name));
  return option === undefined ? undefined : option.flags.includes("<");
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
