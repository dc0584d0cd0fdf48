import type { Host } from "../feature/feature.ts";
import type { Invocation } from "../operations/invocation.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import { reading, versioning } from "../operations/policy.ts";
import { chooseRun } from "./chooseRun.ts";
import { openRunTerminal } from "./openRunTerminal.ts";
import type { RunAct } from "./registerRuns.ts";
import { resetRun, retryRun } from "./renewRun.ts";
import { type ActOnRun } from "./runSubject.ts";
import { showRun } from "./showRun.ts";
import { startRun } from "./startRun.ts";
import { tearDownRun } from "./tearDownRun.ts";

const acts: Readonly<Record<Exclude<RunAct, "start">, ActOnRun>> = {
  openTerminal: openRunTerminal,
  retry: retryRun,
  reset: resetRun,
  tearDown: tearDownRun,
  show: showRun,
};

/** Runs one of the commands on runs. All but `show` start programs or change a working tree, so that they need a trusted folder. */
export async function actOnRun(host: Host, act: RunAct, invocation: Invocation): Promise<void> {
  const { runner } = host;
  if (act === "start") {
    await runner.runForSession(startRun(host), invocation);
    return;
  }
  const operation: LateWorkspaceOperation = {
    policy: act === "show" ? { ...reading, needsTrust: true } : versioning,
    run: async (context) => {
      const { workspace, target, given } = context;
      const runs = await workspace.openRuns();
      const view = await chooseRun(runs, target.run ?? given.task, act);
      await acts[act](host, { ...context, runs, view });
    },
  };
  await runner.runForWorkspace(operation, invocation);
}
