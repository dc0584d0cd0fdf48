import * as z from "zod/mini";
import type { Command, Headed } from "../../../src/cli/base/command.ts";
import { answers } from "../../../src/wire/schemas/answers.ts";
import { requestEventSchema } from "../../../src/wire/schemas/requestEvent.ts";
import { errorSchema } from "../../../src/wire/schemas/error.ts";

/** As much of a JSON Schema as `z.toJSONSchema` makes of ours; `meanings` stands beside the words of an enumeration. */
interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly meanings?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Shape>>;
}

const begin = `# What \`wfs --json\` answers

\`npm run reference\` makes this page of the schemas in \`src/wire/schemas/\`, against which the tests hold every answer.

With \`--json\` a verb prints one object on standard output, \`events\` one on each line. When it fails, it prints an [error](#errors) on standard error and nothing on standard output; [exit codes](file-formats.md#exit-codes) say
how it ended. With \`--wait\`, a \`request\`
says \`{"asked":{"id":"…"}}\` in a line on standard error as soon as it has asked, before its answer. Times are RFC 3339. Paths of files count from the top of the working tree; those of directories of sessions and worktrees are absolute. An *optional* member is left out where there is
nothing to say. Programs must not mind members they do not know: later versions may add some.
`;

/** docs/json.md: what each verb answers, in the order of the help; then what several answers have in common, and their words. */
export function jsonReference(headed: Headed): string {
  const { properties = {}, $defs = {} } = z.toJSONSchema(
    z.strictObject({ ...answers, error: errorSchema, event: requestEventSchema }),
  ) as Shape;
  const { error = {}, event: _event, ...verbs } = properties;
  const groups = [...Map.groupBy(headed, ([heading]) => heading)].map(([heading, same]) => {
    const commands = same.flatMap(([, commands]) => commands);
    const alike = Map.groupBy(commands, ({ name }) => schemaOf(name));
    const told = [...alike.values()].map((some) => verbsText(some, verbs[some[0]?.name ?? ""] ?? {}));
    return `## ${heading.replace(":", "")}\n\n${told.join("\n")}`;
  });
  const named = Object.entries($defs).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts = named.flatMap(([id, shape]) =>
    shape.enum === undefined ? [partText(id, shape, membersText(shape))] : [],
  );
  const words = named.flatMap(([id, shape]) =>
    shape.enum === undefined ? [] : [partText(id, shape, wordsText(shape))],
  );
  return [
    begin,
    ...groups,
    `## Parts\n\n${parts.join("\n")}`,
    `## Words\n\n${words.join("\n")}`,
    `## Errors\n\n${membersText(error)}`,
  ].join("\n");
}

const schemaOf = (verb: string): unknown => Object.entries(answers).find(([name]) => name === verb)?.[1];

/** Verbs that answer the same. */
function verbsText(commands: readonly Command[], answer: Shape): string {
  const heading = commands.map(({ name }) => `\`${name}\``).join(", ");
  const lines = commands.map(({ summary, examples }) => {
    const example = examples.find((line) => line.includes("--json")) ?? `${examples[0] ?? ""} --json`;
    return `- ${summary}: \`wfs ${example}\`\n`;
  });
  const { $ref } = answer;
  const what = $ref === undefined ? membersText(answer) : `The answer is a ${linkTo($ref)}.\n`;
  return `### ${heading}\n\n${lines.join("")}\n${what}`;
}

const wordsOf = (id: string): string => id.replaceAll("-", " ");
const linkTo = ($ref: string, plural = ""): string => {
  const id = $ref.slice($ref.lastIndexOf("/") + 1);
  return `[${wordsOf(id)}${plural}](#${id})`;
};

const partText = (id: string, { description = "" }: Shape, table: string): string =>
  `### ${wordsOf(id)}\n\n${description}\n\n${table}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`)
    .join("");

/** One table, or one for each of several forms. */
const membersText = (shape: Shape): string =>
  (shape.oneOf ?? [shape]).map((form) => table(["member", "type", "meaning"], rowsOf(form, ""))).join("\n");
const wordsText = ({ meanings = {} }: Shape): string =>
  table(
    ["word", "meaning"],
    Object.entries(meanings).map(([word, meaning]) => [`\`${word}\``, meaning]),
  );

/** A row for each member, and for those of the objects in it: `author.name`, `replies[].id`. */
function rowsOf({ properties = {}, required = [] }: Shape, before: string): readonly (readonly string[])[] {
  return Object.entries(properties).flatMap(([name, shape]) => {
    const path = `${before}${name}`;
    const optional = required.includes(name) ? "" : ", optional";
    const { inner, suffix } = innerOf(shape);
    return [[`\`${path}\``, `${typeOf(shape)}${optional}`, meaningOf(shape)], ...rowsOf(inner, `${path}${suffix}.`)];
  });
}

/** The object that a shape is or holds. */
function innerOf(shape: Shape): { readonly inner: Shape; readonly suffix: string } {
  if (shape.items !== undefined) return { inner: innerOf(shape.items).inner, suffix: "[]" };
  return { inner: shape.anyOf?.find(({ properties }) => properties !== undefined) ?? shape, suffix: "" };
}

const meaningOf = (shape: Shape): string => {
  const { description = "" } = shape;
  const words = Object.entries(meaningsIn(shape)).map(([word, meaning]) => `\`${word}\` (${meaning})`);
  return words.length === 0 ? description : `${description}: ${words.join(", ")}`;
};

const meaningsIn = ({ meanings, anyOf = [], items }: Shape): Readonly<Record<string, string>> =>
  meanings ?? Object.assign({}, ...[...anyOf, ...(items === undefined ? [] : [items])].map(meaningsIn));

const plain = (type: string): string => (type === "null" ? "`null`" : type);

/** `string or null`, `list of changed files`. `plural`: of a list. */
function typeOf(shape: Shape, plural = ""): string {
  const { $ref, anyOf, items, prefixItems, type = "object" } = shape;
  if ($ref !== undefined) return linkTo($ref, plural);
  if (shape.format === "date-time") return `time${plural}`;
  if (shape.const !== undefined) return `\`${JSON.stringify(shape.const)}\``;
  if (anyOf !== undefined) return [...new Set(anyOf.map((one) => typeOf(one, plural)))].join(" or ");
  if (prefixItems !== undefined) return `list of ${prefixItems.length} ${typeOf(prefixItems[0] ?? {}, "s")}`;
  if (items !== undefined) return `list of ${typeOf(items, "s")}`;
  return [type]
    .flat()
    .map((one) => `${plain(one)}${plural}`)
    .join(" or ");
}
