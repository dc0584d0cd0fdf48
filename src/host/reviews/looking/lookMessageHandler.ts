import { WorkflowError } from "../../../core/base/errors.ts";
import type { Logger } from "../../../core/base/ports.ts";
import { say } from "../../../core/base/text.ts";
import type { LayerName } from "../../../core/review/looking/lookedProposal.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { HostMessage, openings } from "../../../messages/review.ts";
import { plainName } from "../kinds/plainNames.ts";
import type { RequestPlan } from "../panel/requestPlan.ts";
import { type PageMessageOf, type PageQuestion, PageTalk } from "../panel/pageTalk.ts";
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

/** What a page of work without a request says, and what is answered. Nothing can be decided there, so nothing is asked that decides. */
export class LookMessageHandler implements PageConversation {
  readonly #context: LookContext;
  readonly #review: LookSession;
  readonly #comments: ReviewComments;
  readonly #talk: PageTalk;

  constructor(context: LookContext, review: LookSession) {
    this.#context = context;
    this.#review = review;
    const session = async (): Promise<SessionId> =>
      review.session ?? (await this.#talk.once(async () => await this.#sessionForComment()));
    this.#comments = new ReviewComments({ ...context, session }, review);
    const { plan, remember, strings, send, logger, wording } = context;
    this.#talk = new PageTalk({
      name: () => review.name,
      snapshot: () => review.snapshot(),
      shown: () => review.shown,
      // Work of no session has no plan.
      plan: async () => (review.session === undefined ? { parts: [] } : await plan.list(review.session)),
      remember: (memory) => remember(review.layer, memory),
      handle: async (question) => await this.#handle(question),
      strings,
      send,
      logger,
      wording,
    });
  }

  async receive(raw: unknown): Promise<void> {
    await this.#talk.receive(raw);
  }

  tell(): void {
    this.#talk.tell();
  }

  async followPlan(): Promise<void> {
    await this.#talk.followPlan();
  }

  /** What is answered besides “done”. */
  async #handle(message: PageQuestion): Promise<HostMessage | undefined> {
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
        await this.#talk.once(async () => await this.#keep());
        return undefined;
      case "merge":
        await this.#talk.once(merge);
        return undefined;
      case "open":
        await open(message.what, message.path);
        return undefined;
      case "plan":
        await this.#talk.sendPlan();
        return undefined;
      case "document":
        return { type: "document", id, content: await plan.read(message.document) };
      case "openDocument":
        await plan.edit(message.document);
        return undefined;
      case "act":
      case "check":
        throw new WorkflowError(
          "refused",
          say`Nobody has asked for a decision on this.`,
          say`Ask for its merge first.`,
        );
      default:
        return message satisfies never;
    }
  }

  async #annotate({ change }: PageMessageOf<"annotate">): Promise<void> {
    await this.#comments.change(change);
    await this.#review.readThreads();
  }

  /** The session a first comment is kept with, once the person has agreed to that. Else it fails, so that the page keeps what was typed. */
  async #sessionForComment(): Promise<SessionId> {
    const { agrees, hasWorkflow, wording } = this.#context;
    const { t } = wording;
    const name = plainName(this.#review.name);
    const isFirst = !hasWorkflow();
    const isWanted = await agrees(
      !isFirst
        ? t("Comments are kept with a session, and {0} is not one yet. Keep it as a session?", name)
        : t("Comments are kept in .workflow, which this project does not have yet. Keep {0} as a session?", name),
      [
        t("A session is a piece of work with a name, to which comments, checkpoints and requests belong."),
        ...(isFirst
          ? [
              t("Its files are kept in the directory .workflow/, which is made here."),
              t("Lines in .git/info/exclude keep it out of git's sight; nothing else is written."),
            ]
          : []),
        t("Its branch, files and commits stay as they are."),
      ].join(" "),
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
}
