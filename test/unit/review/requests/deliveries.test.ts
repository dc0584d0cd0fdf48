import { describe, expect, it } from "vitest";
import { FileError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import { DecisionWriter } from "../../../../src/core/review/requests/decisionWriter.ts";
import type { Delivery } from "../../../../src/core/review/requests/delivery.ts";
import { sessionLocation } from "../../../../src/core/sessions/places/sessionLocation.ts";
import type { StepHook } from "../../../support/fakes/memoryFileSystem.ts";
import { delivery, note } from "../../../support/answers.ts";
import { fork, mergeFile, mergeId } from "../../../support/requests.ts";
import { Reviewer } from "../../../support/reviewer.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const reviewer = new Reviewer();
const base = `/work/.workflow/WFS-a/approvals/${mergeId}`;
const comment = note(1, "person").id;

class DeliveryScene extends SessionScene {
  signature = "";

  static async declined(): Promise<DeliveryScene> {
    const scene = new DeliveryScene();
    const request = JSON.stringify(mergeFile());
    scene.disk.file(`${base}/request.json`, request);
    const digest = reviewer.cryptography.sha256(new TextEncoder().encode(request));
    const decision = await reviewer.decide({ request: mergeId, session: fork, request_digest: digest });
    scene.disk.file(`${base}/decision.json`, JSON.stringify(decision));
    scene.signature = decision.signature;
    return scene;
  }

  put(name: string, change: object = {}): void {
    const file = { version: 1, request: mergeId, ...delivery("wait", { decision: this.signature }), ...change };
    this.disk.file(`${base}/deliveries/${name}`, JSON.stringify(file));
  }

  requestFiles(onStep?: StepHook): DecisionWriter {
    const { root, clock, random, logger } = this;
    return new DecisionWriter({
      root,
      clock,
      random,
      logger,
      cryptography: reviewer.cryptography,
      fs: this.fileSystem(onStep),
    });
  }

  readonly location = this.requestFiles().locate(sessionLocation("/work/.workflow", fork, ""), mergeId);

  async deliveries(): Promise<readonly Delivery[] | undefined> {
    return (await this.requestFiles().read(this.location, await reviewer.keys.keys()))?.deliveries;
  }
}

const name = (number: number): string =>
  `20260101T1006${String(number).padStart(2, "0")}Z-wait-${number.toString(16).padStart(8, "0")}.json`;

describe("what is noted of an answer that was handed over", () => {
  it("is a file of its own each time, which is read back with the request", async () => {
    const scene = await DeliveryScene.declined();
    expect(await scene.deliveries()).toBeUndefined();
    const first = delivery("wait", { decision: scene.signature, comments: [comment] });
    const second = { ...delivery("continue", { decision: scene.signature }), at: "2026-01-01T10:07:00Z", ended: 3 };
    await scene.requestFiles().writeDelivery(scene.location, first);
    await scene.requestFiles().writeDelivery(scene.location, second);
    expect(await scene.deliveries()).toEqual([first, second]);
  });

  it("changes what the list goes by, so that it is read anew", async () => {
    const scene = await DeliveryScene.declined();
    const before = await scene.requestFiles().states(scene.location);
    await scene.requestFiles().writeDelivery(scene.location, delivery("prompt", { decision: scene.signature }));
    expect(await scene.requestFiles().states(scene.location)).not.toEqual(before);
  });

  it.each<readonly [what: string, change: object]>([
    ["of another request", { request: "20260101T100000Z-merge-ffffffff" }],
    ["of another decision", { answer: { decision: "another", comments: [] } }],
    ["of another version", { version: 2 }],
    ["that went no known way", { way: "mail" }],
    ["at no time", { at: "soon" }],
    ["by nobody", { by: "" }],
    ["of comments that cannot be", { answer: { decision: null, comments: ["../x"] } }],
    ["of nothing", { answer: null }],
  ])("makes nobody believe in a delivery %s", async (_what, change) => {
    const scene = await DeliveryScene.declined();
    scene.put(name(1), change);
    expect(await scene.deliveries()).toBeUndefined();
    scene.put(name(2));
    expect(await scene.deliveries()).toHaveLength(1);
  });

  it("passes over other names, links, what is too large or no JSON, and reads the newest only", async () => {
    const scene = await DeliveryScene.declined();
    for (const other of ["x.json", "20260101T100600Z-wait-1.json", "20260101T100600Z-mail-00000001.json", ".json"])
      scene.put(other);
    scene.disk.file(`${base}/deliveries/${name(1)}`, "no JSON");
    scene.disk.file(`${base}/deliveries/${name(2)}`, `{"x": "${"x".repeat(70_000)}"}`);
    scene.disk.link(`${base}/deliveries/${name(3)}`, "/elsewhere");
    scene.disk.directory(`${base}/deliveries/${name(4)}`);
    expect(await scene.deliveries()).toBeUndefined();
    for (let number = 5; number < 60; number += 1) scene.put(name(number), { by: String(number) });
    const read = (await scene.deliveries()) ?? [];
    expect(read).toHaveLength(50);
    expect(read.at(-1)?.by).toBe("59");
  });

  it("is nothing where its directory is a link, and the request stays readable", async () => {
    const scene = await DeliveryScene.declined();
    scene.disk.link(`${base}/deliveries`, "/elsewhere");
    expect(await scene.deliveries()).toBeUndefined();
    await expect(
      scene.requestFiles().writeDelivery(scene.location, delivery("wait", { decision: scene.signature })),
    ).rejects.toMatchObject({ code: "unsafe-path" });
  });

  it("is not there where it could not be written, which its writer is told", async () => {
    const scene = await DeliveryScene.declined();
    const broken = scene.requestFiles(({ call }) => {
      if (call === "createExclusive") throw new FileError("no-space", base, say`Injected.`);
    });
    await expect(
      broken.writeDelivery(scene.location, delivery("wait", { decision: scene.signature })),
    ).rejects.toMatchObject({ reason: "no-space" });
    expect(await scene.deliveries()).toBeUndefined();
  });
});
