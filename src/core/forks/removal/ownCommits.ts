import type { Repository } from "../../git/repository/repository.ts";
import { type RefName, shortName } from "../../git/repository/refName.ts";

/** Commits that only these heads hold: what deleting the fork's branch would take away. */
export interface OwnCommits {
  /** Exact up to 1,000. */
  readonly count: number;
  /** The newest, at most 20. */
  readonly newest: readonly { readonly id: string; readonly subject: string }[];
}

const maxCounted = 1000;
const maxNamed = 20;

/**
 * Commits reachable from `heads` (object ids) and from nothing else that stays: other branches, remote branches, tags, the main checkout's
 * HEAD, and `kept` (object ids).
 */
export async function ownCommits(
  repository: Repository,
  going: readonly RefName[],
  heads: readonly string[],
  kept: readonly string[],
  signal?: AbortSignal,
): Promise<OwnCommits> {
  if (heads.length === 0) return { count: 0, newest: [] };
  const others = [
    ...going.map((ref) => `--exclude=${shortName(ref)}`),
    "--branches",
    "--remotes",
    "--tags",
    "HEAD",
    ...kept,
  ];
  const format = ["--no-commit-header", "--format=%H %s", `--max-count=${maxCounted}`, "--ignore-missing"];
  const output = await repository.text(["rev-list", ...format, ...heads, "--not", ...others, "--"], { signal });
  const commits = output === "" ? [] : output.split("\n");
  const newest = commits.slice(0, maxNamed).map((line) => {
    const cut = line.indexOf(" ");
    return { id: line.slice(0, cut), subject: line.slice(cut + 1) };
  });
  return { count: commits.length, newest };
}
