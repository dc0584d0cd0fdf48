import { type ConfigurationEntry, parseConfiguration } from "./configuration.ts";

/** One program that configuration of a repository names and that git starts while it writes or merges files. */
export interface NamedProgram {
  /** The configuration key, or `hook` with the hook's name, as git writes it. */
  readonly key: string;
  readonly value: string;
  /** `repository`: any process that can write into `.git` may have named it; `user`: the person's or the system's own configuration. */
  readonly from: "repository" | "user";
  /** False: Workflow Sessions switches it off for its own commands. */
  readonly runs: boolean;
}

/** What runs while files are written; `merge` adds the drivers that combine files. */
export type AuditedWork = "checkout" | "merge";

const filters = /^filter\..*\.(?:smudge|clean|process)$/u;
const mergeDrivers = /^merge\..*\.driver$/u;
/** Those that only the person's own configuration can name for our commands (fetching.ts). */
const ownFetchers = /^(?:core\.sshcommand|core\.gitproxy|credential\.(?:.+\.)?helper)$/u;
const fetchers = /^(?:remote\..+\.(?:uploadpack|vcs)|url\..+\.insteadof)$/u;
const partialClone = /^(?:extensions\.partialclone|remote\..+\.promisor)$/u;
const booleans = new Set(["true", "false", "yes", "no", "on", "off", "1", "0", ""]);
const checkoutHooks = new Set([
  "post-checkout",
  "post-index-change",
  "reference-transaction",
  "post-merge",
  "pre-auto-gc",
]);

/**
 * The programs named by `git config --list --show-scope -z` and by files in the hooks directory, looked at before files are
 * checked out. Hooks, the file-system monitor and the repository's own ssh and credential helpers are switched off for our commands, so they
 * are listed with `runs: false`; filters, merge drivers and, in a partial clone, what else fetches missing objects would run.
 */
export function auditPrograms(
  configuration: Uint8Array,
  hooks: readonly string[],
  work: AuditedWork,
): readonly NamedProgram[] {
  return programsOf(parseConfiguration(configuration), hooks, work);
}

/** The same of a configuration that is read already. */
export function programsOf(
  entries: readonly ConfigurationEntry[],
  hooks: readonly string[],
  work: AuditedWork,
): readonly NamedProgram[] {
  const partial = entries.some((entry) => partialClone.test(entry.key) && entry.value !== "false");
  const programs = new Map<string, NamedProgram>();
  for (const { key, value, from } of entries) {
    if (partial && ownFetchers.test(key)) {
      if (value.trim() !== "")
        programs.set(`${key} ${from}`, { key, value, from, runs: from === "user" && key !== "core.gitproxy" });
    } else if (key === "core.hookspath" || (key === "core.fsmonitor" && !booleans.has(value.toLowerCase()))) {
      programs.set(key, { key, value, from, runs: false });
    } else if (filters.test(key) || (work === "merge" && mergeDrivers.test(key)) || (partial && fetchers.test(key))) {
      if (value.trim() === "") programs.delete(key);
      else programs.set(key, { key, value, from, runs: true });
    }
  }
  for (const hook of hooks.filter((name) => checkoutHooks.has(name)).toSorted()) {
    programs.set(`hook ${hook}`, { key: `hook ${hook}`, value: hook, from: "repository", runs: false });
  }
  return [...programs.values()];
}

/** Programs that would run, come from the repository, and are not among the ones a person has approved, shown as `key=value`. */
export function unapproved(programs: readonly NamedProgram[], approved: readonly string[]): readonly NamedProgram[] {
  return programs.filter(
    (program) => program.runs && program.from === "repository" && !approved.includes(approvalOf(program)),
  );
}

/** What a person approves: exactly this program under exactly this key. */
export function approvalOf(program: NamedProgram): string {
  return `${program.key}=${program.value}`;
}
