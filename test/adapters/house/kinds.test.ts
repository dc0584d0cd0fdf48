import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../run/paths.mjs";

const run = promisify(execFile);

/** Two kinds of request that only this test knows: one is about a ref, the other about a file's old digest and new content. */
const fixture = join(root, "test/fixtures/kinds");
const kinds = ["bookmark", "lesson"] as const;
const capital = (kind: string): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;

/** What goes into a file of the house once the house knows the kinds, and what it goes behind, however that is broken into lines. */
interface Addition {
  readonly file: string;
  readonly behind: RegExp;
  readonly added: string;
}

/** One import of each kind before the file's first, and one entry of each behind that of a kind that is there. */
function table(
  file: string,
  behind: RegExp,
  entry: (kind: string) => string,
  from?: (kind: string) => string,
): readonly Addition[] {
  const entries = [{ file, behind, added: kinds.map(entry).join("") }];
  if (from === undefined) return entries;
  return [{ file, behind: /^/u, added: kinds.map((kind) => `${from(kind)}\n`).join("") }, ...entries];
}

const ids: readonly Addition[] = table("src/core/gate/requestKind.ts", /"merge",/u, (kind) => ` "${kind}",`);

/** The tables every kind stands in: what may be asked, what is fingerprinted and executed, and what each door says of it. */
const tables: readonly Addition[] = [
  ...table(
    "src/core/review/kinds/requestKinds.ts",
    /\{\s*merge: mergeRequest,/u,
    (kind) => ` ${kind}: ${kind}Request,`,
    (kind) => `import { ${kind}Request } from "./${kind}/${kind}Request.ts";`,
  ),
  ...table(
    "src/core/review/kinds/actionDocument.ts",
    /\{\s*merge: mergeDocument,/u,
    (kind) => ` ${kind}: ${kind}Document,`,
    (kind) => `import { ${kind}Document } from "./${kind}/${kind}Document.ts";`,
  ),
  ...table(
    "src/core/review/kinds/actionKinds.ts",
    /\{\s*merge: new MergeKind\(context\),/u,
    (kind) => ` ${kind}: new ${capital(kind)}Kind(context),`,
    (kind) => `import { ${capital(kind)}Kind } from "./${kind}/${kind}Kind.ts";`,
  ),
  ...table(
    "src/wire/schemas/request.ts",
    /\{\s*merge: mergeRequest,/u,
    (kind) => ` ${kind}: ${kind}Request,`,
    (kind) => `import { ${kind}Request } from "./${kind}Request.ts";`,
  ),
  ...table(
    "src/host/reviews/kinds/kinds.ts",
    /\{\s*merge,/u,
    (kind) => ` ${kind},`,
    (kind) => `import { ${kind} } from "./${kind}.ts";`,
  ),
  ...table(
    "src/cli/kinds/requestVerbs.ts",
    /\{\s*merge,/u,
    (kind) => ` ${kind},`,
    (kind) => `import { ${kind} } from "./${kind}.ts";`,
  ),
];

/** Ids that the manifest contributes. */
const manifest: readonly Addition[] = [
  ...table("src/host/manifest/contributions.ts", /"requestMerge",/u, (kind) => ` "request${capital(kind)}",`),
  ...table(
    "src/host/manifest/contributions.ts",
    /merge: commands\.requestMerge,/u,
    (kind) => ` ${kind}: commands.request${capital(kind)},`,
  ),
];

let house = "";

async function change(additions: readonly Addition[]): Promise<void> {
  for (const { file, behind, added } of additions) {
    const path = join(house, file);
    const before = await readFile(path, "utf8");
    expect(before, file).toMatch(behind);
    await writeFile(
      path,
      before.replace(behind, (found) => `${found}${added}`),
    );
  }
}

/** Files in which the compiler finds something wrong. */
async function wrongFiles(): Promise<readonly string[]> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "--noEmit", "--pretty", "false", "-p", house], {
    cwd: house,
    maxBuffer: 1 << 24,
  }).catch((error: unknown) => error as { readonly stdout: string });
  const files = stdout.split("\n").flatMap((line) => /^([^\s(]+)\(\d+,\d+\): error/u.exec(line)?.[1] ?? []);
  return [...new Set(files)].toSorted();
}

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), "workflow-kinds-"));
  for (const part of ["package.json", "src", "test/support", "test/run", "test/adapters/review/reviewWindow.ts"]) {
    await mkdir(dirname(join(house, part)), { recursive: true });
    await cp(join(root, part), join(house, part), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(house, "node_modules"), "junction");
  const compiled = { extends: join(root, "tsconfig.json"), include: ["src", "test/fixtures"], exclude: [] };
  await writeFile(join(house, "tsconfig.json"), JSON.stringify(compiled));
});

afterAll(async () => rm(house, { recursive: true, force: true }));

describe("a further kind of request", () => {
  it("is named by the compiler as missing, in every table and nowhere else, as long as only its id is there", async () => {
    await change(ids);
    const missing = [...tables, ...manifest].map(({ file }) => file);
    expect(await wrongFiles()).toEqual([...new Set(missing)].toSorted());
  });

  it("is a folder in the core, a file in the host, one of wfs, one in the wire and a line in each table", async () => {
    await cp(fixture, join(house, "test/fixtures/kinds"), { recursive: true });
    await cp(join(fixture, "src"), join(house, "src"), { recursive: true });
    await rm(join(house, "test/fixtures/kinds/src"), { recursive: true });
    await change([...tables, ...manifest]);
    expect(await wrongFiles()).toEqual([]);
  });

  it("is asked, shown, goes stale, is granted, refused and taken back, whether there is a ref or not", async () => {
    const bundle = join(house, "walk.mjs");
    const options = ["--bundle", "--platform=node", "--format=esm", "--packages=external", `--outfile=${bundle}`];
    await run(join(root, "node_modules/.bin/esbuild"), [join(house, "test/fixtures/kinds/walk.ts"), ...options]);
    const { stdout } = await run(process.execPath, [bundle], {
      env: { ...process.env, XDG_CONFIG_HOME: join(house, "config") },
    });
    const said: unknown = JSON.parse(stdout);
    expect(said).toMatchObject({
      "bookmark.what": true,
      "bookmark.files": ["a.txt"],
      "bookmark.granted": "executed",
      "bookmark.stands": true,
      "bookmark.undone": "refs/tags/kept is where it was.",
      "bookmark.gone": "",
      "bookmark.stale": ["refs/tags/kept exists again."],
      "bookmark.again": "waiting",
      "lesson.waits": "waiting",
      "lesson.shown": { kind: "text", oldText: null, newText: "Blue.\n" },
      "lesson.differing": [],
      "lesson.granted": { outcome: "executed", kind: "lesson", ref: null, from: null },
      "lesson.holds": "Blue.\n",
      "lesson.changed": ["old_digest"],
      "lesson.stale": true,
      "lesson.refused": "refused",
      "lesson.untouched": "Green.\n",
    });
  });
});
