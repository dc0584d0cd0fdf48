import { type Argument, Command as Parser, CommanderError, Option } from "commander";
import { version } from "../../package.json";
import { WorkflowError } from "../core/base/errors.ts";
import { say, verbatim } from "../core/base/text.ts";
import { forgottenDashes } from "./forgottenDashes.ts";
import { splitAtProgram, splitAtVerb } from "./plainLine.ts";
import { unknownVerb } from "./unknownVerb.ts";
import { usageHint, type Command, type Headed, type Invocation, type OptionSpec } from "./base/command.ts";

/**
 * Reads any command line, with all verbs: says what is wrong with it, and writes help and version.
 * @throws WorkflowError `usage` for everything commander does not understand
 */
export function readWithProgram(
  line: readonly string[],
  all: Headed,
  write: (text: string) => void,
): Invocation | undefined {
  const [argv, program] = splitAtProgram(
    line,
    all.flatMap(([, commands]) => commands),
  );
  const known = all.flatMap(([, commands]) => commands.map(({ name }) => name));
  const unknown = unknownVerb(argv, known);
  if (unknown !== undefined) throw unknown;
  try {
    const read = parse(argv, all, write);
    return read === undefined ? undefined : { ...read, input: { ...read.input, ...program } };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    if (error.code === "commander.help") throw noVerb(argv, known);
    throw withoutDashes(error, line, all) ?? asUsageError(error, meantVerb(argv, known));
  }
}

const ignore = (): void => undefined;

/** Throws a `CommanderError` for everything but a verb that can be run. */
function parse(argv: readonly string[], commands: Headed, write: (text: string) => void): Invocation | undefined {
  let invocation: Invocation | undefined;
  const program = buildProgram(commands, write, (found) => {
    invocation = found;
  });
  program.parse(argv, { from: "user" });
  return invocation;
}

function buildProgram(loaded: Headed, write: (text: string) => void, found: (invocation: Invocation) => void): Parser {
  const program = configure(new Parser("wfs"), write)
    .description(
      "Sessions of the agents that work on this repository: one directory each in .workflow, one of them active.",
    )
    .version(version, "-V, --version", "show the version")
    .helpCommand("help [verb]", "show how a verb is used")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 denied, changes asked for or untrusted, 4 still waiting, 5 stale, withdrawn, unverified or in conflict",
    );
  const parents = new Map<string, Parser>();
  for (const [heading, commands] of loaded) {
    for (const command of commands) {
      const [verb = "", subverb] = command.name.split(" ");
      if (subverb === undefined) {
        addCommand(program, verb, command, write, found).helpGroup(heading);
        continue;
      }
      let parent = parents.get(verb);
      if (parent === undefined) {
        parent = configure(program.command(verb), write).helpCommand(false);
        parents.set(verb, parent);
      }
      addCommand(parent, subverb, command, write, found).helpGroup(heading);
    }
  }
  return program;
}

function addCommand(
  parent: Parser,
  name: string,
  command: Command,
  write: (text: string) => void,
  found: (invocation: Invocation) => void,
): Parser {
  const parser = configure(parent.command(`${name} ${command.operands}`), write)
    .description(command.summary)
    .addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  wfs ${line}\n`).join("")}`);
  if (command.runsProgram === true) parser.usage(`[options] ${command.operands} -- <command...>`);
  for (const option of command.options ?? []) parser.addOption(toOption(option));
  return parser.action(() => {
    const { json, root, ...options } = parser.opts<Record<string, unknown>>();
    const inherited = parents(parser).map((each) => each.opts<Record<string, unknown>>());
    const operands = parser.registeredArguments.map((argument, index) => [
      argument.name(),
      parser.processedArgs[index],
    ]);
    found({
      command,
      input: { ...Object.fromEntries(operands), ...options },
      json: json === true || inherited.some((each) => each["json"] === true),
      root: [root, ...inherited.map((each) => each["root"])].find((each) => typeof each === "string"),
    });
  });
}

function parents(parser: Parser): readonly Parser[] {
  return parser.parent === null ? [] : [parser.parent, ...parents(parser.parent)];
}

/** The options of every verb; before and after the verb, and never taken from another option's value. */
function configure(parser: Parser, write: (text: string) => void): Parser {
  return parser
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: ignore, outputError: ignore })
    .option("--root <dir>", "the repository, instead of the directory you are in; paths count from there")
    .option("--json", "one JSON object for tools; its paths count from the top of the working tree")
    .helpOption("-h, --help", "show how it is used")
    .configureHelp({
      visibleCommands: (parent) =>
        parent.commands.flatMap((each) => (each.commands.length === 0 ? [each] : each.commands)),
      subcommandTerm: (verb) =>
        [...verbWords(verb), ...verb.registeredArguments.map(operandTerm), ...programTerm(verb)].join(" "),
    });
}

/** `task add`, as it is typed after `wfs`. */
function verbWords(parser: Parser): readonly string[] {
  return parser.parent === null ? [] : [...verbWords(parser.parent), parser.name()];
}

function operandTerm(operand: Argument): string {
  const name = `${operand.name()}${operand.variadic ? "..." : ""}`;
  return operand.required ? `<${name}>` : `[${name}]`;
}

/** Of a verb that runs a program. */
function programTerm(parser: Parser): readonly string[] {
  return parser.usage().endsWith(" -- <command...>") ? ["-- <command...>"] : [];
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description).makeOptionMandatory(spec.required === true);
  return spec.repeat === true
    ? option.argParser<readonly string[]>((value, earlier) => [
        ...((earlier as readonly string[] | undefined) ?? []),
        value,
      ])
    : option;
}

/** A program that stands where commander looks for operands and options; `undefined`: it names an option that is nearly one of the verb's. */
function withoutDashes({ code, message }: CommanderError, line: readonly string[], all: Headed): Error | undefined {
  const refused = code === "commander.unknownOption";
  if ((!refused && code !== "commander.excessArguments") || message.includes("Did you mean")) return undefined;
  return forgottenDashes(
    line,
    all.flatMap(([, commands]) => commands),
    refused,
  );
}

/** The verb of a command line that could not be read, if it names one. */
function meantVerb(argv: readonly string[], verbs: readonly string[]): string | undefined {
  const [, [first = "", second = ""]] = splitAtVerb(argv);
  return [`${first} ${second}`, first].find((start) => verbs.includes(start));
}

/** Of a command group without its verb, such as `wfs approvals`, the verbs are named. */
function noVerb(argv: readonly string[], verbs: readonly string[]): WorkflowError {
  const group = argv.find((word) => verbs.some((name) => name.startsWith(`${word} `)));
  if (group === undefined) return new WorkflowError("usage", say`No verb given.`, say`“wfs --help” lists the verbs.`);
  const own = verbs.filter((name) => name.startsWith(`${group} `)).map((name) => `wfs ${name}`);
  return new WorkflowError("usage", say`“wfs ${group}” needs a verb: ${own.join(", ")}.`, usageHint(group));
}

function asUsageError(error: CommanderError, verb: string | undefined): WorkflowError {
  const [first = "", ...more] = error.message.replace(/^error: /u, "").split("\n");
  const hint = more.join(" ").replace(/^\(|\)$/gu, "");
  const help = verb === undefined ? say`“wfs --help” shows how it is used.` : usageHint(verb);
  return new WorkflowError("usage", verbatim(sentence(first)), hint === "" ? help : verbatim(hint));
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/u, "")}.`;
