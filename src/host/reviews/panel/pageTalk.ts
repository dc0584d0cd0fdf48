import { asWorkflowError, WorkflowError } from "../../../core/base/errors.ts";
import type { Logger } from "../../../core/base/ports.ts";
import { say } from "../../../core/base/text.ts";
import type { Plan } from "../../../messages/plan.ts";
import { pageMessageSchema, type HostMessage, type PageMessage, type Snapshot } from "../../../messages/review.ts";
import type { Wording } from "../../wording/wording.ts";
import type { PageConversation } from "./reviewPanel.ts";
import type { ReviewMemory } from "./reviewSessionContext.ts";

export type PageMessageOf<Type extends PageMessage["type"]> = Extract<PageMessage, { readonly type: Type }>;

/** What a page says and waits for an answer to. */
export type PageQuestion = Exclude<PageMessage, PageMessageOf<"ready" | "remember">>;

export interface PageTalkOptions {
  /** What the page is about, for the log. */
  readonly name: () => string;
  /** `undefined`: it was not looked up yet. */
  readonly snapshot: () => Snapshot | undefined;
  /** What the files, and what else is large in a snapshot, are made of: they differ only when it is another one. */
  readonly shown: () => object | undefined;
  readonly plan: () => Promise<Plan>;
  readonly remember: (memory: ReviewMemory) => void;
  /** Answers a question; `undefined`: there is nothing to say but that it was done. */
  readonly handle: (question: PageQuestion) => Promise<HostMessage | undefined>;
  readonly strings: Readonly<Record<string, string>>;
  readonly send: (message: HostMessage) => void;
  readonly logger: Logger;
  readonly wording: Wording;
}

/** Malformed messages are logged one by one up to this many. */
const loggedBad = 20;

/** The talk with one page: what it says is parsed and answered, and it is told only what it does not know. */
export class PageTalk implements PageConversation {
  readonly #options: PageTalkOptions;
  /** One question to the person at a time. */
  #asking = false;
  #sent = "";
  #sentShown: object | undefined;
  /** The plan as the page has it; `undefined`: it has not asked for it. */
  #sentPlan: string | undefined;
  #bad = 0;

  constructor(options: PageTalkOptions) {
    this.#options = options;
  }

  async receive(raw: unknown): Promise<void> {
    const { send, strings, wording, remember, logger } = this.#options;
    const parsed = pageMessageSchema.safeParse(raw);
    if (!parsed.success) {
      this.#bad += 1;
      if (this.#bad <= loggedBad) logger.warn("A message of a review page was not understood; it is dropped.");
      return;
    }
    const message = parsed.data;
    if (message.type === "ready") {
      this.#sentPlan = undefined;
      send({ type: "hello", strings: { ...strings }, locale: wording.language });
      this.tell(true);
    } else if (message.type === "remember") remember({ viewed: message.viewed, layout: message.layout });
    else await this.#answer(message);
  }

  tell(again = false): void {
    const snapshot = this.#options.snapshot();
    if (snapshot === undefined) return;
    const lists = snapshot.lists.map(({ title, items }) => [title, items.length]);
    const text = JSON.stringify({ ...snapshot, now: 0, document: [], files: [], lists });
    const shown = this.#options.shown();
    if (!again && text === this.#sent && shown === this.#sentShown) return;
    this.#sent = text;
    this.#sentShown = shown;
    this.#options.send({ type: "snapshot", snapshot });
  }

  /** Tells the page, once it has asked, of a plan that has changed; a session that is gone changes nothing on it. */
  async followPlan(): Promise<void> {
    if (this.#sentPlan === undefined) return;
    await this.#tellPlan().catch((error: unknown) => {
      if (asWorkflowError(error).code === "internal") throw error;
    });
  }

  /** Sends the plan whether or not the page has it. */
  async sendPlan(): Promise<void> {
    this.#sentPlan = undefined;
    await this.#tellPlan();
  }

  /**
   * Asks the person something. Throws `conflict` while another question is open.
   * @param after done whatever came of it, when the next question may be asked already
   */
  async once<T>(ask: () => Promise<T>, after?: () => Promise<void>): Promise<T> {
    if (this.#asking) throw new WorkflowError("conflict", say`Another question is open.`, say`Answer it first.`);
    this.#asking = true;
    try {
      return await ask();
    } finally {
      this.#asking = false;
      await after?.();
    }
  }

  async #tellPlan(): Promise<void> {
    const plan = await this.#options.plan();
    const text = JSON.stringify(plan);
    if (text === this.#sentPlan) return;
    this.#sentPlan = text;
    this.#options.send({ type: "plan", plan });
  }

  async #answer(question: PageQuestion): Promise<void> {
    const { id } = question;
    const { send, logger, wording, name, handle } = this.#options;
    try {
      send((await handle(question)) ?? { type: "done", id });
    } catch (error) {
      const failure = asWorkflowError(error);
      if (failure.code === "cancelled") send({ type: "done", id });
      else {
        logger.warn(`Review of ${name()}: ${failure.message}`);
        const { t } = wording;
        send({ type: "failed", id, message: failure.text.in(t), hint: failure.hintText.in(t) });
      }
    }
    this.tell();
  }
}
