import { registerCheckpointTimer } from "./checkpoints/checkpointTimer.ts";
import { registerDiffCheckpoints } from "./checkpoints/diffCheckpoints.ts";
import { registerPinCheckpoints } from "./checkpoints/pinCheckpoints.ts";
import { registerPruneCheckpoints } from "./checkpoints/pruneCheckpoints.ts";
import { registerRestoreCheckpoints } from "./checkpoints/restoreCheckpoints.ts";
import { registerTakeCheckpoint } from "./checkpoints/takeCheckpoint.ts";
import { registerTreeFiles } from "./checkpoints/treeFiles.ts";
import { registerArchiveSession } from "./commands/archiveSession.ts";
import { registerCheckAndRepair } from "./commands/checkAndRepair.ts";
import { registerCompleteSession } from "./commands/completeSession.ts";
import { registerCopySessionId } from "./commands/copySessionId.ts";
import { registerCreateSession } from "./commands/createSession.ts";
import { registerEnterPhase } from "./commands/enterPhase.ts";
import { registerInitRepository } from "./commands/initRepository.ts";
import { registerInitWorkflow } from "./commands/initWorkflow.ts";
import { registerOpenFiles } from "./commands/openFiles.ts";
import { registerOpenSession } from "./commands/openSession.ts";
import { registerOpenTerminal } from "./commands/openTerminal.ts";
import { registerPauseSession } from "./commands/pauseSession.ts";
import { registerOffers } from "./commands/settleUnfinished.ts";
import { registerResumeSession } from "./commands/resumeSession.ts";
import { registerSaveSession } from "./commands/saveSession.ts";
import { registerSwitchSession } from "./commands/switchSession.ts";
import { registerAddTask, registerFinishTask } from "./commands/tasks.ts";
import { registerDiscardTemporarySession, registerKeepTemporarySession } from "./commands/temporarySession.ts";
import { registerViewCommands } from "./commands/viewCommands.ts";
import { registerComments } from "./comments/registerComments.ts";
import { registerCompareForks } from "./forks/compareForks.ts";
import { registerCreateFork } from "./forks/createFork.ts";
import { registerDiffFork } from "./forks/diffFork.ts";
import { registerOpenFork } from "./forks/openFork.ts";
import { registerRemoveFork } from "./forks/removeFork.ts";
import { registerRenameFork } from "./forks/renameFork.ts";
import { registerSweepForks } from "./forks/sweepForks.ts";
import { registerSyncFork } from "./forks/syncFork.ts";
import type { Feature } from "./host.ts";
import { registerReviews } from "./reviews/registerReviews.ts";
import { registerStatusBar } from "./statusBar/statusBar.ts";
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
  registerEnterPhase,
  registerAddTask,
  registerFinishTask,
  registerSaveSession,
  registerKeepTemporarySession,
  registerDiscardTemporarySession,
  registerCheckAndRepair,
  registerOffers,
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
  registerPinCheckpoints,
  registerPruneCheckpoints,
  registerCheckpointTimer,
  registerCreateFork,
  registerOpenFork,
  registerDiffFork,
  registerRenameFork,
  registerSyncFork,
  registerCompareForks,
  registerRemoveFork,
  registerSweepForks,
  registerComments,
  registerReviews,
];
