import { registerCheckpointTimer } from "./checkpoints/checkpointTimer.ts";
import { registerDiffCheckpoints } from "./checkpoints/diffCheckpoints.ts";
import { registerRestoreCheckpoints } from "./checkpoints/restoreCheckpoints.ts";
import { registerTakeCheckpoint } from "./checkpoints/takeCheckpoint.ts";
import { registerTreeFiles } from "./checkpoints/treeFiles.ts";
import { registerArchiveSession } from "./sessions/archiveSession.ts";
import { registerAdoptSessions } from "./repair/adoptSessions.ts";
import { registerCheckAndRepair } from "./repair/checkAndRepair.ts";
import { registerCompleteSession } from "./sessions/completeSession.ts";
import { registerCopySessionId } from "./sessions/copySessionId.ts";
import { registerCreateSession } from "./sessions/createSession.ts";
import { registerEnterPhase } from "./sessions/enterPhase.ts";
import { registerFound } from "./found/registerFound.ts";
import { registerInitRepository } from "./sessions/initRepository.ts";
import { registerInitWorkflow } from "./sessions/initWorkflow.ts";
import { registerOpenFiles } from "./sessions/openFiles.ts";
import { registerOpenSession } from "./overview/openSession.ts";
import { registerOpenTerminal } from "./terminals/openTerminal.ts";
import { registerPauseSession } from "./sessions/pauseSession.ts";
import { registerRecoveryOffers } from "./repair/recoveryOffers.ts";
import { registerResumeSession } from "./sessions/resumeSession.ts";
import { registerSaveSession } from "./sessions/saveSession.ts";
import { registerSwitchSession } from "./sessions/switchSession.ts";
import { registerAddTask, registerFinishTask } from "./sessions/tasks.ts";
import { registerDiscardTemporarySession, registerKeepTemporarySession } from "./sessions/temporarySession.ts";
import { registerViewCommands } from "./sessions/viewCommands.ts";
import { registerComments } from "./comments/registerComments.ts";
import { registerCompareForks } from "./forks/compareForks.ts";
import { registerCreateFork } from "./forks/createFork.ts";
import { registerOpenFork } from "./forks/openFork.ts";
import { registerShowNextSteps } from "./forks/showNextSteps.ts";
import { registerSweepForks } from "./forks/sweepForks.ts";
import type { Feature } from "./feature/feature.ts";
import { lateCommand } from "./feature/lateCommand.ts";
import { commands } from "./manifest/contributions.ts";
import { registerReviews } from "./reviews/registerReviews.ts";
import { registerStatusBar } from "./statusBar/statusBar.ts";
import { registerRuns } from "./runs/registerRuns.ts";
import { registerTimeline } from "./timeline/registerTimeline.ts";
import { registerTerminalEnvironment } from "./terminals/terminalEnvironment.ts";

/** Everything the extension does in VS Code, one line each. */
export const features: readonly Feature[] = [
  registerInitWorkflow,
  registerCreateSession,
  registerSwitchSession,
  registerPauseSession,
  registerResumeSession,
  registerCompleteSession,
  registerArchiveSession,
  lateCommand(commands.deleteSession, async () => (await import("./sessions/deleteSession.ts")).sessionDeletion),
  registerEnterPhase,
  registerAddTask,
  registerFinishTask,
  registerSaveSession,
  registerKeepTemporarySession,
  registerDiscardTemporarySession,
  registerCheckAndRepair,
  registerAdoptSessions,
  registerRecoveryOffers,
  registerOpenSession,
  registerOpenFiles,
  registerOpenTerminal,
  registerCopySessionId,
  registerViewCommands,
  registerStatusBar,
  registerTerminalEnvironment,
  registerInitRepository,
  registerTreeFiles,
  registerTakeCheckpoint,
  registerDiffCheckpoints,
  registerRestoreCheckpoints,
  lateCommand(commands.pinCheckpoint, async () => (await import("./checkpoints/pinCheckpoints.ts")).pinCheckpoint),
  lateCommand(commands.unpinCheckpoint, async () => (await import("./checkpoints/pinCheckpoints.ts")).unpinCheckpoint),
  lateCommand(
    commands.pruneCheckpoints,
    async () => (await import("./checkpoints/pruneCheckpoints.ts")).pruneCheckpoints,
  ),
  registerCheckpointTimer,
  registerCreateFork,
  registerOpenFork,
  lateCommand(commands.diffFork, async () => (await import("./forks/diffFork.ts")).diffFork),
  lateCommand(commands.renameFork, async () => (await import("./forks/renameFork.ts")).renameFork),
  lateCommand(commands.syncFork, async () => (await import("./forks/syncFork.ts")).syncFork),
  lateCommand(commands.removeFork, async () => (await import("./forks/removeFork.ts")).removeFork),
  registerCompareForks,
  registerSweepForks,
  registerFound,
  registerShowNextSteps,
  registerComments,
  registerReviews,
  registerTimeline,
  registerRuns,
];
