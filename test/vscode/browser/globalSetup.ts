import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { packageExtension } from "../../run/package.ts";
import { artifacts, vsix } from "../../run/paths.mjs";
import { browserLaunchOptions } from "../launch/browser.ts";
import { installExtension } from "../launch/installExtension.ts";
import type { RunningServer } from "./support/servers.ts";
import { startServer, type VsCodeServer } from "../launch/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one browser of this run listens. */
    readonly browserEndpoint: string;
    /** Where the folders that windows open are made. */
    readonly folders: string;
  }
}

/** Once per run: packs and installs the extension, starts the browser and, for each worker, its servers (0.2 s each). */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await packageExtension();
  const own = await realpath(await mkdtemp(join(tmpdir(), "vscode-browser-")));
  const extensionsDirectory = join(own, "extensions");
  await installExtension(vsix, { dataDirectory: join(own, "data"), extensionsDirectory });
  const running: VsCodeServer[] = [];
  const start = async (name: string, workspaceTrust: boolean): Promise<RunningServer> => {
    const dataDirectory = join(own, name);
    await mkdir(dataDirectory);
    const server = await startServer({
      dataDirectory,
      // Not the home of the person who runs the tests: their git configuration would be the window's.
      environment: { HOME: dataDirectory },
      extensionsDirectory,
      workspaceTrust,
      logFile: join(artifacts, "browser", `${name}.log`),
    });
    running.push(server);
    return { port: server.port, environment: server.environment, dataDirectory };
  };
  const browser = await chromium.launchServer({ ...(await browserLaunchOptions()), host: "127.0.0.1" });
  const stop = async (): Promise<void> => {
    await browser.close();
    await Promise.all(running.map((server) => server.stop()));
    await rm(own, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const servers = [];
    for (let worker = 0; worker < project.config.maxWorkers; worker += 1) {
      const trusted = await start(`server-${worker}`, false);
      servers.push({ trusted, restricted: await start(`server-${worker}-restricted`, true) });
    }
    const folders = join(own, "folders");
    await mkdir(folders);
    project.provide("browserEndpoint", browser.wsEndpoint());
    project.provide("servers", servers);
    project.provide("folders", folders);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
};
