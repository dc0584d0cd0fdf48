import { WorkflowError } from "../../../core/base/errors.ts";
import { say, verbatim } from "../../../core/base/text.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import type { HostMessage } from "../../../messages/review.ts";
import { checksOnRecord } from "../snapshot/checkRows.ts";
import { grantQuestion, missingChecks, undoQuestion } from "./grantQuestion.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import type { ReviewSessionContext } from "./reviewSessionContext.ts";
import { unopenedFiles, grantBlockers } from "../snapshot/grantBlockers.ts";
import { ReviewComments } from "./reviewComments.ts";
import { answerWithReason, type UnsaidReasons } from "./answerWithReason.ts";
import { type PageMessageOf, type PageQuestion, PageTalk } from "./pageTalk.ts";
import type { PageConversation } from "./reviewPanel.ts";
import type { ReviewSession } from "./reviewSession.ts";

/**
 * What a review page says, and what is answered. The page only asks: whether something may be granted is decided here by what was looked up and
 * given out, and it is granted by a dialog of VS Code that shows the extension's own document.
 */
export class ReviewMessageHandler implements PageConversation {
  readonly #context: ReviewSessionContext;
  readonly #review: ReviewSession;
  readonly #comments: ReviewComments;
  readonly #talk: PageTalk;
  readonly #unsaid: UnsaidReasons = new Map();

  constructor(context: ReviewSessionContext, review: ReviewSession) {
    this.#context = context;
    this.#review = review;
    const { id: request, plan, remember, strings, send, logger, wording } = context;
    this.#comments = new ReviewComments({ ...context, request, session: async () => this.#view().session }, review);
    this.#talk = new PageTalk({
      name: () => request,
      snapshot: () => review.snapshot(),
      shown: () => review.prepared,
      plan: async () => await plan.list(this.#view().session),
      remember,
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
    const { open, plan } = this.#context;
    switch (message.type) {
      case "load": {
        const file = await this.#review.serve(message.path, message.whole);
        return { type: "file", id, file: file.kind === "text" ? { ...file, ranges: [...file.ranges] } : file };
      }
      case "document":
        return { type: "document", id, content: await plan.read(message.document) };
      case "annotate":
        await this.#comments.change(message.change);
        await this.#review.readThreads();
        return undefined;
      case "open":
        await open(message.what, message.path, this.#review.prepared);
        return undefined;
      case "openDocument":
        await plan.edit(message.document);
        return undefined;
      case "plan":
        await this.#talk.sendPlan();
        return undefined;
      case "check":
        await this.#check(message.what);
        return undefined;
      case "act":
        await this.#act(message);
        return undefined;
      case "layer":
      case "keep":
      case "merge":
        throw new WorkflowError("refused", say`This page shows a request.`, say`Close it and open it again.`);
      default:
        return message satisfies never;
    }
  }

  async #act({ action }: PageMessageOf<"act">): Promise<void> {
    const answer = async (): Promise<void> => {
      if (action === "grant") await this.#grant();
      else if (action === "undo") await this.#undo();
      else if (action === "askAgain") await this.#askAgain();
      else await this.#refuse(action);
    };
    await this.#talk.once(answer, async () => {
      await this.#review.reread();
      await this.#context.changed();
    });
  }

  async #grant(): Promise<void> {
    const { dialogs, gate, reviewer, wording } = this.#context;
    const { t } = wording;
    await this.#review.recheck();
    await this.#review.readChecks();
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
    const looked = { viewed: seen, unopened, unresolved: this.#review.unresolved, required: facts.checks };
    if (!(await dialogs.confirm(grantQuestion(prepared, looked, t)))) return;
    await this.#review.readChecks();
    if (this.#review.prepared !== prepared) {
      throw new WorkflowError(
        "conflict",
        say`The request was updated while the question was open, so the answer does not count. Nothing was granted.`,
        say`Look at it as it is now, then grant it.`,
      );
    }
    const { checks } = this.#review.facts(this.#view());
    const named = new Set(missingChecks(facts.checks, t).map(({ key }) => key));
    if (missingChecks(checks, t).some(({ key }) => !named.has(key))) {
      throw new WorkflowError(
        "conflict",
        say`A required check was run or changed while the question was open, and has not passed. Nothing was granted.`,
        say`Look at the checks, then grant it.`,
      );
    }
    const noted = checksOnRecord(checks);
    try {
      const granted = await dialogs.executing(
        requestTitle(prepared.approval, t),
        async (signal) => await (await gate()).grant(prepared, reviewer, signal, noted),
      );
      dialogs.announce(granted);
    } finally {
      await this.#review.renew();
    }
  }

  async #check(what: "run" | "cancel"): Promise<void> {
    const { checks } = this.#context;
    const { prepared, view } = this.#review;
    if (what === "cancel" && prepared !== undefined) await checks.cancel(prepared);
    else if (prepared === undefined || view?.state !== "waiting") {
      throw new WorkflowError("refused", say`It waits for no decision, so nothing is checked.`, say`Ask again first.`);
    } else await this.#talk.once(async () => await checks.run(prepared));
    await this.#review.readChecks();
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
