import { chmodSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { makePatch, type Patch } from "../../../src/core/runs/finish/patch.ts";
import { GitRepository } from "../../support/gitRepository.ts";

let repository: GitRepository;
afterEach(() => repository.dispose());

async function patchOf(from: string, to: string, most?: number): Promise<Patch> {
  const random = new SystemRandom();
  const context = {
    repository: await repository.open(),
    fs: new NodeFileSystem(random),
    clock: new SystemClock(),
    random,
  };
  return makePatch(context, parseObjectId(from), parseObjectId(to), most === undefined ? {} : { most });
}

describe("a patch", () => {
  it.each(["sha1", "sha256"] as const)("makes of the base what the head has, whatever it is (%s)", async (format) => {
    const files = { "a.txt": "one\ntwo\n", "gone.txt": "x\n", "crlf.txt": "a\r\nb\r\n", "moved/from.txt": "same\n" };
    repository = new GitRepository({ format, files });
    writeFileSync(
      repository.path("data.bin"),
      Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 256),
    );
    const base = repository.commitAll("base");
    repository.write("a.txt", "one\nthree\nno line feed");
    repository.write("crlf.txt", "a\r\nc\r\n");
    unlinkSync(repository.path("gone.txt"));
    chmodSync(repository.path("a.txt"), 0o755);
    symlinkSync("a.txt", repository.path("link"));
    repository.write('with "quotes"\tand ümläute.txt', "x\n");
    repository.write("-rf", "x\n");
    mkdirSync(repository.path("moved/to"));
    repository.git("mv", "moved/from.txt", "moved/to/from.txt");
    repository.write("empty", "");
    writeFileSync(
      repository.path("data.bin"),
      Uint8Array.from({ length: 5000 }, (_, at) => (at * 11) % 256),
    );
    const head = repository.commitAll("head");
    const { bytes, whole } = await patchOf(base, head);
    expect(whole).toBe(true);
    writeFileSync(repository.path(".git/work.patch"), bytes);
    repository.git("reset", "--quiet", "--hard", base);
    repository.git("apply", "--index", ".git/work.patch");
    expect(repository.git("write-tree")).toBe(repository.git("rev-parse", `${head}^{tree}`));
  });

  it("is the same whatever the configuration and attributes say, and runs nothing of them", async () => {
    repository = new GitRepository({ files: { "a.txt": "one\n", "b.txt": "one\n" } });
    const base = repository.git("rev-parse", "HEAD");
    repository.write("a.txt", "two\n");
    const head = repository.commitAll("two");
    const plain = await patchOf(base, head);
    const ran = repository.path("ran");
    for (const [key, value] of [
      ["diff.external", `touch ${ran}`],
      ["diff.odd.command", `touch ${ran}`],
      ["diff.odd.textconv", `touch ${ran}; cat`],
      ["diff.noprefix", "true"],
      ["diff.mnemonicPrefix", "true"],
      ["diff.context", "0"],
      ["diff.renames", "copies"],
      ["diff.suppressBlankEmpty", "true"],
      ["diff.orderFile", "/dev/zero"],
      ["color.ui", "always"],
      ["core.pager", `touch ${ran}`],
      ["core.abbrev", "4"],
    ] as const) {
      repository.git("config", key, value);
    }
    repository.write(".gitattributes", "*.txt diff=odd -text\n");
    repository.write(".git/info/attributes", "*.txt diff=odd binary\n");
    expect(new TextDecoder().decode((await patchOf(base, head)).bytes)).toBe(new TextDecoder().decode(plain.bytes));
    expect(repository.tree()).not.toHaveProperty("ran");
    expect((await patchOf(head, head)).bytes).toHaveLength(0);
  });

  it("that is too long is its statistics", async () => {
    repository = new GitRepository({ files: { "a.txt": "one\n" } });
    const base = repository.git("rev-parse", "HEAD");
    repository.write("a.txt", "line\n".repeat(1000));
    repository.write("odd\nname", "x\n");
    const head = repository.commitAll("long");
    const { bytes, whole } = await patchOf(base, head, 1000);
    expect(whole).toBe(false);
    const lines = new TextDecoder().decode(bytes).split("\n");
    expect(lines[0]).toContain(`git diff --binary ${base} ${head}`);
    expect(lines.slice(2)).toEqual(["1000\t1\ta.txt", "1\t0\todd␊name", ""]);
  });
});
