import { execFileSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { devNull } from "node:os";
import type { Git } from "../../../src/core/base/ports.ts";

const day = 86_400_000;
const quarter = 900_000;
const dateLines = /^Date: (.+)$/gmu;

/** A machine without configuration: the sample is the same for everyone, whatever their git makes of line feeds. */
const unconfigured = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1" };

/** The product's git, as there. */
export function withoutConfiguration(git: Git): Git {
  return { run: async (request) => git.run({ ...request, env: { ...request.env, ...unconfigured } }) };
}

/** git, as there. */
export function git(directory: string, args: readonly string[], input?: string): string {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return execFileSync("git", args, {
    cwd: directory,
    env: {
      ...Object.fromEntries(clean),
      ...unconfigured,
      GIT_COMMITTER_NAME: "Inês Carvalho",
      GIT_COMMITTER_EMAIL: "ines@ferryline.example",
    },
    encoding: "utf8",
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
  });
}

/**
 * Makes the directory a repository with the history in `history.mbox` (written by `git format-patch`), moved by whole days so that
 * its last commit is three to four days old. `.git/config` names a person, so that commits can be made in it at once.
 */
export async function replayHistory(directory: string, now: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const mail = await readFile(new URL("history.mbox", import.meta.url), "utf8");
  const times = [...mail.matchAll(dateLines)].map((match) => Date.parse(match[1] ?? ""));
  const shift = (Math.floor((now - Math.max(...times)) / day) - 3) * day;
  git(directory, ["init", "--quiet", "--initial-branch=main"]);
  git(directory, ["config", "user.name", "Inês Carvalho"]);
  git(directory, ["config", "user.email", "ines@ferryline.example"]);
  commitMail(directory, mail, (date) => Date.parse(date) + shift);
}

/** Commits what a file of `edits/` holds, the first at a time (milliseconds since 1970), the others a quarter of an hour apart. */
export async function commitEdits(directory: string, file: string, start: number): Promise<void> {
  const mail = await readFile(new URL(`edits/${file}`, import.meta.url), "utf8");
  let next = start - quarter;
  commitMail(directory, mail, () => (next += quarter));
}

/** Changes the working tree as a patch of `edits/` says; nothing is staged. */
export async function applyEdits(directory: string, file: string): Promise<void> {
  git(directory, ["apply"], await readFile(new URL(`edits/${file}`, import.meta.url), "utf8"));
}

function commitMail(directory: string, mail: string, timeOf: (date: string) => number): void {
  const dated = mail.replace(dateLines, (_line, date: string) => `Date: ${rfc2822(timeOf(date), date.slice(-5))}`);
  git(directory, ["am", "--quiet", "--keep-non-patch", "--committer-date-is-author-date"], dated);
}

/** A mail's date in a zone such as `+0100`. */
function rfc2822(time: number, zone: string): string {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  const local = new Date(time + (zone.startsWith("-") ? -minutes : minutes) * 60_000);
  return local.toUTCString().replace("GMT", zone);
}
