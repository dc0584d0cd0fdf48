/**
 * What the review page and the extension say to each other. The page asks, the extension answers with whole snapshots, never a delta.
 * Everything is parsed with these schemas on both ends; thirteen literal types from the page, none of which carries a
 * decision: "act" only makes the extension ask the person in a native dialog of its own.
 */
import * as z from "zod/mini";
import { layerSchema, lookingSchema } from "./looking.ts";
import { documentContentSchema, documentId, planSchema } from "./plan.ts";

/** Characters. The extension cuts what is longer before it is sent (host/reviews/snapshot/snapshotLimits.ts), because a page drops what it cannot parse. */
export const textLimits = { text: 1_000_000, field: 4_000_000, path: 4096 } as const;

/** Characters of a line that a page shows unasked, so that none holds it up; `longLines` counts by the same number (core/review/proposal/proposal.ts). */
export const longestShownLine = 2000;

const text = z.string().check(z.maxLength(textLimits.text));
const path = z.string().check(z.minLength(1), z.maxLength(textLimits.path));
/** Chosen by the page, given back in the answer. */
const id = z.int().check(z.nonnegative());
const body = z.string().check(z.minLength(1), z.maxLength(16_384));
const lineNumber = z.int().check(z.positive());
const thread = z.string().check(z.maxLength(100));
/** Lines that are to stand there instead (core/annotations/annotationTexts.ts). */
const suggestion = z.optional(z.string().check(z.maxLength(65_536)));

export const actions = ["grant", "deny", "changes", "askAgain", "undo"] as const;
export const openings = [
  "diff",
  "multiDiff",
  "compare",
  "copyFingerprint",
  "continueAgent",
  "copyAsPrompt",
  "askedAgain",
  "turnOn",
  "pullRequest",
] as const;

export const pageMessageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("load"), id, path, whole: z.boolean() }),
  z.strictObject({
    type: z.literal("annotate"),
    id,
    change: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("add"),
        file: z.optional(path),
        lines: z.optional(z.strictObject({ side: z.enum(["old", "new"]), start: lineNumber, end: lineNumber })),
        body,
        labels: z.array(z.string().check(z.maxLength(50))).check(z.maxLength(10)),
        suggestion,
        /** Kept for the person alone until they send their review. */
        collect: z.optional(z.boolean()),
      }),
      z.strictObject({ kind: z.literal("reply"), thread, body }),
      z.strictObject({ kind: z.literal("resolve"), thread, resolved: z.boolean() }),
      z.strictObject({ kind: z.literal("edit"), draft: thread, body, suggestion }),
      /** One draft, or all of them, which the extension asks about in a dialog of its own. */
      z.strictObject({ kind: z.literal("discard"), draft: z.optional(thread) }),
      z.strictObject({ kind: z.literal("send"), summary: z.optional(body) }),
      /** Makes a commit on the fork of what a thread suggests, if that is still what `digest` was shown with. */
      z.strictObject({ kind: z.literal("apply"), thread, digest: z.string().check(z.maxLength(64)) }),
    ]),
  }),
  z.strictObject({ type: z.literal("act"), id, action: z.enum(actions) }),
  z.strictObject({ type: z.literal("open"), id, what: z.enum(openings), path: z.optional(path) }),
  /** Asks for the plan, once and whenever it changes from then on. */
  z.strictObject({ type: z.literal("plan"), id }),
  /** Asks for what stands in a document of the plan, or to open it in an editor. */
  z.strictObject({ type: z.literal("document"), id, document: documentId }),
  z.strictObject({ type: z.literal("openDocument"), id, document: documentId }),
  /** Of work without a request: shows another layer of it, makes a session of it, or asks for its merge. */
  z.strictObject({ type: z.literal("layer"), id, layer: layerSchema }),
  z.strictObject({ type: z.literal("keep"), id }),
  z.strictObject({ type: z.literal("merge"), id }),
  /** Runs the person's required checks, which the extension asks about in a dialog of its own, or ends those that run. */
  z.strictObject({ type: z.literal("check"), id, what: z.enum(["run", "cancel"]) }),
  /** What this reviewer has looked at and how; kept for the next time. */
  z.strictObject({
    type: z.literal("remember"),
    viewed: z.array(path).check(z.maxLength(20_000)),
    layout: z.enum(["unified", "split"]),
  }),
]);
export type PageMessage = z.infer<typeof pageMessageSchema>;

const mode = z.string().check(z.maxLength(6));
const objectId = z.string().check(z.maxLength(64));
const count = z.nullable(z.number());

const encoding = z.nullable(
  z.enum(["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "utf-16le-bom", "utf-16be-bom", "other"]),
);
/** Codes of ISO 15924, such as `Latn`. */
const scripts = z.readonly(z.array(z.string().check(z.maxLength(4))));

const fileRowSchema = z.object({
  path,
  /** Where it was before it was renamed; the old mode, id and size are of the file there. */
  oldPath: z.nullable(path),
  exact: z.boolean(),
  status: z.enum(["added", "changed", "deleted", "type-changed", "renamed"]),
  oldMode: mode,
  newMode: mode,
  oldId: objectId,
  newId: objectId,
  oldSize: count,
  newSize: count,
  added: count,
  removed: count,
  content: z.enum(["text", "binary", "image", "symlink", "submodule"]),
  sensitive: z.nullable(text),
  encoding,
  /** Scripts that a word of the path mixes; empty: nothing to say. */
  mixedPath: scripts,
  /** Identifiers that do. */
  mixedNames: z.number(),
  /** A file of a session: these are a group of their own, before all others. */
  ofSessions: z.boolean(),
  hidden: z.number(),
  /** The grant waits until they were asked for: "load" with `whole`. */
  longLines: z.number(),
  large: z.boolean(),
  /** The grant waits until it was opened. */
  mustBeSeen: z.boolean(),
  /** By its name: a test, or a file that says how checks run. */
  checks: z.nullable(z.enum(["test", "setup"])),
});
export type FileRow = z.infer<typeof fileRowSchema>;
export type Encoding = FileRow["encoding"];

/** Of what says that it is a person's, `voice` says whether it is (core/annotations/annotation.ts). */
const author = z.object({
  kind: z.enum(["person", "agent"]),
  name: text,
  voice: z.optional(z.enum(["person", "claimed", "unsigned"])),
});

const threadSchema = z.object({
  id: z.string(),
  /** Where that file is in the proposal; of a `gone` one, where it was. */
  file: z.nullable(path),
  /** Where it was when it was written on, if that is none of the names it has in the proposal on that side. */
  writtenOn: z.nullable(path),
  /** No such file is part of the proposal. */
  gone: z.boolean(),
  side: z.nullable(z.enum(["old", "new"])),
  /** 1-based, inclusive, in the text as shown; `null`: about the whole file or session, or outdated. */
  start: z.nullable(lineNumber),
  end: z.nullable(lineNumber),
  outdated: z.boolean(),
  /** The lines it was written on, for those whose lines or file are gone. */
  quoted: z.array(text),
  labels: z.array(text),
  resolved: z.boolean(),
  /** Not sent yet: only this person sees it. */
  draft: z.boolean(),
  /** The lines that are to stand in the place of `quoted`. */
  suggestion: z.nullable(
    z.object({
      lines: z.array(text),
      /** It can be applied now. */
      applies: z.boolean(),
      /** Of what is shown of it, given back to apply that and nothing else; empty: it cannot be applied. */
      digest: z.string().check(z.maxLength(64)),
      /** Why not; `null`: there is nothing to say. */
      why: z.nullable(text),
      /** The commit with which it was applied. */
      applied: z.nullable(objectId),
    }),
  ),
  /** The review it was sent with. */
  review: z.nullable(z.object({ id: z.string(), summary: z.nullable(text) })),
  notes: z.array(z.object({ id: z.string(), author, created: z.string(), body: text })),
});
export type ThreadRow = z.infer<typeof threadSchema>;

/** What somebody says of a check they ran: shown, and satisfying nothing. */
const claimedCheckSchema = z.object({
  task: text,
  name: text,
  status: z.enum(["passed", "failed", "skipped"]),
  command: z.nullable(text),
  by: z.nullable(text),
  /** Whether it is said to have run on what is proposed. */
  on: z.enum(["this", "another", "unknown"]),
});
export type ClaimedCheck = z.infer<typeof claimedCheckSchema>;

/** A check of the person's own settings. */
const requiredCheckSchema = z.object({
  name: text,
  command: text,
  /** For the very tree that is proposed; `earlier`: it has ended for another one. */
  state: z.enum(["none", "waiting", "running", "passed", "failed", "earlier", "unreadable"]),
  /** What is to be said besides, such as an exit code. */
  says: text,
  /** When it ended. */
  at: z.nullable(z.string()),
  /** The end of what it has printed. */
  output: z.string().check(z.maxLength(65_536)),
});
export type RequiredCheckRow = z.infer<typeof requiredCheckSchema>;

const pageStates = [
  "loading",
  /** Nobody has asked for anything: it is only looked at (`looking`). */
  "looking",
  "waiting",
  "stale",
  "merged",
  "expired",
  "deciding",
  "executed",
  "undone",
  "refused",
  "failed",
  "indeterminate",
  "denied",
  "changes",
  "withdrawn",
  "invalid",
  "unverified",
  "forged",
  "conflict",
  "overlap",
  "blocked",
] as const;

/** Everything the page shows, but for the contents of files. Sentences are made (and translated) by the extension. */
export const snapshotSchema = z.object({
  request: z.object({
    id: z.string(),
    session: text,
    forkOf: z.nullable(text),
    requestedBy: text,
    created: z.string(),
    deadline: z.nullable(z.string()),
    lane: z.nullable(text),
    /** Markdown. */
    summary: text,
    replaces: z.nullable(z.string()),
  }),
  /** "Merge WFS-a into main" and "main moves from 1a2b to 9c8d (squash, 3 commits, 4 files +120 −18)". */
  headline: text,
  detail: text,
  state: z.enum(pageStates),
  /** The banner: what that means and why; empty where waiting needs no words. */
  banner: z.array(text),
  /** Hexadecimal; `null`: no action document could be built. */
  fingerprint: z.nullable(z.string()),
  /** Buttons that are on; `whyNot` says why "grant" is off, one sentence each. */
  can: z.object({
    grant: z.boolean(),
    deny: z.boolean(),
    changes: z.boolean(),
    askAgain: z.boolean(),
    undo: z.boolean(),
    annotate: z.boolean(),
    compare: z.boolean(),
    /** Publishing to the remote is not turned on: the extension asks in a dialog of its own. */
    turnOn: z.boolean(),
    /** It was published, and there is a page where its pull request is, or is opened. */
    pullRequest: z.boolean(),
  }),
  whyNot: z.array(text),
  /** Only of work without a request. */
  looking: z.optional(lookingSchema),
  /** How the answer went back to whoever asked, and what came of it; `null`: there is nothing to send back. */
  delivery: z.nullable(
    z.object({
      lines: z.array(text),
      /** It, or a part of it, is not delivered yet. */
      due: z.boolean(),
      /** Nobody has asked again since, so it can still be sent. */
      canSend: z.boolean(),
      /** There is a newer request to open. */
      askedAgain: z.boolean(),
    }),
  ),
  /** What the session's runs claim. */
  checks: z.array(claimedCheckSchema),
  /** Claims that are too many to be shown. */
  checksLeft: z.optional(z.number()),
  /** Runs whose claims cannot be read. */
  checksUnread: z.optional(z.number()),
  /** Checks of the person's settings; `null`: there are none for this. */
  required: z.nullable(
    z.object({
      /** What they run on. */
      on: text,
      rows: z.array(requiredCheckSchema),
      /** There is something to run, and nothing runs; there is something to end. */
      can: z.object({ run: z.boolean(), cancel: z.boolean() }),
    }),
  ),
  /** Fields of the action document as name and value, for a person who wants to see exactly what is fingerprinted. */
  document: z.array(z.object({ name: text, value: z.string().check(z.maxLength(textLimits.field)) })),
  /** Lists of a teardown (what is deleted, what would be lost), of overlapping files, of programs that would run. */
  lists: z.array(z.object({ title: text, severity: z.enum(["info", "warning", "error"]), items: z.array(text) })),
  files: z.array(fileRowSchema),
  threads: z.array(threadSchema),
  viewed: z.array(path),
  layout: z.enum(["unified", "split"]),
  /** Times are shown relative to this one (milliseconds). */
  now: z.number(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

const blob = z.nullable(z.object({ id: objectId, size: z.number() }));
const wholeText = z.nullable(z.string());

export const fileDiffSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    path,
    oldText: wholeText,
    newText: wholeText,
    oldEncoding: encoding,
    newEncoding: encoding,
    /** Identifiers that mix scripts. */
    mixed: z.readonly(z.array(z.object({ name: z.string(), scripts }))),
    ranges: z.array(z.object({ oldStart: z.int(), oldCount: z.int(), newStart: z.int(), newCount: z.int() })),
  }),
  z.object({
    kind: z.literal("image"),
    path,
    mime: z.string(),
    oldData: wholeText,
    newData: wholeText,
    old: blob,
    new: blob,
  }),
  z.object({ kind: z.literal("binary"), path, old: blob, new: blob }),
  z.object({ kind: z.literal("symlink"), path, oldTarget: wholeText, newTarget: wholeText }),
  z.object({ kind: z.literal("submodule"), path, oldCommit: wholeText, newCommit: wholeText }),
  z.object({ kind: z.literal("large"), path, size: z.number() }),
]);

export const hostMessageSchema = z.discriminatedUnion("type", [
  /** `strings`: translations of the page's own texts, by their English. */
  z.object({ type: z.literal("hello"), strings: z.record(z.string(), z.string()), locale: z.string() }),
  z.object({ type: z.literal("snapshot"), snapshot: snapshotSchema }),
  z.object({ type: z.literal("file"), id, file: fileDiffSchema }),
  z.object({ type: z.literal("plan"), plan: planSchema }),
  z.object({ type: z.literal("document"), id, content: documentContentSchema }),
  z.object({ type: z.literal("done"), id }),
  z.object({ type: z.literal("failed"), id, message: text, hint: text }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;
