import * as vscode from "vscode";
import { phases } from "../../core/sessions/model/session.ts";
import type { Phase, SessionView } from "../../core/sessions/model/session.ts";
import { artifactName } from "./artifactName.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";
import type { SessionSubject } from "../operations/operation.ts";
import { phaseStandings } from "../wording/states.ts";
import { phaseWord } from "../../core/sessions/model/recordWords.ts";

async function askPhase(session: SessionView, name: string): Promise<Phase> {
  const standings = new Map(phaseStandings(session));
  const words = { done: t("done"), current: t("now"), ahead: "" };
  const icons = { done: "pass", current: "circle-filled", ahead: "circle-outline" };
  const items = phases.map((phase) => {
    const standing = standings.get(phase) ?? "ahead";
    return { label: phase, description: words[standing], iconPath: new vscode.ThemeIcon(icons[standing]), phase };
  });
  const title = t("Enter Phase: {0}", name);
  return orCancel(await vscode.window.showQuickPick(items, { title, placeHolder: t("Which phase begins?") })).phase;
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

export const registerEnterPhase: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.enterPhase,
    policy: changing,
    choice: { title: () => t("Enter Phase"), states: ["active", "paused"], takesCurrent: true, temporary: "offered" },
    run: async ({ workspace, given, runWithProgress, ...subject }) => {
      const { session, id, name } = subject;
      const phase = given.phase ?? (await askPhase(session, name));
      const isThere = id !== undefined || (await workspace.sessions.temporary()) !== undefined;
      const names = given.phase === undefined && isThere ? await workspace.sessions.artifacts(session.id) : [];
      const artifacts = await askArtifacts(subject, names);
      const meant = id === undefined ? {} : { id };
      await runWithProgress(
        t("{0} enters {1}", name, phase),
        async () => await workspace.sessions.enterPhase(phase, { ...meant, artifacts }),
      );
    },
  });
