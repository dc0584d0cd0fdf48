/**
 * Every id that package.json contributes and code uses, once. test/unit/host/manifest/contributions.test.ts compares them with the manifest.
 * No import of `vscode`, so that plain Node can read it.
 */
import type { RequestKind } from "../../core/gate/requestKind.ts";

export const viewContainerId = "workflowSessions";
export const viewIds = {
  sessions: "workflowSessions.sessions",
  reviews: "workflowSessions.reviews",
  timeline: "workflowSessions.timeline",
} as const;
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

/** What each command is called after `workflowSessions.`; written once, because all of it is read at the start of a window. */
const commandNames = [
  "initWorkflow",
  "createSession",
  "switchSession",
  "pauseSession",
  "resumeSession",
  "completeSession",
  "archiveSession",
  "deleteSession",
  "enterPhase",
  "addTask",
  "finishTask",
  "saveSession",
  "keepTemporarySession",
  "discardTemporarySession",
  "checkAndRepair",
  "adoptSessions",
  "openSession",
  "openRecord",
  "openArtifact",
  "openDirectory",
  "openTerminal",
  "copySessionId",
  "filterSessions",
  "clearFilter",
  "showMoreSessions",
  "refreshSessions",
  "showLog",
  "initRepository",
  "takeCheckpoint",
  "diffCheckpoint",
  "diffCheckpointWithHead",
  "compareCheckpoints",
  "restoreCheckpoint",
  "restorePaths",
  "undoRestore",
  "redoRestore",
  "pinCheckpoint",
  "unpinCheckpoint",
  "pruneCheckpoints",
  "forkFromCheckpoint",
  "createFork",
  "openFork",
  "openForkTerminal",
  "diffFork",
  "renameFork",
  "syncFork",
  "compareForks",
  "removeFork",
  "sweepForks",
  "keepFound",
  "reviewAndMerge",
  "openFound",
  "copyFoundBranch",
  "showNextSteps",
  "reviewArrival",
  "undoArrival",
  "dismissArrival",
  "annotateSession",
  "openAnnotation",
  "addAnnotation",
  "draftAnnotation",
  "sendDrafts",
  "discardDraft",
  "replyAnnotation",
  "resolveAnnotation",
  "reopenAnnotation",
  "copyAnnotationId",
  "reviewChanges",
  "openReview",
  "denyReview",
  "askForChanges",
  "askReviewAgain",
  "withdrawReview",
  "copyReviewId",
  "runRequiredChecks",
  "continueAgent",
  "copyAsPrompt",
  "requestMerge",
  "requestCommit",
  "requestTeardown",
  "requestPublish",
  "turnOnPublishing",
  "turnOffPublishing",
  "checkLanded",
  "pickProposal",
  "undoReview",
  "applySuggestion",
  "showAuditLog",
  "exportAuditLog",
  "refreshReviews",
  "sortReviews",
  "showTimeline",
  "filterTimeline",
  "showMoreEvents",
  "run.start",
  "run.openTerminal",
  "run.retry",
  "run.reset",
  "run.tearDown",
  "run.show",
] as const;

type CommandName = (typeof commandNames)[number];
export type CommandId = `workflowSessions.${CommandName}`;

export const commands = Object.fromEntries(commandNames.map((name) => [name, `workflowSessions.${name}`])) as {
  readonly [Name in CommandName]: `workflowSessions.${Name}`;
};

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
  day: "day",
  event: "event",
  runQueued: "run.queued",
  runReady: "run.ready",
  runRunning: "run.running",
  runReview: "run.review",
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
