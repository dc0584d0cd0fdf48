/**
 * Every id that package.json contributes and code uses, once. test/unit/host/manifest/contributions.test.ts compares them with the manifest.
 * No import of `vscode`, so that plain Node can read it.
 */
import type { RequestKind } from "../../core/gate/requestKind.ts";

export const viewContainerId = "workflowSessions";
export const viewIds = { sessions: "workflowSessions.sessions", reviews: "workflowSessions.reviews" } as const;
/** Type of the webview panels in which one request is reviewed. */
export const reviewPanelType = "workflowSessions.review";
export const walkthroughId = "start";
export const configurationSection = "workflowSessions";
export const settings = {
  terminalEnvironment: "terminalEnvironment",
  statusBar: "statusBar",
  userScope: "userScope",
  checkpointSizeLimit: "checkpoints.sizeLimit",
  checkpointOnSwitch: "checkpoints.onSwitch",
  checkpointTimer: "checkpoints.timer",
  checkpointWait: "checkpoints.wait",
  keepCheckpoints: "checkpoints.keep",
  keepCheckpointDays: "checkpoints.keepDays",
  keepCheckpointMegabytes: "checkpoints.keepMegabytes",
  forkSetupCommand: "forks.setupCommand",
  commentsWorkingFiles: "comments.workingFiles",
  foundPatterns: "found.patterns",
  foundDays: "found.days",
  agentsResume: "agents.resume",
  reviewsNotify: "reviews.notify",
  reviewsMaxAgeMinutes: "reviews.maxAgeMinutes",
  reviewsRequirePassedChecks: "reviews.requirePassedChecks",
  checksRequired: "checks.required",
  checksRun: "checks.run",
  publishRemotes: "publish.remotes",
  land: "land",
} as const;

/** Scheme of the read-only pages about a session. */
export const overviewScheme = "workflow-session";
/** Scheme of files as a checkpoint or a commit holds them. */
export const treeScheme = "workflow-checkpoint";
/** In `when` clauses: the comment threads that annotations are shown as. */
export const commentControllerId = "workflowAnnotations";
/** Scheme of the read-only pages that compare forks. */
export const comparisonScheme = "workflow-forks";
/** Scheme of both sides of the files of a request under review (documents/reviewAddress.ts). */
export const reviewScheme = "workflow-review";
/** Scheme of the read-only page that shows the audit log. */
export const auditScheme = "workflow-audit";

export const commands = {
  initWorkflow: "workflowSessions.initWorkflow",
  createSession: "workflowSessions.createSession",
  switchSession: "workflowSessions.switchSession",
  pauseSession: "workflowSessions.pauseSession",
  resumeSession: "workflowSessions.resumeSession",
  completeSession: "workflowSessions.completeSession",
  archiveSession: "workflowSessions.archiveSession",
  deleteSession: "workflowSessions.deleteSession",
  enterPhase: "workflowSessions.enterPhase",
  addTask: "workflowSessions.addTask",
  finishTask: "workflowSessions.finishTask",
  saveSession: "workflowSessions.saveSession",
  keepTemporarySession: "workflowSessions.keepTemporarySession",
  discardTemporarySession: "workflowSessions.discardTemporarySession",
  checkAndRepair: "workflowSessions.checkAndRepair",
  adoptSessions: "workflowSessions.adoptSessions",
  openSession: "workflowSessions.openSession",
  openRecord: "workflowSessions.openRecord",
  openArtifact: "workflowSessions.openArtifact",
  openDirectory: "workflowSessions.openDirectory",
  openTerminal: "workflowSessions.openTerminal",
  copySessionId: "workflowSessions.copySessionId",
  filterSessions: "workflowSessions.filterSessions",
  clearFilter: "workflowSessions.clearFilter",
  showMoreSessions: "workflowSessions.showMoreSessions",
  refreshSessions: "workflowSessions.refreshSessions",
  showLog: "workflowSessions.showLog",
  initRepository: "workflowSessions.initRepository",
  takeCheckpoint: "workflowSessions.takeCheckpoint",
  diffCheckpoint: "workflowSessions.diffCheckpoint",
  diffCheckpointWithHead: "workflowSessions.diffCheckpointWithHead",
  compareCheckpoints: "workflowSessions.compareCheckpoints",
  restoreCheckpoint: "workflowSessions.restoreCheckpoint",
  restorePaths: "workflowSessions.restorePaths",
  undoRestore: "workflowSessions.undoRestore",
  redoRestore: "workflowSessions.redoRestore",
  pinCheckpoint: "workflowSessions.pinCheckpoint",
  unpinCheckpoint: "workflowSessions.unpinCheckpoint",
  pruneCheckpoints: "workflowSessions.pruneCheckpoints",
  forkFromCheckpoint: "workflowSessions.forkFromCheckpoint",
  createFork: "workflowSessions.createFork",
  openFork: "workflowSessions.openFork",
  openForkTerminal: "workflowSessions.openForkTerminal",
  diffFork: "workflowSessions.diffFork",
  renameFork: "workflowSessions.renameFork",
  syncFork: "workflowSessions.syncFork",
  compareForks: "workflowSessions.compareForks",
  removeFork: "workflowSessions.removeFork",
  sweepForks: "workflowSessions.sweepForks",
  keepFound: "workflowSessions.keepFound",
  reviewAndMerge: "workflowSessions.reviewAndMerge",
  openFound: "workflowSessions.openFound",
  copyFoundBranch: "workflowSessions.copyFoundBranch",
  showNextSteps: "workflowSessions.showNextSteps",
  reviewArrival: "workflowSessions.reviewArrival",
  undoArrival: "workflowSessions.undoArrival",
  dismissArrival: "workflowSessions.dismissArrival",
  annotateSession: "workflowSessions.annotateSession",
  openAnnotation: "workflowSessions.openAnnotation",
  addAnnotation: "workflowSessions.addAnnotation",
  draftAnnotation: "workflowSessions.draftAnnotation",
  sendDrafts: "workflowSessions.sendDrafts",
  discardDraft: "workflowSessions.discardDraft",
  replyAnnotation: "workflowSessions.replyAnnotation",
  resolveAnnotation: "workflowSessions.resolveAnnotation",
  reopenAnnotation: "workflowSessions.reopenAnnotation",
  copyAnnotationId: "workflowSessions.copyAnnotationId",
  reviewChanges: "workflowSessions.reviewChanges",
  openReview: "workflowSessions.openReview",
  denyReview: "workflowSessions.denyReview",
  askForChanges: "workflowSessions.askForChanges",
  askReviewAgain: "workflowSessions.askReviewAgain",
  withdrawReview: "workflowSessions.withdrawReview",
  copyReviewId: "workflowSessions.copyReviewId",
  runRequiredChecks: "workflowSessions.runRequiredChecks",
  continueAgent: "workflowSessions.continueAgent",
  copyAsPrompt: "workflowSessions.copyAsPrompt",
  requestMerge: "workflowSessions.requestMerge",
  requestCommit: "workflowSessions.requestCommit",
  requestTeardown: "workflowSessions.requestTeardown",
  requestPublish: "workflowSessions.requestPublish",
  turnOnPublishing: "workflowSessions.turnOnPublishing",
  turnOffPublishing: "workflowSessions.turnOffPublishing",
  checkLanded: "workflowSessions.checkLanded",
  pickProposal: "workflowSessions.pickProposal",
  undoReview: "workflowSessions.undoReview",
  applySuggestion: "workflowSessions.applySuggestion",
  showAuditLog: "workflowSessions.showAuditLog",
  exportAuditLog: "workflowSessions.exportAuditLog",
  refreshReviews: "workflowSessions.refreshReviews",
  sortReviews: "workflowSessions.sortReviews",
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

/** The command that asks for each kind of request. */
export const requestCommands: Readonly<Record<RequestKind, CommandId>> = {
  merge: commands.requestMerge,
  commit: commands.requestCommit,
  teardown: commands.requestTeardown,
  publish: commands.requestPublish,
};

/** Keys for `when` clauses that the extension sets. */
export const contextKeys = {
  /** A `ViewState`. */
  state: "workflowSessions.state",
  filtered: "workflowSessions.filtered",
  /** Publishing is turned on for a remote. */
  publishes: "workflowSessions.publishes",
  /** The person's settings require checks of proposals. */
  requiresChecks: "workflowSessions.requiresChecks",
} as const;

/** What the sessions view can show when it has no rows. */
export type ViewState = "loading" | "noFolder" | "virtual" | "noWorkflow" | "empty" | "ready";

/** What `viewItem` is in `when` clauses of context menus. */
export const contextValues = {
  folder: "folder",
  folderWithoutWorkflow: "folder.noWorkflow",
  group: "group",
  sessionActive: "session.active",
  sessionPaused: "session.paused",
  sessionCompleted: "session.completed",
  sessionArchived: "session.archived",
  forkActive: "fork.active",
  forkPaused: "fork.paused",
  forkCompleted: "fork.completed",
  forkArchived: "fork.archived",
  forkActiveMerged: "fork.active.merged",
  forkPausedMerged: "fork.paused.merged",
  forkActiveUnreviewed: "fork.active.unreviewed",
  forkPausedUnreviewed: "fork.paused.unreviewed",
  forks: "forks",
  checkpoints: "checkpoints",
  checkpoint: "checkpoint",
  checkpointPinned: "checkpoint.pinned",
  temporary: "temporary",
  section: "section",
  task: "task",
  history: "history",
  artifact: "artifact",
  annotation: "annotation",
  problem: "problem",
  lost: "lost",
  found: "found",
  foundWorktree: "found.worktree",
  foundDetached: "found.detached",
  foundBranch: "found.branch",
  foundChanges: "found.changes",
  more: "more",
  note: "note",
  reviewWaiting: "review.waiting",
  reviewWaitingOwn: "review.waiting.own",
  reviewStale: "review.stale",
  reviewStaleOwn: "review.stale.own",
  reviewExecuted: "review.executed",
  reviewSettled: "review.settled",
  reviewPublished: "review.published",
  reviewFolder: "review.folder",
} as const;

export type ContextValue = (typeof contextValues)[keyof typeof contextValues];
