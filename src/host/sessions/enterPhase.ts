import * as vscode from "vscode";
import { phases } from "../../core/sessions/model/session.ts";
import type { Phase, SessionView } from "../../core/sessions/model/session.ts";
import { artifactName } from "./artifactName.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { t } from "../platform/hostWording.ts";
import { isBackward } from "../../core/sessions/phaseState.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { pickFrom } from "../prompts/pickFrom.ts";
import { changing } from "../operations/policy.ts";
import type { LateOperation, SessionSubject } from "../operations/operation.ts";
import { phaseStandings } from "../wording/states.ts";
import { phaseWord } from "../../core/sessions/model/recordWords.ts";

interface Wanted {
  readonly phase: Phase;
  readonly back: boolean;
}

/** Which phase begins: the next one unless another is chosen; one before is named as a step back. */
async function askPhase(session: SessionView, name: string): Promise<Wanted> {
  const standings = new Map(phaseStandings(session));
  const words = { done: t("done"), current: t("now"), ahead: "" };
  const icons = { done: "pass", current: "circle-filled", ahead: "circle-outline" };
  const current = session.record.current_phase;
  const items = phases.map((phase) => {
    const standing = standings.get(phase) ?? "ahead";
    const back = isBackward(current, phase);
    const goesBack = { description: t("go back"), detail: t("What was completed since is open again.") };
    const iconPath = new vscode.ThemeIcon(back ? "history" : icons[standing]);
    return { label: phase, description: words[standing], iconPath, phase, back, ...(back ? goesBack : {}) };
  });
  const next = items.find(({ phase, back }) => !back && phase !== current);
  const texts = { title: t("Enter Phase: {0}", name), placeholder: t("Which phase begins?") };
  return orCancel(await pickFrom(items, next, texts));
}

/** A phase that was named without a question, as by a key binding: going back is asked for all the same. */
async function namedPhase(
  { record }: SessionView,
  name: string,
  { phase, force = false }: { readonly phase: Phase; readonly force?: boolean | undefined },
): Promise<Wanted> {
  const back = isBackward(record.current_phase, phase);
  if (back && !force) {
    const question = t("{0} is in {1}. Go back to {2}?", name, phaseWord(record), phase);
    const detail = t("What was completed since is open again.");
    orCancel(await showWarning(question, { modal: true, detail }, t("Go Back")));
  }
  return { phase, back };
}

async function askArtifacts(
  { session, name: title }: SessionSubject,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (names.length === 0) return {};
  const picked = await vscode.window.showQuickPick(
    names.map((name) => ({ label: plainItemText(name), name })),
    {
      title: t("Enter Phase: {0}", title),
      placeHolder: t("Which artifacts does {0} hand over? None is fine.", phaseWord(session.record)),
      canPickMany: true,
    },
  );
  return Object.fromEntries(orCancel(picked).map(({ name }) => [artifactName(name), name]));
}

export const enterPhase = (): LateOperation => ({
  policy: changing,
  choice: { title: () => t("Enter Phase"), states: ["active", "paused"], takesCurrent: true, temporary: "offered" },
  run: async ({ workspace, given, runWithProgress, ...subject }) => {
    const { session, id, name } = subject;
    const { phase, back } =
      given.phase === undefined
        ? await askPhase(session, name)
        : await namedPhase(session, name, { phase: given.phase, force: given.force });
    const isThere = id !== undefined || (await workspace.sessions.temporary()) !== undefined;
    const names = given.phase === undefined && isThere ? await workspace.sessions.artifacts(session.id) : [];
    const artifacts = await askArtifacts(subject, names);
    const meant = id === undefined ? {} : { id };
    await runWithProgress(
      t("{0} enters {1}", name, phase),
      async () => await workspace.sessions.enterPhase(phase, { ...meant, artifacts, back }),
    );
  },
});
