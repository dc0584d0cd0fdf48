import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Under which VS Code stores what editors are open. */
const editors = "memento/workbench.parts.editor";

/** What VS Code for the web has stored of its windows under this name, without the escapes of JSON in JSON. */
const storedUnder = async (page: Page, name: string): Promise<string> => {
  const stored = await page.evaluate(async (key) => {
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- this function is sent to the page as a whole
    const answer = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("The database did not answer.")));
      });
    const found: unknown[] = [];
    for (const { name: place } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(place ?? ""));
      for (const store of database.objectStoreNames) {
        const entries = database.transaction(store).objectStore(store);
        found.push(await answer<unknown>(entries.get(key)));
      }
      database.close();
    }
    return found.map(String).join("\n");
  }, name);
  return stored.replaceAll("\\", "");
};

/**
 * Loads the window anew once VS Code has stored this of its editors, or under another name, such as the extension's. It stores every five seconds; what
 * came later is not there again after a reload, whoever made it.
 */
export const reloadOnceStored = async (page: Page, stored: string, name: string = editors): Promise<void> => {
  await expect.poll(() => storedUnder(page, name)).toContain(stored);
  await page.reload();
};
