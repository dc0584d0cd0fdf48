import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { GivenText } from "../../../core/redaction/givenText.ts";
import type { Annotations } from "../../../core/annotations/annotation.ts";
import type { Drafts } from "../../../core/annotations/drafts/drafts.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { PageMessage } from "../../../messages/review.ts";
import type { Wording } from "../../wording/wording.ts";
import type { SideTexts } from "../snapshot/threadRows.ts";
import type { ReviewDialogs } from "./reviewSessionContext.ts";
import { discardQuestion } from "./draftQuestions.ts";

type Change = Extract<PageMessage, { readonly type: "annotate" }>["change"];
type Added = Extract<Change, { readonly kind: "add" }>;

/** The files a comment can be about, as the page shows them. */
export interface CommentedFiles {
  texts(path: string): Promise<SideTexts | undefined>;
  pathOn(side: "old" | "new", path: string): string;
}

/** Where comments of a page go, and by whom they are. */
export interface CommentContext {
  readonly annotations: () => Promise<Annotations>;
  readonly drafts: () => Drafts;
  readonly dialogs: Pick<ReviewDialogs, "askAboutSecrets" | "tellRedacted" | "confirm">;
  readonly reviewer: string;
  /** Whose work it is; of work that is no session's yet, asked for before anything is written. */
  readonly session: () => Promise<SessionId>;
  readonly request?: RequestId;
  /** Applies what a comment suggests, if it is still what was shown with this digest. */
  readonly apply: (thread: string, digest: string) => Promise<void>;
  readonly wording: Wording;
}

/** What a person does to comments on a page: written at once, collected for a review, and sent. */
export class ReviewComments {
  readonly #context: CommentContext;
  readonly #files: CommentedFiles;

  constructor(context: CommentContext, files: CommentedFiles) {
    this.#context = context;
    this.#files = files;
  }

  /** Throws where it was not done, so that the page keeps what was typed. */
  async change(change: Change): Promise<void> {
    const { annotations, drafts, reviewer, dialogs, apply, session } = this.#context;
    const author = { kind: "person", name: reviewer } as const;
    if (change.kind === "resolve") await (await annotations()).resolve(change.thread, change.resolved, author);
    else if (change.kind === "reply") {
      const body = await this.#body(change.body);
      await dialogs.tellRedacted(await (await annotations()).reply(change.thread, body, author), "comment");
    } else if (change.kind === "add") await this.#add(change);
    else if (change.kind === "apply") await apply(change.thread, change.digest);
    else if (change.kind === "send") {
      const summary = change.summary === undefined ? undefined : await this.#body(change.summary);
      await dialogs.tellRedacted(await drafts().send(await session(), summary), "summary");
    } else if (change.kind === "edit") {
      const given = await this.#given(change);
      await dialogs.tellRedacted(await drafts().edit(await session(), change.draft, given), "comment");
    } else await this.#discard(change.draft);
  }

  async #add(change: Added): Promise<void> {
    const { annotations, drafts, reviewer, request, dialogs } = this.#context;
    const { file, lines, labels } = change;
    const session = await this.#context.session();
    const given = await this.#given(change);
    const texts = file === undefined || lines === undefined ? undefined : await this.#files.texts(file);
    const text = lines === undefined ? undefined : (texts?.[lines.side] ?? undefined);
    const thread = {
      subject: {
        session,
        ...(request === undefined ? {} : { request }),
        ...(file === undefined ? {} : { file: this.#files.pathOn(lines?.side ?? "new", file) }),
        ...(lines === undefined ? {} : { lines }),
      },
      ...(text === undefined ? {} : { text }),
      ...given,
      labels,
      author: { kind: "person", name: reviewer } as const,
    };
    const added = change.collect === true ? await drafts().add(thread) : await (await annotations()).add(thread);
    await dialogs.tellRedacted(added, "comment");
  }

  async #discard(draft: string | undefined): Promise<void> {
    const { drafts, dialogs, wording } = this.#context;
    const session = await this.#context.session();
    const all = (await drafts().list(session)).map(({ id }) => id);
    if (draft !== undefined) await drafts().discard(session, [draft]);
    else if (await dialogs.confirm(discardQuestion(all.length, wording.t))) {
      // Those the question was about, and no other that was written meanwhile.
      await drafts().discard(session, all);
    }
  }

  async #given({
    body,
    suggestion,
  }: Pick<Added, "body" | "suggestion">): Promise<{ readonly body: GivenText; readonly suggestion?: GivenText }> {
    const given = await this.#body(body);
    return suggestion === undefined ? { body: given } : { body: given, suggestion: await this.#body(suggestion) };
  }

  /** What is to be written of a comment; a failure, on which the page keeps what was typed, where the person does not say. */
  async #body(text: string): Promise<GivenText> {
    const body = await this.#context.dialogs.askAboutSecrets(text);
    if (body !== undefined) return body;
    throw new WorkflowError("refused", say`The comment was not written.`, say`Change its text, or send it again.`);
  }
}
