import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { git, repository } from "./gitScene.ts";
import { type Ran, wfs } from "./wfs.ts";

export const scopes = ["ada", "bob"] as const;
export type Scope = (typeof scopes)[number];

export const otherThan = (scope: Scope): Scope => (scope === "ada" ? "bob" : "ada");

/** A word that stands in all notes of a scope's session, and nowhere else. */
export const noteOf = (scope: Scope): string => `${scope}snote`;

export async function wfsAs(scope: Scope, args: readonly string[], cwd: string): Promise<Ran> {
  return wfs(args, { cwd, env: { WFS_SCOPE: `user:${scope}` } });
}

/** What a scope has: a session with every kind of note, a fork of it with a request, and a run. */
export interface Owned {
  readonly session: string;
  readonly fork: string;
  readonly comment: string;
  readonly request: string;
  readonly task: string;
}

/** A repository in which two scopes have worked. */
export async function twoScopes(): Promise<{ readonly root: string; readonly owned: Readonly<Record<Scope, Owned>> }> {
  const root = repository();
  return { root, owned: { ada: await workAs("ada", root), bob: await workAs("bob", root) } };
}

async function workAs(scope: Scope, root: string): Promise<Owned> {
  const note = noteOf(scope);
  const say = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { exitCode, stdout, stderr } = await wfsAs(scope, [...args, "--json"], root);
    if (exitCode !== 0 && exitCode !== 4) throw new Error(`wfs ${args.join(" ")}: ${exitCode} ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const session = `WFS-${scope}`;
  const fork = `WFS-${scope}-fork`;
  const named = ["--session", session];
  await say("new", scope, "--project", `${note} project`, "--no-activate", "--agent", `${note} agent`);
  writeFileSync(join(root, `.workflow/${session}/${note}.md`), "plan");
  await say("phase", "IMPLEMENT", ...named, "--artifact", `${note}=.workflow/${session}/${note}.md`);
  await say("task", "add", `${note} task`, ...named);
  await say("save", "-m", `${note} save`, ...named);
  await say("checkpoint", "create", "-m", `${note} checkpoint`, ...named);
  const { id: comment } = await say("annotate", "add", "-m", `${note} comment`, ...named);
  await say("fork", "create", scope === "ada" ? "ada-fork" : "bob-fork", ...named);
  await say("fork", "open", fork);
  const worktree = join(root, ".worktrees", fork);
  writeFileSync(join(worktree, `${scope}.txt`), scope);
  git(worktree, "add", "-A");
  git(worktree, "commit", "--quiet", "--no-gpg-sign", "-m", scope);
  await say("annotate", "add", "-m", `${note} comment on the fork`, "--session", fork);
  const { id: request } = await say("request", "merge", "--into", "main", "-m", "Merge", "--session", fork);
  await say("run", "start", `${scope}-run`, "--lane", "repo-fix", "-m", `${note} prompt`, ...named);
  return { session, fork, comment: String(comment), request: String(request), task: `${scope}-run` };
}
