import { afterEach, describe, expect, it } from "vitest";
import { readIgnored, readRaw, writeAside } from "../../../src/core/checkpoints/rawContent/aside.ts";
import type { PrivateIndexContext } from "../../../src/core/git/index/privateIndex.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let scene: CheckpointScene | undefined;
afterEach(() => scene?.repository.dispose());

async function context(): Promise<PrivateIndexContext> {
  scene = new CheckpointScene();
  await scene.checkpoints.take(scene.id);
  return { ...scene.options, repository: await scene.repository.open() };
}

describe("what lies beside a checkpoint's tree", () => {
  it("is read as it was written, and is the same commit for the same content", async () => {
    const own = await context();
    const { repository } = own;
    const id = parseObjectId(await repository.text(["rev-parse", "HEAD:README.md"]));
    const raw = new Map([
      ["a\nb", { mode: "100644", id }],
      ["deep/run.sh", { mode: "100755", id }],
    ] as const);
    const aside = await writeAside(own, { ignored: ["x.log", "out/", "in/y\nz"], raw });
    expect(await writeAside(own, { raw, ignored: ["out/", "x.log", "in/y\nz"] })).toBe(aside);
    expect(await readRaw(repository, aside)).toEqual(raw);
    const ignored = await readIgnored(repository, aside);
    const asked = ["x.log", "out/", "out/deep/a", "in/y\nz", "in/y", "x.log/b", "out", "outer", ""];
    expect(asked.filter(ignored)).toEqual(["x.log", "out/", "out/deep/a", "in/y\nz"]);
  });

  it("is nothing when there is nothing to say, and either half may be missing", async () => {
    const own = await context();
    const { repository } = own;
    expect(await writeAside(own, { ignored: [], raw: new Map() })).toBeUndefined();
    expect((await readIgnored(repository, undefined))("x")).toBe(false);
    expect(await readRaw(repository, undefined)).toEqual(new Map());
    const id = parseObjectId(await repository.text(["rev-parse", "HEAD:README.md"]));
    const raw = new Map([["a", { mode: "100644", id }]] as const);
    expect((await readIgnored(repository, await writeAside(own, { ignored: [], raw })))("a")).toBe(false);
    expect(await readRaw(repository, await writeAside(own, { ignored: ["a"], raw: new Map() }))).toEqual(new Map());
  });

  it("is damaged, not empty, when its commit is missing", async () => {
    const { repository } = await context();
    const missing = parseObjectId("1".repeat(40));
    await expect(readIgnored(repository, missing)).rejects.toThrow("not a tree object");
    await expect(readRaw(repository, missing)).rejects.toThrow("not a tree object");
  });
});
