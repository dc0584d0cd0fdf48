import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { Canary } from "../../support/scenes/armedRepository.ts";
import { base, fork, GateScene } from "./gateScene.ts";

let scene: GateScene;
afterEach(() => {
  vi.unstubAllEnvs();
  scene.dispose();
});

const attributes = "* filter=armed\n*.lost filter=\n";

/** Names a filter in the repository's own configuration, under an ordinary name and under none. */
function arm(canary: Canary): void {
  for (const name of ["armed", ""]) {
    for (const key of ["clean", "smudge"]) scene.repository.git("config", `filter.${name}.${key}`, canary.program);
    scene.repository.git("config", `filter.${name}.required`, "true");
  }
  writeFileSync(scene.repository.path(".git/info/attributes"), attributes);
}

let seconds = 1_700_000_000;
/** Makes git read its files again. */
function touch(): void {
  seconds += 10;
  for (const top of [scene.repository.root, scene.worktree()]) {
    for (const name of ["b.txt", "new.lost"]) utimesSync(join(top, name), seconds, seconds);
  }
}

async function dirty(): Promise<Readonly<Record<"merge" | "commit" | "teardown", RequestView>>> {
  scene = await GateScene.make();
  scene.repository.write("b.txt", "edited in main\n");
  scene.repository.write("new.lost", "new in main\n");
  scene.writeInFork("b.txt", "edited in the fork\n");
  scene.writeInFork("new.lost", "new in the fork\n");
  return { merge: await scene.askMerge(), commit: await scene.askCommit(), teardown: await scene.askTeardown() };
}

describe("filters that only the repository's own configuration names", () => {
  it("never run while requests are listed, opened, watched and looked at again, in checkouts with edits", async () => {
    const views = await dirty();
    const gate = await scene.gate();
    const canary = new Canary(scene.repository.beside("canary"));
    arm(canary);
    touch();
    await scene.requests.list();
    for (const { id } of Object.values(views)) {
      touch();
      expect((await scene.requests.get(id)).state).toBe("waiting");
      const action = await gate.prepare(id);
      expect(action.document.programs).toContain(`filter.armed.clean=${canary.program}`);
      expect(action.document.programs).toContain(`filter..clean=${canary.program}`);
      touch();
      expect(await gate.differing(action)).toEqual([]);
    }
    expect(canary.ran).toBe("");
  });

  it("would run for plain git", async () => {
    await dirty();
    const canary = new Canary(scene.repository.beside("canary"));
    arm(canary);
    touch();
    scene.repository.git("diff", "--stat");
    expect(canary.ran).not.toBe("");
  });

  it("are named anew when they come after a review was opened, so its grant is refused", async () => {
    for (const [kind, view] of Object.entries(await dirty())) {
      const gate = await scene.gate();
      const action = await gate.prepare(view.id);
      expect(action.document.programs).toEqual([]);
      const canary = new Canary(scene.repository.beside(`canary-${kind}`));
      arm(canary);
      const { receipt } = await gate.grant(action, "ada");
      expect(receipt).toMatchObject({ outcome: "refused", differing: ["programs"] });
      expect(canary.ran).toBe("");
      for (const name of ["armed", ""]) scene.repository.git("config", "--remove-section", `filter.${name}`);
    }
  });

  it("stand in the way of a commit of the files they are for: what they make of these cannot be shown", async () => {
    scene = await GateScene.make();
    scene.repository.write("b.txt", "edited\n");
    const gate = await scene.gate();
    arm(new Canary(scene.repository.beside("canary")));
    const { obstacles } = await gate.prepare((await scene.askCommit(base)).id);
    expect(obstacles).toMatchObject([{ reason: "filter", paths: ["b.txt"] }]);
    writeFileSync(scene.repository.path(".git/info/attributes"), "other filter=armed\n");
    expect((await gate.prepare((await scene.askCommit(base)).id)).obstacles).toEqual([]);
  });

  it("of one worktree alone are named where its files would be read", async () => {
    scene = await GateScene.make();
    const { repository } = scene;
    repository.git("config", "extensions.worktreeConfig", "true");
    repository.gitIn(scene.worktree(), "config", "--worktree", "filter.own.clean", "cat");
    const gate = await scene.gate();
    expect((await gate.prepare((await scene.askTeardown()).id)).document.programs).toEqual(["filter.own.clean=cat"]);
    expect((await gate.prepare((await scene.askMerge()).id)).document.programs).toEqual([]);
  });
});

describe("a granted teardown", () => {
  it("runs the named filters for its checkpoint, and is not mistaken for another one by what they change", async () => {
    scene = await GateScene.make();
    scene.writeInFork("b.txt", "edited in the fork\n");
    scene.repository.git("config", "filter.upper.clean", "tr a-z A-Z");
    scene.repository.git("config", "filter.upper.smudge", "tr A-Z a-z");
    writeFileSync(scene.repository.path(".git/info/attributes"), "* filter=upper\n");
    const gate = await scene.gate();
    const { receipt } = await gate.grant(await gate.prepare((await scene.askTeardown()).id), "ada");
    expect(receipt).toMatchObject({ outcome: "executed", safety_session: fork });
    const [kept] = await scene.gitFeatures.checkpoints.list(fork);
    expect(scene.repository.git("show", `${kept?.commit}:b.txt`)).toBe("EDITED IN THE FORK");
  });

  it("leaves a fork whose checkpoint would hold less than its files, because a filter keeps only a part of them", async () => {
    scene = await GateScene.make();
    scene.writeInFork("b.txt", "edited in the fork\n");
    scene.repository.git("config", "filter.upper.clean", "tr a-z A-Z");
    writeFileSync(scene.repository.path(".git/info/attributes"), "b.txt filter=upper\n");
    const gate = await scene.gate();
    const { receipt } = await gate.grant(await gate.prepare((await scene.askTeardown()).id), "ada");
    expect(receipt).toMatchObject({ outcome: "failed" });
    expect(JSON.stringify(receipt)).toContain("holds all of b.txt");
    expect(readFileSync(scene.repository.path(`.worktrees/${fork}/b.txt`), "utf8")).toBe("edited in the fork\n");
  });
});

describe("filters of the person's own configuration", () => {
  it("work while a review looks, also where the repository names another program under their name", async () => {
    scene = await GateScene.make();
    const { repository } = scene;
    const home = repository.beside("home");
    mkdirSync(home);
    writeFileSync(join(home, ".gitconfig"), '[filter "upper"]\n\tclean = tr a-z A-Z\n\trequired = true\n');
    vi.stubEnv("HOME", home);
    writeFileSync(repository.path(".git/info/attributes"), "* filter=upper\n");
    repository.write("b.txt", "edited\n");
    const b = async (): Promise<string> =>
      repository.git("show", `${(await scene.gitFeatures.checkpoints.currentTree(base)).tree}:b.txt`);
    expect(await b()).toBe("EDITED");
    const canary = new Canary(repository.beside("canary"));
    repository.git("config", "filter.upper.clean", canary.program);
    expect(await b()).toBe("EDITED");
    expect(canary.ran).toBe("");
  });
});
