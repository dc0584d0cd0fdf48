import { lstatSync, lutimesSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { readIgnored } from "../../../src/core/checkpoints/rawContent/aside.ts";
import type { RestoreResult } from "../../../src/core/checkpoints/checkpointOptions.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { effort, limit } from "../../support/effort.ts";

/** What stands at one place of the working tree. `repository`: another one, with a commit; `dead` and `empty`: a `.git` that is none. */
type Kind =
  | { readonly kind: "file"; readonly content: string | Uint8Array; readonly executable: boolean }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "directory" }
  | { readonly kind: "repository" | "dead" | "empty"; readonly content: string };
type State = Readonly<Record<string, Kind | undefined>>;

const executable = fc.boolean();
const file = (...contents: readonly (string | Uint8Array)[]): fc.Arbitrary<Kind | undefined> =>
  fc.option(fc.record({ kind: fc.constant("file" as const), content: fc.constantFrom(...contents), executable }), {
    nil: undefined,
    freq: 3,
  });
// The same text to git in each of these, and another size: git does not look at a file with the same size and second.
const text = file("one\ntwo\n", "one\r\ntwo\n", "one\r\ntwo\r\n", "other\n", "a\0b\r\n");
/** What may be ignored: two of these are never the same to git. */
const plain = (...contents: readonly string[]): fc.Arbitrary<Kind | undefined> =>
  fc.option(
    fc.record({
      kind: fc.constant("file" as const),
      content: fc.constantFrom(...contents),
      executable: fc.constant(false),
    }),
    { nil: undefined, freq: 3 },
  );
const ignorable = plain("one\ntwo\n", "other\n", "a\0b\r\n");
const utf16 = (content: string): Uint8Array => new Uint8Array(Buffer.from(`\uFEFF${content}`, "utf16le"));
const nested: fc.Arbitrary<Kind | undefined> = fc.option(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("repository" as const, "dead" as const, "empty" as const),
      content: fc.constantFrom("one\n", "other\n"),
    }),
    fc.constant({ kind: "directory" as const }),
  ),
  { nil: undefined },
);
const anything: fc.Arbitrary<Kind | undefined> = fc.oneof(
  text,
  fc.record({ kind: fc.constant("link" as const), target: fc.constantFrom("plain", "nowhere", "../..") }),
  fc.constant({ kind: "directory" as const }),
);

/** A directory's places come behind the place that may be a file of its name, and are left out then. */
const places: Readonly<Record<string, fc.Arbitrary<Kind | undefined>>> = {
  ".gitattributes": file(
    "* text=auto\n",
    "* text=auto\n*.wide text working-tree-encoding=UTF-16LE-BOM\n*.id ident\n",
    "* -text\n",
  ),
  ".gitignore": file("*.env\n", "out/\n", "kept*\n"),
  plain: text,
  Twin: text,
  twin: text,
  any: anything,
  "any/inside": anything,
  'odd\n"name" \\ *': text,
  [`${"deep/".repeat(30)}file`]: text,
  "kept.env": ignorable,
  "out/.gitignore": plain("*\n", "inside\n"),
  "out/inside": ignorable,
  "out/made.env": ignorable,
  big: file("small\n", "x".repeat(2000)),
  "text.wide": file(utf16("one\n"), utf16("one\r\n"), utf16("other\n")),
  "text.id": file("$Id: elsewhere $\n", "no id\n"),
  nest: nested,
  "within/nest": nested,
};
const lineEndings = fc.constantFrom("false", "true", "input");
const state: fc.Arbitrary<State> = fc.record(places);

let scene: CheckpointScene | undefined;
afterEach(() => scene?.repository.dispose());

/** Brings it about. `ago`: how many seconds ago everything was written; left out: just now. */
function make({ repository }: CheckpointScene, wanted: State, ago = 0): void {
  for (const found of readdirSync(repository.root)) if (found !== ".git") repository.remove(found);
  const taken = new Set<string>();
  for (const [path, kind] of Object.entries(wanted)) {
    if (kind === undefined || (path.includes("/") && taken.has(path.slice(0, path.lastIndexOf("/"))))) continue;
    if (kind.kind === "file") repository.write(path, kind.content, kind.executable ? 0o755 : 0o644);
    else if (kind.kind === "link") repository.link(path, kind.target);
    else mkdirSync(repository.path(path), { recursive: true });
    if (kind.kind === "file" || kind.kind === "link") taken.add(path);
    if (!("content" in kind) || kind.kind === "file") continue;
    repository.write(`${path}/file`, kind.content);
    if (kind.kind === "dead") repository.write(`${path}/.git`, "gitdir: /nowhere\n");
    if (kind.kind === "empty") mkdirSync(repository.path(path, ".git"));
    if (kind.kind !== "repository") continue;
    repository.gitIn(repository.path(path), "init", "--quiet");
    repository.gitIn(repository.path(path), "commit", "--quiet", "--allow-empty", "-m", "nested");
  }
  if (ago === 0) return;
  const then = Date.now() / 1000 - ago;
  for (const path of Object.keys(repository.tree())) lutimesSync(repository.path(path), then, then);
}

type Files = Readonly<Record<string, string>>;

/** Files and links, and what every nested `.git` is; empty directories may stay where nothing is in the way. */
function filesOf({ repository }: CheckpointScene): Files {
  const found = Object.entries(repository.tree()).filter(([, kind]) => kind !== "directory");
  for (const path of ["nest/.git", "within/nest/.git"]) {
    const stat = lstatSync(repository.path(path), { throwIfNoEntry: false });
    if (stat?.isFile()) found.push([path, readFileSync(repository.path(path), "utf8")]);
    else if (stat !== undefined) found.push([path, readdirSync(repository.path(path)).toSorted().join()]);
  }
  return Object.fromEntries(found);
}

function isNamed(path: string, names: readonly { readonly path: string }[]): boolean {
  return names.some((named) => {
    const top = named.path.replace(/\/$/u, "");
    return path === top || path.startsWith(`${top}/`);
  });
}

interface Checked {
  readonly scene: CheckpointScene;
  readonly before: Files;
  readonly between: Files;
}

/** What the checkpoint holds is back, byte for byte; everything else is as it was, and named or ignored. */
async function check({ scene: at, before, between }: Checked, result: RestoreResult): Promise<void> {
  const { repository, checkpoints, id } = at;
  const after = filesOf(at);
  const [target, safety] = [await checkpoints.show(id, 1), await checkpoints.show(id, result.safety.id)];
  const list = (tree: string): ReadonlySet<string> =>
    new Set(repository.git("ls-tree", "-r", "-z", "--name-only", tree).split("\0"));
  const [held, heldNow] = [list(target.tree), list(safety.tree)];
  const opened = await repository.open();
  const [wasIgnored, isIgnored] = [await readIgnored(opened, target.aside), await readIgnored(opened, safety.aside)];
  for (const path of new Set([...Object.keys(before), ...Object.keys(between), ...Object.keys(after)])) {
    const context = { path, kept: result.kept, skipped: target.skipped, now: safety.skipped };
    const stays =
      isNamed(path, [...result.kept, ...target.skipped, ...safety.skipped]) ||
      path.endsWith("/.git") ||
      path.includes("/.git/");
    if (stays) expect({ ...context, stands: after[path] }).toEqual({ ...context, stands: between[path] });
    else if (held.has(path)) expect({ ...context, stands: after[path] }).toEqual({ ...context, stands: before[path] });
    else if (heldNow.has(path)) expect({ ...context, stands: after[path] }).toEqual({ ...context, stands: undefined });
    else {
      expect({ ...context, stands: after[path] }).toEqual({ ...context, stands: between[path] });
      expect({ ...context, accounted: wasIgnored(path) || isIgnored(path) }).toEqual({ ...context, accounted: true });
    }
  }
}

describe("round trip of every kind", () => {
  it(
    "brings back what the checkpoint holds, and touches nothing else",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          state,
          state,
          state,
          fc.record({
            fileMode: fc.boolean(),
            exclude: fc.constantFrom("", "kept.env\n", "out\n"),
            // What git has added before the checkpoint, it takes for unchanged.
            added: fc.boolean(),
            lines: fc.tuple(lineEndings, lineEndings),
          }),
          async (committed, first, second, { fileMode, exclude, added, lines }) => {
            scene = new CheckpointScene({ files: {} });
            const { repository, options, id } = scene;
            const checkpoints = new Checkpoints({ ...options, settings: { sizeLimit: 1000 } });
            // git tells times apart by whole seconds, and an execute bit changes nothing else that it looks at.
            const ago = (seconds: number): number => (fileMode ? 0 : seconds);
            try {
              repository.git("config", "core.fileMode", String(fileMode));
              repository.git("config", "core.safecrlf", "false");
              repository.git("config", "core.autocrlf", lines[0]);
              make(scene, committed, ago(60));
              repository.commitAll("committed");
              make(scene, first, ago(40));
              if (added) repository.git("add", "--ignore-errors", ".", ":!nest", ":!within");
              const before = filesOf(scene);
              await checkpoints.take(id);
              repository.git("config", "core.autocrlf", lines[1]);
              make(scene, second, ago(20));
              repository.write(".git/info/exclude", exclude);
              const between = filesOf(scene);
              const result = await checkpoints.restore(id, 1);
              await check({ scene, before, between }, result);
              if (result.files === 0) return;
              const restored = filesOf(scene);
              const undone = await checkpoints.undo(id);
              const end = filesOf(scene);
              for (const path of new Set([...Object.keys(between), ...Object.keys(end)])) {
                const wanted = isNamed(path, undone.kept) ? restored[path] : between[path];
                expect({ path, stands: end[path] }).toEqual({ path, stands: wanted });
              }
            } finally {
              repository.dispose();
            }
          },
        ),
        { numRuns: effort.repositoryRuns, endOnFailure: true },
      );
    },
    limit(600_000),
  );
});
