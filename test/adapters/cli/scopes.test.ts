import { describe, expect, it } from "vitest";
import { freshDirectory, verbsIn, wfs } from "./wfs.ts";
import { noteOf, type Owned, otherThan, type Scope, scopes, twoScopes, wfsAs } from "./scopeScene.ts";

/** What is typed for another scope's session, fork, comment, request or run; `refuses`: nothing of it is told, not even that there is something. */
interface Row {
  readonly lines: (other: Owned) => readonly (readonly string[])[];
  readonly refuses?: true;
}

const of = ({ session }: Owned): readonly string[] => ["--session", session];

/** Each verb, those that take things away last. */
const matrix: Readonly<Record<string, Row>> = {
  list: { lines: () => [["list"], ["list", "--state", "paused"]] },
  status: { lines: (other) => [["status"], ["status", ...of(other)]] },
  doctor: { lines: () => [["doctor"]] },
  init: { lines: () => [["init"]] },
  found: { lines: () => [["found"]] },
  events: { lines: (other) => [["events", ...of(other)]], refuses: true },
  trace: {
    lines: (other) => [
      ["trace", other.session],
      ["trace", other.fork],
      ["trace", "--task", other.task],
      ["trace", "--task", other.task, ...of(other)],
    ],
    refuses: true,
  },
  show: {
    lines: (other) => [
      ["show", other.session],
      ["show", other.fork],
    ],
    refuses: true,
  },
  exec: { lines: (other) => [["exec", ...of(other), "--", "env"]], refuses: true },
  "checkpoint list": { lines: (other) => [["checkpoint", "list", ...of(other)]] },
  "checkpoint show": { lines: (other) => [["checkpoint", "show", "1", ...of(other)]] },
  "checkpoint diff": { lines: (other) => [["checkpoint", "diff", "1", ...of(other)]] },
  "fork list": { lines: () => [["fork", "list"]] },
  "fork diff": { lines: (other) => [["fork", "diff", other.fork]] },
  "fork compare": { lines: (other) => [["fork", "compare", other.fork]] },
  "fork create": { lines: (other) => [["fork", "create", "mine", ...of(other)]], refuses: true },
  "annotate list": { lines: (other) => [["annotate", "list", ...of(other)]], refuses: true },
  "annotate add": { lines: (other) => [["annotate", "add", "-m", "Hello", ...of(other)]], refuses: true },
  "annotate reply": { lines: (other) => [["annotate", "reply", other.comment, "-m", "Hello"]], refuses: true },
  "annotate resolve": { lines: (other) => [["annotate", "resolve", other.comment]], refuses: true },
  "approvals list": {
    lines: () => [
      ["approvals", "list"],
      ["approvals", "list", "--all"],
    ],
  },
  "approvals show": { lines: (other) => [["approvals", "show", other.request]] },
  "approvals wait": { lines: (other) => [["approvals", "wait", other.request, "--timeout", "0"]] },
  "approvals prompt": { lines: (other) => [["approvals", "prompt", other.request]], refuses: true },
  "run list": {
    lines: () => [
      ["run", "list"],
      ["run", "list", "--all"],
    ],
  },
  "run show": { lines: (other) => [["run", "show", other.task]], refuses: true },
  "run start": { lines: (other) => [["run", "start", "mine", "--lane", "observe", ...of(other)]], refuses: true },
  "run queue": {
    lines: (other) => [["run", "queue", "mine", "--lane", "observe", ...of(other)]],
    refuses: true,
  },
  "run exec": { lines: (other) => [["run", "exec", other.task, "--", "env"]], refuses: true },
  "run retry": { lines: (other) => [["run", "retry", other.task]], refuses: true },
  "run reset": { lines: (other) => [["run", "reset", other.task]], refuses: true },
  "run finish": { lines: (other) => [["run", "finish", other.task]], refuses: true },
  "run teardown": { lines: (other) => [["run", "teardown", other.task]], refuses: true },
  "audit verify": { lines: () => [["audit", "verify"]] },
  phase: { lines: (other) => [["phase", "REVIEW", ...of(other)]], refuses: true },
  "task add": { lines: (other) => [["task", "add", "Mine", ...of(other)]], refuses: true },
  "task done": { lines: (other) => [["task", "done", "Mine", ...of(other)]], refuses: true },
  save: { lines: (other) => [["save", ...of(other)]], refuses: true },
  new: { lines: (other) => [["new", other.session, "--project", "Mine"]] },
  adopt: { lines: (other) => [["adopt"], ["adopt", other.session]] },
  sweep: { lines: () => [["sweep"]] },
  switch: { lines: (other) => [["switch", other.session]] },
  pause: { lines: (other) => [["pause", other.session]] },
  resume: { lines: (other) => [["resume", other.session]] },
  "checkpoint create": { lines: (other) => [["checkpoint", "create", ...of(other)]] },
  "checkpoint pin": { lines: (other) => [["checkpoint", "pin", "1", ...of(other)]] },
  "checkpoint unpin": { lines: (other) => [["checkpoint", "unpin", "1", ...of(other)]] },
  "checkpoint restore": { lines: (other) => [["checkpoint", "restore", "1", ...of(other)]] },
  undo: { lines: (other) => [["undo", ...of(other)]] },
  redo: { lines: (other) => [["redo", ...of(other)]] },
  "checkpoint prune": { lines: (other) => [["checkpoint", "prune", "--keep", "1", "--dry-run", ...of(other)]] },
  "fork open": { lines: (other) => [["fork", "open", other.fork]] },
  "fork sync": { lines: (other) => [["fork", "sync", other.fork]] },
  "request merge": { lines: (other) => [["request", "merge", "--session", other.fork, "--wait", "0"]] },
  "request commit": { lines: (other) => [["request", "commit", "-m", "Mine", ...of(other)]] },
  "request publish": { lines: (other) => [["request", "publish", "-m", "Mine", "--session", other.fork]] },
  "request teardown": { lines: (other) => [["request", "teardown", "-m", "Mine", "--session", other.fork]] },
  "approvals withdraw": { lines: (other) => [["approvals", "withdraw", other.request]] },
  keep: { lines: () => [["keep", "kept"]] },
  discard: { lines: () => [["discard"]] },
  "fork remove": { lines: (other) => [["fork", "remove", other.fork]] },
  delete: { lines: (other) => [["delete", other.session]] },
  complete: { lines: (other) => [["complete", other.session]] },
};

/** What is told of a scope's session to another one. */
async function tellOf(
  other: Scope,
  line: readonly string[],
  root: string,
): Promise<{ readonly refused: boolean; readonly crossed: boolean }> {
  const { stdout, stderr } = await wfsAs(otherThan(other), ["--json", ...line], root);
  return { refused: stderr.includes('"code":"refused"'), crossed: `${stdout}${stderr}`.includes(noteOf(other)) };
}

describe("two scopes in one workspace", { timeout: 240_000 }, () => {
  it("are told of by every verb there is", async () => {
    const { stdout } = await wfs(["--help"], { cwd: freshDirectory() });
    expect(Object.keys(matrix).toSorted()).toEqual(verbsIn(stdout).toSorted());
  });

  it.each(scopes)("hand nothing of %s's notes to the other, by no verb", async (scope) => {
    const { root, owned } = await twoScopes();
    const told: string[] = [];
    for (const [verb, { lines, refuses = false }] of Object.entries(matrix)) {
      for (const line of lines(owned[scope])) {
        const { refused, crossed } = await tellOf(scope, line, root);
        if (crossed) told.push(`${line.join(" ")} tells notes`);
        if (refuses && !refused) told.push(`${verb} is not refused: ${line.join(" ")}`);
      }
    }
    expect(told).toEqual([]);
  });

  it("are told of when a session is made for another one", async () => {
    const root = freshDirectory();
    const made = async (slug: string, scope: string) =>
      wfsAs("ada", ["new", slug, "--project", "P", "--scope", scope], root);
    expect((await made("other", "ada")).stderr).toBe(
      "Its notes are those of the scope “ada”, yours is “user:ada”: set WFS_SCOPE=ada to work in it.\n",
    );
    expect((await made("own", "user:ada")).stderr).toBe("");
  });

  it.each(scopes)("are theirs: %s is told all of it", async (scope) => {
    const { root, owned } = await twoScopes();
    const { session, fork, task } = owned[scope];
    const seen = await Promise.all(
      [["list"], ["show", session], ["annotate", "list", "--session", fork], ["events"], ["run", "show", task]].map(
        async (line) => wfsAs(scope, [...line, "--json"], root),
      ),
    );
    expect(seen.map(({ exitCode }) => exitCode)).toEqual(seen.map(() => 0));
    for (const { stdout } of seen.slice(0, 4)) expect(stdout).toContain(noteOf(scope));
  });
});
