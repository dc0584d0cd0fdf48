import { afterEach, describe, expect, it } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { CrashRecovery, type RecoverableWorkspace } from "../../../src/host/reviews/gate/crashRecovery.ts";
import { ClaimLog } from "../../../src/core/review/claimLog.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import { beforeWriting } from "../review/beforeWriting.ts";
import { GateScene } from "../review/gateScene.ts";

/** A window of a process that is dead by now. */
const dead = { processes: { host: nodeProcesses.host, pid: 4_194_303, alive: (pid: number) => pid !== 4_194_303 } };

let scene: GateScene;
afterEach(() => scene.dispose());

function claimsOf(gate: () => Promise<Gate>): ClaimLog {
  const { root, fs } = scene.workspace;
  const directory = scene.home.claimsOf(root);
  return new ClaimLog({
    directory,
    fs,
    logger: scene.repository.logger,
    gate,
    pending: async () => Promise.resolve([]),
  });
}

/** What the extension does for the workspaces of a window, with how often it opened the gate. */
function window(deciding = () => false): { readonly settling: CrashRecovery; readonly counts: Record<string, number> } {
  const counts = { opened: 0, settled: 0 };
  const workspace: RecoverableWorkspace = {
    key: "workspace",
    claims: () =>
      claimsOf(async () => {
        counts.opened += 1;
        return scene.gate();
      }),
    deciding,
    recovered: async () => {
      counts.settled += 1;
      return Promise.resolve();
    },
  };
  return { settling: new CrashRecovery(() => [workspace], scene.repository.logger), counts };
}

describe("grants that a killed window left", () => {
  it("are recovered when they removed their own session, which is in the archive then", async () => {
    scene = await GateScene.make();
    const view = await scene.askTeardown();
    const killed = beforeWriting(scene.workspace.fs, (path) => {
      if (path.endsWith("/receipt.json") || path.includes("/receipts/")) throw new Error("killed");
    });
    const { gate } = await scene.open({ ...dead, fs: killed });
    await gate.grant(await gate.prepare(view.id), "ada").catch(() => undefined);
    expect((await scene.workspace.sessions.get(view.session)).state).toBe("archived");
    const { settling, counts } = window();
    await settling.run();
    expect(counts).toEqual({ opened: 1, settled: 1 });
    expect(scene.json(view, "receipt.json")).toMatchObject({ outcome: "executed" });
    await settling.run();
    expect(counts).toEqual({ opened: 1, settled: 1 });
  }, 120_000);

  it("are put on record when only that was missing, and looked for again while one has no receipt", async () => {
    scene = await GateScene.make();
    scene.leaveMain();
    const view = await scene.askMerge({ into: "refs/heads/main" });
    let records = 0;
    const killed = beforeWriting(scene.workspace.fs, (path) => {
      if (path.includes("/audit/") && (records += 1) > 1) throw new Error("killed");
    });
    const { gate } = await scene.open({ ...dead, fs: killed });
    await gate.grant(await gate.prepare(view.id), "ada").catch(() => undefined);
    const events = async () => (await (await scene.open()).audit.read()).map(({ event }) => event);
    expect(await events()).not.toContain("executed");
    let open = true;
    const { settling, counts } = window(() => open);
    await settling.run();
    expect(await events()).toContain("executed");
    await settling.run();
    expect(counts["opened"]).toBe(2);
    open = false;
    await settling.run();
    expect(counts["opened"]).toBe(2);
  }, 120_000);

  it("open no gate where nothing was ever decided, and one that fails is no reason to try at every change", async () => {
    scene = await GateScene.make();
    const { settling, counts } = window();
    await settling.run();
    expect(counts["opened"]).toBe(0);
    let tried = 0;
    const failing = new CrashRecovery(
      () => [
        {
          key: "workspace",
          claims: () => {
            tried += 1;
            throw new Error("no place for the reviewer");
          },
          deciding: () => false,
          recovered: async () => Promise.resolve(),
        },
      ],
      scene.repository.logger,
    );
    await failing.run();
    await failing.run();
    expect(tried).toBe(1);
  }, 120_000);
});
