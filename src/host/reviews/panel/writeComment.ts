import type { Annotations } from "../../../core/annotations/annotation.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { GivenText } from "../../../core/redaction/givenText.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { PageMessage } from "../../../messages/review.ts";
import type { SideTexts } from "../snapshot/threadRows.ts";
import type { ReviewDialogs } from "./reviewSessionContext.ts";

export type CommentChange = Extract<PageMessage, { readonly type: "annotate" }>["change"];

/** The files a comment can be about, as the page shows them. */
export interface CommentedFiles {
  texts(path: string): Promise<SideTexts | undefined>;
  pathOn(side: "old" | "new", path: string): string;
}

/** By whom a comment is, and of what. */
export interface CommentPlace {
  /** Asked for a new thread only, before anything is written. */
  readonly session: () => Promise<SessionId>;
  readonly request?: RequestId;
  readonly reviewer: string;
}

/** Writes what a page says in the conversation. Where the person does not let it be written it fails, so that the page keeps what was typed. */
export async function writeComment(
  change: CommentChange,
  store: Annotations,
  dialogs: Pick<ReviewDialogs, "askAboutSecrets" | "tellRedacted">,
  files: CommentedFiles,
  { session: sessionOf, request, reviewer }: CommentPlace,
): Promise<void> {
  const author = { kind: "person", name: reviewer } as const;
  if (change.kind === "resolve") await store.resolve(change.thread, change.resolved, author);
  else if (change.kind === "reply") {
    const body = await givenBody(change.body, dialogs);
    await dialogs.tellRedacted(await store.reply(change.thread, body, author), "comment");
  } else {
    const { file, lines, labels } = change;
    const session = await sessionOf();
    const body = await givenBody(change.body, dialogs);
    const texts = file === undefined || lines === undefined ? undefined : await files.texts(file);
    const text = lines === undefined ? undefined : (texts?.[lines.side] ?? undefined);
    const added = await store.add({
      subject: {
        session,
        ...(request === undefined ? {} : { request }),
        ...(file === undefined ? {} : { file: files.pathOn(lines?.side ?? "new", file) }),
        ...(lines === undefined ? {} : { lines }),
      },
      ...(text === undefined ? {} : { text }),
      body,
      labels,
      author,
    });
    await dialogs.tellRedacted(added, "comment");
  }
}

/** What is to be written of a comment. */
async function givenBody(
  text: string,
  { askAboutSecrets }: Pick<ReviewDialogs, "askAboutSecrets">,
): Promise<GivenText> {
  const body = await askAboutSecrets(text);
  if (body !== undefined) return body;
  throw new WorkflowError("refused", say`The comment was not written.`, say`Change its text, or send it again.`);
}
