import { describe, expect, it } from "vitest";
import { FileError, type FileErrorReason } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import type { ActiveMarker } from "../../../../src/core/sessions/markers/activeMarker.ts";
import { id, MarkerScene } from "../../../support/scenes/markerScene.ts";
import { failAt, type FileStep } from "../../../support/fakes/memoryFileSystem.ts";

const reasons: readonly FileErrorReason[] = ["no-space", "io", "too-many-open", "read-only", "not-permitted"];

const operations: readonly { readonly name: string; readonly run: (marker: ActiveMarker) => Promise<unknown> }[] = [
  { name: "read", run: async (marker) => await marker.read() },
  { name: "switch", run: async (marker) => await marker.set(id("WFS-b")) },
  { name: "heal", run: async (marker) => await marker.heal() },
  { name: "remove orphans", run: async (marker) => await marker.removeOrphans() },
];

/** Where a session was active, one still is after any failure, and the failure is told (or did not matter). */
describe.each(reasons)("%s at each call", (reason) => {
  for (const marked of [["WFS-a"], ["WFS-a", "WFS-c"]]) {
    it.each(operations)(`$name from ${marked.join(" and ")}`, async ({ run }) => {
      for (let step = 0; ; step += 1) {
        const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
        for (const [index, session] of marked.entries()) scene.mark(session, index - 5);
        scene.mark("WFS-gone", -9);
        const { marker, fs } = scene.process(failAt(step, reason));
        const error: unknown = await run(marker).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error !== undefined) expect(error).toBeInstanceOf(FileError);
        scene.rest();
        const { active } = await scene.process().marker.read();
        expect([marked.at(-1), "WFS-b"]).toContain(active);
        if (fs.steps <= step) break;
      }
    });
  }
});

describe("a read-only .workflow", () => {
  const changes = new Set<FileStep["call"]>(["touch", "rename", "createExclusive", "writeAtomic", "remove"]);
  const readOnly = ({ call, paths }: FileStep): void => {
    if (changes.has(call)) throw new FileError("read-only", paths[0] ?? "", say`EROFS`);
  };

  it.each([["WFS-a"], ["WFS-a", "WFS-c"], []])(
    "is read, and every change is refused with advice: %s %s",
    async (...marked) => {
      const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
      for (const [index, session] of marked.entries()) scene.mark(session, index - 5);
      const before = scene.markers();
      const { marker } = scene.process(readOnly);
      expect((await marker.read()).active).toBe(marked.at(-1));
      const refused = { code: "file", reason: "read-only", hint: expect.stringContaining("read-only") as string };
      await expect(marker.set(id("WFS-b"))).rejects.toMatchObject(refused);
      const last = marked.at(-1);
      if (last !== undefined) await expect(marker.clear(id(last))).rejects.toMatchObject(refused);
      if (marked.length > 1) await expect(marker.heal()).rejects.toMatchObject(refused);
      expect(scene.markers()).toEqual(before);
    },
  );
});
