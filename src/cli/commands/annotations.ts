import * as z from "zod/mini";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { Annotations, Author, Thread } from "../../core/annotations/annotation.ts";
import type { PlacedThread } from "../../core/annotations/placeThreads.ts";
import type { SuggestionState } from "../../core/annotations/suggestions/suggestionState.ts";
import { plural } from "../../core/base/plural.ts";
import { temporaryId } from "../../core/sessions/sessionContext.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { WithRedacted } from "../../core/redaction/givenText.ts";
import type { Outcome } from "../base/command.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { agentName } from "../input/agentInput.ts";
import { flag, matching, oneOf, text } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { placedIn } from "../input/placedThreads.ts";
import { sessionToAddTo, sessionToLookInto } from "../input/resolveSession.ts";
import { pathsFromHere, workTreePath } from "../input/workTreePath.ts";
import { commentJson, commentsJson } from "../../wire/comment.ts";
import type { CommentJson } from "../../wire/schemas/comment.ts";

/** `42`, `42-44`: lines of a file, from 1. */
const lineRange = matching(/^[1-9]\d{0,8}(?:-[1-9]\d{0,8})?$/u, "Lines are needed, such as 42 or 42-44.", (typed) => {
  const [start, end = start] = typed.split("-").map(Number);
  return { start: start ?? 1, end: end ?? 1 };
});

const side = oneOf(["old", "new"]);

const by = [
  { flags: "--by <name>", description: "who says it; default: WORKFLOW_AGENT, else the agent it runs in, else wfs" },
  { flags: "--person", description: "a person says it, not an agent" },
] as const;
const byInput = { by: z.optional(text()), person: flag() };
const message = { flags: "-m, --message <text>", description: "the comment, in Markdown", required: true } as const;

/** `wfs` is what agents use; a person has VS Code, or says so. */
function author({ by, person }: { readonly by?: string | undefined; readonly person?: true | undefined }): Author {
  const { USER, USERNAME } = process.env;
  if (person === true) return { kind: "person", name: by ?? USER ?? USERNAME ?? "person" };
  return { kind: "agent", name: by ?? agentName() ?? "wfs" };
}

/** A thread with where it is now and how what it suggests stands. */
interface ShownThread extends PlacedThread {
  readonly state?: SuggestionState;
}

async function shownOf(workspace: Workspace, threads: readonly Thread[]): Promise<readonly ShownThread[]> {
  const placed = await placedIn(workspace, threads);
  if (threads.every(({ suggestion }) => suggestion === undefined)) return placed;
  const { suggestionState } = await import("../../core/annotations/suggestions/suggestionState.ts");
  const texts = await workspace.sessionTexts();
  const shown: ShownThread[] = [];
  for (const one of placed) {
    const state = await suggestionState(texts, one.thread);
    shown.push(state === undefined ? one : { ...one, state });
  }
  return shown;
}

/** What people read: the sentence, then the threads. */
async function threadsText(
  workspace: Workspace,
  shown: readonly ShownThread[],
  sentence: string,
): Promise<Outcome["text"]> {
  const { reviewText, threadText } = await import("../text/commentText.ts");
  const show = await pathsFromHere(workspace);
  return (paint, now) =>
    sentence +
    shown
      .map((one, at) => {
        const isFirst = !shown.slice(0, at).some(({ thread }) => thread.review?.id === one.thread.review?.id);
        return (isFirst ? reviewText(one, paint) : "") + threadText(one, paint, now, show, one.state);
      })
      .join("\n");
}

async function changed(
  workspace: Workspace,
  thread: WithRedacted<Thread>,
  sentence: string,
): Promise<Outcome<CommentJson>> {
  const [shown = { thread }] = await shownOf(workspace, [thread]);
  const { redacted } = thread;
  const text = await threadsText(workspace, [shown], `${sentence}\n`);
  return { json: () => commentJson(shown, shown.state, redacted), text, redacted };
}

const add = defineCommand({
  name: "annotate add",
  operands: "",
  summary: "Write a comment on a session, a file or lines of it",
  options: [
    ofSession("on this session, instead of the one meant here"),
    { flags: "--file <path>", description: "on this file of its working tree, from where you stand" },
    { flags: "--line <n[-m]>", description: "on these lines of the file" },
    { flags: "--side <side>", description: "the lines as they are (new) or as the baseline has them (old)" },
    message,
    { flags: "--suggest <source>", description: "suggest other lines for these; “-” reads them from standard input" },
    { flags: "--suggest-file <path>", description: "suggest the lines in this file, from where you stand" },
    { flags: "--label <label>", description: "such as needs-review or ready-to-commit", repeat: true },
    ...by,
    { flags: "--request <id>", description: "written on this request" },
  ],
  examples: [
    'annotate add --session WFS-user-profile -m "Ready for a look" --label needs-review',
    'annotate add --file src/auth.ts --line 42-44 -m "Why is there no time limit?"',
    'annotate add --file src/auth.ts --line 42 -m "With one" --suggest-file lines.txt',
  ],
  input: () =>
    z
      .strictObject({
        session: session(),
        file: z.optional(text()),
        line: z.optional(lineRange),
        side: z._default(side, "new"),
        message: text(),
        suggest: z.optional(matching(/^-$/u, "Suggested lines are read from standard input: “-”.", () => "-")),
        suggestFile: z.optional(text()),
        label: z._default(z.array(text()), []),
        request: z.optional(text()),
        ...byInput,
      })
      .check(z.refine(({ file, line }) => line === undefined || file !== undefined, "--line needs --file."))
      .check(
        z.refine(
          ({ suggest, suggestFile, line }) => line !== undefined || (suggest ?? suggestFile) === undefined,
          "--suggest needs --line.",
        ),
      )
      .check(
        z.refine(
          ({ suggest, suggestFile }) => suggest === undefined || suggestFile === undefined,
          "Give --suggest or --suggest-file.",
        ),
      ),
  async run(
    { session: named, file: typed, line, side, message, label, request, suggest, suggestFile, ...who },
    workspace,
  ) {
    const session = await sessionToAddTo(workspace, named);
    const file = typed === undefined ? undefined : await workTreePath(workspace, session, typed, "unsafe-path");
    const subject = {
      session,
      ...(request === undefined ? {} : { request }),
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { lines: { side, ...line } }),
    };
    const { suggestedText } = await import("../input/suggestedText.ts");
    const suggestion = await suggestedText(workspace, { suggest, file: suggestFile });
    const suggested = suggestion === undefined ? {} : { suggestion };
    const note = { body: message, labels: label, author: author(who), ...suggested };
    const annotations = await workspace.annotations();
    if (file === undefined) return await changed(workspace, await annotations.add({ subject, ...note }), "Commented");
    const { textOf } = await import("../../core/annotations/sessionTexts.ts");
    const content = await textOf(await workspace.sessionTexts(), session, file, side);
    return await changed(workspace, await annotations.add({ subject, text: content, ...note }), "Commented");
  },
});

const list = defineCommand({
  name: "annotate list",
  operands: "",
  summary: "Show the comments on a session with their replies, the oldest first",
  options: [
    ofSession(),
    { flags: "--all", description: "of all sessions that are not archived" },
    { flags: "--file <path>", description: "only those on this file, from where you stand" },
    { flags: "--unresolved", description: "only those nobody has resolved" },
  ],
  examples: ["annotate list --json", "annotate list --session WFS-user-profile --unresolved"],
  input: () => z.strictObject({ session: session(), all: flag(), file: z.optional(text()), unresolved: flag() }),
  async run({ session, all, file: typed, unresolved }, workspace) {
    const annotations = await workspace.annotations();
    const meant = all === true ? session : await sessionToLookInto(workspace, session);
    const threads = await annotations.list(meant);
    const file = typed === undefined ? undefined : await workTreePath(workspace, meant, typed, "unsafe-path");
    const wanted = threads.filter(({ resolved }) => !(unresolved === true && resolved));
    // A renamed file is meant by either of its names.
    const placed = (await shownOf(workspace, wanted)).filter(
      ({ thread, file: now }) => file === undefined || thread.subject.file === file || now === file,
    );
    const sentence = placed.length === 0 ? await nothingText(annotations, meant, threads.length) : "";
    return { json: () => commentsJson(placed), text: await threadsText(workspace, placed, sentence) };
  },
});

/** Why nothing is shown, and where there is something. `there`: how many threads there are that were not asked for. */
async function nothingText(annotations: Annotations, meant: SessionId | undefined, there: number): Promise<string> {
  const where = meant === undefined ? "any session" : meant === temporaryId ? "the temporary workspace" : meant;
  if (there > 0) return `No comment on ${where} is among those you ask for; it has ${plural(there, "comment")}.\n`;
  const all = meant === undefined ? [] : await annotations.list();
  const [other] = all.map(({ subject: { session: id } }) => id);
  if (other === undefined) return `No comments on ${where}. “wfs annotate add” writes one.\n`;
  const named = other === temporaryId ? "The temporary workspace" : other;
  const how =
    other === temporaryId
      ? "“wfs annotate list --all” shows"
      : `“wfs annotate list --session ${other}”, or “--all”, shows`;
  return `No comments on ${where}. ${named} has some: ${how} them.\n`;
}

const reply = defineCommand({
  name: "annotate reply",
  operands: "<id>",
  summary: "Reply to a comment",
  options: [message, ofSession("the comment is on this session"), ...by],
  examples: ['annotate reply 3f9a2c -m "Because the server has none."'],
  input: () => z.strictObject({ id: text(), session: session(), message: text(), ...byInput }),
  async run({ id, session, message, ...who }, workspace) {
    const { resolveThread: meantThread } = await import("../../core/annotations/resolveThread.ts");
    const annotations = await workspace.annotations();
    const { id: thread } = await meantThread(annotations, id, session);
    return await changed(workspace, await annotations.reply(thread, message, author(who)), "Replied");
  },
});

const resolve = defineCommand({
  name: "annotate resolve",
  operands: "<id>",
  summary: "Say that the thread of a comment is resolved, or not",
  options: [
    { flags: "--reopen", description: "it is not resolved after all" },
    ofSession("the comment is on this session"),
    ...by,
  ],
  examples: ["annotate resolve 3f9a2c", "annotate resolve 3f9a2c --reopen"],
  input: () => z.strictObject({ id: text(), session: session(), reopen: flag(), ...byInput }),
  async run({ id, session, reopen, ...who }, workspace) {
    const { resolveThread: meantThread } = await import("../../core/annotations/resolveThread.ts");
    const annotations = await workspace.annotations();
    const { id: thread } = await meantThread(annotations, id, session);
    const open = reopen === true;
    const answer = await annotations.resolve(thread, !open, author(who));
    return await changed(workspace, answer, open ? "Opened again" : "Resolved");
  },
});

export const annotationCommands: readonly Command[] = [add, list, reply, resolve];
