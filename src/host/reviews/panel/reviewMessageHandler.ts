import { asWorkflowError, WorkflowError } from "../../../core/base/errors.ts";
import { say, verbatim } from "../../../core/base/text.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import { pageMessageSchema, type PageMessage } from "../../../messages/review.ts";
import { grantQuestion, undoQuestion } from "./grantQuestion.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import type { ReviewSessionContext } from "./reviewSessionContext.ts";
import { unopenedFiles, grantBlockers } from "../snapshot/grantBlockers.ts";
import { ReviewComments } from "./reviewComments.ts";
import { answerWithReason, type UnsaidReasons } from "./answerWithReason.ts";
import type { ReviewSession } from "./reviewSession.ts";

type Message<Type extends PageMessage["type"]> = Extract<PageMessage, { readonly type: Type }>;
type Asking = Exclude<PageMessage, Message<"ready" | "remember">>;

/** Malformed messages are logged one by one up to this many. */
const loggedBad = 20;

/**
 * What a review page says, and what is answered. The page only asks: whether something may be granted is decided here by what was looked up and
 * given out, and it is granted by a dialog of VS Code that shows the extension's own document.
 */
export class ReviewMessageHandler {
  readonly #context: ReviewSessionContext;
  readonly #review: ReviewSession;
  readonly #comments: ReviewComments;
  /** One question to the person at a time. */
  #asking = false;
  readonly #unsaid: UnsaidReasons = new Map();
  #sent = "";
  #sentAction: ReviewSession["prepared"];
  /** The plan as the page has it; `undefined`: it has not asked for it. */
  #sentPlan: string | undefined;
  #bad = 0;

  constructor(context: ReviewSessionContext, review: ReviewSession) {
    this.#context = context;
    this.#review = review;
    const { id: request } = context;
    this.#comments = new ReviewComments({ ...context, request, session: async () => this.#view().session }, review);
  }

  /** Answers one message of the page, whatever it is; never fails. */
  async receive(raw: unknown): Promise<void> {
    const parsed = pageMessageSchema.safeParse(raw);
    if (!parsed.success) {
      this.#bad += 1;
      if (this.#bad <= loggedBad)
        this.#context.logger.warn("A message of a review page was not understood; it is dropped.");
      return;
    }
    const message = parsed.data;
    if (message.type === "ready") {
      this.#sentPlan = undefined;
      this.#context.send({
        type: "hello",
        strings: { ...this.#context.strings },
        locale: this.#context.wording.language,
      });
      this.tell(true);
    } else if (message.type === "remember") {
      this.#context.remember({ viewed: message.viewed, layout: message.layout });
    } else {
      await this.#answer(message);
    }
  }

  /** Sends the snapshot, unless the page has the same already. */
  tell(again = false): void {
    const snapshot = this.#review.snapshot();
    if (snapshot === undefined) return;
    // What is made of the action alone, which is the largest part, differs when the action is another one.
    const lists = snapshot.lists.map(({ title, items }) => [title, items.length]);
    const text = JSON.stringify({ ...snapshot, now: 0, document: [], files: [], lists });
    const { prepared } = this.#review;
    if (!again && text === this.#sent && prepared === this.#sentAction) return;
    this.#sent = text;
    this.#sentAction = prepared;
    this.#context.send({ type: "snapshot", snapshot });
  }

  /** Tells the page, once it has asked, of a plan that has changed; a session that is gone changes nothing on it. */
  async followPlan(): Promise<void> {
    if (this.#sentPlan === undefined) return;
    await this.#tellPlan().catch((error: unknown) => {
      if (asWorkflowError(error).code === "internal") throw error;
    });
  }

  async #tellPlan(): Promise<void> {
    const plan = await this.#context.plan.list(this.#view().session);
    const text = JSON.stringify(plan);
    if (text === this.#sentPlan) return;
    this.#sentPlan = text;
    this.#context.send({ type: "plan", plan });
  }

  async #answer(message: Asking): Promise<void> {
    const { id } = message;
    try {
      if (message.type === "load") {
        const file = await this.#review.serve(message.path, message.whole);
        const shown = file.kind === "text" ? { ...file, ranges: [...file.ranges] } : file;
        this.#context.send({ type: "file", id, file: shown });
      } else if (message.type === "document") {
        this.#context.send({ type: "document", id, content: await this.#context.plan.read(message.document) });
      } else {
        if (message.type === "annotate") {
          await this.#comments.change(message.change);
          await this.#review.readThreads();
        } else if (message.type === "open") await this.#context.open(message.what, message.path, this.#review.prepared);
        else if (message.type === "openDocument") await this.#context.plan.edit(message.document);
        else if (message.type === "plan") {
          this.#sentPlan = undefined;
          await this.#tellPlan();
        } else if (message.type === "act") await this.#act(message);
        else throw new WorkflowError("refused", say`This page shows a request.`, say`Close it and open it again.`);
        this.#context.send({ type: "done", id });
      }
    } catch (error) {
      const failure = asWorkflowError(error);
      if (failure.code === "cancelled") this.#context.send({ type: "done", id });
      else {
        this.#context.logger.warn(`Review ${this.#context.id}: ${failure.message}`);
        const { t } = this.#context.wording;
        this.#context.send({ type: "failed", id, message: failure.text.in(t), hint: failure.hintText.in(t) });
      }
    }
    this.tell();
  }

  async #act({ action }: Message<"act">): Promise<void> {
    if (this.#asking) {
      throw new WorkflowError("conflict", say`Another question is open.`, say`Answer it first.`);
    }
    this.#asking = true;
    try {
      if (action === "grant") await this.#grant();
      else if (action === "undo") await this.#undo();
      else if (action === "askAgain") await this.#askAgain();
      else await this.#refuse(action);
    } finally {
      this.#asking = false;
      await this.#review.reread();
      await this.#context.changed();
    }
  }

  async #grant(): Promise<void> {
    const { dialogs, gate, reviewer, wording } = this.#context;
    const { t } = wording;
    await this.#review.recheck();
    const facts = this.#review.facts(this.#view());
    const [problem] = grantBlockers(facts, wording);
    const { prepared } = this.#review;
    if (problem !== undefined || prepared === undefined) {
      const why = problem === undefined ? say`It is being looked up.` : verbatim(problem);
      throw new WorkflowError("refused", why, say`Nothing was granted.`);
    }
    const viewed = new Set(this.#context.recall().viewed);
    const seen = prepared.files.filter(({ path }) => viewed.has(path)).length;
    const unopened = unopenedFiles(prepared, facts.served);
    const looked = { viewed: seen, unopened, unresolved: this.#review.unresolved };
    if (!(await dialogs.confirm(grantQuestion(prepared, looked, t)))) return;
    if (this.#review.prepared !== prepared) {
      throw new WorkflowError(
        "conflict",
        say`The request was updated while the question was open, so the answer does not count. Nothing was granted.`,
        say`Look at it as it is now, then grant it.`,
      );
    }
    try {
      const granted = await dialogs.executing(
        requestTitle(prepared.approval, t),
        async (signal) => await (await gate()).grant(prepared, reviewer, signal),
      );
      dialogs.announce(granted);
    } finally {
      await this.#review.renew();
    }
  }

  async #refuse(decision: "deny" | "changes"): Promise<void> {
    const { approvals, dialogs, drafts, gate, reviewer, id, wording } = this.#context;
    const { t } = wording;
    const title = requestTitle(this.#view(), t);
    const shown = this.#review.prepared;
    const [asked, why, answer] =
      decision === "deny"
        ? ([t("Deny: {0}", title), t("Why? Whoever asked is told."), "denied"] as const)
        : ([t("Ask for Changes: {0}", title), t("What has to change? Whoever asked is told."), "changes"] as const);
    await answerWithReason(
      {
        request: id,
        session: this.#view().session,
        requests: await approvals(),
        drafts: drafts(),
        pick: dialogs.pick,
        askReason: async (typed) => await dialogs.askReason(asked, why, typed),
        unsaid: this.#unsaid,
        decline: async (reason) => {
          await dialogs.tellRedacted(await (await gate()).decline(id, answer, reason, reviewer, shown), "reason");
        },
      },
      t,
    );
  }

  async #askAgain(): Promise<void> {
    const { approvals, reviewer, id, follow } = this.#context;
    const fresh = await (await approvals()).askAgain(id, reviewer);
    await follow(fresh.id satisfies RequestId);
  }

  async #undo(): Promise<void> {
    const { dialogs, gate, reviewer, id, wording } = this.#context;
    const { t } = wording;
    const view = this.#view();
    if (!(await dialogs.confirm(undoQuestion(view, t)))) return;
    const { message } = await dialogs.executing(
      t("Undoing “{0}”", requestTitle(view, t)),
      async (signal) => await (await gate()).undo(id, reviewer, signal),
    );
    dialogs.inform(message.in(t));
  }

  #view(): NonNullable<ReviewSession["view"]> {
    const { view } = this.#review;
    if (view !== undefined) return view;
    throw new WorkflowError("refused", say`It is being looked up.`, say`Try again in a moment.`);
  }
}
