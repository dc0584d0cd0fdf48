import { type RefName, shortName } from "../../git/repository/refName.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { ReviewRequest } from "../kinds/requestKinds.ts";
import { inlineCode } from "./fenced.ts";

/** What no shell reads as anything but one word, and `wfs` not as an option. */
const plainWord = /^[A-Za-z0-9_][A-Za-z0-9_./+-]*$/u;

/**
 * The line of Markdown that says how the same is asked for once more. Its options are those of the request that was answered, because the defaults can be something else.
 * A name that a shell could read as more than a word does not go into the command; it is said beside it.
 */
export function askAgain(request: ReviewRequest, session: SessionId): string {
  const asked = askedOptions(request);
  const words = asked.flatMap(([flag, value]) =>
    value === undefined ? [` ${flag}`] : plainWord.test(value) ? [` ${flag} ${value}`] : [],
  );
  const left = asked.flatMap(([flag, value]) =>
    value === undefined || plainWord.test(value) ? [] : [`\`${flag}\` with ${inlineCode(value)}`],
  );
  const command = `Ask again: ${askCommand(request.kind, session, words.join(""))}`;
  if (left.length === 0) return command;
  return `${command}. Left out, because a shell could read more in it than a name: ${left.join(", ")}; add that, quoted for your shell`;
}

/** @param options each begins with a space */
export function askCommand(kind: ReviewRequest["kind"], session: SessionId, options = ""): string {
  return `\`wfs request ${kind} --session ${session}${options} -m "…" --wait 600\``;
}

type AskedOption = readonly [flag: string, value?: string];

function askedOptions(request: ReviewRequest): readonly AskedOption[] {
  if (request.kind === "merge") {
    return [
      ["--into", branchName(request.into)],
      ["--strategy", request.strategy],
    ];
  }
  if (request.kind !== "publish") return [];
  const { remote, ref, pull_request: pull } = request;
  const to: readonly AskedOption[] = [
    ["--remote", remote],
    ["--to", branchName(ref)],
  ];
  if (pull === null) return to;
  return [...to, ["--pr"], ...(pull.base === null ? [] : [["--base", branchName(pull.base)] as const])];
}

/** As `wfs` takes it for this branch: a short name that itself begins like a full one would be another. */
function branchName(ref: RefName): string {
  const name = shortName(ref);
  return name.startsWith("refs/") ? ref : name;
}
