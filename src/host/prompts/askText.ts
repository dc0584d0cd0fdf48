import * as vscode from "vscode";
import type { GivenText } from "../../core/redaction/givenText.ts";

/**
 * Asks for a text in a box, without white space around it; `undefined`: the box was closed. A person who closes the question about a secret in it
 * is back in the box, with what they have typed.
 */
export async function askText(options: vscode.InputBoxOptions): Promise<GivenText | undefined> {
  let box = options;
  for (;;) {
    const typed = await vscode.window.showInputBox(box);
    if (typed === undefined) return undefined;
    const { askAboutSecrets } = await import("./secretQuestion.ts");
    const given = await askAboutSecrets(typed.trim());
    if (given !== undefined) return given;
    box = { ...options, value: typed };
  }
}
