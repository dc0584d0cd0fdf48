import type * as z from "zod/mini";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { isJsonObject } from "../../core/files/jsonBytes.ts";
import { say, type Text, verbatim } from "../../core/base/text.ts";
import type { AnswerTo, Verb } from "../../wire/schemas/answers.ts";
import { healFirst } from "./healFirst.ts";
import type { Paint } from "./paint.ts";
import { recoverFirst } from "./recoverFirst.ts";
import { sayPin } from "./sayPin.ts";

/** What a verb found or did: one JSON object for tools, text for people; only the one asked for is made. */
export interface Outcome<Answer extends object = object> {
  readonly json: () => Answer;
  /** Ends with a line feed, or is empty. Text of others goes through `visibleText`. */
  readonly text: (paint: Paint, now: number) => string;
  /** The rules by which secrets were taken out of the text that was given; people are told on standard error. */
  readonly redacted?: readonly string[] | undefined;
  /** Of a program that was run (`exec`) its own. */
  readonly exitCode?: number;
  /** It was printed already, event by event. */
  readonly isSaid?: true;
  /** Called once the answer was written and its reader has not gone. */
  readonly handedOver?: () => Promise<void>;
  /** What goes on after the answer was written; the program ends when it has ended. */
  readonly afterwards?: () => Promise<unknown>;
}

/** What a verb says before it answers. */
export interface Say {
  /** Tells people at once what a long verb waits for, as a line on stderr; with `--json` nothing is said. */
  (line: string): void;
  /** Tells tools the same, as one JSON object on a line of stderr, with `--json` only. */
  readonly note: (value: object) => void;
  /** One JSON object on a line of standard output, for verbs that answer with what happens. */
  readonly event: (value: object) => void;
  /** Text for people on standard output at once, for verbs that go on; `columns`: how long a line of their terminal is. */
  readonly print: (text: (paint: Paint, columns: number | undefined) => string) => void;
  /** Whether the reader of standard output is still there, as far as the system tells. */
  readonly isHeard: () => Promise<boolean>;
}

export interface OptionSpec {
  /** As commander reads it: `--type <type>`, `-m, --message <text>`. */
  readonly flags: string;
  readonly description: string;
  readonly required?: true;
  /** May be given several times; the value is a list. */
  readonly repeat?: true;
}

interface CommandText {
  /** The words of the verb: `switch`, `task add`. */
  readonly name: string;
  /** As commander reads them: `<id>`, `[id]`, `<ids...>`; empty for none. */
  readonly operands: string;
  /** It runs a program: what stands behind the first `--` is that program with its arguments, in `command` of the input, whatever it looks like. */
  readonly runsProgram?: true;
  readonly summary: string;
  readonly options?: readonly OptionSpec[];
  /** Command lines without the leading `wfs`. */
  readonly examples: readonly string[];
}

/**
 * One verb as its group writes it; what it answers is in src/wire. `input` parses operands and options together, under the names commander gives them; it is made for the verb
 * that is used alone, because making a schema takes longer than parsing with it. `bare`: what it means when nothing of that is given, for verbs
 * that are run so often that the schema is loaded for the rest alone.
 */
export interface CommandSpec<Name extends Verb, Input> extends CommandText {
  readonly name: Name;
  /** It changes sessions: markers that crashes and other tools left are repaired first, and it `recovers`. */
  readonly heals?: true;
  /** It changes something: what killed processes left is recovered first (recoverFirst.ts). */
  readonly recovers?: true | ((input: Input) => boolean);
  readonly bare?: Input;
  /** What it means where what is given is plain; `undefined`: the schema says that. For verbs that are run so often that it is loaded for the rest alone. */
  readonly plainly?: (input: Readonly<Record<string, unknown>>) => Input | undefined;
  /** It needs no session: where the one this terminal belongs to is gone, that is said, and the verb goes on. */
  readonly needsNone?: true;
  readonly input: () => z.ZodMiniType<Input> | Promise<z.ZodMiniType<Input>>;
  /** `json`: standard output is for the answer alone. */
  run(input: Input, workspace: Workspace, say: Say, json: boolean): Promise<Outcome<AnswerTo<Name>>>;
}

/** One verb as the program sees it: what it takes is known to itself alone. */
export interface Command extends CommandText {
  /** Parses first, so that wrong usage is told before anything is opened. */
  execute(input: unknown, open: () => Promise<Workspace>, say: Say, json?: boolean): Promise<Outcome>;
}

/** Commands under the heading they are listed with. */
export type Headed = readonly (readonly [heading: string, commands: readonly Command[]])[];

/** What a command line asks for; operands and options are not yet parsed. */
export interface Invocation {
  readonly command: Command;
  readonly input: Readonly<Record<string, unknown>>;
  readonly json: boolean;
  readonly root: string | undefined;
}

export function defineCommand<Name extends Verb, Input>(spec: CommandSpec<Name, Input>): Command {
  return {
    ...spec,
    async execute(input, open, say, json = false) {
      const parsed = quickly(spec, input) ?? (await parse(spec, input));
      const workspace = await open();
      if (spec.needsNone === true) await sayPin(workspace, say);
      const { heals = false, recovers = false } = spec;
      const run = async (): Promise<Outcome> => spec.run(parsed, workspace, say, json);
      if (heals) return healed(workspace, say, run);
      return recovers === true || (recovers !== false && recovers(parsed)) ? recovered(workspace, say, run) : run();
    },
  };
}

/** Runs a verb that changes sessions. */
async function healed(workspace: Workspace, say: Say, run: () => Promise<Outcome>): Promise<Outcome> {
  const cleanUp = await healFirst(workspace, say);
  const outcome = await recovered(workspace, say, run);
  if (cleanUp === undefined) return outcome;
  return {
    ...outcome,
    async afterwards() {
      await outcome.afterwards?.();
      await cleanUp();
    },
  };
}

/** Runs a verb that changes something. */
async function recovered(workspace: Workspace, say: Say, run: () => Promise<Outcome>): Promise<Outcome> {
  const sayLeft = await recoverFirst(workspace, say);
  const outcome = await run();
  await sayLeft();
  return outcome;
}

/** What needs no schema. */
function quickly<Name extends Verb, Input>(
  { bare, plainly }: CommandSpec<Name, Input>,
  input: unknown,
): Input | undefined {
  if (bare !== undefined && isBare(input)) return bare;
  return plainly === undefined || !isJsonObject(input) ? undefined : plainly(input);
}

function isBare(input: unknown): boolean {
  return typeof input === "object" && input !== null && Object.values(input).every((value) => value === undefined);
}

async function parse<Input>(spec: Pick<CommandSpec<Verb, Input>, "name" | "input">, input: unknown): Promise<Input> {
  const parsed = (await spec.input()).safeParse(input);
  if (!parsed.success) throw usageError(spec.name, parsed.error);
  return parsed.data;
}

/** A verb that takes neither operands nor options of its own. */
export function defineBareCommand<Name extends Verb>(
  spec: CommandText &
    Pick<CommandSpec<Name, never>, "name" | "heals" | "needsNone"> & {
      run(workspace: Workspace, say: Say): Promise<Outcome<AnswerTo<Name>>>;
    },
): Command {
  return {
    ...spec,
    async execute(_input, open, say) {
      const workspace = await open();
      if (spec.needsNone === true) await sayPin(workspace, say);
      const run = async (): Promise<Outcome> => spec.run(workspace, say);
      return spec.heals === undefined ? run() : healed(workspace, say, run);
    },
  };
}

function usageError(name: string, error: z.core.$ZodError): WorkflowError {
  const issue = error.issues[0];
  const where = issue?.path.join(".") ?? "";
  return new WorkflowError(
    "usage",
    verbatim(`${where === "" ? "" : `${where}: `}${issue?.message ?? "wrong input"}`),
    usageHint(name),
  );
}

/** What to do after wrong usage of a verb. */
export function usageHint(name: string): Text {
  return say`“wfs ${name} --help” shows how it is used.`;
}
