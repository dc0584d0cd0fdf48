import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { GivenText } from "../../../core/redaction/givenText.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { PageMessage } from "../../../messages/review.ts";
import type { ReviewSession } from "./reviewSession.ts";
import type { ReviewSessionContext } from "./reviewSessionContext.ts";
import { discardQuestion } from "./draftQuestions.ts";

type Change = Extract<PageMessage, { readonly type: "annotate" }>["change"];
type Added = Extract<Change, { readonly kind: "add" }>;

/** What a person does to comments on the page: written at once, collected for a review, and sent. */
export class ReviewComments {
  readonly #context: ReviewSessionContext;
  readonly #review: ReviewSession;

  constructor(context: ReviewSessionContext, review: ReviewSession) {
    this.#context = context;
    this.#review = review;
  }

  /** Throws where it was not done, so that the page keeps what was typed. */
  async change(change: Change): Promise<void> {
    const { annotations, drafts, reviewer, dialogs, apply } = this.#context;
    const author = { kind: "person", name: reviewer } as const;
    if (change.kind === "resolve") await (await annotations()).resolve(change.thread, change.resolved, author);
    else if (change.kind === "reply") {
      const body = await this.#body(change.body);
      await dialogs.tellRedacted(await (await annotations()).reply(change.thread, body, author), "comment");
    } else if (change.kind === "add") await this.#add(change);
    else if (change.kind === "apply") await apply(change.thread);
    else if (change.kind === "send") {
      const summary = change.summary === undefined ? undefined : await this.#body(change.summary);
      await dialogs.tellRedacted(await drafts().send(this.#session(), summary), "summary");
    } else if (change.kind === "edit") {
      const given = await this.#given(change);
      await dialogs.tellRedacted(await drafts().edit(this.#session(), change.draft, given), "comment");
    } else await this.#discard(change.draft);
    await this.#review.readThreads();
  }

  async #add(change: Added): Promise<void> {
    const { annotations, drafts, reviewer, id, dialogs } = this.#context;
    const { file, lines, labels } = change;
    const given = await this.#given(change);
    const texts = file === undefined || lines === undefined ? undefined : await this.#review.texts(file);
    const text = lines === undefined ? undefined : (texts?.[lines.side] ?? undefined);
    const thread = {
      subject: {
        session: this.#session(),
        request: id,
        ...(file === undefined ? {} : { file: this.#review.pathOn(lines?.side ?? "new", file) }),
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
    const all = (await drafts().list(this.#session())).map(({ id }) => id);
    if (draft !== undefined) await drafts().discard(this.#session(), [draft]);
    else if (await dialogs.confirm(discardQuestion(all.length, wording.t))) {
      // Those the question was about, and no other that was written meanwhile.
      await drafts().discard(this.#session(), all);
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

  #session(): SessionId {
    const { view } = this.#review;
    if (view !== undefined) return view.session;
    throw new WorkflowError("refused", say`It is being looked up.`, say`Try again in a moment.`);
  }
}
