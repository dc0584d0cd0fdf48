import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { browserLaunchOptions } from "../vscode/launch/browser.ts";
import { buildPage } from "./support/buildPage.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one browser of this run listens. */
    readonly pageBrowser: string;
    /** The review page as it is shipped. */
    readonly pageBundle: string;
  }
}

/** Once per run: builds the page and starts the browser. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const own = await mkdtemp(join(tmpdir(), "review-page-"));
  project.provide("pageBundle", await buildPage(own));
  const browser = await chromium.launchServer({ ...(await browserLaunchOptions()), host: "127.0.0.1" });
  project.provide("pageBrowser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await rm(own, { recursive: true, force: true });
  };
};
