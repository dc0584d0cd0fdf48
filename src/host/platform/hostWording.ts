import * as vscode from "vscode";
import type { Translate } from "../wording/translate.ts";
import type { Wording } from "../wording/wording.ts";

/** Texts in the language VS Code runs in. */
export const t: Translate = (message, ...values) => vscode.l10n.t(message, ...values);

export const wording: Wording = { t, language: vscode.env.language, clock: { now: Date.now } };
