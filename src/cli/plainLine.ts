import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { Command, Invocation, OptionSpec } from "./base/command.ts";

/** `-m, --message <text>` */
const flagsGrammar = /^(?:-(?<short>[a-z]), )?--(?<negated>no-)?(?<name>[a-z-]+)(?<value> <.+>)?$/u;
/** `<id>`, `[id]`, `<ids...>` */
const operandGrammar = /^(?<open>[<[])(?<name>[\w-]+)(?<variadic>\.\.\.)?[>\]]$/u;

interface PlainOption {
  readonly spec: OptionSpec;
  /** As it is typed, without dashes. */
  readonly typed: string;
  readonly short: string | undefined;
  /** As the verb knows it. */
  readonly name: string;
  readonly negated: boolean;
  readonly hasValue: boolean;
}

/** A command line in two: the options of every verb that stand before it, and the rest, which begins with the verb. */
export function splitAtVerb(argv: readonly string[]): readonly [before: readonly string[], rest: readonly string[]] {
  let at = 0;
  while (argv[at] === "--json" || argv[at] === "--root" || argv[at]?.startsWith("--root=") === true) {
    at += argv[at] === "--root" ? 2 : 1;
  }
  return [argv.slice(0, at), argv.slice(at)];
}

/** A command line in two where its verb runs a program that stands behind `--`: what is the verb's, and the program as its input has it. */
export function splitAtProgram(
  argv: readonly string[],
  commands: readonly Command[],
): readonly [own: readonly string[], program: { readonly command?: readonly string[] }] {
  const [, rest] = splitAtVerb(argv);
  if (commands.find(({ name }) => isNamed(name, rest))?.runsProgram !== true) return [argv, {}];
  const at = argv.indexOf("--");
  return at === -1 ? [argv, { command: [] }] : [argv.slice(0, at), { command: argv.slice(at + 1) }];
}

/** Whether a command line that begins with its verb has this one. */
export const isNamed = (verb: string, rest: readonly string[]): boolean =>
  verb.split(" ").every((word, at) => rest[at] === word);

/**
 * Reads a command line that is right, which nearly all are: the parser of node itself takes a tenth of the time that commander takes to be
 * loaded. `undefined`: to be read by commander, which says what is wrong or shows help. A test compares the two.
 */
export function readPlainly(argv: readonly string[], commands: readonly Command[]): Invocation | undefined {
  const [own, program] = splitAtProgram(argv, commands);
  const [before, rest] = splitAtVerb(own);
  const command = commands.find(({ name }) => isNamed(name, rest));
  if (command === undefined) return undefined;
  const options = (command.options ?? []).map(plainOption);
  const read = parse([...before, ...rest.slice(command.name.split(" ").length)], options);
  if (read === undefined) return undefined;
  const operands = operandsOf(command, read.positionals);
  if (operands === undefined || options.some(({ spec, typed }) => spec.required === true && !(typed in read.values))) {
    return undefined;
  }
  const { json, root } = read.values;
  return {
    command,
    input: {
      ...operands,
      ...Object.fromEntries(options.flatMap((option) => valueOf(option, read.values))),
      ...program,
    },
    json: json === true,
    root: typeof root === "string" ? root : undefined,
  };
}

function plainOption(spec: OptionSpec): PlainOption {
  const { short, negated, name = "", value } = flagsGrammar.exec(spec.flags)?.groups ?? {};
  return {
    spec,
    typed: `${negated ?? ""}${name}`,
    short,
    name: name.replaceAll(/-[a-z]/gu, (part) => part.slice(1).toUpperCase()),
    negated: negated !== undefined,
    hasValue: value !== undefined,
  };
}

type Values = Readonly<Record<string, unknown>>;

function parse(
  args: readonly string[],
  options: readonly PlainOption[],
): { readonly values: Values; readonly positionals: readonly string[] } | undefined {
  const known: ParseArgsOptionsConfig = { root: { type: "string" }, json: { type: "boolean" } };
  for (const { spec, typed, short, hasValue } of options) {
    known[typed] = {
      type: hasValue ? "string" : "boolean",
      multiple: spec.repeat === true,
      ...(short === undefined ? {} : { short }),
    };
  }
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true });
  } catch {
    return undefined;
  }
}

/** `undefined`: there are too few or too many. */
function operandsOf({ operands }: Command, given: readonly string[]): Values | undefined {
  const found: Record<string, unknown> = {};
  let at = 0;
  for (const operand of operands.split(" ").filter((word) => word !== "")) {
    const { open, name = "", variadic } = operandGrammar.exec(operand)?.groups ?? {};
    if (open === "<" && given[at] === undefined) return undefined;
    found[name] = variadic === undefined ? given[at] : given.slice(at);
    at = variadic === undefined ? at + 1 : given.length;
  }
  return at < given.length ? undefined : found;
}

function valueOf({ typed, name, negated }: PlainOption, values: Values): readonly (readonly [string, unknown])[] {
  if (negated) return [[name, values[typed] !== true]];
  return values[typed] === undefined ? [] : [[name, values[typed]]];
}
