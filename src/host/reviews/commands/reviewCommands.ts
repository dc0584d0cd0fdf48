import * as vscode from "vscode";
import { say } from "../../../core/base/text.ts";
import type { PublishedWork } from "../../../core/review/kinds/publish/fetchPublished.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import { isUndoable } from "../../../core/review/requests/requestState.ts";
import { checkedKinds } from "../../../core/review/checks/requiredCheck.ts";
import { commands } from "../../manifest/contributions.ts";
import type { CommandId } from "../../manifest/contributions.ts";
import type { Host } from "../../feature/feature.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import type { Invocation } from "../../operations/invocation.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { chooseSuggestion } from "./chooseSuggestion.ts";
import { applyQuestion } from "../panel/applyQuestion.ts";
import { applyInWindow } from "../panel/applyInWindow.ts";
import { chooseReview, type ReviewChoice } from "./chooseReview.ts";
import { requestsOf, type RequestWatcher, type FoundRequest } from "../requests/requestWatcher.ts";
import { goesBack } from "../../../core/review/delivery/undelivered.ts";
import type { AnswerSubject } from "../sendBack/answerSubject.ts";
import { continueAgent } from "../sendBack/continueAgent.ts";
import { copyAsPrompt } from "../sendBack/copyAsPrompt.ts";
import { chooseAnswer } from "./chooseAnswer.ts";
import { undoQuestion } from "../panel/grantQuestion.ts";
import { tellRedacted } from "../../prompts/tellRedacted.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import { answerWithReason, type UnsaidReasons } from "../panel/answerWithReason.ts";
import { askReason, pickAnswer, reviewDialogs } from "../panel/reviewDialogs.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import { plainName } from "../kinds/plainNames.ts";
import { publishedWork, tellLanded } from "./checkLanded.ts";
import { turnOffPublishing } from "./turnOffPublishing.ts";
import { turnOnPublishing } from "./turnOnPublishing.ts";
import type { ReviewServices } from "../gate/reviewServices.ts";
import type { WindowChecks } from "../checks/windowChecks.ts";
import type { ReviewPanels } from "../panel/reviewPanels.ts";

export interface ReviewCommandsOptions {
  readonly host: Host;
  readonly watcher: RequestWatcher;
  readonly panels: ReviewPanels;
  readonly checks: WindowChecks;
  readonly services: (workspace: WorkflowWorkspace) => ReviewServices;
  readonly fetchPublished: (workspace: WorkflowWorkspace, work: PublishedWork, signal: AbortSignal) => Promise<void>;
  /** Opens the review of a request that was just made here. */
  readonly requested: (workspace: WorkflowWorkspace, view: RequestView) => Promise<void>;
}

type Run = (invocation: Invocation) => Promise<void>;

const undecided = ({ state }: RequestView): boolean => state === "waiting" || state === "stale" || state === "expired";

const isCheckable = ({ state, request }: RequestView): boolean =>
  state === "waiting" && checkedKinds.some((kind) => kind === request?.kind);

/** Commands on one request. None of them grants anything: that is done in the review, by its dialog. */
export function reviewCommands(options: ReviewCommandsOptions): ReadonlyMap<CommandId, Run> {
  const { host, watcher, panels, checks, services, fetchPublished, requested } = options;
  const choose = async (invocation: Invocation, choice: ReviewChoice): Promise<FoundRequest> => {
    await watcher.ready();
    const id = invocation.target.request ?? invocation.given.request;
    if (id === undefined || !watcher.all().some(({ view }) => view.id === id)) await watcher.look();
    return await chooseReview(watcher, host.workspaces.all(), invocation, choice);
  };
  const settled = async ({ workspace }: FoundRequest): Promise<void> => {
    await watcher.of(workspace).look();
    await panels.recheck();
  };
  const unsaid: UnsaidReasons = new Map();
  const refuse = (decision: "denied" | "changes"): Run => {
    return async (invocation) => {
      host.runner.requireTrust();
      const denies = decision === "denied";
      const found = await choose(invocation, {
        title: denies ? t("Deny a Request") : t("Ask for Changes"),
        fits: undecided,
        none: say`Nothing waits for a decision.`,
      });
      const { workspace, view } = found;
      const title = requestTitle(view, t);
      const given = invocation.given.reason?.trim();
      if (given === "") return;
      const [asked, why] = denies
        ? [t("Deny: {0}", title), t("Why? Whoever asked is told.")]
        : [t("Ask for Changes: {0}", title), t("What has to change? Whoever asked is told.")];
      const answered = await answerWithReason(
        {
          request: view.id,
          session: view.session,
          requests: await requestsOf(workspace),
          drafts: services(workspace).drafts(),
          pick: pickAnswer,
          askReason: async (typed) => given ?? (await askReason(asked, why, typed)),
          unsaid,
          decline: async (reason) => {
            const gate = await services(workspace).gate();
            const shown = panels.find(workspace, view.id)?.review.prepared;
            await tellRedacted(await gate.decline(view.id, decision, reason, reviewerName(), shown), "reason");
          },
        },
        t,
      );
      if (!answered) return;
      await settled(found);
      if (panels.shows(workspace, view.id)) return;
      void showInformation(
        denies ? t("Denied: {0}. Whoever asked is told why.", title) : t("Changes asked for: {0}.", title),
      );
    };
  };
  const sendBack = (title: () => string, send: (subject: AnswerSubject) => Promise<void>): Run => {
    return async (invocation) => {
      host.runner.requireTrust();
      const none = say`There is no answer that could be sent back.`;
      const subject = await chooseAnswer(host, watcher, invocation, async () =>
        choose(invocation, { title: title(), fits: goesBack, none }),
      );
      await send(subject);
      await watcher.of(subject.workspace).look();
      await panels.recheck();
    };
  };
  return new Map<CommandId, Run>([
    [
      commands.continueAgent,
      sendBack(
        () => t("Continue Agent"),
        async (subject) => await continueAgent(host, subject),
      ),
    ],
    [
      commands.copyAsPrompt,
      sendBack(
        () => t("Copy as Prompt"),
        async (subject) => await copyAsPrompt(host, subject),
      ),
    ],
    [
      commands.openReview,
      async (invocation) => {
        host.runner.requireTrust();
        const named = invocation.target.request ?? invocation.given.request;
        const found = await choose(invocation, {
          title: t("Review"),
          fits: (view) => named !== undefined || undecided(view) || view.state === "deciding",
          none: say`Nothing waits for your review.`,
        });
        panels.show(found);
      },
    ],
    [
      commands.runRequiredChecks,
      async (invocation) => {
        host.runner.requireTrust();
        const isNamed =
          (invocation.target.request ?? invocation.given.request ?? invocation.given.session) !== undefined;
        const seen = watcher
          .all()
          .filter((one) => !isNamed && isCheckable(one.view) && panels.shows(one.workspace, one.view.id));
        const [only] = seen;
        const { workspace, view } =
          only !== undefined && seen.length === 1
            ? only
            : await choose(invocation, {
                title: t("Run Required Checks"),
                fits: isCheckable,
                none: say`Nothing waits that could be checked.`,
              });
        const shown = panels.find(workspace, view.id)?.review.prepared;
        const prepared = shown ?? (await (await services(workspace).gate()).prepare(view.id));
        if (!(await checks.agrees(prepared))) return;
        const dialogs = reviewDialogs(host, workspace.key);
        const title = t("Running the required checks of “{0}”", requestTitle(view, t));
        await dialogs.executing(title, async (signal) => await checks.run(workspace, prepared, signal));
      },
    ],
    [commands.denyReview, refuse("denied")],
    [commands.askForChanges, refuse("changes")],
    [
      commands.askReviewAgain,
      async (invocation) => {
        host.runner.requireTrust();
        const { workspace, view } = await choose(invocation, {
          title: t("Ask Again"),
          fits: ({ state, request }) => request !== null && (state === "stale" || state === "expired"),
          none: say`No request is stale or has expired.`,
        });
        await requested(workspace, await (await requestsOf(workspace)).askAgain(view.id, reviewerName()));
      },
    ],
    [
      commands.withdrawReview,
      async (invocation) => {
        host.runner.requireTrust();
        const found = await choose(invocation, {
          title: t("Withdraw a Request"),
          fits: (view) => undecided(view) && view.request?.requested_by === reviewerName(),
          none: say`Nothing you asked for waits.`,
        });
        await (await requestsOf(found.workspace)).withdraw(found.view.id);
        await settled(found);
      },
    ],
    [
      commands.copyReviewId,
      async (invocation) => {
        const { view } = await choose(invocation, {
          title: t("Copy Request Id"),
          fits: () => true,
          none: say`There is no request.`,
        });
        await vscode.env.clipboard.writeText(view.id);
      },
    ],
    [
      commands.undoReview,
      async (invocation) => {
        host.runner.requireTrust();
        const found = await choose(invocation, {
          title: t("Undo What Was Granted"),
          fits: isUndoable,
          none: say`Nothing was granted that could be undone.`,
        });
        const { workspace, view } = found;
        const title = requestTitle(view, t);
        const dialogs = reviewDialogs(host, workspace.key, () => panels.shows(workspace, view.id));
        if (!(await dialogs.confirm(undoQuestion(view, t)))) return;
        const { message } = await dialogs.executing(t("Undoing “{0}”", title), async (signal) => {
          const gate = await services(workspace).gate();
          return await gate.undo(view.id, reviewerName(), signal);
        });
        await workspace.follow();
        await settled(found);
        dialogs.inform(message.in(t));
      },
    ],
    [
      commands.applySuggestion,
      async (invocation) => {
        host.runner.requireTrust();
        const { workspace, thread } = await chooseSuggestion(host.workspaces.all(), invocation);
        const dialogs = reviewDialogs(host, workspace.key);
        const tip = await (await workspace.services.sessionTexts()).tip(thread.subject.session);
        const digest = (await services(workspace).suggestions()).digest(thread, tip);
        if (!(await dialogs.confirm(applyQuestion(thread, tip.ref, t)))) return;
        await applyInWindow({ host, workspace, services: services(workspace), dialogs }, thread.id, digest);
        await watcher.of(workspace).look();
        await panels.recheck();
      },
    ],
    [
      commands.turnOnPublishing,
      async (invocation) => {
        host.runner.requireTrust();
        const { workspace, view } = await choose(invocation, {
          title: t("Turn On Publishing to This Remote"),
          fits: (found) => undecided(found) && found.request?.kind === "publish",
          none: say`Nothing waits to be published.`,
        });
        if (view.request?.kind !== "publish") return;
        await turnOnPublishing(workspace, view.request);
        await panels.recheck();
      },
    ],
    [
      commands.checkLanded,
      async (invocation) => {
        host.runner.requireTrust();
        const { workspace, view } = await choose(invocation, {
          title: t("Check Whether It Has Landed"),
          fits: (found) => publishedWork(found) !== undefined,
          none: say`Nothing was published.`,
        });
        const work = publishedWork(view);
        if (work === undefined) return;
        const dialogs = reviewDialogs(host, workspace.key);
        const title = t("Asking {0}", plainName(work.receipt.published.remote));
        await dialogs.executing(title, async (signal) => await fetchPublished(workspace, work, signal));
        await workspace.follow();
        await tellLanded(workspace, view);
      },
    ],
    [
      commands.turnOffPublishing,
      async () => {
        await turnOffPublishing();
        await panels.recheck();
      },
    ],
    [commands.refreshReviews, async () => await watcher.look()],
  ]);
}
