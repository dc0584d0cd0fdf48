import * as vscode from "vscode";
import type { Located, Note, Thread } from "../../core/annotations/annotation.ts";
import { suggestionLines } from "../../core/annotations/suggestions/suggestionLines.ts";
import { parseTime } from "../../core/base/time.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { t } from "../platform/hostWording.ts";
import { speakerName } from "../wording/speakers.ts";
import { commentBody, quotedLines } from "./commentBody.ts";

/** `commentThread` in `when` clauses of package.json. */
const contextOf = { open: "open", resolved: "resolved", draft: "draft" } as const;

/** A note as VS Code shows it, with its id for the commands on it. */
export interface NoteComment extends vscode.Comment {
  readonly note: string;
}

export function isNoteComment(comment: unknown): comment is NoteComment {
  return typeof comment === "object" && comment !== null && "note" in comment && typeof comment.note === "string";
}

/** Where a thread is shown: its lines, or above the file when it is about the whole of it or its lines are gone. */
export function rangeOf(located: Located | undefined, document: vscode.TextDocument): vscode.Range | undefined {
  if (located === undefined || located === "outdated") return undefined;
  const end = Math.min(located.end, document.lineCount) - 1;
  return new vscode.Range(Math.min(located.start - 1, end), 0, end, 0);
}

/** Sets everything of a thread that may have changed, but not whether a person has folded it. */
export function fillThread(
  shown: vscode.CommentThread,
  {
    thread,
    located,
    draft,
    canReply,
    file,
  }: {
    readonly thread: Thread;
    readonly located: Located | undefined;
    /** Not sent yet: only this person sees it, and nobody can answer it. */
    readonly draft: boolean;
    readonly canReply: boolean;
    /** That the document shows; the thread may be written on it under a former name. */
    readonly file: string;
  },
): void {
  const outdated = located === "outdated";
  const quoted = outdated ? (thread.subject.anchor?.lines ?? []) : [];
  const writtenOn = thread.subject.file ?? file;
  const words = [
    ...(draft ? [t("Draft, not sent yet")] : []),
    ...thread.labels.map(visibleText),
    ...(writtenOn === file ? [] : [t("written on {0}", visibleText(writtenOn))]),
    ...(outdated ? [t("outdated")] : []),
  ];
  shown.label = words.join(" · ") || t("Comment");
  shown.contextValue = contextOf[draft ? "draft" : thread.resolved ? "resolved" : "open"];
  shown.state = thread.resolved ? vscode.CommentThreadState.Resolved : vscode.CommentThreadState.Unresolved;
  shown.canReply = canReply && !draft;
  shown.comments = thread.notes.map((note, index) =>
    index === 0 ? toComment(note, quoted, suggestedLines(thread)) : toComment(note, [], []),
  );
}

/** What the thread suggests: lines that would go, and lines that would come. */
function suggestedLines(thread: Thread): readonly string[] {
  return suggestionLines(thread).map(({ sign, text }) => `${sign}${text}`);
}

function toComment(
  { id, author, created, body }: Note,
  quoted: readonly string[],
  suggested: readonly string[],
): NoteComment {
  const block = suggested.length === 0 ? "" : `\n\n${quotedLines(suggested, 40, "diff")}`;
  const text = commentBody(body) + block;
  const markdown = new vscode.MarkdownString(quoted.length === 0 ? text : `${quotedLines(quoted)}\n\n${text}`);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  markdown.supportThemeIcons = false;
  const time = parseTime(created);
  return {
    note: id,
    author: { name: speakerName(author, 100, t) },
    body: markdown,
    mode: vscode.CommentMode.Preview,
    ...(author.kind === "agent" ? { label: t("agent") } : {}),
    ...(time === undefined ? {} : { timestamp: new Date(time) }),
  };
}
