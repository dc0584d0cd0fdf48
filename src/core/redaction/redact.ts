import { KeywordFinder } from "./keywordFinder.ts";
import { redactionMark, splitAtMarks } from "./redactionMark.ts";
import { secretRules } from "./rules.ts";
import type { SecretRule } from "./secretRule.ts";
import { entropyOf, hasShape, isFilling } from "./shapes.ts";

/** A text without its secrets, and the names of the rules that found any: each once, in the order of the rules. */
export interface Redacted {
  readonly text: string;
  readonly rules: readonly string[];
}

/** Characters of a text that are a secret, and the name of the rule that says so. */
export interface SecretSpan {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** As `SecretSpan`, with the number of the rule. */
interface Found {
  readonly rule: number;
  readonly start: number;
  readonly end: number;
}

interface Compiled extends SecretRule {
  readonly expression: RegExp;
  readonly allowed: readonly RegExp[];
}

/** How often a rule is tried inside of what it has matched and found to be no secret: a text of nothing but keywords would take long else. */
const mostTries = 8;

/** What is left beside a mark is looked at again, because there may be a secret that the other one hid; after so many times it is taken out whole. */
const mostRounds = 16;

const compiled: (Compiled | undefined)[] = [];

/** Expressions are made when they are first needed: most texts need few. */
function compile(index: number): Compiled | undefined {
  const rule = secretRules[index];
  if (rule === undefined) return undefined;
  const ending = rule.inside === true ? "" : String.raw`(?![A-Za-z0-9])`;
  const flags = `dy${rule.anyCase === true ? "i" : ""}`;
  return (compiled[index] ??= {
    ...rule,
    expression: new RegExp(`(?:${rule.pattern})${ending}`, flags),
    allowed: (rule.allow ?? []).map((source) => new RegExp(source, "u")),
  });
}

let finder: KeywordFinder | undefined;
/** For each keyword the rules that have it. */
const owners: (readonly number[])[] = [];

function keywords(): KeywordFinder {
  if (finder !== undefined) return finder;
  const rulesOf = new Map<string, number[]>();
  secretRules.forEach(({ keywords: words }, index) => {
    for (const word of words) {
      const known = rulesOf.get(word);
      if (known === undefined) rulesOf.set(word, [index]);
      else known.push(index);
    }
  });
  owners.push(...rulesOf.values());
  return (finder = new KeywordFinder([...rulesOf.keys()]));
}

/**
 * The text with each secret replaced by a mark that names its rule; everything else stays as it is. Doing it again changes nothing: marks are no
 * text, and what stands between two of them holds no secret by itself. Takes time in proportion to the text.
 */
export function redact(text: string): Redacted {
  const found = findAll(text);
  let clean = "";
  let at = 0;
  for (const { rule, start, end } of found) {
    clean += text.slice(at, start) + redactionMark(nameOf(rule));
    at = end;
  }
  const rules = [...new Set(found.map(({ rule }) => rule))].toSorted((one, other) => one - other).map(nameOf);
  return { text: clean + text.slice(at), rules: [...new Set(rules)] };
}

/** Where secrets stand, in order: what `redact` takes out. */
export function findSecrets(text: string): readonly SecretSpan[] {
  return findAll(text).map(({ rule, ...span }) => ({ rule: nameOf(rule), ...span }));
}

const nameOf = (rule: number): string => secretRules[rule]?.name ?? "";

function findAll(text: string): readonly Found[] {
  const found: Found[] = [];
  let at = 0;
  splitAtMarks(text).forEach((part, index) => {
    if (index % 2 === 0) findIn(part, at, 0, found);
    at += part.length;
  });
  return found;
}

/** Adds the secrets of a piece of text that begins at `from`. */
function findIn(text: string, from: number, round: number, found: Found[]): void {
  const secrets = secretsIn(text);
  const [first] = secrets;
  if (first === undefined) return;
  if (round === mostRounds) {
    found.push({ rule: first.rule, start: from, end: from + text.length });
    return;
  }
  let at = 0;
  for (const { rule, start, end } of secrets) {
    findIn(text.slice(at, start), from + at, round + 1, found);
    found.push({ rule, start: from + start, end: from + end });
    at = end;
  }
  findIn(text.slice(at), from + at, round + 1, found);
}

/** Secrets that do not overlap, in order. */
function secretsIn(text: string): readonly Found[] {
  const candidates = candidatesIn(text);
  if (candidates.length < 2) return candidates;
  const taken: Found[] = [];
  for (const candidate of candidates.toSorted((one, other) => one.rule - other.rule || one.start - other.start)) {
    const at = placeIn(taken, candidate);
    const before = taken[at - 1];
    const after = taken[at];
    if (before !== undefined && before.end > candidate.start) continue;
    if (after !== undefined && after.start < candidate.end) continue;
    taken.splice(at, 0, candidate);
  }
  return taken;
}

/** How many of these begin before it. */
function placeIn(sorted: readonly Found[], { start }: Found): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function candidatesIn(text: string): readonly Found[] {
  const candidates: Found[] = [];
  /** Where the last match of each rule ends, and how often the rule may still be tried before that. */
  const matched = new Map<number, { readonly end: number; readonly tries: number }>();
  for (const { keyword, at } of keywords().find(text)) {
    for (const index of owners[keyword] ?? []) {
      const before = matched.get(index);
      const isWithin = before !== undefined && at < before.end;
      if (isWithin && before.tries === 0) continue;
      const match = matchAt(text, index, at);
      if (match === undefined) continue;
      const { secret } = match;
      if (secret !== undefined) candidates.push({ rule: index, ...secret });
      matched.set(index, {
        end: match.end,
        tries: secret === undefined ? (isWithin ? before.tries : mostTries) - 1 : 0,
      });
    }
  }
  return candidates;
}

/** After a name that is called, indexed or given types, which is no value. */
const goesOn = /^(?:[([{]|<(?!\/))/u;

/** What a rule matches where one of its keywords stands, up to `end`; without `secret` it only looks like one. */
function matchAt(
  text: string,
  index: number,
  at: number,
): { readonly end: number; readonly secret?: Pick<Found, "start" | "end"> } | undefined {
  const rule = compile(index);
  if (rule === undefined || (rule.inside !== true && !isBoundary(text, at))) return undefined;
  rule.expression.lastIndex = at;
  const [whole, ...groups] = rule.expression.exec(text)?.indices ?? [];
  if (whole === undefined) return undefined;
  const ranges = groups.filter((range) => range !== undefined);
  const [start, end] =
    ranges.length === 0 ? whole : [Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to))];
  const isCode = rule.shape !== undefined && goesOn.test(text.slice(end, end + 2));
  return !isCode && isSecret(text.slice(start, end), rule) ? { end, secret: { start, end } } : { end };
}

/** Names of sessions, requests and comments, which stand in variables and links called session, token or key. */
const ownId =
  /^(?:WFS-[A-Za-z0-9][A-Za-z0-9._-]{0,195}|\d{8}T\d{6}Z-[a-z]{1,16}-[0-9a-f]{8}|\d{8}T\d{9}Z-[0-9a-f]{12})[.,;:!?]*$/u;

function isSecret(value: string, { entropy, shape, allowed }: Compiled): boolean {
  if (ownId.test(value) || allowed.some((each) => each.test(value))) return false;
  if (entropy !== undefined && entropyOf(value) < entropy) return false;
  return shape === undefined ? !isFilling(value) : hasShape(value, shape);
}

/** Whether a word can begin there: after anything but a letter or digit, or after one that ends an escape, as in `\n` and `%3D`. */
function isBoundary(text: string, at: number): boolean {
  if (at === 0 || !/[A-Za-z0-9]/u.test(text.charAt(at - 1))) return true;
  return /(?:(?<!\\)\\[nrtbf]|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})$/u.test(text.slice(Math.max(0, at - 7), at));
}
