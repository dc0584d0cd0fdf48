import type { EventMembers, EventType } from "../../../src/core/events/model/event.ts";

/** A type of events in words. The compiler asks for every type and every member, so that none can be missing from docs/events.md. */
type Words<Type extends EventType> = readonly [
  says: string,
  members: { readonly [Member in keyof Required<EventMembers[Type]>]: string },
];

const run = {
  task: "the name of the task",
  lane: "the lane it runs in",
  attempt: "which attempt it is, from 1",
};
const tool = {
  ...run,
  call: "one call, from its start to its end",
  tool: "what was called; `exec`: a command line, `terminal`: a terminal of VS Code",
  command: "the command line without secrets, cut at 1,000 characters",
};
const recovered = (operation: string) => ({
  operation,
  outcome: "`completed`, `taken-back`, or `abandoned`: nothing had begun, or somebody has gone on",
});
const request = { request: "its id", kind: "what it asks for, such as `merge`" };

const words: { readonly [Type in EventType]: Words<Type> } = {
  "session.created": [
    "a session is there, or the temporary workspace",
    { back: "`true`: its directory had been gone, and it was brought back; else left out" },
  ],
  "session.activated": [
    "it became the active session",
    { from: "the session that was active before; `null`: none was" },
  ],
  "session.paused": ["it was the active session, and none is", {}],
  "session.completed": [
    "it was completed, or put into the archive; again where a completed one is archived",
    { archived: "whether it is in the archive" },
  ],
  "session.unarchived": ["it came out of the archive", {}],
  "session.renamed": [
    "it has another name from now on; a temporary workspace that was kept, too",
    { from: "its name until then, under which its earlier events are" },
  ],
  "session.deleted": ["it is no session any more; the discarded temporary workspace, too", {}],
  "phase.entered": ["it entered a phase", { phase: "that phase", from: "the one it left; `null`: it was in none" }],
  "task.added": ["a task was noted", { text: "its name" }],
  "task.finished": ["a task was done", { text: "its name" }],
  "save.written": ["its progress was saved", { trigger: "why: `user_request`" }],
  "checkpoint.taken": [
    "a checkpoint was taken; none where nothing had changed",
    { n: "its number", trigger: "what it was taken for, as `checkpoint list` says it", commit: "its commit" },
  ],
  "checkpoint.restored": [
    "files were brought back",
    { n: "the checkpoint they are of; `null`: of `undo` and `redo`", operation: "`restore`, `undo` or `redo`" },
  ],
  "checkpoint.recovered": [
    "a change of files that a killed process had left was ended",
    recovered("`restore`, `undo`, `redo`, `land` (a branch moved with its files) or `take-back`"),
  ],
  "checkpoint.pruned": ["checkpoints were let go", { count: "how many" }],
  "fork.created": [
    "it is a fork, with a branch of its own",
    { baseline: "the session it came from", commit: "where it began", branch: "its branch" },
  ],
  "fork.adopted": ["it is a fork on a branch that was there before", { branch: "that branch" }],
  "fork.opened": [
    "it has a worktree",
    { worktree: "the directory, absolute", setup: "what the setup command exited with; `null`: there was none" },
  ],
  "fork.synced": [
    "it took its baseline over",
    { result: "`fast-forward` or `merged`", head: "where its branch stands now" },
  ],
  "fork.removed": [
    "its branch and its worktree are gone, as far as they were its own",
    { checkpoint: "the number of the one that keeps its files; `null`: there was nothing to keep, or it is not known" },
  ],
  "fork.recovered": [
    "a change of a fork that a killed process had left was ended",
    recovered("`create`, `open`, `rename`, `sync` or `remove`"),
  ],
  "fork.repaired": ["a sweep has repaired something", { finding: "what, as `sweep` says it (`code`)" }],
  "request.asked": [
    "something was asked of a person",
    { ...request, replaces: "the request it takes the place of; `null`: none" },
  ],
  "request.withdrawn": [
    "nothing is asked any more",
    { request: "its id", replaced_by: "the request made instead; `null`: none" },
  ],
  "request.decided": ["a person has answered", { ...request, decision: "`granted`, `denied` or `changes`" }],
  "request.settled": [
    "what was granted has come to its end",
    { ...request, outcome: "`executed`, `refused`, `failed` or `indeterminate`" },
  ],
  "request.undone": ["what was executed was taken back", request],
  "comment.added": [
    "a thread of comments began",
    { comment: "its id, which is the thread's", file: "the file it is on; `null`: on the session" },
  ],
  "comment.replied": ["somebody replied", { comment: "the id of the reply", thread: "the thread" }],
  "comment.resolved": [
    "a thread was resolved or opened again",
    {
      thread: "the thread",
      resolved: "whether it is resolved now",
      applied: "the commit its suggestion was applied with; left out: none",
    },
  ],
  "run.queued": ["a task waits for its run", run],
  "run.started": [
    "a task runs in a fork's worktree",
    {
      ...run,
      base: "the commit it began at",
      worktree: "the directory, absolute",
      enforcement: "what holds it to its lane: `none`, or what does",
    },
  ],
  "run.retried": [
    "it began again in a fresh worktree",
    {
      ...run,
      base: "the commit it began at",
      worktree: "the directory, absolute",
      checkpoint: "the number of the one that keeps the attempt before; `null`: there was nothing to keep",
    },
  ],
  "run.reset": [
    "it is back at its base",
    {
      ...run,
      base: "that commit",
      checkpoint: "the number of the one that keeps what was there; `null`: there was nothing to keep",
    },
  ],
  "run.finished": [
    "it has handed over what it has made",
    { ...run, result: "what comes next, such as `needs_review`", head: "the commit it ended at" },
  ],
  "run.removed": [
    "it was torn down",
    { ...run, checkpoint: "the number of the one that keeps its work; `null`: there was nothing to keep" },
  ],
  "tool.started": ["a program was started in a run", tool],
  "tool.ended": [
    "it has ended",
    {
      ...tool,
      exit: "its exit code, as in a shell; `null`: it is not known",
      ms: "how long it took, in milliseconds",
      changed:
        "files of the worktree that differ since it began, relative to its top; at most 200; `null`: nobody looked, or that took too long",
      more: "how many more there are",
    },
  ],
  "check.ended": [
    "a check has ended",
    {
      task: "the task it was run for; left out: for none",
      request: "the request it was run for; left out: for none",
      name: "what it is called",
      status: "`passed`, `failed` or `skipped`",
      tree: "the tree it ran on",
      by: "`required`: the person's own command, run by their window; `claimed`: whoever ran it says so",
    },
  ],
};

/** The table of all types for docs/events.md. */
export function eventTypes(): string {
  const rows = Object.entries(words as Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>>);
  const lines = rows.map(([type, [says, members]]) => {
    const told = Object.entries(members).map(([name, meaning]) => `\`${name}\` (${meaning})`);
    return `| \`${type}\` | ${says} | ${told.join("; ")} |`;
  });
  return ["| type | what has happened | members |", "| --- | --- | --- |", ...lines].join("\n");
}
