import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import type { PublishedWork } from "../../../src/core/review/kinds/publish/fetchPublished.ts";
import { fork } from "../review/gateScene.ts";
import { ownBranch, PublishScene } from "./publishScene.ts";

let made: PublishScene;
let opened: OpenedGate;
beforeEach(async () => {
  made = await PublishScene.make();
  made.turnOn();
  opened = await made.scene.open({ turnedOnRemotes: () => made.turnedOn });
});
afterEach(() => made.dispose());

async function publish(): Promise<PublishedWork> {
  const { gate } = opened;
  const { receipt } = await gate.grant(await gate.prepare((await made.ask()).id), "ada");
  if (receipt.published === undefined) throw new Error(receipt.message);
  return { receipt: { ...receipt, published: receipt.published }, base: null };
}

/** Somebody squashes it into main at the remote, after work of their own, and deletes the branch. */
function squashThere(): string {
  const { repository } = made.scene;
  const theirs = repository.beside("theirs");
  repository.gitIn(made.served, "clone", "--quiet", made.bare, theirs);
  repository.gitIn(theirs, "commit", "--quiet", "--allow-empty", "-m", "their own");
  repository.gitIn(theirs, "merge", "--quiet", "--squash", `origin/session/${fork}`);
  repository.gitIn(theirs, "commit", "--quiet", "-m", "Count to nine (#7)");
  repository.gitIn(theirs, "push", "--quiet", "origin", "main", `:session/${fork}`);
  return made.at("refs/heads/main");
}

const mergedInto = async (): Promise<string | undefined> =>
  (await made.scene.gitFeatures.forks.list()).find(({ id }) => id === fork)?.merged_into?.ref;

describe("whether published work has landed", () => {
  it("is noted in remote-tracking refs alone, without a hook or a setting of the repository", async () => {
    const { repository } = made.scene;
    repository.git("remote", "set-head", "origin", "main");
    const ran = repository.beside("ran");
    const work = await publish();
    const landed = squashThere();
    for (const hook of ["reference-transaction", "post-checkout"]) {
      repository.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch ${ran}\n`, 0o755);
    }
    repository.git("config", "remote.origin.uploadpack", `touch ${ran}; git-upload-pack`);
    repository.git("config", "remote.origin.fetch", "+refs/heads/*:refs/heads/*");
    const refs = (): string => repository.git("for-each-ref", "--format=%(refname) %(objectname)");
    const [before, fetchHead] = [refs(), repository.read(".git/FETCH_HEAD")];
    expect(await mergedInto()).toBeUndefined();
    await opened.fetchPublished(work);
    const main = made.scene.at("main");
    expect(refs()).toBe(
      before
        .replace(`refs/remotes/origin/HEAD ${main}`, `refs/remotes/origin/HEAD ${landed}`)
        .replace(`refs/remotes/origin/main ${main}`, `refs/remotes/origin/main ${landed}`),
    );
    expect(existsSync(ran)).toBe(false);
    expect(repository.read(".git/FETCH_HEAD")).toBe(fetchHead);
    expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
    expect(await mergedInto()).toBe("refs/remotes/origin/main");
    await opened.fetchPublished(work);
    expect(await mergedInto()).toBe("refs/remotes/origin/main");
  });

  it("is seen although nothing was noted of the branch the remote's HEAD is on", async () => {
    const work = await publish();
    squashThere();
    await opened.fetchPublished(work);
    expect(made.scene.repository.git("symbolic-ref", "refs/remotes/origin/HEAD")).toBe("refs/remotes/origin/main");
    expect(await mergedInto()).toBe("refs/remotes/origin/main");
  });

  it("is not there yet: where the published branch stands is noted, and that is all", async () => {
    const work = await publish();
    await opened.fetchPublished(work);
    expect(made.scene.at(`refs/remotes/origin/session/${fork}`)).toBe(made.commit);
    expect(await mergedInto()).toBeUndefined();
  });

  it("is looked for at the base of the pull request, too", async () => {
    const work = await publish();
    const theirs = made.moveRemote("develop");
    await opened.fetchPublished({ ...work, base: "refs/heads/develop" as PublishedWork["base"] });
    expect(made.scene.at("refs/remotes/origin/develop")).toBe(theirs);
  });

  it("is not asked of a remote that is turned off, or leads elsewhere", async () => {
    const work = await publish();
    squashThere();
    made.turnedOn = [];
    await expect(opened.fetchPublished(work)).rejects.toMatchObject({ code: "refused" });
    made.turnedOn = [made.fileUrl];
    made.leadTo(`${made.fileUrl}/`);
    await expect(opened.fetchPublished(work)).rejects.toMatchObject({ code: "conflict" });
    expect(made.scene.at("refs/remotes/origin/main")).toBe(made.scene.at("main"));
    expect(made.at(ownBranch)).toBe("");
  });
});
