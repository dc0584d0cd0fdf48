import { describe, expect, it } from "vitest";
import { FileError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import { placeFolders } from "../../../../src/core/sessions/model/sessionPlaces.ts";
import { id, MarkerScene } from "../../../support/scenes/markerScene.ts";

/** A scene whose sessions lie in the four places, each marked. */
function places(others = 0): MarkerScene {
  const scene = new MarkerScene(["WFS-flat"]);
  for (const place of placeFolders) {
    if (place !== "") scene.disk.directory(`${scene.directory}/${place}/WFS-${place}`);
    scene.mark(`WFS-${place === "" ? "flat" : place}`, place === "active" ? 5 : 0);
  }
  for (let index = 0; index < others; index += 1) scene.mark(`WFS-stray-${index}`);
  scene.rest();
  return scene;
}

describe.each([
  ["few markers", 1],
  ["a crowd of markers", 100],
])("sessions in the four places, with %s", (_, strays) => {
  it("can be active in the first two; in the others their markers are ignored, said to be invalid, and stay", async () => {
    const scene = places(strays);
    const { marker } = scene.process();
    const { state, resolution } = await marker.inspect();
    expect(state).toEqual({ active: "WFS-active", state: "healing" });
    expect(resolution.valid.map(({ id: one }) => one)).toEqual(["WFS-active", "WFS-flat"]);
    expect(resolution.invalid).toEqual([
      { name: ".active-WFS-archives", reason: "archived" },
      { name: ".active-WFS-completed", reason: "archived" },
    ]);
    expect(resolution.orphans).toHaveLength(strays);
    expect(await marker.removeOrphans()).toHaveLength(strays);
    await marker.set(id("WFS-flat"));
    expect(scene.markers()).toEqual([".active-WFS-archives", ".active-WFS-completed", ".active-WFS-flat"]);
    await marker.set(id("WFS-active"));
    expect((await marker.read()).active).toBe("WFS-active");
    await expect(marker.set(id("WFS-completed"))).rejects.toMatchObject({ code: "not-found" });
  });

  it("counts the first place where anything of the name stands", async () => {
    const scene = places(strays);
    scene.disk.directory(`${scene.directory}/completed/WFS-flat`);
    scene.disk.link(`${scene.directory}/WFS-archives`, "/elsewhere");
    const { resolution } = await scene.process().marker.inspect();
    expect(resolution.valid.map(({ id: one }) => one)).toContain("WFS-flat");
    expect(resolution.invalid).toContainEqual({ name: ".active-WFS-archives", reason: "session" });
  });

  it("neither believes nor removes a marker whose session may lie where nobody can look", async () => {
    const scene = places(strays);
    scene.disk.detach(`${scene.directory}/.active-WFS-completed`);
    const { marker } = scene.process(({ call, paths }) => {
      const path = paths[0] ?? "";
      if (
        (call === "lstat" || call === "entries") &&
        (path.endsWith("/completed") ? call === "entries" : path.includes("/completed/"))
      ) {
        throw new FileError("not-permitted", path, say`EACCES`);
      }
    });
    expect((await marker.inspect()).resolution.orphans).toEqual([]);
    expect(await marker.removeOrphans()).toEqual([]);
  });

  it("follows no link in the name of a place, and removes no marker that it may have to do with", async () => {
    const scene = places(strays);
    scene.disk.directory("/elsewhere/WFS-linked");
    scene.disk.detach(`${scene.directory}/archives/WFS-archives`);
    scene.disk.detach(`${scene.directory}/archives`);
    scene.disk.link(`${scene.directory}/archives`, "/elsewhere");
    scene.mark("WFS-linked");
    const { resolution } = await scene.process().marker.inspect();
    expect(resolution.orphans.map(({ id: one }) => one)).not.toContain("WFS-linked");
    expect(resolution.valid.map(({ id: one }) => one)).not.toContain("WFS-linked");
    expect(resolution.invalid.map(({ name }) => name)).toContain(".active-WFS-linked");
  });
});

describe("a crowd of markers", () => {
  it("is not looked at one by one: only what can be active is", async () => {
    const scene = places(5000);
    const looks: string[] = [];
    const { marker } = scene.process(({ call }) => void looks.push(call));
    expect((await marker.read()).active).toBe("WFS-active");
    expect(looks.length).toBeLessThan(20);
    looks.length = 0;
    await marker.set(id("WFS-flat"));
    expect(looks.length).toBeLessThan(60);
    expect(scene.markers()).toContain(".active-WFS-stray-4999");
  });

  it("is looked at again when it is gone", async () => {
    const scene = places(100);
    const { marker } = scene.process();
    await marker.inspect();
    expect(await marker.removeOrphans()).toHaveLength(100);
    scene.rest();
    expect((await marker.inspect()).resolution.orphans).toEqual([]);
    expect((await marker.read()).active).toBe("WFS-active");
  });
});
