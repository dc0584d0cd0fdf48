import { type GivenText, takeOutSecrets } from "../../redaction/givenText.ts";
import { KeptText } from "../../redaction/keptText.ts";
import type { Redacted } from "../../redaction/redact.ts";
import * as z from "zod/mini";
import { parseLineEndings } from "../../git/config/lineEndings.ts";
import { objectIdSchema } from "../../git/repository/objectId.ts";
import { parseJson } from "./jsonMessage.ts";
import { checkpointTriggers, type CheckpointFacts, type SkippedFile } from "./checkpoint.ts";

/** Named in full up to here; a checkpoint that leaves out more says so by its last entry. */
export const mostNames = 10_000;
const longestMessage = 20_000;

const text = z.pipe(z.pipe(z.string(), z.transform(parseJson)), z.string());

const skippedSchema = z.pipe(
  z.pipe(z.string(), z.transform(parseJson)),
  z.object({ path: z.string(), size: z.int().check(z.nonnegative()), reason: z.string() }),
);

/** Trailers by name; free text is a JSON string, so that no text can forge a trailer. */
const trailersSchema = z.object({
  Session: z.tuple([z.string()]),
  Trigger: z.tuple([z.enum(checkpointTriggers)]),
  Time: z.tuple([z.string()]),
  Place: z.tuple([z.enum(["main", "worktree"])]),
  By: z.optional(z.tuple([text])),
  Phase: z.optional(z.tuple([text])),
  Task: z._default(z.array(text), []),
  Head: z.optional(z.tuple([objectIdSchema])),
  Branch: z.optional(z.tuple([text])),
  Index: z.optional(z.tuple([objectIdSchema])),
  Aside: z.optional(z.tuple([objectIdSchema])),
  // A value that only a later version knows counts as absent.
  Lines: z.optional(z.tuple([z.pipe(z.string(), z.transform(parseLineEndings))])),
  Stamp: z.optional(z.tuple([z.string()])),
  Files: z.tuple([z.coerce.number().check(z.int(), z.nonnegative())]),
  Skipped: z._default(z.array(skippedSchema), []),
  Empty: z._default(z.array(text), []),
});

/** The commit message: a subject, the person's message, then one paragraph of trailers, which is always the last. */
export function formatMessage(facts: CheckpointFacts): string {
  const lines: string[] = [];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) lines.push(`Workflow-${name}: ${value}`);
  };
  add("Session", facts.session);
  add("Trigger", facts.trigger);
  add("Time", facts.time);
  add("Place", facts.place);
  add("By", quoteText(facts.by));
  add("Phase", quoteText(facts.phase));
  for (const task of facts.tasks.slice(0, mostNames)) add("Task", quoteJson(task));
  add("Head", facts.head);
  add("Branch", quoteText(facts.branch));
  add("Index", facts.index);
  add("Aside", facts.aside);
  add("Lines", facts.lines);
  add("Stamp", facts.stamp);
  add("Files", String(facts.files));
  const { skipped, emptyDirectories } = boundNames(facts);
  for (const file of skipped) add("Skipped", quoteJson(file));
  for (const directory of emptyDirectories) add("Empty", quoteJson(directory));
  const message = cleanMessage(facts.message);
  const body = message === undefined ? "" : `${message}\n\n`;
  return `Checkpoint of ${facts.session} (${facts.trigger})\n\n${body}${lines.join("\n")}\n`;
}

/** The facts of a commit, or `undefined` when the commit is not one of ours. */
export function parseMessage(message: string): CheckpointFacts | undefined {
  const paragraphs = message.trimEnd().split("\n\n");
  const trailers: Record<string, string[]> = {};
  for (const line of paragraphs.at(-1)?.split("\n") ?? []) {
    const [, name, value] = /^Workflow-([A-Z][a-z]+): (.*)$/u.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    (trailers[name] ??= []).push(value);
  }
  const parsed = trailersSchema.safeParse(trailers);
  if (!parsed.success) return undefined;
  const body = paragraphs.slice(1, -1).join("\n\n");
  const { data } = parsed;
  return {
    session: data.Session[0],
    trigger: data.Trigger[0],
    time: data.Time[0],
    place: data.Place[0],
    message: body === "" ? undefined : body,
    by: data.By?.[0],
    phase: data.Phase?.[0],
    tasks: data.Task,
    head: data.Head?.[0],
    branch: data.Branch?.[0],
    index: data.Index?.[0],
    aside: data.Aside?.[0],
    lines: data.Lines?.[0],
    stamp: data.Stamp?.[0],
    files: data.Files[0],
    skipped: data.Skipped,
    emptyDirectories: data.Empty,
  };
}

/** A message that somebody gives, without secrets; what none can have is gone before, so that it hides none. */
export async function givenMessage(message: GivenText = ""): Promise<Redacted> {
  return await takeOutSecrets(message instanceof KeptText ? message : wholeMessage(message));
}

/** A message without what none can have: no NUL, line feeds only, no white space around it. */
function wholeMessage(message: string): string {
  return message.replaceAll("\0", "").replace(/\r\n?/gu, "\n").trim();
}

/** The message as it is kept: whole but for its length, which is bounded; `undefined` when nothing is left. */
export function cleanMessage(message: string | undefined): string | undefined {
  const kept = wholeMessage(message ?? "").slice(0, longestMessage);
  return kept === "" ? undefined : kept;
}

/** As many of them as a message names. */
export function boundNames({
  skipped,
  emptyDirectories,
}: Pick<CheckpointFacts, "skipped" | "emptyDirectories">): Pick<CheckpointFacts, "skipped" | "emptyDirectories"> {
  const more = skipped.length - mostNames;
  const rest: readonly SkippedFile[] = more > 0 ? [{ path: `… and ${more} more`, size: 0, reason: "name" }] : [];
  return {
    // A list that was bounded before ends with what says so.
    skipped: more === 1 && isBounded(skipped) ? skipped : [...skipped.slice(0, mostNames), ...rest],
    emptyDirectories: emptyDirectories.slice(0, mostNames),
  };
}

/** Whether there were more than a message names. */
export function isBounded(skipped: readonly SkippedFile[]): boolean {
  return skipped.at(-1)?.path.startsWith("… and ") === true;
}

function quoteText(value: string | undefined): string | undefined {
  return value === undefined ? undefined : quoteJson(value);
}

/** JSON without a line break of any kind in it. */
function quoteJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u0085\u2028\u2029]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}
