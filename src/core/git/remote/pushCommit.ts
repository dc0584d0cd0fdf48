import { foreignWords } from "../../redaction/foreignWords.ts";
import { outputText } from "../repository/nulText.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { RefName } from "../repository/refName.ts";
import { boundedTime } from "./boundedTime.ts";
import type { NetworkGit } from "./networkGit.ts";

/** Exactly one ref of one remote, from where it stands to a commit. */
export interface Push {
  readonly ref: RefName;
  /** `null`: it must not be there. */
  readonly from: ObjectId | null;
  readonly to: ObjectId;
  /** An empty directory in which git notes each of its processes by a file (`GIT_TRACE2_EVENT`). */
  readonly trace: string;
}

/**
 * What the remote answered: `done`; `moved`: the ref does not stand at `from`; `protected`: nobody may push to it so; `declined`: a hook of the remote said no;
 * `no-access`; `unknown`: it did not say what became of it. `words`: the remote's own, as they
 * may be shown and written.
 */
export interface PushAnswer {
  readonly kind: "done" | "moved" | "protected" | "declined" | "no-access" | "unknown";
  readonly words: string;
}

/** A history of gigabytes over a slow line. */
const seconds = 30 * 60;

const options: readonly string[] = [
  "--porcelain",
  "--no-verify",
  "--no-signed",
  "--no-follow-tags",
  "--recurse-submodules=no",
  "--no-force-if-includes",
  "--no-progress",
];

/**
 * Pushes with a lease on where the ref stands. Throws `GitError` where no answer came: `unreachable`, `no-access`, `cut-off`; after the last one the ref has
 * to be read back.
 */
export async function pushCommit(network: NetworkGit, push: Push, signal?: AbortSignal): Promise<PushAnswer> {
  const { ref, from, to, trace } = push;
  const lease = `--force-with-lease=${ref}:${from ?? ""}`;
  const command = { verb: "push", options: [...options, lease], operands: [`${to}:${ref}`] } as const;
  const env = { GIT_TRACE2_EVENT: trace };
  const { stdout, stderr } = await boundedTime(
    seconds,
    signal,
    async (bounded) => network.run(command, { env, signal: bounded }),
    "cut-off",
  );
  const { kind, words } = parsePushAnswer(outputText(stdout), stderr, ref);
  return { kind, words: await foreignWords(words) };
}

/** `git push --porcelain`: `<flag> TAB <from>:<to> TAB <summary>`; what the remote has said stands in `remote: ` lines of stderr. */
export function parsePushAnswer(stdout: string, stderr: string, ref: RefName): PushAnswer {
  const said = stderr
    .split(/\r?\n/u)
    .flatMap((line) => /^remote: (.*\S)\s*$/u.exec(line)?.[1] ?? [])
    .join("\n");
  for (const line of stdout.split(/\r?\n/u)) {
    const [flag = "", refs = "", summary = ""] = line.split("\t");
    if (flag.length !== 1 || !refs.endsWith(`:${ref}`)) continue;
    if (flag !== "!") return { kind: " +*=".includes(flag) ? "done" : "unknown", words: said };
    return { kind: kindOf(summary, said), words: [summary, said].filter((part) => part !== "").join("\n") };
  }
  return { kind: "unknown", words: said };
}

/** The narrower before the wider. */
const rejections: readonly (readonly [RegExp, PushAnswer["kind"]])[] = [
  [/\[remote failure\]|failed to report status|unpacker error: ?$/u, "unknown"],
  [
    /stale info|fetch first|non-fast-forward|needs force|incorrect old value|failed to update ref|failed to lock|cannot lock ref|reference already exists|reference conflict/u,
    "moved",
  ],
  [
    /protected (?:branch|ref)|GH006|GH013|not allowed to (?:force )?push (?:code )?to (?:a )?protected|TF402455|branch restriction|changes must be made through a pull request/iu,
    "protected",
  ],
];

const noAccess = /permission|not (?:allowed|permitted|authori[sz]ed)|access denied|\b403\b|forbidden|read-?only/iu;
/** In the words of a hook, which may be about anything: only what says it of the person. */
const saysNoAccess =
  /\byou(?:'re| are) not (?:allowed|permitted|authori[sz]ed)|\byou (?:do not|don't) have (?:the )?(?:right|permission|access)|permission (?:to \S+ )?denied|access denied|insufficient permission|\b(?:HTTP|error:?|status:?) 403\b|^(?:403 )?forbidden\b/imu;

function kindOf(summary: string, said: string): PushAnswer["kind"] {
  const bySummary = rejections.slice(0, 2).find(([pattern]) => pattern.test(summary))?.[1];
  const known = bySummary ?? rejections.slice(2).find(([pattern]) => pattern.test(`${summary}\n${said}`))?.[1];
  return known ?? (noAccess.test(summary) || saysNoAccess.test(said) ? "no-access" : "declined");
}
