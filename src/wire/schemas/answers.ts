import type * as z from "zod/mini";
import { type RequestKind, requestKinds } from "../../core/gate/requestKind.ts";
import { auditSchema } from "./audit.ts";
import {
  checkpointDiffSchema,
  checkpointSchema,
  checkpointsSchema,
  prunedSchema,
  restoredSchema,
  takenSchema,
} from "./checkpoint.ts";
import { commentSchema, commentsSchema } from "./comment.ts";
import { contextSchema } from "./context.ts";
import {
  comparisonSchema,
  createdForkSchema,
  forkDiffSchema,
  forksSchema,
  openedForkSchema,
  removedForkSchema,
  sweptSchema,
  syncedForkSchema,
} from "./fork.ts";
import { eventSchema } from "./event.ts";
import { foundSchema } from "./found.ts";
import type { Answer } from "./base/member.ts";
import { doctorSchema } from "./problem.ts";
import { promptSchema, requestSchema, requestsSchema } from "./request.ts";
import {
  finishedRunSchema,
  resetRunSchema,
  retriedRunSchema,
  queuedRunSchema,
  runExecSchema,
  shownRunSchema,
  runsSchema,
  startedRunSchema,
  tornDownSchema,
} from "./run.ts";
import {
  discardedSchema,
  execSchema,
  deletedSchema,
  adoptedSchema,
  sessionSchema,
  sessionsSchema,
  statusSchema,
  workspaceSchema,
} from "./session.ts";
import { traceSchema } from "./trace.ts";

type RequestAnswers = { readonly [Kind in RequestKind as `request ${Kind}`]: typeof requestSchema };

/** Of each kind of request the verb that asks for it. */
const requestAnswers = Object.fromEntries(
  requestKinds.map((kind) => [`request ${kind}`, requestSchema]),
) as RequestAnswers;

/** What each verb of `wfs` answers with `--json`. */
export const answers = {
  status: statusSchema,
  doctor: doctorSchema,
  init: workspaceSchema,
  list: sessionsSchema,
  show: contextSchema,
  new: sessionSchema,
  switch: sessionSchema,
  pause: sessionSchema,
  resume: sessionSchema,
  complete: sessionSchema,
  keep: sessionSchema,
  discard: discardedSchema,
  exec: execSchema,
  delete: deletedSchema,
  adopt: adoptedSchema,
  found: foundSchema,
  trace: traceSchema,
  events: eventSchema,
  phase: sessionSchema,
  "task add": sessionSchema,
  "task done": sessionSchema,
  save: sessionSchema,
  "checkpoint create": takenSchema,
  "checkpoint list": checkpointsSchema,
  "checkpoint show": checkpointSchema,
  "checkpoint diff": checkpointDiffSchema,
  "checkpoint restore": restoredSchema,
  "checkpoint pin": checkpointSchema,
  "checkpoint unpin": checkpointSchema,
  "checkpoint prune": prunedSchema,
  undo: restoredSchema,
  redo: restoredSchema,
  "fork create": createdForkSchema,
  "fork list": forksSchema,
  "fork diff": forkDiffSchema,
  "fork open": openedForkSchema,
  "fork compare": comparisonSchema,
  "fork sync": syncedForkSchema,
  "fork remove": removedForkSchema,
  sweep: sweptSchema,
  "run start": startedRunSchema,
  "run queue": queuedRunSchema,
  "run show": shownRunSchema,
  "run list": runsSchema,
  "run exec": runExecSchema,
  "run reset": resetRunSchema,
  "run retry": retriedRunSchema,
  "run finish": finishedRunSchema,
  "run teardown": tornDownSchema,
  "annotate add": commentSchema,
  "annotate list": commentsSchema,
  "annotate reply": commentSchema,
  "annotate resolve": commentSchema,
  ...requestAnswers,
  "approvals list": requestsSchema,
  "approvals prompt": promptSchema,
  "approvals show": requestSchema,
  "approvals wait": requestSchema,
  "approvals withdraw": requestSchema,
  "audit verify": auditSchema,
} as const satisfies Readonly<Record<string, z.ZodMiniType<object>>>;

/** A verb of `wfs`, as it is typed. */
export type Verb = keyof typeof answers;

export type AnswerTo<Name extends Verb> = Answer<(typeof answers)[Name]>;
