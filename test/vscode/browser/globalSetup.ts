import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { packageExtension } from "../../run/package.ts";
import { vsix } from "../../run/paths.mjs";
import { browserLaunchOptions } from "../launch/browser.ts";
import { installExtension } from "../launch/installExtension.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one browser of this run listens. */
    readonly browserEndpoint: string;
    /** Holds the installed extension; every server of this run uses it. */
    readonly extensionsDirectory: string;
  }
}

/** Once per run: packs and installs the extension and starts the browser. Servers start when a test file asks for one (0.3 s). */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await packageExtension();
  const own = await mkdtemp(join(tmpdir(), "vscode-browser-"));
  const extensionsDirectory = join(own, "extensions");
  await installExtension(vsix, { dataDirectory: join(own, "data"), extensionsDirectory });
  const browser = await chromium.launchServer({ ...(await browserLaunchOptions()), host: "127.0.0.1" });
  project.provide("browserEndpoint", browser.wsEndpoint());
  project.provide("extensionsDirectory", extensionsDirectory);
  return async () => {
    await browser.close();
    await rm(own, { recursive: true, force: true });
  };
};
