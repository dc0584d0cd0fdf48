import { asWorkflowError, WorkflowError } from "../../../core/base/errors.ts";
import type { Logger } from "../../../core/base/ports.ts";
import { say } from "../../../core/base/text.ts";
import type { LayerName } from "../../../core/review/looking/lookedProposal.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import { pageMessageSchema, type HostMessage, type openings, type PageMessage } from "../../../messages/review.ts";
import { plainName } from "../kinds/plainNames.ts";
import type { RequestPlan } from "../panel/requestPlan.ts";
import type { PageConversation } from "../panel/reviewPanel.ts";
import type { ReviewMemory } from "../panel/reviewSessionContext.ts";
import { type CommentContext, ReviewComments } from "../panel/reviewComments.ts";
import type { LookSession } from "./lookSession.ts";

/** What the messages of a page of work without a request are answered with. */
export interface LookContext extends Omit<CommentContext, "session" | "request"> {
  /** Asks in a native dialog; true only where its one button was pressed. */
  readonly agrees: (message: string, detail: string, button: string) => Promise<boolean>;
  /** Whether there is a `.workflow` that comments could be kept in. */
  readonly hasWorkflow: () => boolean;
  /** Makes a session of the work; `undefined`: the person did not want that. */
  readonly keep: () => Promise<SessionId | undefined>;
  /** Asks for its merge, in the person's name. */
  readonly merge: () => Promise<void>;
  /** Opens something in an editor beside the page. */
  readonly open: (what: (typeof openings)[number], path: string | undefined) => Promise<void>;
  readonly plan: Pick<RequestPlan, "list" | "read" | "edit">;
  readonly remember: (layer: LayerName, memory: ReviewMemory) => void;
  readonly strings: Readonly<Record<string, string>>;
  readonly send: (message: HostMessage) => void;
  readonly logger: Logger;
}

type Message<Type extends PageMessage["type"]> = Extract<PageMessage, { readonly type: Type }>;
type Asking = Exclude<PageMessage, Message<"ready" | "remember">>;

/** Malformed messages are logged one by one up to this many. */
const loggedBad = 20;

/** What a page of work without a request says, and what is answered. Nothing can be decided there, so nothing is asked that decides. */
export class LookMessageHandler implements PageConversation {
  readonly #context: LookContext;
  readonly #review: LookSession;
  readonly #comments: ReviewComments;
  /** One question to the person at a time. */
  #asking = false;
  #sent = "";
  #sentFiles: LookSession["shown"];
  /** The plan as the page has it; `undefined`: it has not asked for it. */
  #sentPlan: string | undefined;
  #bad = 0;

  constructor(context: LookContext, review: LookSession) {
    this.#context = context;
    this.#review = review;
    const session = async (): Promise<SessionId> =>
      review.session ?? (await this.#once(async () => await this.#sessionForComment()));
    this.#comments = new ReviewComments({ ...context, session }, review);
  }

  async receive(raw: unknown): Promise<void> {
    const parsed = pageMessageSchema.safeParse(raw);
    if (!parsed.success) {
      this.#bad += 1;
      if (this.#bad <= loggedBad)
        this.#context.logger.warn("A message of a review page was not understood; it is dropped.");
      return;
    }
    const { send, strings, wording, remember } = this.#context;
    const message = parsed.data;
    if (message.type === "ready") {
      this.#sentPlan = undefined;
      send({ type: "hello", strings: { ...strings }, locale: wording.language });
      this.tell(true);
    } else if (message.type === "remember") {
      remember(this.#review.layer, { viewed: message.viewed, layout: message.layout });
    } else await this.#answer(message);
  }

  tell(again = false): void {
    const snapshot = this.#review.snapshot();
    if (snapshot === undefined) return;
    // The files, which are the largest part, differ when the layer is another one.
    const lists = snapshot.lists.map(({ title, items }) => [title, items.length]);
    const text = JSON.stringify({ ...snapshot, now: 0, files: [], lists });
    const { shown } = this.#review;
    if (!again && text === this.#sent && shown === this.#sentFiles) return;
    this.#sent = text;
    this.#sentFiles = shown;
    this.#context.send({ type: "snapshot", snapshot });
  }

  async followPlan(): Promise<void> {
    if (this.#sentPlan === undefined) return;
    await this.#tellPlan().catch((error: unknown) => {
      if (asWorkflowError(error).code === "internal") throw error;
    });
  }

  /** Work of no session has no plan. */
  async #tellPlan(): Promise<void> {
    const { session } = this.#review;
    const plan = session === undefined ? { parts: [] } : await this.#context.plan.list(session);
    const text = JSON.stringify(plan);
    if (text === this.#sentPlan) return;
    this.#sentPlan = text;
    this.#context.send({ type: "plan", plan });
  }

  async #answer(message: Asking): Promise<void> {
    const { id } = message;
    const { send, logger, wording } = this.#context;
    try {
      send((await this.#handle(message)) ?? { type: "done", id });
    } catch (error) {
      const failure = asWorkflowError(error);
      if (failure.code === "cancelled") send({ type: "done", id });
      else {
        logger.warn(`Review of ${this.#review.name}: ${failure.message}`);
        const { t } = wording;
        send({ type: "failed", id, message: failure.text.in(t), hint: failure.hintText.in(t) });
      }
    }
    this.tell();
  }

  /** What is answered besides “done”. */
  async #handle(message: Asking): Promise<HostMessage | undefined> {
    const { id } = message;
    const { open, plan, merge } = this.#context;
    switch (message.type) {
      case "load": {
        const file = await this.#review.serve(message.path, message.whole);
        return { type: "file", id, file: file.kind === "text" ? { ...file, ranges: [...file.ranges] } : file };
      }
      case "layer":
        this.#review.choose(message.layer);
        await this.#review.readThreads();
        return undefined;
      case "annotate":
        await this.#annotate(message);
        return undefined;
      case "keep":
        await this.#once(async () => await this.#keep());
        return undefined;
      case "merge":
        await this.#once(merge);
        return undefined;
      case "open":
        await open(message.what, message.path);
        return undefined;
      case "plan":
        this.#sentPlan = undefined;
        await this.#tellPlan();
        return undefined;
      case "document":
        return { type: "document", id, content: await plan.read(message.document) };
      case "openDocument":
        await plan.edit(message.document);
        return undefined;
      case "act":
        throw new WorkflowError(
          "refused",
          say`Nobody has asked for a decision on this.`,
          say`Ask for its merge first.`,
        );
      default:
        return message satisfies never;
    }
  }

  async #annotate({ change }: Message<"annotate">): Promise<void> {
    await this.#comments.change(change);
    await this.#review.readThreads();
  }

  /** The session a first comment is kept with, once the person has agreed to that. Else it fails, so that the page keeps what was typed. */
  async #sessionForComment(): Promise<SessionId> {
    const { agrees, hasWorkflow, wording } = this.#context;
    const { t } = wording;
    const name = plainName(this.#review.name);
    const isWanted = await agrees(
      hasWorkflow()
        ? t("Comments are kept with a session, and {0} is not one yet. Keep it as a session?", name)
        : t("Comments are kept in .workflow, which this project does not have yet. Keep {0} as a session?", name),
      t("Its branch, files and commits stay as they are."),
      t("Keep as Session and Comment"),
    );
    const session = isWanted ? await this.#keep() : undefined;
    if (session !== undefined) return session;
    throw new WorkflowError(
      "refused",
      say`The comment was not written, because there is no session to keep it with.`,
      say`Send it again and choose “Keep as Session and Comment”.`,
    );
  }

  async #keep(): Promise<SessionId | undefined> {
    const session = await this.#context.keep();
    if (session !== undefined) this.#review.keptAs(session);
    return session;
  }

  async #once<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#asking) throw new WorkflowError("conflict", say`Another question is open.`, say`Answer it first.`);
    this.#asking = true;
    try {
      return await ask();
    } finally {
      this.#asking = false;
    }
  }
}
