import { closest } from "../core/base/words/closest.ts";
import { WorkflowError } from "../core/base/errors.ts";
import { say } from "../core/base/text.ts";
import { splitAtVerb } from "./plainLine.ts";

/** What people who know git, other tools or English type, and the verb that does it. */
const otherWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    activate: "switch",
    approve: "approvals list",
    archive: "complete --archive",
    begin: "new",
    branch: "fork create",
    checkout: "switch",
    close: "complete",
    comment: "annotate add",
    commit: "request commit",
    context: "show",
    create: "new",
    end: "complete",
    finish: "complete",
    fix: "doctor --fix",
    grant: "approvals list",
    history: "checkpoint list",
    info: "show",
    log: "checkpoint list",
    merge: "request merge",
    remove: "delete",
    repair: "doctor --fix",
    requests: "approvals list",
    restore: "checkpoint restore",
    rm: "delete",
    snapshot: "checkpoint create",
    start: "new",
    stop: "pause",
    tasks: "show",
    use: "switch",
  }),
);
const lastWords: ReadonlyMap<string, string> = new Map(
  Object.entries({ ls: "list", rm: "remove", new: "create", add: "create" }),
);

/**
 * The error for a command line whose verb there is none of, with the one that is meant where that can be told; `undefined`: it names a verb, a group of verbs or
 * none at all.
 */
export function unknownVerb(argv: readonly string[], verbs: readonly string[]): WorkflowError | undefined {
  const [, rest] = splitAtVerb(argv);
  const [first = "", second = ""] = rest[0] === "help" ? rest.slice(1) : rest;
  if (first === "" || first.startsWith("-") || verbs.includes(first)) return undefined;
  const own = verbs.filter((verb) => verb.startsWith(`${first} `));
  const isGroup = own.length > 0;
  if (isGroup && (second === "" || second.startsWith("-") || verbs.includes(`${first} ${second}`))) return undefined;
  const typed = isGroup || otherWords.get(first) === undefined ? `${first} ${second}`.trim() : first;
  const meant = isGroup ? sisterOf(first, second, own) : (otherWords.get(first) ?? nearest(first, second, verbs));
  const what = say`There is no verb “${isGroup ? typed : first}”.`;
  return new WorkflowError(
    "usage",
    what,
    meant === undefined
      ? say`“wfs --help” lists the verbs.`
      : say`Did you mean “wfs ${meant}”? “wfs --help” lists the verbs.`,
  );
}

function sisterOf(group: string, word: string, own: readonly string[]): string | undefined {
  const known = `${group} ${lastWords.get(word) ?? ""}`;
  return own.includes(known) ? known : closest(`${group} ${word}`, own);
}

/** A verb of one word, or a verb of two whose first is nearly the one typed, with the second if that is one of its. */
function nearest(first: string, second: string, verbs: readonly string[]): string | undefined {
  const last = verbs.find((verb) => verb.endsWith(` ${first}`));
  if (last !== undefined) return last;
  const word = first === "ls" ? "list" : closest(first, [...new Set(verbs.map((verb) => verb.split(" ")[0] ?? verb))]);
  if (word === undefined || verbs.includes(word)) return word;
  const own = verbs.filter((verb) => verb.startsWith(`${word} `));
  return (
    (second === "" ? undefined : sisterOf(word, second, own)) ?? own.find((verb) => verb.endsWith(" list")) ?? own[0]
  );
}
