import { registerCheckpointTimer } from "./checkpoints/checkpointTimer.ts";
import { registerDiffCheckpoints } from "./checkpoints/diffCheckpoints.ts";
import { registerRestoreCheckpoints } from "./checkpoints/restoreCheckpoints.ts";
import { registerTreeFiles } from "./checkpoints/treeFiles.ts";
import { registerArchiveSession } from "./sessions/archiveSession.ts";
import { registerCompleteSession } from "./sessions/completeSession.ts";
import { registerCopySessionId } from "./sessions/copySessionId.ts";
import { registerCreateSession } from "./sessions/createSession.ts";
import { registerFound } from "./found/registerFound.ts";
import { registerInitRepository } from "./sessions/initRepository.ts";
import { registerInitWorkflow } from "./sessions/initWorkflow.ts";
import { registerOpenSession } from "./overview/openSession.ts";
import { registerOpenTerminal } from "./terminals/openTerminal.ts";
import { registerPauseSession } from "./sessions/pauseSession.ts";
import { registerRecoveryOffers } from "./repair/recoveryOffers.ts";
import { registerResumeSession } from "./sessions/resumeSession.ts";
import { registerSwitchSession } from "./sessions/switchSession.ts";
import { registerViewCommands } from "./sessions/viewCommands.ts";
import { registerComments } from "./comments/registerComments.ts";
import { registerCompareForks } from "./forks/registerCompareForks.ts";
import { registerCreateFork } from "./forks/createFork.ts";
import { registerOpenFork } from "./forks/openFork.ts";
import { registerShowNextSteps } from "./forks/showNextSteps.ts";
import { sweepAtStart } from "./forks/sweepAtStart.ts";
import type { Feature } from "./feature/feature.ts";
import { lateCommand, lateWorkspaceCommand } from "./feature/lateCommand.ts";
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
  lateCommand(commands.enterPhase, async () => (await import("./sessions/enterPhase.ts")).enterPhase),
  lateCommand(commands.addTask, async () => (await import("./sessions/tasks.ts")).addTask),
  lateCommand(commands.finishTask, async () => (await import("./sessions/tasks.ts")).finishTask),
  lateCommand(commands.saveSession, async () => (await import("./sessions/saveSession.ts")).saveSession),
  lateWorkspaceCommand(
    commands.keepTemporarySession,
    async () => (await import("./sessions/temporarySession.ts")).keepTemporarySession,
  ),
  lateWorkspaceCommand(
    commands.discardTemporarySession,
    async () => (await import("./sessions/temporarySession.ts")).discardTemporarySession,
  ),
  lateWorkspaceCommand(
    commands.checkAndRepair,
    async () => (await import("./repair/checkAndRepair.ts")).checkAndRepair,
  ),
  lateWorkspaceCommand(commands.adoptSessions, async () => (await import("./repair/adoptSessions.ts")).adoptSessions),
  registerRecoveryOffers,
  registerOpenSession,
  lateCommand(commands.openRecord, async () => (await import("./sessions/openFiles.ts")).openRecord),
  lateCommand(commands.openArtifact, async () => (await import("./sessions/openFiles.ts")).openArtifact),
  lateCommand(commands.openDirectory, async () => (await import("./sessions/openFiles.ts")).openDirectory),
  registerOpenTerminal,
  registerCopySessionId,
  registerViewCommands,
  registerStatusBar,
  registerTerminalEnvironment,
  registerInitRepository,
  registerTreeFiles,
  lateCommand(commands.takeCheckpoint, async () => (await import("./checkpoints/takeCheckpoint.ts")).takeCheckpoint),
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
  lateWorkspaceCommand(commands.sweepForks, async () => (await import("./forks/sweepForks.ts")).sweepForks),
  sweepAtStart,
  registerFound,
  registerShowNextSteps,
  registerComments,
  registerReviews,
  registerTimeline,
  registerRuns,
];
