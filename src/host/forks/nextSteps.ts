import type { SessionView } from "../../core/sessions/model/session.ts";
import { adoptedBranch } from "../../core/sessions/model/sessionBranch.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import { commands, type CommandId } from "../manifest/contributions.ts";
import type { CommandArguments } from "../operations/commandArguments.ts";
import type { Translate } from "../wording/translate.ts";

/** Other proposals that are offered one by one. */
const mostOffered = 10;

/** A row of a quick pick, and the command that it stands for. */
export interface NextStep {
  /** With an icon. */
  readonly label: string;
  readonly detail: string;
  readonly command: CommandId;
  readonly given: CommandArguments;
}

/** Whether they are proposals of the same session. Work that is only measured against the same branch has nothing in common. */
function areOfOneSession(one: SessionView, other: SessionView): boolean {
  const session = parseSessionId(one.record.forked_from?.session ?? "");
  return session !== undefined && session === other.record.forked_from?.session;
}

function isOpen({ state }: SessionView): boolean {
  return state === "active" || state === "paused";
}

/** The steps for a fork among all sessions: itself, the other proposals of its baseline, and the baseline once none is left. */
export function nextSteps(fork: SessionView, sessions: readonly SessionView[], t: Translate): readonly NextStep[] {
  const baseline = sessions.find(({ id }) => id === fork.record.forked_from?.session);
  const others = sessions.filter((one) => one.id !== fork.id && isOpen(one) && areOfOneSession(one, fork));
  const forks = [fork.id, ...others.map(({ id }) => id)];
  return [
    {
      label: `$(trash) ${t("Remove {0}…", fork.id)}`,
      detail:
        adoptedBranch(fork.record) === undefined
          ? t("Its branch and worktree go. What is not merged is said first, and kept.")
          : t("The session goes. Its branch stays, and so does a worktree that another tool has made."),
      command: commands.removeFork,
      given: { session: fork.id },
    },
    ...(others.length === 0
      ? []
      : [
          {
            label: `$(split-horizontal) ${t("Compare with the Other Proposals")}`,
            detail: others.map(({ id }) => id).join(", "),
            command: commands.compareForks,
            given: { forks },
          },
        ]),
    ...others.slice(0, mostOffered).map(({ id }) => ({
      label: `$(trash) ${t("Remove {0}…", id)}`,
      detail: t("Another proposal of the same session."),
      command: commands.removeFork,
      given: { session: id },
    })),
    ...(others.length > 0 || baseline === undefined || !isOpen(baseline)
      ? []
      : [
          {
            label: `$(pass) ${t("Complete {0}", baseline.id)}`,
            detail: t("This was its last open fork."),
            command: commands.completeSession,
            given: { session: baseline.id },
          },
        ]),
  ];
}
