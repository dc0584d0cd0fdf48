import { describe, expect, it } from "vitest";
import { RequestFiles } from "../../../../src/core/review/requests/requestFiles.ts";
import { listingLimits, RequestListing } from "../../../../src/core/review/requests/requestListing.ts";
import { Reviewer } from "../../../support/reviewer.ts";
import { mergeFile } from "../../../support/requests.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const reviewer = new Reviewer();

/** A workspace in memory, one listing of it, and what that listing reads. */
class ListingScene extends SessionScene {
  readonly reads: string[] = [];
  readonly listing: RequestListing;

  constructor() {
    super();
    const { root, random, logger, clock } = this;
    const fs = this.fileSystem(({ call, paths }) => {
      if (call === "read") this.reads.push(...paths);
    });
    this.listing = new RequestListing({
      files: new RequestFiles({ root, clock, random, logger, fs, cryptography: reviewer.cryptography }),
      clock,
      standing: ({ contents }) => (contents.withdrawn ? "settled" : contents.request.ok ? "open" : "invalid"),
    });
  }

  ask(session: string, time: string, number: number): string {
    const id = `${time}-merge-${number.toString(16).padStart(8, "0")}`;
    const directory = `/work/.workflow/${session}/approvals/${id}`;
    this.disk.file(`${directory}/request.json`, JSON.stringify(mergeFile({ id, session })));
    return id;
  }

  async look(all = true): Promise<{ readonly ids: readonly string[]; readonly more: number }> {
    this.reads.length = 0;
    const { looked, more } = await this.listing.look(await reviewer.keys.keys(), { all });
    return { ids: looked.map(({ location }) => location.id), more };
  }
}

const count = listingLimits.open + 100;

describe("the list of requests", () => {
  it("has the newest however many older ones there are, and says how many it leaves out", async () => {
    const scene = new ListingScene();
    for (let number = 0; number < count; number += 1) scene.ask("WFS-a", "20240101T000000Z", number);
    const newest = scene.ask("WFS-a", "20250907T090000Z", 1);
    const { ids, more } = await scene.look();
    expect(ids.at(-1)).toBe(newest);
    expect(ids).toHaveLength(listingLimits.open);
    expect(more).toBe(count + 1 - listingLimits.open);
  });

  it("has what one session asks whatever another one does, and names from the future after all others", async () => {
    const scene = new ListingScene();
    const other = scene.ask("WFS-b", "20250101T000000Z", 1);
    const real = scene.ask("WFS-a", "20250907T090000Z", 1);
    for (let number = 0; number < count; number += 1) scene.ask("WFS-a", "20990101T000000Z", number);
    const { ids } = await scene.look();
    expect(ids).toContain(other);
    expect(ids).toContain(real);
  });

  it("counts requests in a terminal state, and what is not a request, for themselves", async () => {
    const scene = new ListingScene();
    const waiting = scene.ask("WFS-a", "20240101T000000Z", 1);
    for (let number = 0; number < count; number += 1) {
      const id = scene.ask("WFS-a", "20250101T000000Z", number);
      scene.disk.file(`/work/.workflow/WFS-a/approvals/${id}/withdrawn.json`, "{}");
      scene.disk.directory(`/work/.workflow/WFS-a/approvals/20250201T000000Z-merge-${id.slice(-8)}`);
    }
    expect((await scene.look()).ids).toContain(waiting);
    expect((await scene.look()).more).toBe(2 * count - listingLimits.settled - listingLimits.invalid);
    expect((await scene.look(false)).ids[0]).toBe(waiting);
    expect((await scene.look(false)).more).toBe(count - listingLimits.invalid);
  });

  it("reads only what has changed since the last look", async () => {
    const scene = new ListingScene();
    const first = scene.ask("WFS-a", "20250101T000000Z", 1);
    const second = scene.ask("WFS-a", "20250101T000000Z", 2);
    scene.rest();
    expect((await scene.look()).ids).toEqual([first, second]);
    await scene.look();
    expect(scene.reads).toEqual([]);
    scene.disk.file(`/work/.workflow/WFS-a/approvals/${second}/withdrawn.json`, "{}");
    expect((await scene.look(false)).ids).toEqual([first]);
    expect(scene.reads.every((path) => path.includes(second))).toBe(true);
    expect((await scene.look(true)).ids).toEqual([first, second]);
  });

  it("reads again what changed within one tick of the clock of files, though its state looks the same", async () => {
    const scene = new ListingScene();
    const id = scene.ask("WFS-a", "20250101T000000Z", 1);
    await scene.look();
    await scene.look();
    expect(scene.reads.some((path) => path.includes(id))).toBe(true);
  });
});
