import * as vscode from "vscode";
import { asWorkflowError } from "../../core/base/errors.ts";
import { sessionTypes } from "../../core/sessions/model/session.ts";
import type { SessionType } from "../../core/sessions/model/session.ts";
import { sessionIdFromSlug } from "../../core/sessions/model/sessionId.ts";
import { type GivenText, takeOutSecrets } from "../../core/redaction/givenText.ts";
import type { NewSession } from "../../core/sessions/model/sessions.ts";
import { t } from "../platform/hostWording.ts";
import { askText } from "./askText.ts";
import { orCancel } from "./orCancel.ts";
import { suggestSlug } from "../../core/sessions/model/suggestSlug.ts";

/** Why a text cannot name a new session, in one sentence; `undefined` when it can. */
function slugProblem(slug: string, taken: readonly string[]): string | undefined {
  try {
    const id = sessionIdFromSlug(slug.trim()).toLowerCase();
    const twin = taken.find((other) => other.toLowerCase() === id);
    return twin === undefined ? undefined : t("“{0}” exists already.", twin);
  } catch (error) {
    return asWorkflowError(error).hintText.in(t);
  }
}

/** Asks for a session's name, checked while typing. */
export async function askSlug(title: string, value: string, taken: readonly string[]): Promise<string> {
  const answer = await vscode.window.showInputBox({
    title,
    value,
    prompt: t("The session's name. It becomes the directory .workflow/WFS-<name>."),
    placeHolder: "user-profile",
    validateInput: (text) => (text.trim() === "" ? t("A session needs a name.") : slugProblem(text, taken)),
  });
  return orCancel(answer).trim();
}

async function askType(title: string): Promise<SessionType> {
  const meanings: Readonly<Record<SessionType, string>> = {
    simple: t("One change, few files"),
    medium: t("Several tasks"),
    complex: t("Many tasks, worth a plan of its own"),
  };
  const items = sessionTypes.map((type) => ({ label: type, description: meanings[type] }));
  return orCancel(await vscode.window.showQuickPick(items, { title, placeHolder: t("How large is it?") })).label;
}

function stepTitle(step: number): string {
  return t("Create Session ({0}/3)", step);
}

/** What is known of a new session already; the rest is asked for. */
export interface KnownOfSession {
  readonly project?: string | undefined;
  readonly slug?: string | undefined;
  readonly type?: SessionType | undefined;
  readonly activate?: boolean | undefined;
}

/** A name made of what the session is for, which has no secret in it. */
async function slugFor(project: GivenText, taken: readonly string[]): Promise<string> {
  return suggestSlug((await takeOutSecrets(project)).text, taken);
}

/** Asks in three steps for what a new session needs: what for, its name (suggested from that), its size. */
export async function askNewSession(given: KnownOfSession, taken: readonly string[]): Promise<NewSession> {
  const project =
    given.project ??
    orCancel(
      await askText({
        title: stepTitle(1),
        prompt: t("What is the session for?"),
        placeHolder: t("Let users edit their profile"),
        validateInput: (text) => (text.trim() === "" ? t("A few words are enough.") : undefined),
      }),
    );
  const slug = given.slug ?? (await askSlug(stepTitle(2), await slugFor(project, taken), taken));
  const type = given.type ?? (given.slug === undefined ? await askType(stepTitle(3)) : "simple");
  return { project, slug, type, activate: given.activate ?? true };
}
