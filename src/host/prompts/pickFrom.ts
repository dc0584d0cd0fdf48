import * as vscode from "vscode";

/** A list to pick from in which one item is chosen already, so that Enter takes it; `undefined`: it was closed. */
export async function pickFrom<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  chosen: Item | undefined,
  texts: { readonly title: string; readonly placeholder: string },
): Promise<Item | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = texts.title;
  picker.placeholder = texts.placeholder;
  picker.items = items;
  if (chosen !== undefined) picker.activeItems = [chosen];
  const answer = await new Promise<Item | undefined>((done) => {
    picker.onDidAccept(() => done(picker.selectedItems[0]));
    picker.onDidHide(() => done(undefined));
    picker.show();
  });
  picker.dispose();
  return answer;
}
