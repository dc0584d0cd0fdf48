import type { ValuesOf } from "../../core/base/text.ts";

/**
 * Gives a text in the user's language; `{0}`, `{1}` stand for the arguments. In VS Code it is `vscode.l10n.t`;
 * pure files take it as a parameter, so that they run in plain Node.
 */
export type Translate = <Id extends string>(message: Id, ...values: ValuesOf<Id>) => string;
