import type { Page } from "playwright-core";
import { expect } from "vitest";

/** What VS Code for the web has stored of its windows' editors, without the escapes of JSON in JSON. */
const storedEditors = async (page: Page): Promise<string> => {
  const stored = await page.evaluate(async () => {
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- this function is sent to the page as a whole
    const answer = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("The database did not answer.")));
      });
    const found: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name ?? ""));
      for (const store of database.objectStoreNames) {
        const entries = database.transaction(store).objectStore(store);
        found.push(await answer<unknown>(entries.get("memento/workbench.parts.editor")));
      }
      database.close();
    }
    return found.map(String).join("\n");
  });
  return stored.replaceAll("\\", "");
};

/**
 * Loads the window anew once VS Code has stored this of its editors. It stores every five seconds; what was opened later is
 * not there again after a reload, whatever opened it.
 */
export const reloadOnceStored = async (page: Page, stored: string): Promise<void> => {
  await expect.poll(() => storedEditors(page)).toContain(stored);
  await page.reload();
};
