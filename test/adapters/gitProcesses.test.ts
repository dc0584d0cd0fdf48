import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PreparedAction } from "../../src/core/review/gate.ts";
import type { RequestView } from "../../src/core/review/requests/requests.ts";
import { GitShim } from "../support/gitShim.ts";
import { commitAll, git, repository } from "./cli/gitScene.ts";
import { freshDirectory, wfs, wfsJson } from "./cli/wfs.ts";
import { base, GateScene } from "./review/gateScene.ts";

/** Each asks for something that may have moved since an action was shown. */
const fresh = {
  "which repository it is": /rev-parse .*--show-toplevel/u,
  "where the branches stand": /for-each-ref .*refs\/heads\/session\//u,
  "where HEAD stands": /for-each-ref --format=%\(objectname\)%00%\(symref\)%00%\(refname\)%00 refs\/heads\/main/u,
  "which branch is checked out where": /worktree list /u,
  "the configuration": /config --list /u,
  "the index": /ls-files -v /u,
  "the files that git knows": /diff-files /u,
  "the files that it does not know": /ls-files --others /u,
  "what git makes of files": /check-attr /u,
} as const;

describe.skipIf(process.platform === "win32")("git processes in a small repository", () => {
  describe("of a review", () => {
    let scene: GateScene;
    let shim: GitShim;
    beforeEach(async () => {
      scene = await GateScene.make();
      shim = new GitShim(scene.repository.beside("shim"));
      vi.stubEnv("PATH", shim.path);
    });
    afterEach(() => scene.dispose());

    /** What an agent and a window start that have done nothing before. */
    async function processesOf(ask: () => Promise<RequestView>): Promise<{
      readonly asked: readonly string[];
      readonly prepared: readonly string[];
      readonly granted: readonly string[];
    }> {
      const views: RequestView[] = [];
      const actions: PreparedAction[] = [];
      const asked = await shim.processesOf(async () => views.push(await ask()));
      const gate = await scene.gate();
      const prepared = await shim.processesOf(async () => {
        for (const { id } of views) actions.push(await gate.prepare(id));
      });
      const granted = await shim.processesOf(async () => {
        for (const action of actions)
          expect((await gate.grant(action, "ada")).receipt).toMatchObject({ outcome: "executed" });
      });
      return { asked, prepared, granted };
    }

    const cases: Readonly<
      Record<string, { readonly most: readonly number[]; readonly ask: () => Promise<RequestView> }>
    > = {
      "a merge into the branch that is checked out": { most: [7, 24, 48], ask: async () => scene.askMerge() },
      "the same where a file is edited": {
        most: [7, 28, 64],
        ask: async () => {
          scene.repository.write("b.txt", "mine\n");
          return scene.askMerge();
        },
      },
      "a merge into a branch that is checked out nowhere": {
        most: [7, 16, 16],
        ask: async () => {
          scene.leaveMain();
          return scene.askMerge({ into: "refs/heads/main" });
        },
      },
      "a commit": {
        most: [9, 22, 48],
        ask: async () => {
          scene.repository.write("b.txt", "mine\n");
          return scene.askCommit(base);
        },
      },
      "a removal": { most: [9, 37, 77], ask: async () => scene.askTeardown() },
    };

    it.each(Object.keys(cases))("are no more than that for %s", async (name) => {
      const { most = [], ask = async () => scene.askMerge() } = cases[name] ?? {};
      const { asked, prepared, granted } = await processesOf(ask);
      for (const [at, started] of [asked, prepared, granted].entries())
        expect(started.length, started.join("\n")).toBeLessThanOrEqual(most[at] ?? 0);
    });

    it("ask for nothing twice in one look", async () => {
      const { prepared } = await processesOf(async () => scene.askMerge());
      expect(prepared.filter((one, at) => prepared.indexOf(one) !== at)).toEqual([]);
    });

    it("ask anew at the last look for all that may have moved since the first one", async () => {
      const { prepared, granted } = await processesOf(async () => scene.askMerge());
      const lastLook = granted.slice(
        0,
        granted.findIndex((one) => one.includes("pack-objects")),
      );
      for (const look of [prepared, lastLook]) {
        const missing = Object.entries(fresh).filter(([, command]) => !look.some((one) => command.test(one)));
        expect(missing.map(([what]) => what)).toEqual([]);
      }
    });
  });

  it("are no more than that for a checkpoint that wfs takes", async () => {
    const root = repository();
    for (const name of ["a.txt", "b.txt"]) writeFileSync(join(root, name), `${name}\n`);
    commitAll(root, "three files");
    await wfsJson(["new", "one", "--project", "One"], root);
    const shim = new GitShim(join(freshDirectory(), "shim"));
    const create = async (): Promise<number> => {
      const started = await shim.processesOf(async () => {
        const taken = await wfs(["checkpoint", "create", "--json"], { cwd: root, env: { PATH: shim.path } });
        expect(taken).toMatchObject({ exitCode: 0, stderr: "" });
      });
      return started.length;
    };
    expect(await create(), "the first one").toBeLessThanOrEqual(11);
    expect(await create(), "nothing has changed").toBeLessThanOrEqual(4);
    writeFileSync(join(root, "b.txt"), "edited\n");
    expect(await create(), "a file is edited").toBeLessThanOrEqual(10);
    writeFileSync(join(root, "new.txt"), "new\n");
    expect(await create(), "a file is new").toBeLessThanOrEqual(11);
    git(root, "add", "-A");
    expect(await create(), "everything is staged").toBeLessThanOrEqual(11);
  });
});
